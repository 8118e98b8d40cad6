//! The pure core: may this person take this step now? No clock, no database.
//! The order of the refusals is part of the contract: what a person may not know
//! of comes first, what they can mend comes last.

use super::definition::{Approval, Band, Definition, Effect, Transition};
use super::net::Marking;
use super::person::{Acting, Who, acting, others_in};
use crate::kernel::Money;
use crate::rules::{Facts, Value, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A step somebody took before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The transition.
    pub transition: String,
    /// Who took it.
    pub account: Option<String>,
    /// Whose role they used, if it was lent to them.
    pub on_behalf_of: Option<String>,
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
    /// Who may no longer act on it; what they approved does not count.
    pub recused: BTreeSet<String>,
    /// Accounts of one person: each with the one that stands for all.
    pub same_person: BTreeMap<String, String>,
}

/// The wish to take a step.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The transition.
    pub transition: &'a str,
    /// By whom.
    pub who: &'a Who,
    /// What is known of the case.
    pub facts: &'a Facts,
    /// Why, if they say.
    pub reason: Option<&'a str>,
    /// SHA-256 of what an approval binds.
    pub digest: Option<&'a str>,
    /// Whether they have just proved again who they are.
    pub fresh: bool,
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
    /// Whose role was used, if it was lent.
    pub on_behalf_of: Option<String>,
    /// On what it was decided.
    pub trace: Option<Trace>,
}

/// The rule and the facts by which a step was permitted, as they stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The facts asked for, each with its value.
    pub facts: BTreeMap<String, String>,
    /// The text of the guard, if there is one.
    pub guard: Option<String>,
    /// How many people an approval needed.
    pub quorum: Option<u32>,
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
    /// A role was lent to the person for smaller amounts.
    #[error("The role was lent to you for at most {0}, and this is more.")]
    AboveLoan(Money),
    /// The person has declared a conflict.
    #[error("You have stepped back from this case, so another person must take this step.")]
    Recused,
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
    /// What the guard asks for is not so.
    #[error("This step is not possible yet: {}.", .0.join(", "))]
    NotMet(Vec<String>),
    /// What the guard asks for is not known.
    #[error("This step waits for something that is not known yet: {}.", .0.join(", "))]
    NotKnown(Vec<String>),
    /// The person approved this already and the quorum needs others.
    #[error("You have approved this already. It waits for another person.")]
    AlreadyApproved,
    /// A reason is needed.
    #[error("Give a reason.")]
    ReasonMissing,
    /// An approval must say what it binds.
    #[error("An approval must name what is approved.")]
    DigestMissing,
    /// The approver must prove again who they are.
    #[error("Type your password again: an approval is signed by you alone.")]
    NotFresh,
}

/// Decides one step.
///
/// # Errors
/// [`Denied`], the first that applies in the order of its variants.
pub fn decide(definition: &Definition, state: &State, request: &Request<'_>) -> Result<Outcome, Denied> {
    let step = definition.transition(request.transition).ok_or_else(|| Denied::Unknown(request.transition.to_owned()))?;
    let permit = permitted(definition, state, step, (request.who, request.facts))?;
    if step.reason_required && request.reason.is_none_or(|text| text.trim().is_empty()) {
        return Err(Denied::ReasonMissing);
    }
    let next = state.marking.after(step).ok_or_else(|| not_open(definition, state, step))?;
    let trace = trace(step, request.facts, &permit);
    let on_behalf_of = permit.acting.on_behalf_of.map(str::to_owned);
    let moves = Outcome { marking: next, moved: true, effects: step.effects.clone(), on_behalf_of, trace };
    let Some(approval) = &step.approval else { return Ok(moves) };
    let digest = request.digest.ok_or(Denied::DigestMissing)?;
    let earlier = approvers(definition, state, step, digest);
    if permit.acting.people(state).any(|person| earlier.contains(person)) {
        return Err(Denied::AlreadyApproved);
    }
    if approval.fresh_sign_in && !request.fresh {
        return Err(Denied::NotFresh);
    }
    // Each approval adds one person, whoever lent the role: two for one approval would be one too many.
    let reached = approvals(definition, state, step, digest).len() + 1 >= as_count(approval.quorum_of(permit.band));
    Ok(if reached { moves } else { Outcome { marking: state.marking.clone(), moved: false, effects: Vec::new(), ..moves } })
}

fn as_count(quorum: u32) -> usize {
    usize::try_from(quorum).unwrap_or(usize::MAX)
}

/// What permits a person to take a step.
pub(super) struct Permit<'a> {
    acting: Acting<'a>,
    band: Option<&'a Band>,
}

