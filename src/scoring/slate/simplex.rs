//! The linear programme behind the choice, solved by the dual simplex method with
//! bounded variables and long steps, on a dense tableau that is solved again from
//! where it stands after a variable is settled. It gives multipliers and a hint where to
//! branch; whether a bound holds is decided elsewhere, exactly.

use super::problem::Problem;
use super::vector::{at, put};

/// How far a value may be outside its range.
const FEASIBLE: f64 = 1e-9;
/// The smallest number to divide by.
const PIVOT: f64 = 1e-9;

/// More columns than this are moved by adding all up again.
const FEW: usize = 16;

/// How solving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// An optimum, as far as floats can say.
    Solved,
    /// The bound fell below what was asked for.
    Below,
    /// No solution, as far as floats can say; the multipliers are the proof.
    Empty,
    /// Given up.
    Stuck,
}

/// The programme and its present basis. Every basic variable is a row of numbers over
/// the others. Numbers below `choices` name variables, from there on rows: first the budget.
#[derive(Clone, Debug)]
pub(super) struct Programme {
    choices: usize,
    cells: Vec<f64>,
    /// What each of the others is worth at the margin.
    worth: Vec<f64>,
    others: Vec<usize>,
    basics: Vec<usize>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// Present value of every variable and row.
    values: Vec<f64>,
    /// Cents are divided by this, values by `unit`.
    money: f64,
    unit: f64,
    /// The proof that there is no solution, from the last [`End::Empty`].
    proof: Vec<f64>,
    /// How many numbers were changed since the last call of [`Programme::solve`].
    work: u64,
}

/// The row to leave the basis, whether its value must rise, and by how much.
struct Leaving {
    row: usize,
    rises: bool,
    by: f64,
}

impl Programme {
    /// All rows basic, each variable at the end of its range that is worth more.
    pub(super) fn new(problem: &Problem) -> Self {
        let choices = problem.variables.len();
        let rows = problem.rows.len() + 1;
        let money = problem.variables.iter().map(|v| float(v.cost)).fold(1.0, f64::max);
        let unit = problem.variables.iter().map(|v| float(v.value).abs()).fold(1.0, f64::max);
        let mut cells = vec![0.0; choices * rows];
        for (place, variable) in problem.variables.iter().enumerate() {
            put(&mut cells, place, float(variable.cost) / money);
            variable.rows.iter().for_each(|row| put(&mut cells, (row + 1) * choices + place, 1.0));
        }
        let worth: Vec<f64> = problem.variables.iter().map(|v| float(v.value) / unit).collect();
        let mut low = vec![0.0; choices + rows];
        let mut high = vec![1.0; choices + rows];
        put(&mut high, choices, float(problem.budget) / money);
        for (place, row) in problem.rows.iter().enumerate() {
            put(&mut low, choices + 1 + place, float(row.low));
            put(&mut high, choices + 1 + place, float(row.high));
        }
        let mut values: Vec<f64> = worth.iter().map(|w| if *w > 0.0 { 1.0 } else { 0.0 }).collect();
        values.resize(choices + rows, 0.0);
        let mut programme = Self {
            choices,
            cells,
            worth,
            others: (0..choices).collect(),
            basics: (choices..choices + rows).collect(),
            low,
            high,
            values,
            money,
            unit,
            proof: Vec::new(),
            work: 0,
        };
        programme.recompute();
        programme
    }

    /// The present value of a variable, 0 to 1.
    pub(super) fn value(&self, variable: usize) -> f64 {
        at(&self.values, variable)
    }

    /// Takes or leaves a variable for good.
    pub(super) fn settle(&mut self, variable: usize, taken: bool) {
        let end = if taken { 1.0 } else { 0.0 };
        if at(&self.low, variable) >= at(&self.high, variable) {
            return;
        }
        put(&mut self.low, variable, end);
        put(&mut self.high, variable, end);
        if let Some(column) = self.others.iter().position(|other| *other == variable) {
            let change = end - at(&self.values, variable);
            self.move_column(column, change);
            put(&mut self.values, variable, end);
        }
    }

    /// How many a row takes at present.
    pub(super) fn count(&self, row: usize) -> f64 {
        at(&self.values, self.choices + 1 + row)
    }

