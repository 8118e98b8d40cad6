//! A payment run: several payments that go to the bank in one file, prepared,
//! approved and released by different people. Its digest binds what was
//! approved to what is released.

use super::bank_details::Done;
use super::payment::Payment;
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RunState {
    /// Put together; waits for a second person.
    Prepared,
    /// Approved; waits for the releasing officer.
    Approved,
    /// The bank file was written.
    Released,
    /// Taken apart; its payments wait again.
    Cancelled,
}

impl RunState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Prepared => "Waiting for approval",
            Self::Approved => "Waiting for release",
            Self::Released => "Released",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its identifier.
    pub id: Id<Run>,
    /// 1, 2, 3 …
    pub number: i32,
    /// How far it has come.
    pub state: RunState,
    /// The sum of its payments.
    pub total: Money,
    /// How many payments.
    pub count: i32,
    /// What was put together: see `digest`.
    pub digest: String,
    /// Who put it together.
    pub prepared: Done,
    /// Who approved it.
    pub approved: Option<Done>,
    /// Who released it.
    pub released: Option<Done>,
    /// The day on which the money shall arrive.
    pub effective_on: Option<NaiveDate>,
    /// The policy it was released under.
    pub policy_name: Option<String>,
    /// Guards against two changes at once.
    pub version: i64,
}

/// SHA-256 over every payment of a run: which, how much, to which bank details.
#[must_use]
pub fn digest(payments: &[Payment]) -> String {
    let mut lines: Vec<String> = payments
        .iter()
        .map(|p| format!("{}|{}|{}", p.id, p.amount.cents(), p.bank_details.map(|id| id.text()).unwrap_or_default()))
        .collect();
    lines.sort();
    let mut hash = Sha256::new();
    hash.update(b"payment run\n");
    for line in lines {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    HEXLOWER.encode(&hash.finalize())
}
