//! Where a city's money goes: versions of a bank account, of which only the
//! latest counts, and only once a finance officer who did not enter it has
//! verified it. The account number itself stays sealed until a bank file needs it.

use super::routing::masked;
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use serde::{Deserialize, Serialize};

/// The kind of account, which chooses the transaction code of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Checking.
    Checking,
    /// Savings.
    Savings,
}

impl AccountKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Checking => "Checking",
            Self::Savings => "Savings",
        }
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The account that did it.
    pub by: String,
    /// The name.
    pub name: String,
    /// The instant.
    pub at: Timestamp,
}

/// One version of a city's bank details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankDetails {
    /// Its identifier.
    pub id: Id<BankDetails>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// 1 for the first version.
    pub number: i32,
    /// In whose name the account is.
    pub holder: String,
    /// Nine digits.
    pub routing_number: String,
    /// The account number as the vault sealed it.
    pub account_sealed: String,
    /// The last four characters of the account number.
    pub account_last4: String,
    /// Checking or savings.
    pub kind: AccountKind,
    /// Who entered it.
    pub entered: Done,
    /// Which officer verified it.
    pub verified: Option<Done>,
    /// How the officer verified it.
    pub how_verified: Option<String>,
    /// Why it must not be used, since a payment came back.
    pub blocked_reason: Option<String>,
}

impl BankDetails {
    /// Whether money may go there.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.verified.is_some() && self.blocked_reason.is_none()
    }

    /// The account number for people to see.
    #[must_use]
    pub fn masked(&self) -> String {
        masked(&self.account_last4)
    }
}
