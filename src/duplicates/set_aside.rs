//! Setting a possible duplicate aside. Who stepped back from a case is known to `process`, which asks.

use super::facts::DuplicateSetAside;
use super::pair::{SetAside, ordered};
use super::store;
use crate::audit;
use crate::db::{self, Tx};
use crate::intake::{self, Application, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// The longest reason, in characters.
pub const LONGEST: usize = 1_000;

/// Why a pair was not set aside.
#[derive(Debug, thiserror::Error)]
pub enum SetAsideError {
    /// Not a program officer, or one who stepped back from one of the two.
    #[error("Only a program officer who works on both applications sets this aside.")]
    NotAllowed,
    /// Somebody did before.
    #[error("Somebody set this aside already.")]
    Already,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SetAsideError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Already => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Sets a pair aside, with the reason.
///
/// # Errors
/// [`SetAsideError`]; [`db::Error::Missing`] where the two are no pair.
pub fn set_aside(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (one, other): (Id<Application>, Id<Application>),
    reason: &str,
) -> Result<(), SetAsideError> {
    let by = actor.account.filter(|_| policy::may_screen(actor)).ok_or(SetAsideError::NotAllowed)?;
    let (first, second) = ordered(one, other);
    let pair = store::find(tx, (first, second))?.ok_or(db::Error::Missing)?;
    if pair.set_aside.is_some() {
        return Err(SetAsideError::Already);
    }
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(SetAsideError::Invalid(vec![FieldError::new("reason", "Say why, in at most 1,000 characters.")]));
    }
    let looked = SetAside { by: actor.name.clone(), at: tx.now(), reason: reason.to_owned() };
    store::mark_set_aside(tx, (first, second), by, &looked)?;
    for (id, beside) in [(one, other), (other, one)] {
        let fact = DuplicateSetAside {
            application: id.text(),
            reference: intake::application(tx, id)?.reference,
            other: intake::application(tx, beside)?.reference,
            why: pair.why.iter().map(super::Why::words).collect(),
            reason: reason.to_owned(),
        };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    Ok(())
}
