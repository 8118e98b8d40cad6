//! The error summary (`parts/error_summary`): "There is a problem", with one link
//! per mistake that leads to its field. The texts equal those beside the fields.

use crate::kernel::FieldError;
use serde::Serialize;

/// Every mistake of a form, on top of the page. Empty shows nothing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ErrorSummary {
    /// In the order of the page.
    pub errors: Vec<FieldError>,
}

impl ErrorSummary {
    /// The summary of these mistakes.
    #[must_use]
    pub fn new(errors: &[FieldError]) -> Self {
        Self { errors: errors.to_vec() }
    }

    /// Whether there is anything to say: a page's `has_errors`.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !self.errors.is_empty()
    }
}
