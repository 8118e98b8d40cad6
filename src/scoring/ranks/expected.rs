//! Expected ranks: 1 plus the probabilities that each other application is better.

use super::Better;
use crate::scoring::model::matrix::at;
use crate::scoring::model::{LANES, Lanes, Predictions};
use crate::scoring::normal::Curve;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The pairs are summed in so many parts, whatever the number of threads, so that the sums do not depend on it.
const PARTS: usize = 16;

/// What ranks are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranking<'a> {
    pub(crate) predictions: &'a Predictions,
    pub(crate) better: Better,
    pub(crate) curve: &'a Curve,
}

/// The expected rank of each application: ER = 1 + Σ Φ((û of the other − û) / √(variance of the difference)), so that
/// all of them add up to n (n + 1) / 2. `tell` hears how many applications are done.
pub(crate) fn expected_ranks(ranking: Ranking<'_>, threads: usize, tell: &(dyn Fn(usize) + Sync)) -> Vec<f64> {
    let count = ranking.predictions.applications.len();
    if ranking.predictions.no_difference() {
        return vec![f64::midpoint(count as f64, 1.0); count];
    }
    let done = &AtomicUsize::new(0);
    let mut parts: Vec<Vec<f64>> = vec![Vec::new(); PARTS];
    let work = move |part: usize, to: &mut Vec<f64>| {
        to.resize(count, 0.0);
        for first in (part * LANES..count).step_by(PARTS * LANES) {
            ranking.block(first, to);
            tell((done.fetch_add(LANES, Ordering::Relaxed) + LANES).min(count));
        }
    };
    if threads > 1 {
        let share = PARTS.div_ceil(threads);
        std::thread::scope(|scope| {
            for (thread, parts) in parts.chunks_mut(share).enumerate() {
                scope.spawn(move || parts.iter_mut().zip(thread * share..).for_each(|(to, part)| work(part, to)));
            }
        });
    } else {
        parts.iter_mut().enumerate().for_each(|(part, to)| work(part, to));
    }
    let mut ranks = vec![1.0; count];
    for part in parts {
        ranks.iter_mut().zip(part).for_each(|(rank, sum)| *rank += sum);
    }
    ranks
}

impl Ranking<'_> {
    /// Adds the pairs of a block of applications with all later ones to both sides.
    fn block(&self, first: usize, sums: &mut [f64]) {
        let (effects, errors) = (&self.predictions.applications, &self.predictions.application_errors);
        let covariances = self.predictions.covariances(first);
        let of_lane = |values: &[f64]| -> Lanes { std::array::from_fn(|lane| at(values, first + lane)) };
        let (own, error) = (of_lane(effects), of_lane(errors));
        let mut before = [0.0; LANES];
        let others = effects.iter().zip(errors).zip(&mut *sums).skip(first).zip(&covariances).enumerate();
        for (after, (((effect, other), behind), covariance)) in others {
            // In steps without branches, which the processor takes several at a time.
            let mut places = [0.0; LANES];
            for (place, ((own, error), covariance)) in places.iter_mut().zip(own.iter().zip(&error).zip(covariance)) {
                let variance = error + other - 2.0 * covariance;
                *place = self.better.sign() * (effect - own) / variance.max(f64::MIN_POSITIVE).sqrt();
            }
            // Of the block itself, only the applications before this one.
            for (sum, place) in before.iter_mut().zip(places).take(after) {
                let ahead = self.curve.below(place);
                *sum += ahead;
                *behind += 1.0 - ahead;
            }
        }
        for (to, sum) in sums.iter_mut().skip(first).zip(before) {
            *to += sum;
        }
    }
}
