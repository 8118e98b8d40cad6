//! One person, many hats (W20): whoever holds every role, no fewer people than the definition
//! asks for bring a case to a step that moves money. By trying every way, for every band.

use crate::{fitting, shipped};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::workflow::{Definition, Marking, Past, Request, State, Who, decide};

/// All that later answers can depend on: the places, who took which step that others must not,
/// and who has approved what is still open.
type Key = (Marking, BTreeSet<(String, usize)>, BTreeSet<(String, usize)>);

struct Search<'a> {
    d: &'a Definition,
    facts: Facts,
    people: Vec<Who>,
    /// Steps that matter for later ones.
    asked_for: BTreeSet<&'a str>,
}

impl<'a> Search<'a> {
    fn new(d: &'a Definition, amount: Money, people: usize) -> Self {
        let roles: BTreeSet<String> = d
            .transitions
            .iter()
            .flat_map(|step| step.by.iter().chain(step.approval.iter().flat_map(|a| a.bands.iter().flat_map(|band| &band.by))).cloned())
            .collect();
        let all_hats =
            |n: usize| Who { account: Some(n.to_string()), name: n.to_string(), roles: roles.iter().cloned().collect(), lent: vec![] };
        let program = Who { roles: vec!["system".into()], ..Who::default() };
        let asked_for = d.transitions.iter().flat_map(|step| &step.distinct_from).chain(d.separate.iter().flat_map(|set| &set.steps));
        Self {
            d,
            facts: fitting(d, Value::Money(amount)),
            people: (0..people).map(all_hats).chain([program]).collect(),
            asked_for: asked_for.map(String::as_str).collect(),
        }
    }

    fn state(&self, (marking, taken, open): &Key) -> State {
        let past = |(step, person): &(String, usize), moved: bool| Past {
            transition: step.clone(),
            account: Some(person.to_string()),
            on_behalf_of: None,
            digest: (!moved).then(|| "d".into()),
            moved,
        };
        let history = taken.iter().map(|t| past(t, true)).chain(open.iter().map(|o| past(o, false))).collect();
        State { marking: marking.clone(), history, recused: BTreeSet::new(), same_person: BTreeMap::new() }
    }

    /// Whether some way leads these people to money that must be approved.
    fn reaches_money(&self) -> bool {
        let needs = process::vocabulary().ledger_events;
        let start: Key = (Marking::at(&self.d.start), BTreeSet::new(), BTreeSet::new());
        let (mut seen, mut open) = (BTreeSet::from([start.clone()]), vec![start]);
        while let Some(key) = open.pop() {
            let state = self.state(&key);
            for step in self.d.transitions.iter().filter(|step| state.marking.enables(step)) {
                for (n, who) in self.people.iter().enumerate() {
                    let request =
                        Request { transition: &step.id, who, facts: &self.facts, reason: Some("because"), digest: Some("d"), fresh: true };
                    let Ok(done) = decide(self.d, &state, &request) else { continue };
                    if done.moved && step.ledger_events().any(|event| needs.contains(&(event, true))) {
                        return true;
                    }
                    let next = self.next(&key, (&step.id, n), (done.marking, done.moved));
                    if seen.insert(next.clone()) {
                        open.push(next);
                    }
                }
            }
        }
        false
    }

    fn next(&self, (_, taken, open): &Key, (step, person): (&str, usize), (marking, moved): (Marking, bool)) -> Key {
        let (mut taken, mut open) = (taken.clone(), open.clone());
        if moved {
            let entered = self.d.transition(step).map(|step| step.to.as_slice()).unwrap_or_default();
            open.retain(|(approval, _)| {
                self.d.transition(approval).is_some_and(|approval| !approval.from.iter().any(|place| entered.contains(place)))
            });
            if self.asked_for.contains(step) {
                taken.insert((step.to_owned(), person));
            }
        } else {
            open.insert((step.to_owned(), person));
        }
        (marking, taken, open)
    }
}

fn fewest(d: &Definition, amount: Money) -> usize {
    (1..6).find(|people| Search::new(d, amount, *people).reaches_money()).expect("six suffice")
}

/// Each amount at a limit and beyond, with how many people it must need: as many as its band
/// asks for, and one who recommends.
fn needed(d: &Definition) -> Vec<(Money, usize)> {
    let count = |quorum: u32| usize::try_from(quorum).expect("small");
    let approval = d.transition("approve").and_then(|step| step.approval.as_ref()).expect("an approval");
    let mut amounts: BTreeSet<Money> = approval.bands.iter().filter_map(|band| band.up_to_cents).collect();
    let above: Vec<Money> = amounts.iter().map(|limit| Money::from_cents(limit.cents() + 1)).collect();
    amounts.extend(above);
    amounts.insert(Money::from_cents(1));
    let quorum = |amount: Money| {
        approval.bands.iter().find(|b| b.up_to_cents.is_none_or(|most| amount <= most)).map_or(approval.quorum, |b| b.quorum)
    };
    amounts.into_iter().map(|amount| (amount, count(quorum(amount)) + 1)).collect()
}

/// Those by which money is awarded. Of the one by which it is paid, scenarios and `disbursement/run_workflow.rs` say who it needs.
fn of_grants() -> Vec<Definition> {
    let all: Vec<Definition> = shipped().into_iter().filter(|d| d.transition("recommend").is_some()).collect();
    assert!(all.len() > 2, "what is shipped");
    all
}

#[test]
fn w20_no_fewer_people_than_asked_for_move_money() {
    for d in of_grants() {
        for (amount, people) in needed(&d) {
            assert_eq!(fewest(&d, amount), people, "{} {} at {amount}", d.name, d.version);
        }
    }
}

#[test]
fn w20_a_definition_without_one_of_its_rules_is_found_out() {
    for d in of_grants() {
        let (amount, people) = *needed(&d).last().expect("some");
        let without = |change: &dyn Fn(&mut Definition)| {
            let mut changed = d.clone();
            change(&mut changed);
            fewest(&changed, amount)
        };
        let fewer = without(&|d| {
            d.separate.clear();
            d.transitions.iter_mut().for_each(|step| step.distinct_from.clear());
        });
        assert_eq!(fewer, people - 1, "{}: without distinct_from", d.name);
        if people > 2 {
            let fewer = without(&|d| {
                let approvals = d.transitions.iter_mut().filter_map(|step| step.approval.as_mut());
                approvals.for_each(|approval| approval.bands.iter_mut().for_each(|band| band.quorum = 1));
            });
            assert_eq!(fewer, 2, "{}: without quorums", d.name);
        }
    }
}
