//! Why something was not done in a meeting: one enum for all its operations, since most refusals are common to them.

use crate::db;
use crate::kernel::{FieldError, Kind, MoneyError, Refusal};
use crate::review::DeclareError;

/// Why something was not done; nothing changes then.
#[derive(Debug, thiserror::Error)]
pub enum MeetingError {
    /// Neither an officer nor a chair.
    #[error("Only a program officer or the chair of a panel does this.")]
    NotAllowed,
    /// Where the meeting or the application stands does not allow it: the sentence says why, and what to do.
    #[error("{0}")]
    NotNow(&'static str),
    /// Somebody changed it meanwhile.
    #[error("This meeting was changed after you opened the page. Open it again to see how it is now.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// A conflict of interest could not be declared.
    #[error(transparent)]
    Declare(#[from] DeclareError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl MeetingError {
    /// One mistake.
    pub(super) fn field(name: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(name, sentence)])
    }
}

impl Refusal for MeetingError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotNow(_) | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Declare(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Declare(e) => e.fields(),
            Self::NotAllowed | Self::NotNow(_) | Self::Changed | Self::Db(_) => &[],
        }
    }
}

/// Amounts that do not add up are a fault: none of them is larger than any grant could be.
pub(super) fn too_large(e: MoneyError) -> db::Error {
    db::Error::Broken(e.to_string())
}
