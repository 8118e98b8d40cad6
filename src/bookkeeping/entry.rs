//! The noun: an entry by hand as it was prepared, and what became of it.

use crate::audit::Doer;
use crate::disbursement::Done;
use crate::kernel::{Id, Money};
use crate::ledger::{Command, Leg};
use chrono::NaiveDate;

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum EntryState {
    /// It waits for another person.
    Prepared,
    /// Another person approved it, and it is a journal.
    Posted,
    /// Another person refused it.
    Refused,
    /// Its preparer took it back.
    Withdrawn,
}

impl EntryState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Prepared => "Waits for approval",
            Self::Posted => "Posted",
            Self::Refused => "Refused",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// An entry by hand.
#[derive(Clone, Debug)]
pub struct ManualEntry {
    /// Its identifier.
    pub id: Id<ManualEntry>,
    /// The number people see.
    pub number: i32,
    /// What became of it.
    pub state: EntryState,
    /// The event.
    pub event: String,
    /// Its variant; mostly empty.
    pub variant: String,
    /// The fund; empty for a reversal, which takes it from its journal.
    pub fund: String,
    /// What it is about: an award's number, an opportunity, a fund, a journal.
    pub about: String,
    /// How much it moves.
    pub amount: Money,
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub evidence: Option<String>,
    /// The journal it reverses.
    pub reverses: Option<i64>,
    /// The amounts.
    pub legs: Vec<Leg>,
    /// What an approver approves.
    pub subject_digest: String,
    /// Who prepared it, and when.
    pub prepared: Done,
    /// Who decided it, and when.
    pub decided: Option<Done>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// The journal that it became.
    pub journal_seq: Option<i64>,
    /// For optimistic changes.
    pub version: i64,
}

impl ManualEntry {
    /// What the ledger is asked, under this key. The preparer is its actor; the approval comes apart.
    #[must_use]
    pub fn command(&self, key: impl Into<String>) -> Command {
        let maker = Doer { account_id: Some(self.prepared.by.clone()), name: self.prepared.name.clone() };
        let mut command = match self.reverses {
            Some(seq) => Command::reversal(key, seq, &self.reason, self.effective_on, &maker),
            None => Command::new(key, &self.event, &self.fund, self.effective_on, &maker).because(&self.reason),
        };
        command.variant.clone_from(&self.variant);
        command.legs.clone_from(&self.legs);
        command.evidence.clone_from(&self.evidence);
        command
    }
}
