//! The pure core: may this person take this step now? No clock, no database.
//! The order of the refusals is part of the contract: what a person may not know
//! of comes first, what they can mend comes last.

use super::definition::{Definition, Effect, Transition};
use super::net::Marking;

/// Who wants to take a step, with the roles they hold *on this case*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The account; `None` for the program itself.
    pub account: Option<String>,
    /// The name to record.
    pub name: String,
    /// Names of roles.
    pub roles: Vec<String>,
}

/// A step somebody took before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The transition.
    pub transition: String,
    /// Who took it.
    pub account: Option<String>,
    /// What they approved, if it was an approval.
    pub digest: Option<String>,
    /// Whether the case moved; an approval short of its quorum does not move it.
    pub moved: bool,
}

/// Where a case stands and how it came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The places it is in.
    pub marking: Marking,
    /// Every step, in order.
    pub history: Vec<Past>,
}

/// The wish to take a step.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The transition.
    pub transition: &'a str,
    /// By whom.
    pub who: &'a Who,
    /// Why, if they say.
    pub reason: Option<&'a str>,
    /// SHA-256 of what an approval binds.
    pub digest: Option<&'a str>,
}

/// What a permitted step brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The places afterwards.
    pub marking: Marking,
    /// Whether the case moved.
    pub moved: bool,
    /// What to perform: all of it when the case moved, else nothing.
    pub effects: Vec<Effect>,
}

/// Why a step may not be taken, as a sentence to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The definition has no such transition.
    #[error("There is no step “{0}” in this workflow.")]
    Unknown(String),
    /// The person holds none of the roles.
    #[error("This step is for: {0}.")]
    WrongRole(String),
    /// The case does not stand where the step begins.
    #[error("“{step}” is not possible now: the case is at “{at}”.")]
    NotOpen {
        /// The label of the step.
        step: String,
        /// The label of where the case is.
        at: String,
    },
    /// Separation of duties.
    #[error("You took the step “{0}” on this case, so another person must take this one.")]
    SamePerson(String),
    /// The person approved this already and the quorum needs others.
    #[error("You have approved this already. It waits for another person.")]
    AlreadyApproved,
    /// A reason is needed.
    #[error("Give a reason.")]
    ReasonMissing,
    /// An approval must say what it binds.
    #[error("An approval must name what is approved.")]
    DigestMissing,
}

/// Decides one step.
///
/// # Errors
/// [`Denied`], the first that applies in the order of its variants.
pub fn decide(definition: &Definition, state: &State, request: &Request<'_>) -> Result<Outcome, Denied> {
    let step = definition.transition(request.transition).ok_or_else(|| Denied::Unknown(request.transition.to_owned()))?;
    permitted(definition, state, step, request.who)?;
    if step.reason_required && request.reason.is_none_or(|text| text.trim().is_empty()) {
        return Err(Denied::ReasonMissing);
    }
    let next = state.marking.after(step).ok_or_else(|| not_open(definition, state, step))?;
    let Some(approval) = &step.approval else {
        return Ok(Outcome { marking: next, moved: true, effects: step.effects.clone() });
    };
    let digest = request.digest.ok_or(Denied::DigestMissing)?;
    let earlier = open_approvals(state, step, digest);
    if earlier.contains(&request.who.account.as_deref()) {
        return Err(Denied::AlreadyApproved);
    }
    // `contains` above keeps the people distinct, so that counting entries counts people.
    let reached = earlier.len() + 1 >= usize::try_from(approval.quorum).unwrap_or(usize::MAX);
    Ok(if reached {
        Outcome { marking: next, moved: true, effects: step.effects.clone() }
    } else {
        Outcome { marking: state.marking.clone(), moved: false, effects: Vec::new() }
    })
}

/// Role, place and separation of duties; what can be said before anything is typed.
pub(super) fn permitted(definition: &Definition, state: &State, step: &Transition, who: &Who) -> Result<(), Denied> {
    let holds_role = if step.system {
        who.account.is_none() && who.roles.iter().any(|r| r == "system")
    } else {
        who.roles.iter().any(|r| step.by.contains(r))
    };
    if !holds_role {
        let roles = step.by.iter().map(|role| role.replace('_', " ")).collect::<Vec<_>>();
        return Err(Denied::WrongRole(if step.system { "the system".into() } else { roles.join(", ") }));
    }
    if !state.marking.enables(step) {
        return Err(not_open(definition, state, step));
    }
    let earlier = state.history.iter().find(|past| step.distinct_from.contains(&past.transition) && past.account == who.account);
    earlier.map_or(Ok(()), |past| Err(Denied::SamePerson(definition.transition_label(&past.transition).to_owned())))
}

fn not_open(definition: &Definition, state: &State, step: &Transition) -> Denied {
    let at = state.marking.places().map(|id| definition.place(id).map_or(id, |p| &p.label)).collect::<Vec<_>>();
    Denied::NotOpen { step: step.label.clone(), at: at.join(", ") }
}

/// Who approved this digest since the case last moved: an approval does not outlive a move.
fn open_approvals<'a>(state: &'a State, step: &Transition, digest: &str) -> Vec<Option<&'a str>> {
    state
        .history
        .iter()
        .rev()
        .take_while(|past| !past.moved)
        .filter(|past| past.transition == step.id && past.digest.as_deref() == Some(digest))
        .map(|past| past.account.as_deref())
        .collect()
}
