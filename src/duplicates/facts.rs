//! What was found of possible duplicates.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// An officer looked at two applications and found that they are not the same, or may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateSetAside {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The reference number of the other.
    pub other: String,
    /// Why they were thought to be the same.
    pub why: Vec<String>,
    /// Why that does no harm.
    pub reason: String,
}

impl Fact for DuplicateSetAside {
    const NAME: &'static str = "application.duplicate_set_aside";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}
