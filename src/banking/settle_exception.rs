//! Somebody looked at what could not be done by itself, and says how it was settled.

use super::facts::ExceptionSettled;
use super::{open, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::disbursement::policy;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::Actor;

/// Why an exception was not settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleExceptionError {
    /// Not a finance officer.
    #[error("Only a finance officer can settle what the bank says.")]
    NotFinance,
    /// Somebody settled it before.
    #[error("This is settled already.")]
    Settled,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SettleExceptionError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Settled => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Records how an exception was settled.
///
/// # Errors
/// [`SettleExceptionError`].
pub fn settle_exception(tx: &mut Tx<'_>, actor: &Actor, id: &str, how: &str) -> Result<(), SettleExceptionError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(SettleExceptionError::NotFinance)?;
    let row = open::open_exception(tx, actor, id)?;
    if row.how.is_some() {
        return Err(SettleExceptionError::Settled);
    }
    let how = how.trim();
    if how.is_empty() || how.chars().count() > 500 {
        return Err(SettleExceptionError::Fields(vec![FieldError::new("how", "Say what was done, in at most 500 characters.")]));
    }
    store::mark_exception_settled(tx, &row.id, how, (account, actor))?;
    let fact = ExceptionSettled { exception_id: row.id, words: row.words, how: how.to_owned() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
