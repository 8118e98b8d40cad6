//! Upper bounds that hold exactly. Any multipliers give one (Lagrangian relaxation):
//! those of the linear programme, which come as floats, are rounded to whole numbers
//! first, and from there on all is exact arithmetic in 128 bits. A linear programme
//! that went wrong makes a bound weaker, never false.

use super::problem::{Problem, Row, Settled, Variable};

/// An upper bound and what it would lose by each change.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// The bound times `scale`.
    scaled: i128,
    scale: i128,
    /// For each variable, its reduced value times `scale`: the bound takes it where positive.
    reduced: Vec<i128>,
}

/// Bits kept free so that sums stay inside 128.
const ROOM: u32 = 124;

/// A bound of the value of choices that respect what is settled. The first multiplier
/// belongs to the budget, the others to the rows. `None` when the numbers are too large.
pub(super) fn of_value(problem: &Problem, settled: &[Option<bool>], multipliers: &[f64]) -> Option<Bound> {
    let largest = problem.variables.iter().map(|v| v.value.unsigned_abs()).max().unwrap_or(0).max(1);
    bound(problem, settled, multipliers, |variable| variable.value, f64_of(largest))
}

/// Whether these multipliers prove that no choice respects what is settled.
pub(super) fn proves_none(problem: &Problem, settled: &[Option<bool>], multipliers: &[f64]) -> bool {
    let largest = multipliers.iter().fold(0.0_f64, |largest, m| largest.max(m.abs()));
    bound(problem, settled, multipliers, |_| 0, largest.max(f64::MIN_POSITIVE)).is_some_and(|bound| bound.scaled < 0)
}

#[expect(clippy::cast_precision_loss, reason = "only the order of magnitude matters")]
fn f64_of(number: u64) -> f64 {
    number as f64
}

fn bound(
    problem: &Problem,
    settled: &[Option<bool>],
    multipliers: &[f64],
    value: impl Fn(&Variable) -> i64,
    largest: f64,
) -> Option<Bound> {
    let count = u64::try_from(problem.variables.len()).ok()?;
    let used = largest.log2().ceil() + f64_of(count + 2).log2().ceil() + 2.0;
    let bits = (f64::from(ROOM) - used).clamp(0.0, 60.0);
    let scale = whole(bits.exp2())?;
    let whole_multipliers = multipliers.iter().map(|m| whole((m * bits.exp2()).round())).collect::<Option<Vec<i128>>>()?;
    let (money, rows) = whole_multipliers.split_first()?;
    // Money left over is worth nothing: a negative price of money would be no bound.
    let money = (*money).max(0);
    let mut scaled = money.checked_mul(i128::from(problem.budget))?;
    for (multiplier, row) in rows.iter().zip(&problem.rows) {
        scaled = scaled.checked_add(best(*multiplier, *row)?)?;
    }
    let mut reduced = Vec::with_capacity(problem.variables.len());
    for (variable, settled) in problem.variables.iter().zip(settled) {
        let mut gain = scale.checked_mul(i128::from(value(variable)))?.checked_sub(money.checked_mul(i128::from(variable.cost))?)?;
        for row in &variable.rows {
            gain = gain.checked_sub(*rows.get(*row)?)?;
        }
        let taken = settled.unwrap_or(gain > 0);
        scaled = if taken { scaled.checked_add(gain)? } else { scaled };
        reduced.push(gain);
    }
    Some(Bound { scaled, scale, reduced })
}

/// The most that a count in the row's range makes of its multiplier.
fn best(multiplier: i128, row: Row) -> Option<i128> {
    multiplier.checked_mul(i128::from(if multiplier > 0 { row.high } else { row.low }))
}

/// A float that is a whole number, as one.
#[expect(clippy::cast_possible_truncation, reason = "the range is looked at first")]
fn whole(number: f64) -> Option<i128> {
    (number.abs() < 1e37).then_some(number as i128)
}

impl Bound {
    /// No choice is worth more than this, in units of value.
    pub(super) fn value(&self) -> i128 {
        self.scaled.div_euclid(self.scale)
    }

    /// Settles what every choice worth at least `wanted` must have in common. Says how many it settled.
    pub(super) fn settle(&self, wanted: i128, settled: &mut Settled) -> usize {
        let mut news = 0;
        for (gain, settled) in self.reduced.iter().zip(settled).filter(|(_, settled)| settled.is_none()) {
            let other = (self.scaled - gain.abs()).div_euclid(self.scale);
            if other < wanted {
                *settled = Some(*gain > 0);
                news += 1;
            }
        }
        news
    }

    /// The bound if this variable were taken.
    pub(super) fn value_with(&self, at: usize) -> i128 {
        let gain = self.reduced.get(at).copied().unwrap_or(0);
        (self.scaled - (-gain).max(0)).div_euclid(self.scale)
    }
}
