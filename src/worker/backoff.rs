//! When a message is tried again. Pure.

use crate::kernel::Timestamp;
use chrono::TimeDelta;

/// The longest wait between two attempts.
const LONGEST_SECONDS: i64 = 6 * 60 * 60;

/// The instant of the next attempt after `failed` attempts in vain:
/// min(60·2ⁿ, 6 h) ± 10 %, n counted from 0; `None` when the message has waited
/// `patience` since it was queued. `roll` of 0–255 chooses within the ± 10 %.
pub(super) fn next_attempt(failed: i32, queued: Timestamp, now: Timestamp, patience: TimeDelta, roll: u8) -> Option<Timestamp> {
    let end = queued.plus(patience);
    if now >= end {
        return None;
    }
    let doublings = u32::try_from((failed - 1).clamp(0, 20)).unwrap_or(0);
    let wait = 60_i64.saturating_mul(1 << doublings).min(LONGEST_SECONDS);
    let spread = wait * 1000 / 10;
    let jitter = (i64::from(roll) - 128) * spread / 128;
    // The last attempt falls on the end itself, so that patience is used up.
    Some(now.plus(TimeDelta::milliseconds(wait * 1000 + jitter)).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_six_hours() {
        let t0 = Timestamp::from_micros(0);
        let wait = |failed, roll| next_attempt(failed, t0, t0, TimeDelta::days(5), roll).map(|at| at.micros() / 1_000_000);
        let middle: Vec<_> = [1, 2, 3, 8, 9, 10, 99].map(|n| wait(n, 128)).into();
        assert_eq!(middle, [60, 120, 240, 7680, 15_360, 21_600, 21_600].map(Some));
        assert_eq!((wait(1, 0), wait(10, 0)), (Some(54), Some(19_440)));
        assert!(wait(1, 255).is_some_and(|s| (64..=66).contains(&s)));
    }

    #[test]
    fn patience_ends() {
        let t0 = Timestamp::from_micros(0);
        let after = |span| next_attempt(10, t0, t0.plus(span), TimeDelta::days(5), 128);
        assert_eq!(after(TimeDelta::days(5) - TimeDelta::hours(1)), Some(t0.plus(TimeDelta::days(5))));
        assert_eq!(after(TimeDelta::days(5)), None);
    }
}
