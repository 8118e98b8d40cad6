//! Ends a recommendation that nobody decided until its last day. Freeing its money is
//! the ledger's part, in the same transaction. Never early: the day must have passed.

use super::award::Award;
use super::recommendation::{Recommendation, Stage};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::Actor;
use chrono::NaiveDate;

/// Why a recommendation did not lapse.
#[derive(Debug, thiserror::Error)]
pub enum LapseError {
    /// Not the program itself.
    #[error("Only the program itself lets a recommendation lapse.")]
    Forbidden,
    /// Its last day has not passed, or it has none.
    #[error("The last day of this recommendation has not passed yet.")]
    NotDue,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for LapseError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::NotDue => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Lets the open recommendation of a case lapse; `today` is the day in the zone of its round.
/// Returns it with the last day it had.
///
/// # Errors
/// [`LapseError`].
pub fn lapse(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, today: NaiveDate) -> Result<(Recommendation, NaiveDate), LapseError> {
    if !policy::may_lapse(actor) {
        return Err(LapseError::Forbidden);
    }
    let open = store::find_open_recommendation(tx, case)?.ok_or(db::Error::Missing)?;
    let last = open.reserved_until.filter(|last| *last < today).ok_or(LapseError::NotDue)?;
    store::mark_recommendation(tx, &open, Stage::Lapsed)?;
    Ok((open, last))
}