/// Role, recusal, place, separation of duties and guard; what can be said before anything is typed.
pub(super) fn permitted<'a>(
    definition: &'a Definition,
    state: &'a State,
    step: &'a Transition,
    (who, facts): (&'a Who, &Facts),
) -> Result<Permit<'a>, Denied> {
    let amount = step.approval.as_ref().and_then(|approval| measured(approval, facts));
    let band = step.approval.as_ref().and_then(|approval| approval.band(amount));
    let by = band.map(|band| &band.by).filter(|by| !by.is_empty()).unwrap_or(&step.by);
    let acting = acting(who, step.system, by, amount)?;
    if acting.people(state).any(|person| state.recused.contains(person)) {
        return Err(Denied::Recused);
    }
    if !state.marking.enables(step) {
        return Err(not_open(definition, state, step));
    }
    if let Some(past) = others_in(definition, state, step, &acting) {
        return Err(Denied::SamePerson(definition.transition_label(&past.transition).to_owned()));
    }
    // Without its measure a band cannot be chosen, unless one fits every amount.
    if let Some(approval) = step.approval.as_ref().filter(|a| !a.bands.is_empty() && band.is_none()) {
        return Err(Denied::NotKnown(approval.measure.iter().cloned().collect()));
    }
    match step.guard.as_ref().map(|guard| (guard, guard.evaluate(facts))) {
        None | Some((_, Verdict::Holds)) => Ok(Permit { acting, band }),
        Some((_, Verdict::Unknown(missing))) => Err(Denied::NotKnown(missing)),
        Some((guard, Verdict::Fails)) => Err(Denied::NotMet(guard.failing(facts))),
    }
}

/// The amount by which the band is chosen.
fn measured(approval: &Approval, facts: &Facts) -> Option<Money> {
    match facts.get(approval.measure.as_ref()?)? {
        Value::Money(amount) => Some(*amount),
        _ => None,
    }
}

fn trace(step: &Transition, facts: &Facts, permit: &Permit<'_>) -> Option<Trace> {
    let mut names = step.guard.as_ref().map(crate::rules::Rule::names).unwrap_or_default();
    names.extend(step.approval.iter().filter_map(|approval| approval.measure.clone()));
    let quorum = step.approval.as_ref().map(|approval| approval.quorum_of(permit.band));
    let told = names.into_iter().filter_map(|name| Some((name.clone(), facts.get(&name)?.to_string()))).collect();
    (step.guard.is_some() || quorum.is_some()).then(|| Trace {
        facts: told,
        guard: step.guard.as_ref().map(|guard| guard.text().to_owned()),
        quorum,
    })
}

fn not_open(definition: &Definition, state: &State, step: &Transition) -> Denied {
    let at = state.marking.places().map(|id| definition.place(id).map_or(id, |p| &p.label)).collect::<Vec<_>>();
    Denied::NotOpen { step: step.label.clone(), at: at.join(", ") }
}

/// The approvals of this digest that count: given since the case came to where the step begins,
/// by people who have not stepped back.
fn approvals<'a>(definition: &Definition, state: &'a State, step: &Transition, digest: &str) -> Vec<&'a Past> {
    let came_here = |past: &&Past| {
        past.moved && definition.transition(&past.transition).is_none_or(|taken| taken.to.iter().any(|place| step.from.contains(place)))
    };
    let counts = |past: &&Past| {
        !past.moved
            && past.transition == step.id
            && past.digest.as_deref() == Some(digest)
            && !past.people(state).any(|person| state.recused.contains(person))
    };
    state.history.iter().rev().take_while(|past| !came_here(past)).filter(counts).collect()
}

/// Everybody who stands behind those approvals.
fn approvers<'a>(definition: &Definition, state: &'a State, step: &Transition, digest: &str) -> BTreeSet<&'a str> {
    approvals(definition, state, step, digest).into_iter().flat_map(|past| past.people(state)).collect()
}

/// Whether everybody whose approval took the case on from its last approval still stands by it:
/// none of them stepped back since. `None` before an approval has moved the case.
#[must_use]
pub fn approval_stands(definition: &Definition, state: &State) -> Option<bool> {
    let approves = |past: &Past| definition.transition(&past.transition).is_some_and(|step| step.approval.is_some());
    let moved = state.history.iter().rposition(|past| past.moved && approves(past))?;
    let last = state.history.get(moved)?;
    let step = definition.transition(&last.transition)?;
    let before = State { history: state.history.get(..moved)?.to_vec(), recused: BTreeSet::new(), ..state.clone() };
    let given = approvals(definition, &before, step, last.digest.as_deref().unwrap_or_default());
    Some(given.into_iter().chain([last]).all(|past| !past.people(state).any(|person| state.recused.contains(person))))
}

/// How many approvals of this digest a step has, and how many it needs.
#[must_use]
pub fn count_approvals(definition: &Definition, state: &State, transition: &str, digest: &str, facts: &Facts) -> Option<(usize, u32)> {
    let step = definition.transition(transition)?;
    let approval = step.approval.as_ref()?;
    let given = approvals(definition, state, step, digest).len();
    Some((given, approval.quorum_of(approval.band(measured(approval, facts)))))
}
