//! What happened to money on its way, with every value a letter will show.
//! Account numbers appear only masked.

use super::payment::{CategoryAmount, PaymentKind};
use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Money of the fund became usable by one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundStepRecorded {
    /// The fund's code.
    pub fund: String,
    /// `appropriated`, `apportioned` or `allotted`.
    pub step: String,
    /// The opportunity's title, for an allotment.
    pub program: Option<String>,
    /// How much.
    pub amount: Money,
    /// From which day.
    pub effective_on: NaiveDate,
    /// What proves it.
    pub evidence: String,
    /// The journal.
    pub journal_seq: i64,
}
impl Fact for FundStepRecorded {
    const NAME: &'static str = "fund.step_recorded";
    fn subject(&self) -> Subject {
        Subject::new("fund", &self.fund)
    }
}

/// An accounting period was opened, closed, opened again or sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PeriodChanged {
    /// The period.
    pub period: String,
    /// `open`, `close`, `reopen` or `seal`.
    pub step: String,
    /// Why, where a reason was given.
    pub reason: String,
    /// For a seal: the root over all balances.
    pub root: Option<String>,
}

impl Fact for PeriodChanged {
    const NAME: &'static str = "period.changed";
    fn subject(&self) -> Subject {
        Subject::new("period", &self.period)
    }
}

/// A city's bank details were entered or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankDetailsChanged {
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// In whose name the account is.
    pub holder: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// Who changed it.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// For how many business days it rests once it is verified.
    pub rest_days: u16,
    /// What the bank said was wrong, where it was taken over from a notice.
    pub notice: Option<String>,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankDetailsChanged {
    const NAME: &'static str = "bank.details_changed";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// A second person verified a city's bank details.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankVerified {
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// Which officer.
    pub verified_by: String,
    /// How.
    pub how: String,
    /// When.
    pub verified_at: Timestamp,
    /// From when money may go there, if not at once.
    pub usable_from: Option<Timestamp>,
    /// Whether a test entry goes there first.
    pub prenote: bool,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankVerified {
    const NAME: &'static str = "bank.verified";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// A city asked for money.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentRequested {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Advance or reimbursement.
    pub kind: PaymentKind,
    /// The sum.
    pub amount: Money,
    /// Its parts.
    pub lines: Vec<CategoryAmount>,
    /// What for.
    pub purpose: String,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// The day by which the fund pays.
    #[serde(default)]
    pub pay_by: Option<NaiveDate>,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for PaymentRequested {
    const NAME: &'static str = "payment.requested";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A finance officer refused a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentRefused {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The sum.
    pub amount: Money,
    /// Why.
    pub reason: String,
}
impl Fact for PaymentRefused {
    const NAME: &'static str = "payment.refused";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A run was put together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunPrepared {
    /// The run.
    pub run_id: String,
    /// Its number.
    pub number: i32,
    /// How many payments.
    pub count: i32,
    /// Their sum.
    pub total: Money,
    /// SHA-256 of what was put together.
    pub digest: String,
}
impl Fact for RunPrepared {
    const NAME: &'static str = "payment.run_prepared";
    fn subject(&self) -> Subject {
        Subject::new("payment_run", &self.run_id)
    }
}

/// A run was taken apart before release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunCancelled {
    /// The run.
    pub run_id: String,
    /// Its number.
    pub number: i32,
}
impl Fact for RunCancelled {
    const NAME: &'static str = "payment.run_cancelled";
    fn subject(&self) -> Subject {
        Subject::new("payment_run", &self.run_id)
    }
}

/// A second person approved a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentApproved {
    /// The run.
    pub run_id: String,
    /// Its number.
    pub number: i32,
    /// How many payments.
    pub count: i32,
    /// Their sum.
    pub total: Money,
    /// Who put it together.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_at: Timestamp,
    /// The fund's time zone.
    pub zone: String,
}
impl Fact for PaymentApproved {
    const NAME: &'static str = "payment.approved";
    fn subject(&self) -> Subject {
        Subject::new("payment_run", &self.run_id)
    }
}

/// A payment went to the bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentReleased {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// Where to: `•••• 6789`.
    pub account_masked: String,
    /// The trace in the bank file.
    pub trace: String,
    /// The day on which it shall arrive, or on which it was handed over.
    pub effective_on: NaiveDate,
    /// Whether it was handed to the payables system, which pays it; the statement of the bank settles it.
    #[serde(default)]
    pub is_handed_over: bool,
    /// When it was released.
    pub released_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for PaymentReleased {
    const NAME: &'static str = "payment.released";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// The bank's statement shows a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentSettled {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// The day on which the bank booked it.
    pub settled_on: NaiveDate,
    /// The trace.
    pub trace: String,
}
impl Fact for PaymentSettled {
    const NAME: &'static str = "payment.settled";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// The bank sent a payment back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentReturned {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// `R03`.
    pub code: String,
    /// What the code means.
    pub meaning: String,
    /// The day.
    pub returned_on: NaiveDate,
    /// Whether the award was closed before.
    pub is_closed: bool,
}
impl Fact for PaymentReturned {
    const NAME: &'static str = "payment.returned";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A payment of an award came back after the award was closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentReturnedLate {
    /// The payment.
    pub payment_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// `R03`.
    pub code: String,
    /// What the code means.
    pub meaning: String,
    /// The day.
    pub returned_on: NaiveDate,
}
impl Fact for PaymentReturnedLate {
    const NAME: &'static str = "payment.returned_late";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A city sent unused money back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdvanceRefunded {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// What of the advance is still neither spent nor returned.
    pub left: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub bank_reference: String,
}
impl Fact for AdvanceRefunded {
    const NAME: &'static str = "advance.refunded";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// The ledger was noted as it stood, and the note was signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerCheckpointed {
    /// How many journals it had.
    pub journals: i64,
    /// The root over them.
    pub root: String,
    /// The signed note, line by line.
    pub note: Vec<String>,
    /// The key that checks it.
    pub verifier: String,
}
impl Fact for LedgerCheckpointed {
    const NAME: &'static str = "ledger.checkpointed";
    fn subject(&self) -> Subject {
        Subject::new("ledger", self.journals)
    }
}
