//! One question about a round, and the wordings of its answer.

use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;

/// The longest question or answer, in characters.
pub const LONGEST: usize = 4_000;

/// What somebody asked about a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Its identifier.
    pub id: Id<Inquiry>,
    /// The round.
    pub round: Id<Opportunity>,
    /// Its number in the round, in the order of asking.
    pub n: i64,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// In their words. Only the people of the fund and whoever asked read it.
    pub asked: String,
    /// Who asked, if signed in.
    pub account: Option<Id<Account>>,
    /// Their name, if they gave one.
    pub name: String,
    /// Where they want to be told, if they do.
    pub email: Option<String>,
    /// How it ended.
    pub ended: Option<Ended>,
}

impl Inquiry {
    /// `Q-3`, as the fund and whoever asked call it.
    #[must_use]
    pub fn number(&self) -> String {
        format!("Q-{}", self.n)
    }

    /// Its number among the published ones.
    #[must_use]
    pub fn shown(&self) -> Option<i64> {
        self.ended.as_ref().and_then(|ended| ended.shown)
    }
}

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What became of it.
    pub outcome: Outcome,
    /// Its number among the published ones.
    pub shown: Option<i64>,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// Whose doing it was, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// All may read question and answer.
    Published,
    /// Whoever asked was answered alone.
    Private,
    /// It gets no answer.
    SetAside,
}

/// One wording of question and answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// 1 for the first.
    pub n: i32,
    /// The question, as it is shown.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Why it differs from the wording before.
    pub why: Option<String>,
    /// Who wrote it, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}
