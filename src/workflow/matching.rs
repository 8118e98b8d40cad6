//! Gives each step the different people it needs, or says why that cannot be: a set of steps
//! that together need more people than there are for them (Hall 1935). By augmenting paths.

use std::collections::BTreeSet;

/// What one step needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    /// How many different people.
    pub(super) count: usize,
    /// Who may take it, as numbers.
    pub(super) eligible: BTreeSet<usize>,
}

/// Why it cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shortage {
    /// The step that lacks somebody.
    pub(super) step: usize,
    /// Who takes it as far as it goes.
    pub(super) has: BTreeSet<usize>,
    /// The steps that together need too many; this one is among them.
    pub(super) steps: BTreeSet<usize>,
    /// All who may take any of those.
    pub(super) people: BTreeSet<usize>,
}

/// Who takes which step: different people for one step, and each person at most `most` steps.
pub(super) fn assign(demands: &[Demand], most: usize) -> Result<Vec<BTreeSet<usize>>, Shortage> {
    let mut plan = Plan { demands, most, taken: vec![BTreeSet::new(); demands.len()] };
    for (step, demand) in demands.iter().enumerate() {
        for _ in 0..demand.count {
            let (mut people, mut steps) = (BTreeSet::new(), BTreeSet::from([step]));
            if !plan.add(step, &mut people, &mut steps) {
                let has = plan.taken.get(step).cloned().unwrap_or_default();
                let all = steps.iter().filter_map(|step| demands.get(*step)).flat_map(|demand| demand.eligible.iter().copied());
                return Err(Shortage { step, has, people: all.collect(), steps });
            }
        }
    }
    Ok(plan.taken)
}

struct Plan<'a> {
    demands: &'a [Demand],
    most: usize,
    taken: Vec<BTreeSet<usize>>,
}

impl Plan<'_> {
    /// Gives a step one more person, moving others where that helps. Notes whom and what it
    /// has tried in vain.
    fn add(&mut self, step: usize, people: &mut BTreeSet<usize>, steps: &mut BTreeSet<usize>) -> bool {
        let Some(demand) = self.demands.get(step) else { return false };
        for person in &demand.eligible {
            let has = self.taken.get(step).is_some_and(|taken| taken.contains(person));
            if has || !people.insert(*person) {
                continue;
            }
            let busy: Vec<usize> = self.taken.iter().enumerate().filter(|(_, taken)| taken.contains(person)).map(|(i, _)| i).collect();
            if busy.len() < self.most {
                return self.give(step, *person);
            }
            for other in busy {
                steps.insert(other);
                if self.add(other, people, steps) {
                    if let Some(taken) = self.taken.get_mut(other) {
                        taken.remove(person);
                    }
                    return self.give(step, *person);
                }
            }
        }
        false
    }

    fn give(&mut self, step: usize, person: usize) -> bool {
        self.taken.get_mut(step).is_some_and(|taken| taken.insert(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::dice::Dice;

    fn demand(count: usize, eligible: &[usize]) -> Demand {
        Demand { count, eligible: eligible.iter().copied().collect() }
    }

    /// Whether there is an assignment, by trying all.
    fn by_trying(demands: &[Demand], most: usize, load: &mut Vec<usize>) -> bool {
        let Some((first, rest)) = demands.split_first() else { return true };
        let eligible: Vec<usize> = first.eligible.iter().copied().collect();
        (0..1_u32 << eligible.len()).filter(|bits| usize::try_from(bits.count_ones()) == Ok(first.count)).any(|bits| {
            let chosen: Vec<usize> = eligible.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, p)| *p).collect();
            if chosen.iter().any(|p| load[*p] >= most) {
                return false;
            }
            chosen.iter().for_each(|p| load[*p] += 1);
            let works = by_trying(rest, most, load);
            chosen.iter().for_each(|p| load[*p] -= 1);
            works
        })
    }

    #[test]
    fn s10_a_shortage_names_steps_that_need_more_people_than_there_are() {
        let mut dice = Dice::new("matching");
        let mut short = 0;
        for _ in 0..3_000 {
            let (people, most) = (1 + dice.below(5), 1 + dice.below(2));
            let some = |dice: &mut Dice| (0..people).filter(|_| dice.below(2) == 0).collect();
            let demands: Vec<Demand> =
                (0..1 + dice.below(4)).map(|_| Demand { count: 1 + dice.below(2), eligible: some(&mut dice) }).collect();
            let possible = by_trying(&demands, most, &mut vec![0; people]);
            match assign(&demands, most) {
                Ok(plan) => {
                    assert!(possible);
                    for (demand, taken) in demands.iter().zip(&plan) {
                        assert!(taken.len() == demand.count && taken.is_subset(&demand.eligible), "{demands:?}: {plan:?}");
                    }
                    assert!((0..people).all(|p| plan.iter().filter(|taken| taken.contains(&p)).count() <= most));
                }
                Err(shortage) => {
                    short += 1;
                    assert!(!possible, "{demands:?} at most {most}: {shortage:?}");
                    let asked: usize = shortage.steps.iter().map(|step| demands[*step].count).sum();
                    let offered = |p: &usize| shortage.steps.iter().filter(|s| demands[**s].eligible.contains(p)).count().min(most);
                    let there: usize = shortage.people.iter().map(offered).sum();
                    assert!(asked > there, "{demands:?} at most {most}: {shortage:?}");
                }
            }
        }
        assert!(short > 500, "{short}");
        assert_eq!(assign(&[demand(1, &[0]), demand(1, &[0, 1])], 1), Ok(vec![[0].into(), [1].into()]));
    }
}
