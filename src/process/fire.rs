//! The one changer of where a case stands. Asks the engine, lets the step's slice
//! act, then performs the effects that the definition lists, in its order.

use super::case::Case;
use super::facts::ApprovalGiven;
use super::news::News;
use super::{ProcessError, automatic, known, money, news, timers, waits};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::intake;
use crate::kernel::Timestamp;
use crate::people::{self, Actor};
use crate::workflow::{self, Choice, Definition, Denied, Effect, State, Step, Transition};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One press of one button.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// The idempotency key of the form; empty where a program acts.
    pub key: String,
    /// The version of the case that the page showed; `None` where a program acts.
    pub seen_version: Option<i64>,
    /// Whether the person has just proved again who they are.
    pub fresh: bool,
    /// When it reached the program, before its body had arrived and it waited its turn.
    pub begun_at: Option<Timestamp>,
}

impl Press {
    /// The press of a form whose page did not show the case's version.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    /// The press of a form whose page showed this version of the case.
    #[must_use]
    pub fn seen(key: String, version: i64) -> Self {
        Self { key, seen_version: Some(version), ..Self::default() }
    }
}

/// A step to take.
pub(super) struct Fire<'a> {
    /// What to do, in the words of the program.
    pub(super) act: &'a str,
    /// The press that asks for it.
    pub(super) press: &'a Press,
    /// Why.
    pub(super) reason: Option<&'a str>,
    /// What an approval binds.
    pub(super) digest: Option<&'a str>,
}

impl<'a> Fire<'a> {
    pub(super) fn new(act: &'a str, press: &'a Press) -> Self {
        Self { act, press, reason: None, digest: None }
    }

    pub(super) fn because(self, reason: &'a str) -> Self {
        Self { reason: Some(reason), ..self }
    }
}

/// What definitions called acts before they could name them.
const FORMER: &[(&str, &str)] = &[
    ("resubmit", "submit"),
    ("withdraw_draft", "withdraw"),
    ("withdraw_submitted", "withdraw"),
    ("withdraw_returned", "withdraw"),
    ("withdraw_in_review", "withdraw"),
];

/// What the program does with a step.
pub(super) fn act_of(step: &Transition) -> &str {
    let former = || FORMER.iter().find(|(id, _)| *id == step.id).map(|(_, act)| *act);
    if step.act.is_some() { step.act() } else { former().unwrap_or(&step.id) }
}

/// A case as its workflow sees it.
pub(super) struct Stand {
    pub(super) definition: Arc<Definition>,
    pub(super) state: State,
    /// Whoever approved and is as if they had stepped back.
    pub(super) recused: Vec<String>,
    pub(super) facts: crate::rules::Facts,
}

