//! Random clicks on a definition, right and wrong ones: often what fits, sometimes not.

use crate::model::Click;
use crate::{Dice, fitting, fitting_for, types};
use std::collections::BTreeSet;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::rules::{Facts, Type, Value};
use urban_diplomacy_fund::workflow::{Definition, shortest_paths};

/// Who clicks; `di-too` and `bo-too` are second accounts.
pub const PEOPLE: [&str; 7] = ["ada", "bo", "cy", "di", "eve", "di-too", "bo-too"];

/// What one definition lets be clicked.
pub struct World {
    pub definition: Definition,
    roles: Vec<String>,
    /// Amounts at the limits of its bands and a cent beside them.
    amounts: Vec<i64>,
}

impl World {
    pub fn of(definition: Definition) -> Self {
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
    pub fn way(&self, dice: &mut Dice) -> Vec<Click> {
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
                facts: fitting_for(&self.definition, Some(step), Value::Money(Money::from_cents(100))),
                reason: Some("because".into()),
                digest: Some("d1".into()),
                fresh: true,
            }
        };
        before.iter().enumerate().map(click).collect()
    }

    /// A click that often fits, where a case stands at these places.
    pub fn click(&self, dice: &mut Dice, places: &[String]) -> Click {
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
