//! Whoever prepared an entry takes it back. It is never edited: a better one is made anew.

use super::entry::{EntryState, ManualEntry};
use super::facts::EntryWithdrawn;
use super::open::open_entry;
use super::policy;
use super::store::{self, End};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::Actor;

/// Why an entry was not withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawEntryError {
    /// Somebody else's.
    #[error("Only the person who prepared this entry can withdraw it.")]
    NotPreparer,
    /// It was decided before.
    #[error("This entry is not waiting for approval.")]
    NotWaiting,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for WithdrawEntryError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotPreparer => Kind::Forbidden,
            Self::NotWaiting => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Withdraws a waiting entry.
///
/// # Errors
/// [`WithdrawEntryError`].
pub fn withdraw_entry(tx: &mut Tx<'_>, actor: &Actor, id: Id<ManualEntry>) -> Result<(), WithdrawEntryError> {
    let entry = open_entry(tx, actor, id)?;
    let account = actor.account.filter(|_| policy::may_withdraw(actor, &entry)).ok_or(WithdrawEntryError::NotPreparer)?;
    if entry.state != EntryState::Prepared {
        return Err(WithdrawEntryError::NotWaiting);
    }
    let end = End { state: EntryState::Withdrawn, by: account, name: &actor.name, refusal: None, journal_seq: None };
    store::mark_ended(tx, &entry, &end)?;
    audit::record(tx, &actor.doer(), &EntryWithdrawn { entry_id: entry.id.text(), number: entry.number })?;
    Ok(())
}