impl Stand {
    pub(super) fn of(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Self, db::Error> {
        let found = workflow::instance(conn, &case.application.id.text())?;
        let definition = workflow::definition(conn, &found.definition_hash)?;
        let mut state = workflow::state(conn, &found)?;
        let recused = approvers_with_a_conflict(conn, case, &state)?;
        state.recused.extend(recused.iter().cloned());
        let facts = known::facts(conn, case, (&definition, &state), now)?;
        Ok(Self { definition, state, recused, facts })
    }

    /// The step that does this here: of several that lead out of where the case stands the
    /// first that the person may take; where none leads out, one that tells so.
    pub(super) fn step(&self, act: &str, who: &workflow::Who) -> Option<&Transition> {
        let all = || self.definition.transitions.iter().filter(|step| act_of(step) == act);
        let open = workflow::choices(&self.definition, &self.state, (who, &self.facts));
        let may = |step: &&Transition| open.iter().any(|choice| choice.transition == step.id && choice.denied.is_none());
        all().find(may).or_else(|| all().find(|step| self.state.marking.enables(step))).or_else(|| all().next())
    }
}

/// Whoever approved and has come to have a conflict of interest by the rules: what they approved is as if they had stepped
/// back. The people of the city act for the city.
fn approvers_with_a_conflict(conn: &mut Conn, case: &Case, state: &State) -> Result<Vec<String>, db::Error> {
    let approved: BTreeSet<&String> =
        state.history.iter().filter(|past| past.digest.is_some()).filter_map(|past| past.account.as_ref()).collect();
    let mut found = Vec::new();
    for account in approved {
        let Ok(id) = account.parse() else { continue };
        let person = people::account::actor(conn, id)?;
        if person.is_kept_from(case.application.id) && !person.belongs_to(case.application.city) {
            found.push(state.same_person.get(account).unwrap_or(account).clone());
        }
    }
    Ok(found)
}

/// Takes a step: the engine first, then `act` through the slices, then the effects. `act` gets
/// the actor with the role that was lent for this step, if one was. A replay of the same press
/// changes nothing and gives `None`, and so does an approval that waits for others.
pub(super) fn fire<T>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    fire: &Fire<'_>,
    act: impl FnOnce(&mut Tx<'_>, &Actor, &Transition) -> Result<(T, Vec<News>), ProcessError>,
) -> Result<Option<T>, ProcessError> {
    let instance = case.application.id.text();
    // In the fund it is not there for them; those of its city, and who enters it for its city, act for the city.
    if actor.is_kept_from(case.application.id) && !intake::policy::is_of_city(actor, &case.application) {
        return Err(workflow::FireError::from(Denied::Recused).into());
    }
    let key = if fire.press.key.is_empty() { tx.id::<Case>().text() } else { format!("{}/{}", fire.press.key, fire.act) };
    let now = tx.now();
    let (stand, who) = (Stand::of(tx, case, now)?, case.who(actor, now));
    let pressed_before = workflow::find_event_by_key(tx, &key)?.map(|event| event.transition_id);
    let chosen = stand.step(fire.act, &who).map(|step| step.id.clone());
    let transition = pressed_before.or(chosen).ok_or_else(|| Denied::Unknown(fire.act.to_owned())).map_err(workflow::FireError::from)?;
    let step = Step {
        instance: &instance,
        transition: &transition,
        who: &who,
        key: &key,
        reason: fire.reason,
        facts: &stand.facts,
        digest: fire.digest,
        fresh: fire.press.fresh,
        seen_version: fire.press.seen_version,
        recused: &stand.recused,
    };
    let fired = workflow::fire(tx, &step).map_err(known::in_words)?;
    if fired.replayed {
        return Ok(None);
    }
    let acting = fired.on_behalf_of.as_ref().map_or_else(|| actor.clone(), |lender| actor.on_behalf_of(lender));
    if !fired.moved {
        let fact = ApprovalGiven {
            application: instance,
            reference: case.application.reference.clone(),
            step: stand.definition.transition_label(&transition).to_owned(),
            digest: fire.digest.unwrap_or_default().to_owned(),
            on_behalf_of: fired.on_behalf_of,
        };
        audit::record(tx, &actor.doer(), &fact)?;
        return Ok(None);
    }
    let taken = stand.definition.transition(&transition).ok_or(db::Error::Missing)?;
    let (made, told) = act(tx, &acting, taken)?;
    for effect in &fired.effects {
        match effect {
            Effect::Ledger(event) => money::post(tx, actor, case, (event, &key), fire.reason)?,
            Effect::Notify(fact) => news::announce(tx, case, fact, &told)?,
        }
    }
    timers::arm(tx, case, &stand.definition, (&stand.state.marking, &fired.marking, fired.n))?;
    waits::keep(tx, case, &stand.definition, (&stand.state.marking, &fired.marking))?;
    automatic::join(tx, case)?;
    Ok(Some(made))
}

/// Which steps lead out of where a case stands, and why the actor may not take them.
///
/// # Errors
/// [`db::Error::Missing`] when there is no such case.
pub fn explain(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Vec<Choice>, db::Error> {
    let stand = Stand::of(conn, case, now)?;
    let choices = workflow::choices(&stand.definition, &stand.state, (&case.who(actor, now), &stand.facts));
    let named = |mut choice: Choice| {
        choice.act = stand.definition.transition(&choice.transition).map_or_else(String::new, |step| act_of(step).to_owned());
        choice.denied = choice.denied.map(known::denied_in_words);
        choice
    };
    Ok(choices.into_iter().map(named).collect())
}
