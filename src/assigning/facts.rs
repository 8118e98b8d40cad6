//! What happened.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// The reviews of a round were given out at once. Each review is told and recorded by itself as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundAssigned {
    /// The round.
    pub opportunity: String,
    /// Reviews of each application that were wanted.
    pub reviews: u32,
    /// Reviews that were given.
    pub added: usize,
    /// Reviews that were taken back from somebody who was replaced.
    pub taken_back: usize,
    /// Reviews that could not be given.
    pub missing: u32,
    /// The digest of the proposal.
    pub sha256: String,
}

impl Fact for RoundAssigned {
    const NAME: &'static str = "review.round_assigned";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}
