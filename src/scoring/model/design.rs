//! The crossed design of applications and reviewers: the larger of both is absorbed, so that
//! only a matrix as large as the smaller has to be solved. Knows no variances.

use super::matrix::{Matrix, add, at};
use crate::scoring::table::Cell;
use std::collections::BTreeMap;

/// Matrices of pair counts that are kept take at most so many numbers together.
const MOST_KEPT: usize = 32 << 20;

/// Which factor is absorbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absorbed {
    Applications,
    Reviewers,
}

/// One score seen from the level of the absorbed factor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    /// The level of the kept factor.
    pub(crate) kept: usize,
    /// The score, centred and scaled.
    pub(crate) value: f64,
}

/// Levels of the absorbed factor with equally many scores. `Counted` holds how often two kept
/// levels meet in them (lower half); `Listed` names the levels where counting costs more.
#[derive(Debug)]
enum Meetings {
    Counted(Matrix),
    Listed(Vec<usize>),
}

/// The design of a set of scores.
#[derive(Debug)]
pub(crate) struct Design {
    pub(crate) absorbed: Absorbed,
    points: Vec<Point>,
    /// Where the points of each absorbed level begin, and the end.
    begins: Vec<usize>,
    /// How many scores each kept level has.
    pub(crate) kept_counts: Vec<f64>,
    /// By the number of scores.
    meetings: Vec<(f64, Meetings)>,
}

impl Design {
    /// The design of `cells` sorted by application and reviewer. `counts` are the numbers of
    /// applications and reviewers, levels without a score among them; a score becomes
    /// (score − centre) / scale. `often` says that it will be solved more than once.
    pub(crate) fn new(cells: &[Cell], counts: (usize, usize), (centre, scale): (f64, f64), often: bool) -> Self {
        let absorbed = if counts.0 >= counts.1 { Absorbed::Applications } else { Absorbed::Reviewers };
        let (levels, kept) = if absorbed == Absorbed::Applications { counts } else { (counts.1, counts.0) };
        let sides = |cell: &Cell| match absorbed {
            Absorbed::Applications => (cell.application, cell.reviewer),
            Absorbed::Reviewers => (cell.reviewer, cell.application),
        };
        let mut order: Vec<(usize, usize, f64)> =
            cells.iter().map(|cell| (sides(cell).0, sides(cell).1, (cell.score - centre) / scale)).collect();
        if absorbed == Absorbed::Reviewers {
            order.sort_by_key(|(level, kept, _)| (*level, *kept));
        }
        let (mut begins, mut kept_counts) = (Vec::with_capacity(levels + 1), vec![0.0; kept]);
        for (place, (level, other, _)) in order.iter().enumerate() {
            while begins.len() <= *level {
                begins.push(place);
            }
            if let Some(count) = kept_counts.get_mut(*other) {
                *count += 1.0;
            }
        }
        begins.resize(levels + 1, order.len());
        let points = order.into_iter().map(|(_, kept, value)| Point { kept, value }).collect();
        let mut design = Self { absorbed, points, begins, kept_counts, meetings: Vec::new() };
        design.meetings = design.group(often);
        design
    }

