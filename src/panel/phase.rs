//! The noun: a phase of the review of a round, and what people on its panel see in it. Pure.

use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use serde::{Deserialize, Serialize};

/// When reviewers see the scores of others.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    /// Not in this phase.
    Never,
    /// Once their own review of the application is submitted.
    AfterOwn,
    /// From when they have declared that they have no conflict.
    Always,
}

impl Scores {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Never => "Never",
            Self::AfterOwn => "After submitting their own",
            Self::Always => "Always",
        }
    }
}

/// What reviewers see and may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// Whether they see the names of applicants.
    pub applicants: bool,
    /// When they see the scores of others.
    pub scores: Scores,
    /// Whether they see who wrote which review.
    pub reviewers: bool,
    /// Whether submitted reviews may be changed.
    pub changes: bool,
}

impl Default for Flags {
    /// As it is in a round for which nobody set up phases.
    fn default() -> Self {
        Self { applicants: true, scores: Scores::AfterOwn, reviewers: true, changes: false }
    }
}

/// One phase of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its identifier.
    pub id: Id<Phase>,
    /// The round.
    pub round: Id<Opportunity>,
    /// Its name.
    pub name: String,
    /// When it begins.
    pub begins_at: Timestamp,
    /// When it is over; nothing: it has no end.
    pub ends_at: Option<Timestamp>,
    /// What holds in it.
    pub flags: Flags,
    /// Grows with every change.
    pub version: i64,
}

impl Phase {
    /// Whether an instant is in it.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.begins_at <= now && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether some instant is in both.
    #[must_use]
    pub fn overlaps(&self, (begins_at, ends_at): (Timestamp, Option<Timestamp>)) -> bool {
        self.ends_at.is_none_or(|end| begins_at < end) && ends_at.is_none_or(|end| self.begins_at < end)
    }
}

/// What holds at an instant. Between phases and after the last one, what the phase before said, but nothing may be
/// changed; before the first one, what the first one says, but nothing may be changed. Without phases, the default.
#[must_use]
pub fn flags(phases: &[Phase], now: Timestamp) -> Flags {
    let begun = phases.iter().filter(|phase| phase.begins_at <= now).max_by_key(|phase| phase.begins_at);
    let Some(near) = begun.or_else(|| phases.iter().min_by_key(|phase| phase.begins_at)) else { return Flags::default() };
    Flags { changes: near.flags.changes && near.holds(now), ..near.flags }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_micros(day * 86_400_000_000)
    }

    fn phase((from, to): (i64, Option<i64>), scores: Scores) -> Phase {
        let ids = IdSource::seeded(1);
        let flags = Flags { applicants: false, scores, reviewers: false, changes: true };
        Phase { id: ids.id(at(0)), round: ids.id(at(0)), name: "P".into(), begins_at: at(from), ends_at: to.map(at), flags, version: 1 }
    }

    #[test]
    fn without_phases_it_is_as_it_always_was() {
        let now = flags(&[], at(5));
        assert_eq!(now, Flags { applicants: true, scores: Scores::AfterOwn, reviewers: true, changes: false });
    }

    #[test]
    fn the_phase_of_the_moment_holds_and_gaps_open_nothing() {
        // In any order.
        let all = [phase((20, None), Scores::Always), phase((5, Some(10)), Scores::Never), phase((10, Some(15)), Scores::AfterOwn)];
        let seen = |day| {
            let now = flags(&all, at(day));
            assert!(!now.applicants && !now.reviewers, "day {day}");
            (now.scores, now.changes)
        };
        assert_eq!(seen(0), (Scores::Never, false), "before the first");
        assert_eq!(seen(5), (Scores::Never, true), "its first instant");
        assert_eq!(seen(10), (Scores::AfterOwn, true), "the instant at which one ends begins the next");
        assert_eq!(seen(15), (Scores::AfterOwn, false), "a gap");
        assert_eq!([seen(20), seen(900)], [(Scores::Always, true); 2], "no end");
    }

    #[test]
    fn phases_that_touch_do_not_overlap() {
        let week = phase((5, Some(10)), Scores::Never);
        let spans =
            [((0, Some(5)), false), ((10, None), false), ((0, Some(6)), true), ((9, None), true), ((0, None), true), ((6, Some(7)), true)];
        for ((from, to), expected) in spans {
            assert_eq!(week.overlaps((at(from), to.map(at))), expected, "{from} to {to:?}");
        }
        assert!(phase((5, None), Scores::Never).overlaps((at(100), None)));
    }
}
