//! Takes one step of one instance: load → decide → store. The caller performs
//! the effects that come back, in the same transaction.

use super::decide::{Denied, Outcome, Request, decide};
use super::definition::Effect;
use super::net::Marking;
use super::person::Who;
use super::store::{self, NewEvent};
use crate::db::{self, Tx};
use crate::kernel::{Kind, Refusal};
use crate::rules::Facts;

/// The wish to take one step of one instance.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The instance.
    pub instance: &'a str,
    /// The transition.
    pub transition: &'a str,
    /// By whom.
    pub who: &'a Who,
    /// The idempotency key: one press of one button.
    pub key: &'a str,
    /// Why.
    pub reason: Option<&'a str>,
    /// What is known of the case.
    pub facts: &'a Facts,
    /// SHA-256 of what an approval binds.
    pub digest: Option<&'a str>,
    /// Whether they have just proved again who they are.
    pub fresh: bool,
    /// The version the person looked at; another one is refused as stale.
    pub seen_version: Option<i64>,
    /// Who is as if they had stepped back, besides those who did.
    pub recused: &'a [String],
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The event that records it.
    pub event: String,
    /// Its number in the instance.
    pub n: i64,
    /// Where the case stands now.
    pub marking: Marking,
    /// What to perform; nothing when replayed.
    pub effects: Vec<Effect>,
    /// Whether the case moved, or only an approval was recorded.
    pub moved: bool,
    /// Whose role was used, if it was lent.
    pub on_behalf_of: Option<String>,
    /// Whether this key had been used for this step before.
    pub replayed: bool,
}

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FireError {
    /// The rules of the workflow say no.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// The key belongs to another step.
    #[error("This form was used for another step already. Open the page again and retry.")]
    KeyConflict,
    /// The database refused, or somebody else changed the case first.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for FireError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(Denied::Unknown(_)) => Kind::Missing,
            Self::Denied(Denied::WrongRole(_) | Denied::SamePerson(_) | Denied::AboveLoan(_) | Denied::Recused) => Kind::Forbidden,
            Self::Denied(Denied::ReasonMissing | Denied::DigestMissing | Denied::NotFresh) => Kind::Invalid,
            Self::Denied(Denied::NotOpen { .. } | Denied::NotMet(_) | Denied::NotKnown(_) | Denied::AlreadyApproved)
            | Self::KeyConflict => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Begins an instance of a published definition at its start.
///
/// # Errors
/// [`db::Error::Missing`] when no definition has this hash, [`db::Error::Unique`] when the instance exists.
pub fn start(tx: &mut Tx<'_>, instance: &str, definition_hash: &str, who: &Who) -> Result<Marking, db::Error> {
    let definition = store::definition(tx, definition_hash)?;
    let marking = Marking::at(&definition.start);
    store::insert_instance(tx, instance, definition_hash, (&marking, marking.stage(&definition)))?;
    let key = format!("{instance}/start");
    let event = NewEvent {
        instance,
        n: 1,
        kind: "started",
        transition: "",
        who,
        on_behalf_of: None,
        key: &key,
        reason: None,
        digest: None,
        trace: None,
        marking: &marking,
    };
    store::insert_event(tx, &event)?;
    Ok(marking)
}

/// Takes the step, or says why not. Nothing is kept when it is refused.
///
/// # Errors
/// [`FireError`].
pub fn fire(tx: &mut Tx<'_>, step: &Step<'_>) -> Result<Fired, FireError> {
    let found = store::instance(tx, step.instance)?;
    if let Some(event) = store::find_event_by_key(tx, step.key)? {
        if event.instance_id != step.instance || event.transition_id != step.transition {
            return Err(FireError::KeyConflict);
        }
        return Ok(Fired {
            event: event.id,
            n: event.n,
            marking: found.marking,
            effects: Vec::new(),
            moved: event.kind == "moved",
            on_behalf_of: None,
            replayed: true,
        });
    }
    let definition = store::definition(tx, &found.definition_hash)?;
    let mut state = store::state(tx, &found)?;
    state.recused.extend(step.recused.iter().cloned());
    let Step { transition, who, reason, facts, digest, fresh, .. } = *step;
    let is_stale = step.seen_version.is_some_and(|seen| seen != found.lock_version);
    let decided = decide(&definition, &state, &Request { transition, who, facts, reason, digest, fresh }).map_err(FireError::from);
    let Outcome { marking, moved, effects, on_behalf_of, trace } = match decided {
        // Whoever may not take the step hears that, whichever version they looked at.
        Err(denied) if denied.kind() == Kind::Forbidden => return Err(denied),
        _ if is_stale => return Err(db::Error::Stale.into()),
        decided => decided?,
    };

    store::change_marking(tx, &found, (&marking, marking.stage(&definition)))?;
    let approves = definition.transition(step.transition).is_some_and(|t| t.approval.is_some());
    let event = store::insert_event(
        tx,
        &NewEvent {
            instance: step.instance,
            n: found.lock_version + 1,
            kind: if moved { "moved" } else { "approved" },
            transition: step.transition,
            who: step.who,
            key: step.key,
            reason: step.reason,
            digest: step.digest.filter(|_| approves),
            on_behalf_of: on_behalf_of.as_deref(),
            trace: trace.as_ref(),
            marking: &marking,
        },
    )?;
    Ok(Fired { event, n: found.lock_version + 1, marking, effects, moved, on_behalf_of, replayed: false })
}