    /// Groups the absorbed levels by their number of scores, and counts meetings where that pays.
    fn group(&self, often: bool) -> Vec<(f64, Meetings)> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (level, points) in self.levels().enumerate().filter(|(_, points)| !points.is_empty()) {
            groups.entry(points.len()).or_default().push(level);
        }
        let size = self.kept();
        let mut room = MOST_KEPT;
        let mut meetings = Vec::with_capacity(groups.len());
        for (count, levels) in groups {
            let area = size * size;
            let pays = often && levels.len() * count * count > 2 * area && area <= room;
            let group = if pays {
                room -= area;
                let mut matrix = Matrix::zero(size);
                for level in levels {
                    gather(&mut matrix, self.level(level), 1.0);
                }
                Meetings::Counted(matrix)
            } else {
                Meetings::Listed(levels)
            };
            meetings.push((count as f64, group));
        }
        meetings
    }

    /// How many scores.
    pub(crate) fn scores(&self) -> usize {
        self.points.len()
    }

    /// How many levels the kept factor has.
    pub(crate) fn kept(&self) -> usize {
        self.kept_counts.len()
    }

    /// How many levels the absorbed factor has.
    pub(crate) fn absorbed_levels(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// The points of one absorbed level, by kept level.
    pub(crate) fn level(&self, level: usize) -> &[Point] {
        let (from, to) = (self.begins.get(level), self.begins.get(level + 1));
        from.zip(to).and_then(|(from, to)| self.points.get(*from..*to)).unwrap_or(&[])
    }

    /// The points of every absorbed level in order.
    pub(crate) fn levels(&self) -> impl Iterator<Item = &[Point]> {
        self.begins.iter().zip(self.begins.iter().skip(1)).map(|(from, to)| self.points.get(*from..*to).unwrap_or(&[]))
    }

    /// For every absorbed level the sum of a value over the kept levels it meets.
    pub(crate) fn gather(&self, values: &[f64]) -> Vec<f64> {
        self.levels().map(|points| points.iter().map(|point| at(values, point.kept)).sum()).collect()
    }

    /// For every kept level the sum of a value over the absorbed levels it meets.
    pub(crate) fn scatter(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.kept()];
        for (points, value) in self.levels().zip(values) {
            for point in points {
                if let Some(sum) = sums.get_mut(point.kept) {
                    *sum += value;
                }
            }
        }
        sums
    }

    /// How often two kept levels meet, a meeting in a level with n scores weighted by `weight(n)`; both halves.
    pub(crate) fn meetings(&self, weight: &dyn Fn(f64) -> f64) -> Matrix {
        let mut sum = Matrix::zero(self.kept());
        for (count, group) in &self.meetings {
            let weight = weight(*count);
            match group {
                Meetings::Counted(matrix) => sum.rows_mut().zip(matrix.rows()).for_each(|(to, from)| add(to, weight, from)),
                Meetings::Listed(levels) => levels.iter().for_each(|level| gather(&mut sum, self.level(*level), weight)),
            }
        }
        sum.mirror();
        sum
    }

    /// Two weighted sums over the absorbed levels of the quadratic form of a symmetric matrix in the level's meetings.
    pub(crate) fn quadratics(&self, matrix: &Matrix, weights: &dyn Fn(f64) -> [f64; 2]) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for (count, group) in &self.meetings {
            let form: f64 = match group {
                Meetings::Counted(counted) => counted.rows().zip(matrix.rows()).enumerate().map(|(place, (a, b))| half(place, a, b)).sum(),
                Meetings::Listed(levels) => levels.iter().map(|level| quadratic(matrix, self.level(*level))).sum(),
            };
            for (sum, weight) in sums.iter_mut().zip(weights(*count)) {
                *sum += weight * form;
            }
        }
        sums
    }
}

/// What one row of the lower half adds to the inner product of two symmetric matrices.
fn half(place: usize, left: &[f64], right: &[f64]) -> f64 {
    let twice: f64 = super::matrix::dot(left.get(..place).unwrap_or(&[]), right.get(..place).unwrap_or(&[]));
    2.0 * twice + at(left, place) * at(right, place)
}

/// Adds the meetings of one level to the lower half of a matrix.
fn gather(matrix: &mut Matrix, points: &[Point], weight: f64) {
    for (place, point) in points.iter().enumerate() {
        let row = matrix.row_mut(point.kept);
        for other in points.iter().take(place + 1) {
            if let Some(cell) = row.get_mut(other.kept) {
                *cell += weight;
            }
        }
    }
}

/// The sum of a symmetric matrix over the pairs of kept levels that meet in one level.
pub(crate) fn quadratic(matrix: &Matrix, points: &[Point]) -> f64 {
    let mut sum = 0.0;
    for (place, point) in points.iter().enumerate() {
        let row = matrix.row(point.kept);
        let before: f64 = points.iter().take(place).map(|other| at(row, other.kept)).sum();
        sum += 2.0 * before + at(row, point.kept);
    }
    sum
}
