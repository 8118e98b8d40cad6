//! What happened to a return that no file of the bank brought.

use crate::kernel::{Fact, Money, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A finance officer says that the bank sent a payment back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReturnProposed {
    /// The proposal.
    pub proposal_id: String,
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// `R03`.
    pub code: String,
    /// The day on which the bank sent it back.
    pub told_on: NaiveDate,
    /// How it is known.
    pub evidence: String,
}
impl Fact for ReturnProposed {
    const NAME: &'static str = "payment.return_proposed";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Such a return was confirmed or refused by another person, or withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReturnDecided {
    /// The proposal.
    pub proposal_id: String,
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// `R03`.
    pub code: String,
    /// Who had proposed it.
    pub proposed_by: String,
    /// `confirmed`, `refused` or `withdrawn`.
    pub outcome: String,
    /// Why it was refused.
    pub reason: Option<String>,
}
impl Fact for ReturnDecided {
    const NAME: &'static str = "payment.return_decided";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
