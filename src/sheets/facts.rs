//! What happened.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// A reviewer brought a score sheet in; its scores are drafts. Which applications they are of is not said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetKept {
    /// The round.
    pub opportunity: String,
    /// Who reviews.
    pub reviewer: String,
    /// Reviews that were changed.
    pub reviews: usize,
    /// Fields that were changed.
    pub fields: usize,
}

impl Fact for SheetKept {
    const NAME: &'static str = "review.sheet_kept";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}
