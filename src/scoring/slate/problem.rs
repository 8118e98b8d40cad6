//! The choice as whole numbers: take or leave each variable, count the taken in rows
//! with a floor and a cap, spend at most the budget. What is proved here is proved
//! exactly: no float decides whether a choice is allowed or whether a bound holds.

use super::bound;

/// Something that can be taken: one amount for one application.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// What taking it adds, in units of value.
    pub(super) value: i64,
    /// What taking it costs, in cents.
    pub(super) cost: i64,
    /// The rows that count it, ascending.
    pub(super) rows: Vec<usize>,
}

/// How many of its members may be taken: from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) low: i64,
    pub(super) high: i64,
}

/// The whole choice. Variables stand in the order in which ties prefer them.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    pub(super) variables: Vec<Variable>,
    pub(super) rows: Vec<Row>,
    /// In cents.
    pub(super) budget: i64,
    /// The row that counts all, if there is one: it is kept even where it does not bind.
    pub(super) all: Option<usize>,
}

/// What is settled already about each variable.
pub(super) type Settled = Vec<Option<bool>>;

/// What a choice comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) value: i128,
    pub(super) cost: i128,
}

impl Problem {
    /// The totals of a choice, or `None` when it breaks the budget or a row.
    pub(super) fn total(&self, taken: &[bool]) -> Option<Total> {
        let mut total = Total { value: 0, cost: 0 };
        let mut counts = vec![0_i64; self.rows.len()];
        for variable in self.variables.iter().zip(taken).filter(|(_, taken)| **taken).map(|(variable, _)| variable) {
            total.value += i128::from(variable.value);
            total.cost += i128::from(variable.cost);
            for row in &variable.rows {
                *counts.get_mut(*row)? += 1;
            }
        }
        let holds = counts.iter().zip(&self.rows).all(|(count, row)| (row.low..=row.high).contains(count));
        (holds && total.cost <= i128::from(self.budget) && taken.len() == self.variables.len()).then_some(total)
    }

    /// The largest number that divides every value, at least 1: totals move in steps of it.
    pub(super) fn step(&self) -> i64 {
        let step = self.variables.iter().fold(0, |step, variable| common_divisor(step, variable.value.unsigned_abs()));
        i64::try_from(step.max(1)).unwrap_or(1)
    }

    /// What is left to choose when these are settled; `None` when that cannot be done.
    pub(super) fn rest(&self, settled: &[Option<bool>]) -> Option<Rest> {
        let mut budget = i128::from(self.budget);
        let mut value = 0_i128;
        let mut counts = vec![(0_i64, 0_i64); self.rows.len()];
        let mut open = Vec::new();
        for (at, (variable, settled)) in self.variables.iter().zip(settled).enumerate() {
            match settled {
                Some(false) => continue,
                Some(true) => {
                    budget -= i128::from(variable.cost);
                    value += i128::from(variable.value);
                }
                None => open.push(at),
            }
            for row in &variable.rows {
                let (taken, members) = counts.get_mut(*row)?;
                if settled.is_some() { *taken += 1 } else { *members += 1 }
            }
        }
        let mut kept = Vec::with_capacity(self.rows.len());
        let mut rows = Vec::new();
        for (row, (taken, members)) in self.rows.iter().zip(&counts) {
            let row = Row { low: (row.low - taken).max(0), high: (row.high - taken).min(*members) };
            if row.low > row.high {
                return None;
            }
            let is_kept = row.low > 0 || row.high < *members || self.all == Some(kept.len());
            kept.push(is_kept.then_some(rows.len()));
            if is_kept {
                rows.push(row);
            }
        }
        let budget = i64::try_from(budget).ok().filter(|budget| *budget >= 0)?;
        let variables = open.iter().filter_map(|at| self.variables.get(*at)).map(|variable| Variable {
            value: variable.value,
            cost: variable.cost,
            rows: variable.rows.iter().filter_map(|row| kept.get(*row).copied().flatten()).collect(),
        });
        let all = self.all.and_then(|row| kept.get(row).copied().flatten());
        let problem = Self { variables: variables.collect(), rows, budget, all };
        Some(Rest { problem: problem.with_reachable_budget(), open, value })
    }

    /// A budget that costs in round numbers can reach: the rest of it is no use to anybody.
    fn with_reachable_budget(mut self) -> Self {
        let step = self.variables.iter().fold(0, |step, variable| common_divisor(step, variable.cost.unsigned_abs()));
        if let Some(unused) = i64::try_from(step).ok().and_then(|step| self.budget.checked_rem(step)) {
            self.budget -= unused;
        }
        self
    }

    /// The same with a row that counts all.
    pub(super) fn with_count(mut self) -> Self {
        let high = i64::try_from(self.variables.len()).unwrap_or(i64::MAX);
        self.all = Some(self.rows.len());
        for variable in &mut self.variables {
            variable.rows.push(self.rows.len());
        }
        self.rows.push(Row { low: 0, high });
        self
    }

    /// The same with another range for the row that counts all.
    pub(super) fn counting(&self, low: i64, high: i64) -> Self {
        let mut problem = self.clone();
        if let Some(row) = self.all.and_then(|row| problem.rows.get_mut(row)) {
            *row = Row { low: row.low.max(low), high: row.high.min(high) };
        }
        problem
    }

    /// An upper bound of the value of every choice that respects what is settled, by these multipliers.
    pub(super) fn bound(&self, settled: &[Option<bool>], multipliers: &[f64]) -> Option<bound::Bound> {
        bound::of_value(self, settled, multipliers)
    }
}

/// A smaller problem, and how it sits in the larger.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    pub(super) problem: Problem,
    /// Which variables of the larger problem are left, in its order.
    pub(super) open: Vec<usize>,
    /// What is settled as taken adds this value.
    pub(super) value: i128,
}

impl Rest {
    /// A choice of the larger problem from one of the smaller.
    pub(super) fn whole(&self, settled: &[Option<bool>], taken: &[bool]) -> Vec<bool> {
        let mut whole: Vec<bool> = settled.iter().map(|settled| *settled == Some(true)).collect();
        for (at, taken) in self.open.iter().zip(taken) {
            if let Some(place) = whole.get_mut(*at) {
                *place = *taken;
            }
        }
        whole
    }
}

fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
