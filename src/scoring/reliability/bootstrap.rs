//! Bootstrap intervals of α: applications are drawn with replacement, as many as there are,
//! and α is computed anew, ranks and expected disagreement included (Zapf, Castell, Morawietz & Karch 2016, BMC
//! Medical Research Methodology 16:93). The ends are the 2.5 % and 97.5 % points of the replicates.

use super::Figure;
use super::alpha::{Level, Unit, Units, expected, ratio};
use crate::scoring::normal::Draws;
use crate::scoring::ranks::threads;

/// How many replicates.
pub(crate) const REPLICATES: usize = 1_000;
/// Replicates in which so many scores would be counted in all are thinned out, down to [`FEWEST`].
const MOST_WORK: usize = 400_000_000;
const FEWEST: usize = 100;
/// With more different values than this, comparing each with each in every replicate takes too long.
const MOST_RATIO_VALUES: usize = 400;

/// An interval at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Replicates with variation, in which α is defined.
    pub(crate) replicates: usize,
}

/// The interval at every level, in the order of [`Level::ALL`].
pub(crate) fn intervals(units: &Units, seed: [u8; 32]) -> [Figure<Interval>; 4] {
    if units.units.len() < 2 {
        return Level::ALL.map(|level| {
            Err(units.undefined(level).unwrap_or_else(|| "Only one application has two scores: there is nothing to draw from.".into()))
        });
    }
    let open = Level::ALL.map(|level| match units.undefined(level) {
        Some(reason) => Err(reason),
        None if level == Level::Ratio && units.values.len() > MOST_RATIO_VALUES => {
            Err(format!("There are more than {MOST_RATIO_VALUES} different scores, too many to compare in every replicate."))
        }
        None => Ok(()),
    });
    // What one application adds to the observed disagreement is the same in every replicate, except by ranks.
    let counts = units.counts(units.units.iter().map(|unit| (unit, 1.0)));
    let fixed = Level::ALL.map(|level| match level {
        Level::Ordinal => Vec::new(),
        _ if open.get(level as usize).is_some_and(Result::is_ok) => {
            let coordinates = units.coordinates(level, &counts);
            units.units.iter().map(|unit| units.within(level, unit, &coordinates)).collect()
        }
        _ => Vec::new(),
    });
    let size: usize = units.units.iter().map(Vec::len).sum::<usize>() + units.values.len();
    let replicates = (MOST_WORK / size.max(1)).clamp(FEWEST, REPLICATES);
    let mut alphas = vec![[None; 4]; replicates];
    let share = replicates.div_ceil(threads());
    std::thread::scope(|scope| {
        for (thread, part) in alphas.chunks_mut(share).enumerate() {
            let (open, fixed) = (&open, &fixed);
            scope.spawn(move || {
                for (place, to) in part.iter_mut().enumerate() {
                    let replicate = thread * share + place;
                    let times = draw(units.units.len(), &mut Draws::new(seed, (1 << 40) + replicate as u64));
                    let counts = units.counts(drawn(units, &times));
                    for (((level, open), fixed), to) in Level::ALL.into_iter().zip(open).zip(fixed).zip(to) {
                        *to = open.as_ref().ok().and_then(|()| replicate_alpha(units, level, fixed, &times, &counts));
                    }
                }
            });
        }
    });
    let found: [Vec<f64>; 4] = [0, 1, 2, 3].map(|level| alphas.iter().filter_map(|alphas| alphas.get(level).copied().flatten()).collect());
    let mut found = found.into_iter();
    open.map(|open| {
        let values = found.next().unwrap_or_default();
        open.and_then(|()| middle(values).ok_or_else(|| "No replicate has any variation.".into()))
    })
}

/// How often each of so many applications is drawn.
fn draw(count: usize, draws: &mut Draws) -> Vec<f64> {
    let mut times = vec![0.0; count];
    for _ in 0..count {
        if let Some(cell) = times.get_mut(draws.place(count)) {
            *cell += 1.0;
        }
    }
    times
}

/// α of one replicate, in which each value has these counts; `None` without variation.
fn replicate_alpha(units: &Units, level: Level, fixed: &[f64], times: &[f64], counts: &[f64]) -> Option<f64> {
    let coordinates = units.coordinates(level, counts);
    let observed: f64 = if level == Level::Ordinal {
        drawn(units, times).map(|(unit, times)| times * units.within(level, unit, &coordinates)).sum()
    } else {
        fixed.iter().zip(times).map(|(within, times)| within * times).sum()
    };
    ratio(observed, expected(level, counts, &coordinates))
}

/// The units of a replicate, and how often each was drawn.
fn drawn<'a>(units: &'a Units, times: &'a [f64]) -> impl Iterator<Item = (&'a Unit, f64)> {
    units.units.iter().zip(times.iter().copied()).filter(|(_, times)| *times > 0.0)
}

/// The middle 95 % of values, between neighbours in proportion (Hyndman & Fan 1996, type 7).
fn middle(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)? as f64;
    let point = |share: f64| {
        let place = share * last;
        let (low, high) = (values.get(place.floor() as usize)?, values.get(place.ceil() as usize)?);
        Some(low + (high - low) * (place - place.floor()))
    };
    Some(Interval { low: point(0.025)?, high: point(0.975)?, replicates: values.len() })
}
