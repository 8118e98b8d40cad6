//! What happened to the bank details of a city between being entered and being paid.
//! Account numbers appear only masked.

use crate::kernel::{Fact, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Another person of the city is asked to confirm changed bank details.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankConfirmAsked {
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// Who changed them.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankConfirmAsked {
    const NAME: &'static str = "bank.confirm_asked";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// Another person of the city confirmed changed bank details.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankConfirmed {
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// Who.
    pub confirmed_by: String,
    /// When.
    pub confirmed_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankConfirmed {
    const NAME: &'static str = "bank.confirmed";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// No money goes to a city's bank details until it enters them again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankFrozen {
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// Why.
    pub reason: String,
    /// Whether the city's newest details are meant, so that it must enter new ones.
    pub is_current: bool,
    /// When.
    pub frozen_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankFrozen {
    const NAME: &'static str = "bank.frozen";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// The bank gave notice that something in a city's bank details is wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankProposed {
    /// The notice.
    pub proposal_id: String,
    /// The city.
    pub organisation_id: String,
    /// Its name.
    pub city: String,
    /// The account that it is about: `•••• 6789`.
    pub account_masked: String,
    /// `C01`.
    pub code: String,
    /// What the code means.
    pub meaning: String,
    /// The entry that it is about.
    pub trace: String,
    /// When it was read.
    pub found_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}
impl Fact for BankProposed {
    const NAME: &'static str = "bank.proposed";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// A finance officer set a notice of the bank aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankNoticeSetAside {
    /// The notice.
    pub proposal_id: String,
    /// The city.
    pub organisation_id: String,
    /// `C01`.
    pub code: String,
    /// Why.
    pub reason: String,
}
impl Fact for BankNoticeSetAside {
    const NAME: &'static str = "bank.notice_set_aside";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// A test entry left for an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PrenoteSent {
    /// The city.
    pub organisation_id: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// The run in whose file it stands.
    pub run_id: String,
    /// The first day on which money may follow.
    pub clear_on: NaiveDate,
}
impl Fact for PrenoteSent {
    const NAME: &'static str = "bank.prenote_sent";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// What became of a test entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PrenoteSettled {
    /// The city.
    pub organisation_id: String,
    /// `•••• 6789`.
    pub account_masked: String,
    /// The trace in the bank file.
    pub trace: String,
    /// The code with which it came back, if it did.
    pub returned: Option<String>,
}
impl Fact for PrenoteSettled {
    const NAME: &'static str = "bank.prenote_settled";
    fn subject(&self) -> Subject {
        Subject::new("organisation", &self.organisation_id)
    }
}

/// Account numbers were sealed anew with the current key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountsResealed {
    /// What was sealed: a table.
    pub table: String,
    /// How many rows.
    pub changed: usize,
}
impl Fact for AccountsResealed {
    const NAME: &'static str = "vault.resealed";
    fn subject(&self) -> Subject {
        Subject::new("vault", &self.table)
    }
}
