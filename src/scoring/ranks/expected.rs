//! Expected ranks: 1 plus the probabilities that each other application is better.

use super::Better;
use crate::scoring::model::Predictions;
use crate::scoring::model::matrix::at;
use crate::scoring::normal;

/// The block of applications whose covariances are worked on at once.
const BLOCK: usize = crate::scoring::model::LANES;

/// The expected rank of each application: ER = 1 + Σ Φ((û of the other − û) / √(variance of the difference)), so that
/// all of them add up to n (n + 1) / 2. `tell` hears how many applications are done.
pub(crate) fn expected_ranks(predictions: &Predictions, better: Better, tell: &dyn Fn(usize)) -> Vec<f64> {
    let (effects, errors) = (&predictions.applications, &predictions.application_errors);
    let mut ranks = vec![1.0; effects.len()];
    if predictions.no_difference() {
        ranks.fill(f64::midpoint(effects.len() as f64, 1.0));
        return ranks;
    }
    for first in (0..effects.len()).step_by(BLOCK) {
        tell(first);
        let covariances = predictions.covariances(first);
        for lane in 0..BLOCK.min(effects.len() - first) {
            let (own, error, place) = (at(effects, first + lane), at(errors, first + lane), first + lane);
            let mut sum = 0.0;
            let others = effects.iter().zip(errors).zip(&mut ranks).skip(place + 1).zip(covariances.iter().skip(lane + 1));
            for (((effect, other), rank), lanes) in others {
                let variance = error + other - 2.0 * at(lanes, lane);
                let ahead = ahead(better.sign() * (effect - own), variance);
                sum += ahead;
                *rank += 1.0 - ahead;
            }
            if let Some(rank) = ranks.get_mut(place) {
                *rank += sum;
            }
        }
    }
    ranks
}

/// The probability that a normal value of this mean and variance is above 0; a half if both are 0.
fn ahead(mean: f64, variance: f64) -> f64 {
    if mean == 0.0 { 0.5 } else { normal::below(mean / variance.max(f64::MIN_POSITIVE).sqrt()) }
}
