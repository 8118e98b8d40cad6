//! The noun: a vote on one application, what was voted in it, and what that comes to. Pure.

use super::Item;
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use crate::scoring::{self, Points, Summary};

/// Before the discussion, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Turn {
    /// Before.
    Before,
    /// After.
    After,
}

impl Turn {
    /// What people read: `the vote before the discussion`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Before => "before the discussion",
            Self::After => "after the discussion",
        }
    }
}

/// A vote on one application: a whole number on the scale of its rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Its identifier.
    pub id: Id<Vote>,
    /// On what.
    pub item: Id<Item>,
    /// Before the discussion, or after it.
    pub turn: Turn,
    /// The ends of its scale.
    pub scale: (i64, i64),
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How many could vote when it was closed.
    pub eligible: Option<i32>,
}

impl Vote {
    /// Whether votes are taken.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// What one person voted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// In which vote.
    pub vote: Id<Vote>,
    /// Who.
    pub account: Id<Account>,
    /// By the name of then.
    pub name: String,
    /// The score.
    pub score: i64,
    /// When it was voted last.
    pub cast_at: Timestamp,
}

/// What the votes come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Count, mean, median and range.
    pub summary: Summary,
    /// How often each score was given, the lowest first; scores that nobody gave are missing.
    pub counts: Vec<(i64, usize)>,
}

impl Tally {
    /// `5 votes, median 4.00, from 2 to 5`
    #[must_use]
    pub fn words(&self) -> String {
        let votes = if self.summary.n == 1 { "1 vote".to_owned() } else { format!("{} votes", self.summary.n) };
        match (self.counts.first(), self.counts.last()) {
            (Some((low, _)), Some((high, _))) if low != high => {
                format!("{votes}, median {}, from {low} to {high}", self.summary.median)
            }
            (Some((all, _)), _) if self.summary.n > 1 => format!("{votes}, all of them {all}"),
            _ => format!("{votes}, {}", self.summary.median),
        }
    }

    /// `2 (once), 4 (3 times)`
    #[must_use]
    pub fn spread(&self) -> String {
        let times = |n: usize| if n == 1 { "once".to_owned() } else { format!("{n} times") };
        self.counts.iter().map(|(score, n)| format!("{score} ({})", times(*n))).collect::<Vec<_>>().join(", ")
    }
}

/// What these scores come to; nothing without any.
#[must_use]
pub fn tally(scores: &[i64]) -> Option<Tally> {
    let points: Vec<Points> = scores.iter().map(|score| Points(score.saturating_mul(10_000))).collect();
    let summary = scoring::summarise(&points)?;
    let mut sorted = scores.to_vec();
    sorted.sort_unstable();
    let counts = sorted.chunk_by(|one, other| one == other).filter_map(|same| Some((*same.first()?, same.len()))).collect();
    Some(Tally { summary, counts })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scores: &[i64]) -> Option<(String, String)> {
        tally(scores).map(|found| (found.words(), found.spread()))
    }

    #[test]
    fn votes_come_to_count_median_and_spread() {
        let told = |words: &str, spread: &str| Some((words.to_owned(), spread.to_owned()));
        assert_eq!(words(&[4, 2, 5, 4, 4]), told("5 votes, median 4.00, from 2 to 5", "2 (once), 4 (3 times), 5 (once)"));
        assert_eq!(words(&[1, 2]), told("2 votes, median 1.50, from 1 to 2", "1 (once), 2 (once)"));
        assert_eq!(words(&[3, 3]), told("2 votes, all of them 3", "3 (2 times)"));
        assert_eq!(words(&[0]), told("1 vote, 0.00", "0 (once)"));
        assert_eq!(words(&[]), None, "nobody voted: no number, and no zero");
    }
}
