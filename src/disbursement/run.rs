//! A payment run: several payments that leave together, in one file, prepared,
//! approved and released by different people. Its digest binds what was
//! approved to what is released: which payments, how they are paid, and when.

use super::bank_details::Done;
use super::payment::Payment;
use super::prenote::Prenote;
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
    /// The file was written.
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

/// How a run pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Method {
    /// By a file of credits for the bank.
    #[default]
    Ach,
    /// By the fund's own payables system, which takes a list.
    Payables,
    /// By cheques, each with its number.
    Cheque,
}

impl Method {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ach => "ACH credits, one file for the bank",
            Self::Payables => "The fund’s payables system",
            Self::Cheque => "Cheques",
        }
    }

    /// Whether the money goes to the bank details of the city.
    #[must_use]
    pub fn goes_to_an_account(self) -> bool {
        self != Self::Cheque
    }
}

/// How a run pays, and when the money shall arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunTerms {
    /// How.
    pub method: Method,
    /// The banking day that is wanted; the earliest where there is none.
    pub wanted_on: Option<NaiveDate>,
    /// Whether it shall arrive on the day of its release.
    pub same_day: bool,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its identifier, which its instance of the workflow shares.
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
    /// How it pays.
    pub method: Method,
    /// The banking day that is wanted.
    pub wanted_on: Option<NaiveDate>,
    /// Whether it shall arrive on the day of its release.
    pub same_day: bool,
    /// The version of the workflow it follows; none for a run from before there was one.
    pub workflow_hash: Option<String>,
    /// Who put it together.
    pub prepared: Done,
    /// Who approved it last.
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

impl Run {
    /// How it pays, and when.
    #[must_use]
    pub fn terms(&self) -> RunTerms {
        RunTerms { method: self.method, wanted_on: self.wanted_on, same_day: self.same_day }
    }

    /// Whether it carries test entries alone, and no money.
    #[must_use]
    pub fn only_tests(&self) -> bool {
        self.count == 0
    }
}

/// SHA-256 over how a run pays and every payment of it: which, how much, to which bank details.
#[must_use]
pub fn digest(payments: &[Payment], terms: RunTerms) -> String {
    let line = |p: &Payment| format!("{}|{}|{}", p.id, p.amount.cents(), p.bank_details.map(|id| id.text()).unwrap_or_default());
    digest_of(payments.iter().map(line).collect(), terms)
}

/// SHA-256 over how a run of test entries alone goes, and every one of them: which, and to which bank details.
#[must_use]
pub(super) fn digest_of_tests(tests: &[Prenote], terms: RunTerms) -> String {
    digest_of(tests.iter().map(|test| format!("test entry|{}|{}", test.id, test.details.id)).collect(), terms)
}

fn digest_of(mut lines: Vec<String>, terms: RunTerms) -> String {
    lines.sort();
    let wanted = terms.wanted_on.map(|day| day.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(format!("payment run\n{}|{wanted}|{}\n", terms.method, terms.same_day));
    for line in lines {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    HEXLOWER.encode(&hash.finalize())
}
