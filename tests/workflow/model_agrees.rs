//! The engine and the model answer the same to any click, right or wrong, to the kind of the
//! refusal. The seed is printed; with it in `UDF_SEED` a failure comes again.

use crate::court::Court;
use crate::judge::rich;
use crate::model::{Answer, Click};
use crate::{Dice, fitting, in_full, shipped, types};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::rules::{Facts, Type, Value};
use urban_diplomacy_fund::workflow::{Definition, decide, shortest_paths};

const PEOPLE: [&str; 7] = ["ada", "bo", "cy", "di", "eve", "di-too", "bo-too"];

/// What one definition lets be clicked.
struct World {
    definition: Definition,
    roles: Vec<String>,
    /// Amounts at the limits of its bands and a cent beside them.
    amounts: Vec<i64>,
}

impl World {
    fn of(definition: Definition) -> Self {
        let mut roles = BTreeSet::from(["system".to_owned()]);
        let mut amounts = BTreeSet::from([0, 100]);
        for step in &definition.transitions {
            roles.extend(step.by.iter().cloned());
            for band in step.approval.iter().flat_map(|approval| &approval.bands) {
                roles.extend(band.by.iter().cloned());
                amounts.extend(band.up_to_cents.iter().flat_map(|limit| [limit.cents() - 1, limit.cents(), limit.cents() + 1]));
            }
        }
        Self { definition, roles: roles.into_iter().collect(), amounts: amounts.into_iter().collect() }
    }

    fn facts(&self, dice: &mut Dice) -> Facts {
        let amount = dice.pick(&self.amounts).expect("some");
        let mut facts = fitting(&self.definition, Value::Money(Money::from_cents(amount)));
        for (name, type_) in types(&self.definition) {
            if dice.percent(5) {
                facts.remove(&name);
            } else if dice.percent(10) && type_ != Type::Money {
                let n = i64::try_from(dice.below(4)).expect("small");
                facts.insert(name, if type_ == Type::Bool { Value::Bool(n > 1) } else { Value::Int(n) });
            }
        }
        facts
    }

    /// The clicks of fitting people that lead to where some step can be taken.
    fn way(&self, dice: &mut Dice) -> Vec<Click> {
        let all = shortest_paths(&self.definition).expect("few enough");
        let is_approval =
            |path: &&Vec<&str>| path.last().and_then(|id| self.definition.transition(id)).is_some_and(|t| t.approval.is_some());
        let approvals: Vec<_> = all.iter().filter(is_approval).cloned().collect();
        let likely = if dice.percent(80) { &approvals } else { &all };
        let path = dice.pick(likely).expect("some");
        let before = path.split_last().map(|(_, before)| before).unwrap_or_default();
        let click = |(n, id): (usize, &&str)| {
            let step = self.definition.transition(id).expect("a step");
            let account = if dice.percent(40) { dice.pick(&PEOPLE).map(str::to_owned) } else { Some(format!("p{n}")) };
            let roles = if step.system { vec!["system".to_owned()] } else { step.by.clone() };
            Click {
                step: step.id.clone(),
                account: account.filter(|_| !step.system),
                roles,
                lent: vec![],
                facts: fitting(&self.definition, Value::Money(Money::from_cents(100))),
                reason: Some("because".into()),
                digest: Some("d1".into()),
                fresh: true,
            }
        };
        before.iter().enumerate().map(click).collect()
    }

