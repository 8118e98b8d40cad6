//! Krippendorff's α = 1 − observed / expected disagreement over all pairs of scores of one
//! application (Krippendorff 2011, “Computing Krippendorff's alpha-reliability”). Applications with one score
//! have no pair and do not count; missing scores need no special care.
//!
//! The ordinal difference of two values equals the difference of their mean ranks among all
//! scores, so that nominal, ordinal and interval level need no comparison of each value with each.

use super::Figure;
use crate::scoring::table::Table;

/// The level of measurement: which differences between scores mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Equal or not.
    Nominal,
    /// The order.
    Ordinal,
    /// Differences.
    Interval,
    /// Ratios: points with a true zero.
    Ratio,
}

impl Level {
    pub(crate) const ALL: [Self; 4] = [Self::Nominal, Self::Ordinal, Self::Interval, Self::Ratio];
}

/// More values than this are not compared each with each, as the ratio level needs.
pub(crate) const MOST_RATIO_VALUES: usize = 20_000;

/// The scores of one application: places of values, and how often each was given.
pub(crate) type Unit = Vec<(usize, f64)>;

/// The scores of all applications with more than one score.
#[derive(Debug)]
pub(crate) struct Units {
    /// The different values in rising order.
    pub(crate) values: Vec<f64>,
    /// The applications in order.
    pub(crate) units: Vec<Unit>,
}

impl Units {
    /// The units of a table.
    pub(crate) fn of(table: &Table) -> Self {
        let paired = || table.by_application().filter(|cells| cells.len() > 1);
        let mut values: Vec<f64> = paired().flatten().map(|cell| cell.score).collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let units = paired()
            .map(|cells| {
                let mut places: Vec<usize> = cells.iter().map(|cell| values.partition_point(|value| *value < cell.score)).collect();
                places.sort_unstable();
                places.chunk_by(PartialEq::eq).filter_map(|equal| Some((*equal.first()?, equal.len() as f64))).collect()
            })
            .collect();
        Self { values, units }
    }

    /// Why α is undefined at a level, whatever the numbers.
    pub(crate) fn undefined(&self, level: Level) -> Option<String> {
        if self.units.is_empty() {
            return Some("No application has two scores, so that no pair can agree or differ.".into());
        }
        if self.values.len() < 2 {
            return Some("All scores are equal: without variation agreement cannot be told from chance.".into());
        }
        if level == Level::Ratio {
            if self.values.first().is_some_and(|value| *value < 0.0) {
                return Some("A score is below 0: the ratio level needs a scale with a true zero.".into());
            }
            if self.values.len() > MOST_RATIO_VALUES {
                return Some(format!("There are more than {MOST_RATIO_VALUES} different scores, too many to compare each with each."));
            }
        }
        None
    }

    /// α at a level.
    pub(crate) fn alpha(&self, level: Level) -> Figure<f64> {
        if let Some(reason) = self.undefined(level) {
            return Err(reason);
        }
        let counts = self.counts(self.units.iter().map(|unit| (unit, 1.0)));
        let coordinates = self.coordinates(level, &counts);
        let observed: f64 = self.units.iter().map(|unit| self.within(level, unit, &coordinates)).sum();
        ratio(observed, expected(level, &counts, &coordinates))
            .ok_or_else(|| "All scores are equal: without variation agreement cannot be told from chance.".into())
    }

    /// How often each value was given in these units, each so many times.
    pub(crate) fn counts<'a>(&self, units: impl Iterator<Item = (&'a Unit, f64)>) -> Vec<f64> {
        let mut counts = vec![0.0; self.values.len()];
        for (unit, times) in units {
            for (place, count) in unit {
                if let Some(cell) = counts.get_mut(*place) {
                    *cell += count * times;
                }
            }
        }
        counts
    }

    /// Where each value lies on the line on which differences are taken. Ranks depend on how often each value was given.
    pub(crate) fn coordinates(&self, level: Level, counts: &[f64]) -> Vec<f64> {
        match level {
            Level::Ordinal => {
                let mut before = 0.0;
                let rank = |count: &f64| {
                    let rank = before + count / 2.0;
                    before += count;
                    rank
                };
                counts.iter().map(rank).collect()
            }
            Level::Interval => {
                // Centred, so that sums of squares lose nothing.
                let total: f64 = counts.iter().sum();
                let mean = self.values.iter().zip(counts).map(|(value, count)| value * count).sum::<f64>() / total;
                self.values.iter().map(|value| value - mean).collect()
            }
            Level::Nominal | Level::Ratio => self.values.clone(),
        }
    }

    /// The sum of squared differences over the ordered pairs of one unit, divided by its scores less one.
    pub(crate) fn within(&self, level: Level, unit: &Unit, coordinates: &[f64]) -> f64 {
        let total: f64 = unit.iter().map(|(_, count)| count).sum();
        let place = |place: usize| coordinates.get(place).copied().unwrap_or(0.0);
        let sum = match level {
            Level::Nominal => total * total - unit.iter().map(|(_, count)| count * count).sum::<f64>(),
            Level::Ordinal | Level::Interval => {
                let mean = unit.iter().map(|(at, count)| count * place(*at)).sum::<f64>() / total;
                2.0 * total * unit.iter().map(|(at, count)| count * (place(*at) - mean).powi(2)).sum::<f64>()
            }
            Level::Ratio => {
                let (values, counts): (Vec<f64>, Vec<f64>) = unit.iter().map(|(at, count)| (place(*at), *count)).unzip();
                ratio_pairs(&values, &counts)
            }
        };
        sum / (total - 1.0)
    }
}

/// The sum of squared differences over all ordered pairs of scores, divided by all scores less one.
pub(crate) fn expected(level: Level, counts: &[f64], coordinates: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let sum = match level {
        Level::Nominal => total * total - counts.iter().map(|count| count * count).sum::<f64>(),
        Level::Ordinal | Level::Interval => {
            let mean = counts.iter().zip(coordinates).map(|(count, x)| count * x).sum::<f64>() / total;
            2.0 * total * counts.iter().zip(coordinates).map(|(count, x)| count * (x - mean).powi(2)).sum::<f64>()
        }
        Level::Ratio => ratio_pairs(coordinates, counts),
    };
    sum / (total - 1.0)
}

/// α of both; `None` without expected disagreement.
pub(crate) fn ratio(observed: f64, expected: f64) -> Option<f64> {
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// The sum over ordered pairs of ((a − b) / (a + b))², 0 for two zeros. Values are not negative and rise.
fn ratio_pairs(values: &[f64], counts: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (place, (value, count)) in values.iter().zip(counts).enumerate() {
        let others = values.iter().zip(counts).take(place);
        // Two different values that are not negative have a sum above 0.
        let row: f64 = others.map(|(other, times)| times * ((value - other) / (value + other)).powi(2)).sum();
        sum += count * row;
    }
    2.0 * sum
}
