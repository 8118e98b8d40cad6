//! An officer asks that a closed award be opened again, with the reason.

use super::facts::ReopeningAsked;
use super::reopening::{Reopening, ReopeningState};
use super::{policy, store};
use crate::audit;
use crate::award::{self, Award};
use crate::compliance;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskReopeningError {
    /// Not an officer.
    #[error("Only a program or finance officer can ask that an award be opened again.")]
    NotOfficer,
    /// It is not closed.
    #[error("This award is not closed.")]
    NotClosed,
    /// It was asked already.
    #[error("Somebody asked for this already. Another person must decide first.")]
    AskedAlready,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskReopeningError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::NotClosed | Self::AskedAlready => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Asks for a reopening; nothing changes before another person approves.
///
/// # Errors
/// [`AskReopeningError`].
pub fn ask_reopening(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>, reason: &str) -> Result<(), AskReopeningError> {
    let account = actor.account.filter(|_| policy::may_ask(actor)).ok_or(AskReopeningError::NotOfficer)?;
    let award = award::open_award(tx, actor, award)?;
    let was = compliance::find_closeout(tx, award.id)?.filter(|_| award.closed_at.is_some()).ok_or(AskReopeningError::NotClosed)?;
    if store::list_reopenings(tx, award.id)?.iter().any(|one| one.state == ReopeningState::Asked) {
        return Err(AskReopeningError::AskedAlready);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        let mistake = FieldError::new("reopen_reason", "Say why the award must be opened again, in at most 1,000 characters.");
        return Err(AskReopeningError::Fields(vec![mistake]));
    }
    let reopening = Reopening {
        id: tx.id(),
        award: award.id,
        reason: reason.to_owned(),
        state: ReopeningState::Asked,
        asked_by: account.text(),
        asked_by_name: actor.name.clone(),
        asked_at: tx.now(),
        decided_by_name: None,
        version: 1,
    };
    store::insert_reopening(tx, &reopening, &was)?;
    let fact =
        ReopeningAsked { award_id: award.id.text(), reference: award.reference, reason: reopening.reason, asked_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
