//! What happened to entries by hand, with every value a letter or an auditor wants.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An entry was prepared and waits for another person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryPrepared {
    /// The entry.
    pub entry_id: String,
    /// Its number.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How much it moves.
    pub amount: Money,
    /// The amounts, each as a line to read.
    pub lines: Vec<String>,
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub evidence: Option<String>,
    /// Who prepared it.
    pub prepared_by: String,
    /// When.
    pub prepared_at: Timestamp,
    /// What an approver approves.
    pub subject_digest: String,
}
impl Fact for EntryPrepared {
    const NAME: &'static str = "entry.prepared";
    fn subject(&self) -> Subject {
        Subject::new("manual_entry", &self.entry_id)
    }
}

/// Another person approved an entry, and it was posted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryPosted {
    /// The entry.
    pub entry_id: String,
    /// Its number.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How much it moves.
    pub amount: Money,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_at: Timestamp,
    /// The journal that it became.
    pub journal_seq: i64,
    /// What was approved.
    pub subject_digest: String,
}
impl Fact for EntryPosted {
    const NAME: &'static str = "entry.posted";
    fn subject(&self) -> Subject {
        Subject::new("manual_entry", &self.entry_id)
    }
}

/// Another person refused an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryRefused {
    /// The entry.
    pub entry_id: String,
    /// Its number.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How much it would have moved.
    pub amount: Money,
    /// Who refused it.
    pub refused_by: String,
    /// When.
    pub refused_at: Timestamp,
    /// Why.
    pub reason: String,
}
impl Fact for EntryRefused {
    const NAME: &'static str = "entry.refused";
    fn subject(&self) -> Subject {
        Subject::new("manual_entry", &self.entry_id)
    }
}

/// Its preparer took an entry back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryWithdrawn {
    /// The entry.
    pub entry_id: String,
    /// Its number.
    pub number: i32,
}
impl Fact for EntryWithdrawn {
    const NAME: &'static str = "entry.withdrawn";
    fn subject(&self) -> Subject {
        Subject::new("manual_entry", &self.entry_id)
    }
}
