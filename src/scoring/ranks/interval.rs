//! Intervals of ranks: seeded draws of all effects together, ranked each time.

use super::Better;
use crate::scoring::model::{LANES, Lanes, Predictions};
use crate::scoring::normal::Draws;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many draws: the share of ranks below a quantile is right within 0.01, as its standard error is below 0.0062.
pub(crate) const DRAWS: usize = 5_000;
/// The shares of ranks below the ends of the interval that holds the middle half.
const SHARES: [(usize, usize); 2] = [(1, 4), (3, 4)];

/// The lowest and the highest rank of the middle half of the draws, for each application. `tell` hears how many draws are done.
pub(crate) fn rank_intervals(predictions: &Predictions, better: Better, seed: [u8; 32], tell: &(dyn Fn(usize) + Sync)) -> Vec<[usize; 2]> {
    let count = predictions.applications.len();
    if predictions.no_difference() {
        // Every order is as likely: ranks are even from 1 to n.
        return vec![SHARES.map(|(part, whole)| (count * part).div_ceil(whole).max(1)); count];
    }
    let mut ranks = vec![0_u16; count * DRAWS];
    let batch = count * LANES;
    let share = DRAWS.div_ceil(LANES).div_ceil(super::threads());
    let done = &AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for (thread, part) in ranks.chunks_mut(batch * share).enumerate() {
            scope.spawn(move || {
                for (place, batch) in part.chunks_mut(batch).enumerate() {
                    let stream = thread * share + place;
                    let mut draws = Draws::new(seed, stream as u64 + 1);
                    rank(&predictions.draw(&mut draws), better, batch, count);
                    tell((done.fetch_add(LANES, Ordering::Relaxed) + LANES).min(DRAWS));
                }
            });
        }
    });
    let mut own = Vec::with_capacity(DRAWS);
    (0..count)
        .map(|place| {
            own.clear();
            own.extend(ranks.iter().skip(place).step_by(count).copied());
            SHARES.map(|(part, whole)| {
                let nth = (DRAWS * part).div_ceil(whole).saturating_sub(1);
                usize::from(*own.select_nth_unstable(nth).1)
            })
        })
        .collect()
}

/// Writes the rank of every application in every draw: a draw after the other, the applications in order.
fn rank(drawn: &[Lanes], better: Better, to: &mut [u16], count: usize) {
    let mut order: Vec<u64> = Vec::with_capacity(count);
    for (lane, to) in to.chunks_exact_mut(count).enumerate() {
        order.clear();
        let values = drawn.iter().map(|lanes| lanes.get(lane).copied().unwrap_or(0.0) * -better.sign());
        order.extend(values.zip(0_u16..).map(|(value, place)| key(value, place)));
        order.sort_unstable();
        for (key, rank) in order.iter().zip(1_u16..) {
            if let Some(cell) = to.get_mut(usize::from(*key as u16)) {
                *cell = rank;
            }
        }
    }
}

/// A number that sorts as the value does, with the place in its last 16 bits. Those bits of the value, its eleventh digit and
/// beyond, decide no rank.
fn key(value: f64, place: u16) -> u64 {
    let bits = value.to_bits();
    let sorted = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    sorted & !0xffff | u64::from(place)
}
