//! Which of the three variances a design can tell apart at all. The restricted likelihood
//! depends on a variance only through M V M, with V its pattern (Z Zᵀ, W Wᵀ or I) and M taking out the mean;
//! a variance is identified unless its pattern is a mix of the others (Rao & Kleffe 1988, chapter 4).

use crate::scoring::table::Table;

/// For application, reviewer and residual whether the scores say anything about that variance.
pub(crate) fn identified(table: &Table) -> [bool; 3] {
    let mut by_application = vec![0_i64; table.applications.len()];
    let mut by_reviewer = vec![0_i64; table.reviewers.len()];
    for cell in &table.cells {
        for (counts, place) in [(&mut by_application, cell.application), (&mut by_reviewer, cell.reviewer)] {
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
    }
    let n = table.cells.len() as i64;
    let power = |counts: &[i64], power: u32| counts.iter().map(|count| i128::from(*count).pow(power)).sum::<i128>();
    let count = |counts: &[i64], place: usize| i128::from(counts.get(place).copied().unwrap_or(0));
    let crossed: i128 = table.cells.iter().map(|cell| count(&by_application, cell.application) * count(&by_reviewer, cell.reviewer)).sum();
    let n = i128::from(n);
    let totals = [power(&by_application, 2), power(&by_reviewer, 2), n];
    // Traces of V V, and sums of all cells of V V, for aa, rr, ee, ar, ae, re.
    let traces = [totals[0], totals[1], n, n, n, n];
    let sums = [power(&by_application, 3), power(&by_reviewer, 3), n, crossed, totals[0], totals[1]];
    let pairs = [(totals[0], totals[0]), (totals[1], totals[1]), (n, n), (totals[0], totals[1]), (totals[0], n), (totals[1], n)];
    // n² times the trace of M V M V, exact.
    let mut gram = [0.0; 6];
    for (((to, trace), sum), (one, other)) in gram.iter_mut().zip(traces).zip(sums).zip(pairs) {
        *to = (n * n * trace - 2 * n * sum + one * other) as f64;
    }
    let [aa, rr, ee, ar, ae, re] = gram;
    [alone(aa, [(rr, ar), (ee, ae)], re), alone(rr, [(aa, ar), (ee, re)], ae), alone(ee, [(aa, ae), (rr, re)], ar)]
}

/// A share of a pattern below this is rounding.
const CLOSE: f64 = 1e-10;

/// Whether a pattern of square `own` is outside the span of two others, given their squares, their products with it, and `between` them.
fn alone(own: f64, [(one, with_one), (other, with_other)]: [(f64, f64); 2], between: f64) -> bool {
    if own <= 0.0 {
        return false;
    }
    let determinant = one * other - between * between;
    let explained = if one > 0.0 && other > 0.0 && determinant > CLOSE * one * other {
        (with_one * with_one * other - 2.0 * with_one * with_other * between + with_other * with_other * one) / determinant
    } else {
        let single = |square: f64, with: f64| if square > 0.0 { with * with / square } else { 0.0 };
        single(one, with_one).max(single(other, with_other))
    };
    1.0 - explained / own > CLOSE
}
