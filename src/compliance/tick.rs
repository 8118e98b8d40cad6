//! An officer ticks an item of the closeout's list, with what was seen.

use super::closing::{Tick, Ticked};
use super::closing_facts::CloseoutItemTicked;
use super::store;
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::spending::policy;

/// Why nothing was ticked.
#[derive(Debug, thiserror::Error)]
pub enum TickError {
    /// Not an officer.
    #[error("Only a program or finance officer can tick what was checked.")]
    NotOfficer,
    /// The award is closed.
    #[error("This award is closed.")]
    Closed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for TickError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Closed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Ticks an item; a second time says anew what was seen.
///
/// # Errors
/// [`TickError`].
pub fn tick(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>, (item, note): (&str, &str)) -> Result<(), TickError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(TickError::NotOfficer)?;
    let award = award::open_award(tx, actor, award)?;
    if !award.is_active() {
        return Err(TickError::Closed);
    }
    let mut mistakes = Vec::new();
    let item: Option<Ticked> = item.parse().ok();
    if item.is_none() {
        mistakes.push(FieldError::new("item", "Choose what was checked."));
    }
    let note = note.trim();
    if note.is_empty() || note.chars().count() > 500 {
        mistakes.push(FieldError::new("note", "Say what you saw, in at most 500 characters."));
    }
    let Some(item) = item.filter(|_| mistakes.is_empty()) else { return Err(TickError::Fields(mistakes)) };
    let tick = Tick { item: item.to_string(), note: note.to_owned(), by: actor.name.clone(), at: tx.now() };
    store::keep_tick(tx, award.id, &tick, account)?;
    let fact = CloseoutItemTicked {
        award_id: award.id.text(),
        reference: award.reference,
        item: tick.item,
        note: tick.note,
        ticked_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
