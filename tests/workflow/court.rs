//! An engine and the model side by side: each click goes to both, and the answers are compared
//! by kind, by where the case stands, by whose role was used and by what is to be performed.

use crate::model::{Answer, Click, Model};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::workflow::{Definition, Denied, Lent, Marking, Outcome, Past, Request, State, Who};

/// Anything that decides as the engine does.
pub type Engine<'e> = &'e dyn Fn(&Definition, &State, &Request<'_>) -> Result<Outcome, Denied>;

/// The kind of a refusal.
pub fn kind(denied: &Denied) -> &'static str {
    match denied {
        Denied::Unknown(_) => "Unknown",
        Denied::WrongRole(_) => "WrongRole",
        Denied::AboveLoan(_) => "AboveLoan",
        Denied::Recused => "Recused",
        Denied::NotOpen { .. } => "NotOpen",
        Denied::SamePerson(_) => "SamePerson",
        Denied::NotMet(_) => "NotMet",
        Denied::NotKnown(_) => "NotKnown",
        Denied::AlreadyApproved => "AlreadyApproved",
        Denied::ReasonMissing => "ReasonMissing",
        Denied::DigestMissing => "DigestMissing",
        Denied::NotFresh => "NotFresh",
    }
}

/// One case before an engine and before the model.
pub struct Court<'a> {
    engine: Engine<'a>,
    pub model: Model<'a>,
    state: State,
}

impl<'a> Court<'a> {
    pub fn new(engine: Engine<'a>, definition: &'a Definition) -> Self {
        let state =
            State { marking: Marking::at(&definition.start), history: vec![], recused: BTreeSet::new(), same_person: BTreeMap::new() };
        Self { engine, model: Model::new(definition), state }
    }

    /// Another case before the same engine.
    pub fn again<'b>(&self, definition: &'b Definition) -> Court<'b>
    where
        'a: 'b,
    {
        Court::new(self.engine, definition)
    }

    /// Two accounts are one person's from the beginning.
    pub fn link(&mut self, account: &str, other: &str) {
        self.model.persons.push(vec![account.into(), other.into()]);
        self.state.same_person.insert(other.into(), account.into());
    }

    /// Somebody steps back. The program keeps the account that stands for the person.
    pub fn steps_back(&mut self, account: &str) {
        self.model.stepped_back.push(account.into());
        let person = self.state.same_person.get(account).cloned().unwrap_or_else(|| account.into());
        self.state.recused.insert(person);
    }

    /// Puts one click before both.
    pub fn hears(&mut self, click: &Click) -> Result<Answer, String> {
        let lent = |(by, role, most): &(String, String, Option<i64>)| Lent {
            by: by.clone(),
            role: role.clone(),
            most: most.map(Money::from_cents),
        };
        let who = Who {
            account: click.account.clone(),
            name: click.account.clone().unwrap_or_default(),
            roles: click.roles.clone(),
            lent: click.lent.iter().map(lent).collect(),
        };
        let request = Request {
            transition: &click.step,
            who: &who,
            facts: &click.facts,
            reason: click.reason.as_deref(),
            digest: click.digest.as_deref(),
            fresh: click.fresh,
        };
        let outcome = (self.engine)(self.model.definition, &self.state, &request);
        let expected = self.model.press(click);
        let got = match &outcome {
            Err(denied) => Answer::Refused(kind(denied)),
            Ok(done) if done.moved => Answer::Moved(done.marking.places().map(str::to_owned).collect(), done.on_behalf_of.clone()),
            Ok(done) => Answer::Waits(done.on_behalf_of.clone()),
        };
        if got != expected {
            return Err(format!("{}: expected {expected:?}, got {got:?}", click.step));
        }
        if let Ok(done) = outcome {
            let step = self.model.definition.transition(&click.step).ok_or("no such step")?;
            let effects = if done.moved { step.effects.as_slice() } else { &[] };
            if done.effects != effects {
                return Err(format!("{}: performs {:?}", click.step, done.effects));
            }
            self.state.history.push(Past {
                transition: click.step.clone(),
                account: click.account.clone(),
                on_behalf_of: done.on_behalf_of,
                digest: click.digest.clone().filter(|_| step.approval.is_some()),
                moved: done.moved,
            });
            self.state.marking = done.marking;
        }
        Ok(got)
    }
}
