//! A mistake in one field of a form. A form with mistakes is a normal answer.

use serde::Serialize;

/// One sentence about one field, shown beside it and in the error summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The name of the form field; empty where it is about the whole form.
    pub field: String,
    /// What is wrong and how to mend it, as a sentence.
    pub message: String,
}

impl FieldError {
    /// A mistake in `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