    /// The same with a narrower range of a row.
    pub(super) fn narrowed(mut self, row: usize, low: i64, high: i64) -> Self {
        let place = self.choices + 1 + row;
        let (low, high) = (at(&self.low, place).max(float(low)), at(&self.high, place).min(float(high)));
        put(&mut self.low, place, low);
        put(&mut self.high, place, high);
        if let Some(column) = self.others.iter().position(|other| *other == place) {
            let end = if at(&self.worth, column) > 0.0 { high } else { low };
            self.move_column(column, end - at(&self.values, place));
            put(&mut self.values, place, end);
        }
        self
    }

    /// How many numbers its tableau has.
    pub(super) fn size(&self) -> usize {
        self.cells.len()
    }

    /// Solves, until the bound falls below `wanted` (in units of value).
    pub(super) fn solve(&mut self, wanted: f64) -> End {
        self.work = 0;
        let limit = 200 + 4 * (self.basics.len() + self.choices);
        for turn in 0..limit {
            if turn % 64 == 63 {
                self.recompute();
            }
            let Some(leaving) = self.leaving() else {
                self.recompute();
                return if self.leaving().is_none() { End::Solved } else { End::Stuck };
            };
            if turn % 4 == 3 && self.bound() * self.unit < wanted {
                return End::Below;
            }
            match self.entering(&leaving) {
                Some((column, flips)) => {
                    self.flip(&flips);
                    self.exchange(leaving.row, column);
                }
                None => return End::Empty,
            }
        }
        End::Stuck
    }

    /// How many numbers the last call of [`Programme::solve`] changed.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// What the programme says is the most value, scaled.
    fn bound(&self) -> f64 {
        self.others.iter().zip(&self.worth).map(|(other, worth)| at(&self.values, *other) * worth).sum()
    }

    /// What the budget and each row are worth at the margin, in units of value per cent and per application.
    pub(super) fn multipliers(&self) -> Vec<f64> {
        let mut multipliers = vec![0.0; self.basics.len()];
        for (other, worth) in self.others.iter().zip(&self.worth) {
            if let Some(row) = other.checked_sub(self.choices) {
                put(&mut multipliers, row, worth * self.unit);
            }
        }
        self.in_cents(multipliers)
    }

    /// Multipliers that prove that there is no solution, after [`End::Empty`].
    pub(super) fn proof(&self) -> Vec<f64> {
        self.in_cents(self.proof.clone())
    }

    fn in_cents(&self, mut multipliers: Vec<f64>) -> Vec<f64> {
        if let Some(money) = multipliers.first_mut() {
            *money /= self.money;
        }
        multipliers
    }

    fn row(&self, row: usize) -> &[f64] {
        self.cells.chunks_exact(self.choices.max(1)).nth(row).unwrap_or_default()
    }

    /// Values of the basics from those of the others.
    fn recompute(&mut self) {
        self.work += u64::try_from(self.cells.len()).unwrap_or(0);
        let others: Vec<f64> = self.others.iter().map(|other| at(&self.values, *other)).collect();
        let rows = self.cells.chunks_exact(self.choices.max(1));
        let sums: Vec<f64> = rows.map(|row| row.iter().zip(&others).map(|(cell, value)| cell * value).sum()).collect();
        for (basic, sum) in self.basics.iter().zip(sums) {
            put(&mut self.values, *basic, sum);
        }
    }

    /// The basic variable that is furthest outside its range.
    fn leaving(&self) -> Option<Leaving> {
        let mut worst: Option<Leaving> = None;
        for (row, basic) in self.basics.iter().enumerate() {
            let (value, low, high) = (at(&self.values, *basic), at(&self.low, *basic), at(&self.high, *basic));
            let rises = value < low;
            let by = if rises { low - value } else { value - high };
            if by > FEASIBLE * (1.0 + value.abs()) && worst.as_ref().is_none_or(|worst| by > worst.by) {
                worst = Some(Leaving { row, rises, by });
            }
        }
        worst
    }

