//! What belongs to closing an award besides its reports: what an officer ticks, what the fund asks back, and the seal of the
//! record.

use crate::award::Award;
use crate::kernel::{Id, Money, Timestamp};
use chrono::NaiveDate;

/// What an officer looks at and ticks; the program cannot know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Ticked {
    /// Equipment and supplies.
    Property,
    /// Specific conditions.
    Conditions,
    /// Who keeps the records, and until when.
    Records,
}

impl Ticked {
    /// In words, with where it comes from.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Property => "Property: no equipment was bought, or it is accounted for (2 CFR 200.313, 200.344)",
            Self::Conditions => "Specific conditions are met or lifted (2 CFR 200.208)",
            Self::Records => "The city was told to keep its records (2 CFR 200.334)",
        }
    }
}

/// What bills leave open at the end of an award.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenBills {
    /// How many wait for a decision.
    pub waiting: i64,
    /// What the city owes that was not referred to debt collection.
    pub owed: Money,
}

/// A tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// What.
    pub item: String,
    /// What the officer saw.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the fund asked back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// Of which award.
    pub award: Id<Award>,
    /// How much.
    pub amount: Money,
    /// By when.
    pub due_on: NaiveDate,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
}

/// The seal of a closed award: the SHA-256 of each part of its record, and of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Of which award.
    pub award: Id<Award>,
    /// The number of the closing, from 1.
    pub n: i32,
    /// What the parts are.
    pub format: String,
    /// The SHA-256 of each part, as JSON.
    pub sections: String,
    /// The SHA-256 of that text.
    pub record_sha256: String,
    /// The last journal of the award that was counted.
    pub last_seq: i64,
    /// Until when the city keeps its records.
    pub keep_until: NaiveDate,
    /// Who closed the award.
    pub sealed_by: String,
    /// When.
    pub sealed_at: Timestamp,
}
