//! What happened on the way to closing an award, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The fund asked the city to send back what it holds of an advance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundRequested {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// By when.
    pub due_on: NaiveDate,
    /// Where the day comes from.
    pub citation: String,
    /// The officer.
    pub asked_by: String,
}

impl Fact for RefundRequested {
    const NAME: &'static str = "refund.requested";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer ticked an item of the closeout's list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CloseoutItemTicked {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// What.
    pub item: String,
    /// What was seen.
    pub note: String,
    /// The officer.
    pub ticked_by: String,
}

impl Fact for CloseoutItemTicked {
    const NAME: &'static str = "closeout.item_ticked";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// The record of a closed award was sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AwardSealed {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The number of the closing.
    pub n: i32,
    /// The SHA-256 of the record.
    pub record_sha256: String,
    /// Until when the city keeps its records.
    pub keep_until: NaiveDate,
}

impl Fact for AwardSealed {
    const NAME: &'static str = "award.sealed";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
