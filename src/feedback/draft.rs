//! What staff prepared on one application, and the release in which its letter stands.

use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono_tz::Tz;

/// What somebody prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How to improve.
    pub advice: String,
    /// Who changed it last, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// Rises with every change.
    pub version: i64,
}

/// Letters of a round that are let out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its identifier.
    pub id: Id<Release>,
    /// The round.
    pub round: Id<Opportunity>,
    /// From when on its letters go out.
    pub due_at: Timestamp,
    /// The zone in which that was said.
    pub zone: Tz,
    /// Who released them.
    pub by: Id<Account>,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
}

impl Release {
    /// Whether it can still be called off.
    #[must_use]
    pub fn is_to_come(&self, now: Timestamp) -> bool {
        self.cancelled_at.is_none() && now < self.due_at
    }
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Its instant is to come, or its city was not told the decision yet.
    Waits,
    /// The city got it.
    LetOut,
    /// It was not let out, for a reason.
    Stopped,
    /// Its release was called off.
    Cancelled,
}

/// A letter of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The release.
    pub release: Id<Release>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was stopped.
    pub reason: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Sent {
    /// Whether no other letter may be made beside it.
    #[must_use]
    pub fn stands(&self) -> bool {
        matches!(self.outcome, Outcome::Waits | Outcome::LetOut)
    }
}
