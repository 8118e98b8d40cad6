//! Another person refuses an entry, with a reason that its preparer reads.

use super::entry::{EntryState, ManualEntry};
use super::facts::EntryRefused;
use super::open::open_entry;
use super::store::{self, End};
use super::{policy, preparer};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::ledger::Rulebook;
use crate::people::Actor;
use crate::{audit, outbox};

/// Why an entry was not refused.
#[derive(Debug, thiserror::Error)]
pub enum RefuseEntryError {
    /// Neither a finance officer nor an approving official.
    #[error("Only a finance officer or an approving official can refuse an entry.")]
    WrongRole,
    /// The one who prepared it.
    #[error("You prepared this entry. Withdraw it instead.")]
    SamePerson,
    /// It was decided before.
    #[error("This entry is not waiting for approval.")]
    NotWaiting,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RefuseEntryError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Refuses a waiting entry and tells its preparer why.
///
/// # Errors
/// [`RefuseEntryError`].
pub fn refuse_entry(tx: &mut Tx<'_>, actor: &Actor, id: Id<ManualEntry>, why: &str) -> Result<(), RefuseEntryError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(RefuseEntryError::WrongRole)?;
    let entry = open_entry(tx, actor, id)?;
    if !policy::may_decide(actor, &entry) {
        return Err(RefuseEntryError::SamePerson);
    }
    if entry.state != EntryState::Prepared {
        return Err(RefuseEntryError::NotWaiting);
    }
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 500 {
        let told = "Say why, in at most 500 characters. Whoever prepared it reads this.";
        return Err(RefuseEntryError::Fields([FieldError::new("why", told)]));
    }
    store::mark_ended(
        tx,
        &entry,
        &End { state: EntryState::Refused, by: account, name: &actor.name, refusal: Some(why), journal_seq: None },
    )?;
    let book = Rulebook::widest().map_err(|e| db::Error::Broken(e.to_string()))?;
    let fact = EntryRefused {
        entry_id: entry.id.text(),
        number: entry.number,
        title: book.rule(&entry.event, &entry.variant).map_or_else(|| entry.event.clone(), |rule| rule.title.clone()),
        about: entry.about.clone(),
        amount: entry.amount,
        refused_by: actor.name.clone(),
        refused_at: tx.now(),
        reason: why.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = preparer(tx, &entry)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
