//! Why a claim was not made, proved or decided.

use crate::db;
use crate::kernel::{FieldError, Kind, Refusal};

/// Why nothing was claimed, proved or decided.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Not somebody who may.
    #[error("Only people who write for the city prove this, and only a program officer who does not belong to it decides.")]
    Forbidden,
    /// Mistakes in the form.
    #[error("Check what you entered.")]
    Invalid(Vec<FieldError>),
    /// It was decided.
    #[error("The fund has decided this already. Open the page again to see how.")]
    Decided,
    /// Another proof came meanwhile.
    #[error("The city gave another proof after you opened this page. It is shown now: look at it, then answer.")]
    Changed,
    /// There is no proof to decide on.
    #[error("Nothing proves this claim yet. Wait until the city gives a letter or confirms a mailbox.")]
    Unproved,
    /// Unknown, used or expired: one answer.
    #[error("This link was used already or has expired. Ask for a new one on your city’s page.")]
    Ended,
    /// Too many.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ClaimError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Decided | Self::Changed | Self::Unproved | Self::Ended | Self::TooMany => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl ClaimError {
    pub(super) fn field(name: &str, sentence: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(name, sentence)])
    }
}
