//! What happened.

use crate::kernel::{Fact, Money, Subject};
use serde::{Deserialize, Serialize};

/// The slate of a round was adopted. Which applications it has stands with it, where walls are asked; the fact names none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlateAdopted {
    /// The round.
    pub opportunity: String,
    /// The slate.
    pub slate: String,
    /// Its number in the round.
    pub n: i32,
    /// The one whose place it takes.
    pub supersedes: Option<i32>,
    /// What could be spent.
    pub budget: Money,
    /// Why.
    pub reason: String,
    /// The version of the rules.
    pub definition_sha256: String,
    /// How it was computed.
    pub model: String,
    /// The digest of all that it was made from.
    pub inputs_sha256: String,
}

impl Fact for SlateAdopted {
    const NAME: &'static str = "slate.adopted";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}
