//! A reopening: a closed award is opened again, by two people, with a reason.

use crate::award::Award;
use crate::kernel::{Id, Timestamp};

/// Where a reopening stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ReopeningState {
    /// Waits for another person.
    Asked,
    /// The award stays closed.
    Refused,
    /// The award was opened.
    Reopened,
}

impl ReopeningState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "Waits for a decision",
            Self::Refused => "Stays closed",
            Self::Reopened => "Opened again",
        }
    }
}

/// One reopening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// Its identifier.
    pub id: Id<Reopening>,
    /// Of which award.
    pub award: Id<Award>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: ReopeningState,
    /// The account that asked for it.
    pub asked_by: String,
    /// Its name.
    pub asked_by_name: String,
    /// When.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// Guards against two changes at once.
    pub version: i64,
}