    fn click(&self, dice: &mut Dice, places: &[String]) -> Click {
        let open = |step: &&urban_diplomacy_fund::workflow::Transition| step.from.iter().all(|place| places.contains(place));
        let steps: Vec<_> = self.definition.transitions.iter().filter(|step| dice.percent(15) || open(step)).collect();
        let approvals: Vec<_> = steps.iter().copied().filter(|step| step.approval.is_some() && open(step)).collect();
        let liked = if dice.percent(50) { dice.pick(&approvals) } else { None };
        let step = liked.or_else(|| dice.pick(&steps)).unwrap_or(&self.definition.transitions[0]);
        let wanted: Vec<String> =
            step.by.iter().chain(step.approval.iter().flat_map(|a| a.bands.iter().flat_map(|b| &b.by))).cloned().collect();
        let fitting = |dice: &mut Dice| if dice.percent(75) { dice.pick(&wanted) } else { dice.pick(&self.roles) };
        let is_own = step.system && dice.percent(80);
        let ceiling = |dice: &mut Dice| if dice.percent(50) { dice.pick(&self.amounts) } else { None };
        let mut lent = Vec::new();
        if dice.percent(35) {
            for _ in 0..=dice.below(2) {
                let role = fitting(dice).unwrap_or_default();
                lent.push((dice.pick(&PEOPLE).expect("some").to_owned(), role, ceiling(dice)));
            }
        }
        let roles = if is_own {
            vec!["system".to_owned()]
        } else if dice.percent(70) {
            fitting(dice).into_iter().collect()
        } else {
            vec![]
        };
        let account = dice.pick(&PEOPLE).filter(|_| !is_own && !dice.percent(2)).map(str::to_owned);
        Click {
            step: if dice.percent(1) { "fly".into() } else { step.id.clone() },
            // A role is lent to people; the program has none.
            lent: if account.is_some() { lent } else { vec![] },
            // Without an account there is only the program, with its own role or none.
            roles: if account.is_some() { roles } else { roles.into_iter().filter(|role| role == "system").collect() },
            account,
            facts: self.facts(dice),
            reason: dice.pick(&[None, Some(" ".to_owned()), Some("because".to_owned()), Some("why not".to_owned())]).flatten(),
            digest: dice.pick(&[None, Some("d1"), Some("d1"), Some("d1"), Some("d1"), Some("d1"), Some("d2")]).flatten().map(str::to_owned),
            fresh: dice.percent(85),
        }
    }
}

#[test]
fn the_engine_and_the_model_answer_the_same_to_any_click() {
    let mut dice = Dice::new("model_agrees");
    let worlds: Vec<World> = shipped().into_iter().chain([rich(), rich(), rich()]).map(World::of).collect();
    let most = if in_full() { 2_000_000 } else { 24_000 };
    let (mut clicks, mut seen): (usize, BTreeMap<String, usize>) = (0, BTreeMap::new());
    while clicks < most {
        let world = &worlds[dice.below(worlds.len())];
        let mut court = Court::new(&decide, &world.definition);
        court.link("di", "di-too");
        court.link("bo", "bo-too");
        if dice.percent(70) {
            for click in world.way(&mut dice) {
                court.hears(&click).unwrap_or_else(|words| panic!("{}: {words}\n{click:?}", world.definition.name));
            }
        }
        for _ in 0..20 + dice.below(60) {
            if dice.percent(1) {
                court.steps_back(PEOPLE[dice.below(PEOPLE.len())]);
            }
            let places = court.model.places.clone();
            let click = world.click(&mut dice, &places);
            let answer = court.hears(&click).unwrap_or_else(|words| panic!("{} at {places:?}: {words}\n{click:?}", world.definition.name));
            clicks += 1;
            let kind = match answer {
                Answer::Refused(kind) => kind.to_owned(),
                Answer::Waits(lent) => format!("waits{}", if lent.is_some() { " by a lent role" } else { "" }),
                Answer::Moved(_, lent) => format!("moves{}", if lent.is_some() { " by a lent role" } else { "" }),
            };
            *seen.entry(kind).or_default() += 1;
            if world.definition.ends.iter().any(|end| court.model.places.contains(end)) && dice.percent(30) {
                break;
            }
        }
    }
    println!("{clicks} clicks: {seen:?}");
    assert!(seen.len() == 16 && seen.values().all(|count| *count > most / 2_000), "every answer is seen: {seen:?}");
}
