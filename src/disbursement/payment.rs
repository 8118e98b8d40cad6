//! A payment: what a city asks for, per category, and how far it has come.
//!
//! ```text
//! requested ─→ in_run ─→ released ─→ settled
//!     │  ▲        │          └─────────┴─→ returned
//!     │  └────────┘ (run cancelled)
//!     └─→ refused
//! ```

use super::bank_details::{BankDetails, Done};
use super::run::{Method, Run};
use crate::award::Award;
use crate::kernel::{Id, Money};
use crate::people::Organisation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Whether the money comes before the cost or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Before: no more than is needed at once (2 CFR 200.305).
    Advance,
    /// After: accepted costs.
    Reimbursement,
}

impl PaymentKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Advance => "Advance",
            Self::Reimbursement => "Reimbursement",
        }
    }
}

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PaymentState {
    /// The city asked for it.
    Requested,
    /// A finance officer said no, with a reason.
    Refused,
    /// It stands in a run that is not yet released.
    InRun,
    /// The bank file was written.
    Released,
    /// The bank's statement shows it.
    Settled,
    /// The bank sent it back.
    Returned,
}

impl PaymentState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::Refused => "Refused",
            Self::InRun => "In a payment run",
            Self::Released => "Released to the bank",
            Self::Settled => "Paid",
            Self::Returned => "Returned by the bank",
        }
    }
}

/// An amount in one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryAmount {
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
}

/// One payment to one city for one award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its identifier.
    pub id: Id<Payment>,
    /// For which award.
    pub award: Id<Award>,
    /// The award's reference.
    pub reference: String,
    /// To which city.
    pub organisation: Id<Organisation>,
    /// Advance or reimbursement.
    pub kind: PaymentKind,
    /// The sum of its lines.
    pub amount: Money,
    /// What the city needs it for.
    pub purpose: String,
    /// How far it has come.
    pub state: PaymentState,
    /// Who asked.
    pub requested: Done,
    /// Why it was refused or returned.
    pub reason: Option<String>,
    /// The run it stands in.
    pub run: Option<Id<Run>>,
    /// The account it goes to, fixed when the run was prepared.
    pub bank_details: Option<Id<BankDetails>>,
    /// The trace in the bank file.
    pub trace: Option<String>,
    /// The day of release.
    pub released_on: Option<NaiveDate>,
    /// The day on which the bank booked it.
    pub settled_on: Option<NaiveDate>,
    /// The day on which it came back.
    pub returned_on: Option<NaiveDate>,
    /// The journal of its release.
    pub journal_seq: Option<i64>,
    /// The day by which the fund pays it, from the day on which the request was complete.
    pub due_on: Option<NaiveDate>,
    /// Guards against two changes at once.
    pub version: i64,
}

impl Payment {
    /// Whether it still holds back what may be asked for: not yet in the ledger.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self.state, PaymentState::Requested | PaymentState::InRun)
    }

    /// How it left, which the number says that names it to the bank; a payment without one goes to an account.
    #[must_use]
    pub fn method(&self) -> Method {
        match self.trace.as_deref().unwrap_or_default() {
            number if number.starts_with("C-") => Method::Cheque,
            number if number.starts_with("V-") => Method::Payables,
            _ => Method::Ach,
        }
    }

    /// How far it has come, in words that fit how it left.
    #[must_use]
    pub fn state_label(&self) -> &'static str {
        match (self.state, self.method()) {
            (PaymentState::Released, Method::Cheque) => "Cheque written",
            (PaymentState::Released, Method::Payables) => "With the payables system",
            (PaymentState::Returned, Method::Cheque) => "Cheque not paid",
            (PaymentState::Returned, Method::Payables) => "Not paid by the payables system",
            (state, _) => state.label(),
        }
    }

    /// Whether the fund should have paid it before today.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_pending() && self.due_on.is_some_and(|day| day < today)
    }
}
