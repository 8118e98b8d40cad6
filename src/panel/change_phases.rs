//! An officer sets up the phases of the review of a round: adds, changes, takes away. Phases never overlap.

use super::facts::{PhaseRemoved, PhaseSaved};
use super::phase::{Flags, Phase};
use super::policy;
use super::store::phases;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;

/// So many phases one round may have.
const MOST: usize = 20;

/// A phase as typed.
#[derive(Clone, Debug)]
pub struct NewPhase {
    /// Its name.
    pub name: String,
    /// When it begins.
    pub begins_at: Timestamp,
    /// When it is over; nothing: it has no end.
    pub ends_at: Option<Timestamp>,
    /// What holds in it.
    pub flags: Flags,
}

impl NewPhase {
    fn named(&self, id: Id<Phase>, (round, version): (Id<Opportunity>, i64)) -> Phase {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        Phase { id, round, name, begins_at: self.begins_at, ends_at: self.ends_at, flags: self.flags, version }
    }
}

/// Why phases are as they were.
#[derive(Debug, thiserror::Error)]
pub enum PhaseError {
    /// Not a program officer.
    #[error("Only a program officer sets up the phases of a round.")]
    NotAllowed,
    /// It was changed meanwhile.
    #[error("This phase was changed after you opened the page. Open it again to see how it is now.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PhaseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Adds a phase to the published round `slug`.
///
/// # Errors
/// See [`PhaseError`]; nothing changes then.
pub fn add_phase(tx: &mut Tx<'_>, actor: &Actor, slug: &str, new: &NewPhase) -> Result<Id<Phase>, PhaseError> {
    if !policy::may_set_phases(actor) {
        return Err(PhaseError::NotAllowed);
    }
    let round = opportunity::by_slug(tx, slug)?.id;
    let others = phases::list(tx, round)?;
    if others.len() >= MOST {
        let told = format!("A round has at most {MOST} phases. Take one away first.");
        return Err(PhaseError::Invalid(vec![FieldError::new("name", told)]));
    }
    check(new, &others)?;
    let phase = new.named(tx.id(), (round, 1));
    phases::insert(tx, &phase)?;
    record(tx, actor, &phase, true)?;
    Ok(phase.id)
}

/// Changes a phase that was read as its version `seen`.
///
/// # Errors
/// See [`PhaseError`]; nothing changes then.
pub fn change_phase(tx: &mut Tx<'_>, actor: &Actor, id: Id<Phase>, (new, seen): (&NewPhase, i64)) -> Result<(), PhaseError> {
    if !policy::may_set_phases(actor) {
        return Err(PhaseError::NotAllowed);
    }
    let known = phases::phase(tx, id)?;
    if known.version != seen {
        return Err(PhaseError::Changed);
    }
    let mut others = phases::list(tx, known.round)?;
    others.retain(|other| other.id != id);
    check(new, &others)?;
    let phase = new.named(id, (known.round, seen));
    phases::change(tx, &phase)?;
    record(tx, actor, &phase, false)
}

/// Takes a phase away that was read as its version `seen`.
///
/// # Errors
/// See [`PhaseError`]; nothing changes then.
pub fn remove_phase(tx: &mut Tx<'_>, actor: &Actor, id: Id<Phase>, seen: i64) -> Result<(), PhaseError> {
    if !policy::may_set_phases(actor) {
        return Err(PhaseError::NotAllowed);
    }
    let known = phases::phase(tx, id)?;
    if known.version != seen {
        return Err(PhaseError::Changed);
    }
    phases::delete(tx, &known)?;
    let fact = PhaseRemoved { opportunity: known.round.text(), phase: id.text(), name: known.name };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, phase: &Phase, is_new: bool) -> Result<(), PhaseError> {
    let fact = PhaseSaved {
        opportunity: phase.round.text(),
        phase: phase.id.text(),
        is_new,
        name: phase.name.clone(),
        begins_at: phase.begins_at,
        ends_at: phase.ends_at,
        flags: phase.flags,
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Refuses a name that is missing or taken, a phase without a moment, and one that overlaps with another.
fn check(new: &NewPhase, others: &[Phase]) -> Result<(), PhaseError> {
    let mut mistakes = Vec::new();
    let name = new.name.trim();
    if !(1..=60).contains(&name.chars().count()) {
        mistakes.push(FieldError::new("name", "Enter a name of at most 60 characters, such as Discussion."));
    } else if others.iter().any(|other| other.name.to_lowercase() == name.to_lowercase()) {
        mistakes.push(FieldError::new("name", "Another phase of this round has this name."));
    }
    if new.ends_at.is_some_and(|end| end <= new.begins_at) {
        mistakes.push(FieldError::new("ends_on", "The end must come after the beginning."));
    } else if let Some(other) = others.iter().find(|other| other.overlaps((new.begins_at, new.ends_at))) {
        let told = format!("This overlaps with the phase “{}”. A phase begins when the one before has ended.", other.name);
        mistakes.push(FieldError::new("begins_on", told));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(PhaseError::Invalid(mistakes)) }
}
