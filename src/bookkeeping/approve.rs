//! Another person approves an entry, with its effect in view, and it is posted: the
//! preparer is the journal's actor, the approver its approver, and the approval binds the
//! digest that was prepared (L20). A refusal of the ledger leaves the entry as it was.

use super::catalogue::Catalogue;
use super::entry::{EntryState, ManualEntry};
use super::facts::EntryPosted;
use super::open::open_entry;
use super::read::shown_by_bank;
use super::store::{self, End};
use super::{policy, preparer};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::ledger::{self, Approval, Rejection};
use crate::people::Actor;
use crate::{audit, outbox};

/// Why an entry was not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApproveEntryError {
    /// Neither a finance officer nor an approving official.
    #[error("Only a finance officer or an approving official can approve an entry.")]
    WrongRole,
    /// The one who prepared it.
    #[error("You prepared this entry, so another person must approve it.")]
    SamePerson,
    /// It was decided before.
    #[error("This entry is not waiting for approval.")]
    NotWaiting,
    /// The list changed since it was prepared.
    #[error("This is no longer entered by hand. Refuse the entry and say so.")]
    NotByHand,
    /// A line of the bank was found to be the journal it reverses.
    #[error("{0}")]
    Shown(String),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ApproveEntryError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::NotByHand | Self::Shown(_) => Kind::Conflict,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Approves and posts an entry; `press` is the key of this press of the button. Returns the journal.
///
/// # Errors
/// [`ApproveEntryError`]; then the entry waits as before.
pub fn approve_entry(tx: &mut Tx<'_>, actor: &Actor, id: Id<ManualEntry>, press: &str) -> Result<i64, ApproveEntryError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(ApproveEntryError::WrongRole)?;
    let entry = open_entry(tx, actor, id)?;
    if !policy::may_decide(actor, &entry) {
        return Err(ApproveEntryError::SamePerson);
    }
    if entry.state != EntryState::Prepared {
        return Err(ApproveEntryError::NotWaiting);
    }
    let kind = Catalogue::on(tx.now().day())?.find(&entry.event, &entry.variant).ok_or(ApproveEntryError::NotByHand)?;
    if let Some(seq) = entry.reverses
        && let Some(why) = shown_by_bank(tx, seq)?
    {
        return Err(ApproveEntryError::Shown(why));
    }
    let approval = Approval { approver: account.text(), subject_digest: entry.subject_digest.clone() };
    let command = entry.command(format!("entry/{id}/{press}")).with_approval(approval);
    let journal_seq = ledger::post(tx, &command)?.seq;
    let end = End { state: EntryState::Posted, by: account, name: &actor.name, refusal: None, journal_seq: Some(journal_seq) };
    store::mark_ended(tx, &entry, &end)?;
    let fact = EntryPosted {
        entry_id: entry.id.text(),
        number: entry.number,
        title: kind.title.clone(),
        about: entry.about.clone(),
        amount: entry.amount,
        prepared_by: entry.prepared.name.clone(),
        approved_by: actor.name.clone(),
        approved_at: tx.now(),
        journal_seq,
        subject_digest: entry.subject_digest.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = preparer(tx, &entry)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(journal_seq)
}