    /// The column to enter, and those to flip to their other end on the way; `None`, with the
    /// proof kept, when all of them together cannot bring the row into its range.
    fn entering(&mut self, leaving: &Leaving) -> Option<(usize, Vec<usize>)> {
        let sign = if leaving.rises { 1.0 } else { -1.0 };
        let mut candidates = Vec::new();
        for ((column, cell), (other, worth)) in self.row(leaving.row).iter().enumerate().zip(self.others.iter().zip(&self.worth)) {
            let slope = sign * cell;
            let (low, high) = (at(&self.low, *other), at(&self.high, *other));
            let at_low = at(&self.values, *other) <= low;
            if high > low && ((at_low && slope > PIVOT) || (!at_low && slope < -PIVOT)) {
                candidates.push((worth.abs() / slope.abs(), column, slope.abs(), high - low));
            }
        }
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        let mut missing = leaving.by;
        let mut flips = Vec::new();
        for (_, column, slope, range) in candidates {
            missing -= slope * range;
            if missing <= FEASIBLE / 10.0 {
                return Some((column, flips));
            }
            flips.push(column);
        }
        let mut proof = vec![0.0; self.basics.len()];
        for (cell, other) in self.row(leaving.row).iter().zip(&self.others) {
            if let Some(row) = other.checked_sub(self.choices) {
                put(&mut proof, row, sign * cell);
            }
        }
        if let Some(row) = self.basics.get(leaving.row).and_then(|basic| basic.checked_sub(self.choices)) {
            put(&mut proof, row, -sign);
        }
        self.proof = proof;
        None
    }

    /// Moves some of the others to the other ends of their ranges.
    fn flip(&mut self, columns: &[usize]) {
        for column in columns {
            let Some(other) = self.others.get(*column).copied() else { continue };
            let (low, high, value) = (at(&self.low, other), at(&self.high, other), at(&self.values, other));
            let end = if value <= low { high } else { low };
            if columns.len() <= FEW {
                self.move_column(*column, end - value);
            }
            put(&mut self.values, other, end);
        }
        if columns.len() > FEW {
            self.recompute();
        }
    }

    /// Changes the value of one of the others, and of the basics with it.
    fn move_column(&mut self, column: usize, change: f64) {
        if change == 0.0 {
            return;
        }
        let cells = self.cells.iter().skip(column).step_by(self.choices.max(1));
        for (basic, cell) in self.basics.iter().zip(cells) {
            if let Some(value) = self.values.get_mut(*basic) {
                *value += cell * change;
            }
        }
        if let Some(value) = self.others.get(column).and_then(|other| self.values.get_mut(*other)) {
            *value += change;
        }
    }

    /// Lets a column enter the basis for a row, which goes to the near end of its range.
    fn exchange(&mut self, row: usize, column: usize) {
        let width = self.choices.max(1);
        self.work += u64::try_from(self.cells.len()).unwrap_or(0);
        let mut pivot_row = self.row(row).to_vec();
        let pivot = at(&pivot_row, column);
        let Some(leaving) = self.basics.get(row).copied() else { return };
        let value = at(&self.values, leaving);
        let end = if value < at(&self.low, leaving) { at(&self.low, leaving) } else { at(&self.high, leaving) };
        self.move_column(column, (end - value) / pivot);
        put(&mut self.values, leaving, end);
        for cell in &mut pivot_row {
            *cell /= -pivot;
        }
        put(&mut pivot_row, column, 1.0 / pivot);
        for (place, cells) in self.cells.chunks_exact_mut(width).enumerate() {
            if place == row {
                cells.copy_from_slice(&pivot_row);
            } else {
                add_multiple(cells, &pivot_row, column);
            }
        }
        add_multiple(&mut self.worth, &pivot_row, column);
        if let (Some(basic), Some(other)) = (self.basics.get_mut(row), self.others.get_mut(column)) {
            std::mem::swap(basic, other);
        }
    }
}

/// Replaces the entered column in a row of numbers by what it is made of.
fn add_multiple(cells: &mut [f64], pivot_row: &[f64], column: usize) {
    let factor = at(cells, column);
    if factor == 0.0 {
        return;
    }
    put(cells, column, 0.0);
    for (cell, pivot) in cells.iter_mut().zip(pivot_row) {
        *cell += factor * pivot;
    }
}

#[expect(clippy::cast_precision_loss, reason = "the programme is a guide; what it says is proved exactly elsewhere")]
pub(super) fn float(number: i64) -> f64 {
    number as f64
}
