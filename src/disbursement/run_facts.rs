//! What happened to a payment run besides its steps, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A payment left as a cheque.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentByCheque {
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
    /// The number of the cheque.
    pub cheque: String,
    /// The day on it.
    pub written_on: NaiveDate,
}
impl Fact for PaymentByCheque {
    const NAME: &'static str = "payment.by_cheque";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A cheque, or the payables system, did not pay: it was stopped, void, lost, too old or refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentNotPaid {
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
    /// The number of the cheque; none for the payables system.
    pub cheque: Option<String>,
    /// The voucher; none for a cheque.
    pub voucher: Option<String>,
    /// The code of the reason.
    pub code: String,
    /// What it means.
    pub meaning: String,
    /// The day on which it was recorded.
    pub recorded_on: NaiveDate,
}
impl Fact for PaymentNotPaid {
    const NAME: &'static str = "payment.not_paid";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// The file of a run was taken out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankFileDownloaded {
    /// The run.
    pub run_id: String,
    /// Its number.
    pub number: i32,
    /// The name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// By whom.
    pub downloaded_by: String,
    /// When.
    pub downloaded_at: Timestamp,
}
impl Fact for BankFileDownloaded {
    const NAME: &'static str = "bank_file.downloaded";
    fn subject(&self) -> Subject {
        Subject::new("payment_run", &self.run_id)
    }
}
