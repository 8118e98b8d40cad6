//! The noun: one reviewer's task on one application, and what they wrote.

use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{Criterion, Judgment, Opportunity, Rubric};
use crate::people::Account;
use crate::scoring::{self, Points};
use chrono::NaiveDate;

/// Where a reviewer's task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Waits for the declaration.
    Assigned,
    /// No conflict declared; may read and score.
    Cleared,
    /// Done and locked.
    Submitted,
    /// A conflict was declared.
    Recused,
    /// Taken off by the officer.
    Removed,
    /// The reviewer said that they cannot judge it, without a conflict. Kept as removed, with the reason.
    Abstained,
}

impl Stage {
    /// Whether the reviewer still owes work.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Assigned | Self::Cleared)
    }

    /// Whether the reviewer takes part in the review.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Assigned | Self::Cleared | Self::Submitted)
    }

    /// Whether the reviewer can be given the task again: it was taken from them, and they said nothing of a conflict of interest and
    /// did not abstain.
    #[must_use]
    pub fn can_return(self) -> bool {
        self == Self::Removed
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Assigned => "Conflict check needed",
            Self::Cleared => "In progress",
            Self::Submitted => "Submitted",
            Self::Recused => "Recused",
            Self::Removed => "Removed",
            Self::Abstained => "Abstained",
        }
    }
}

/// One reviewer's task on one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its identifier.
    pub id: Id<Assignment>,
    /// What is reviewed.
    pub application: Id<Application>,
    /// In which round.
    pub opportunity: Id<Opportunity>,
    /// Who reviews.
    pub reviewer: Id<Account>,
    /// Their name when assigned.
    pub reviewer_name: String,
    /// When.
    pub assigned_at: Timestamp,
    /// By when it is wanted.
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub stage: Stage,
    /// What the reviewer said about a conflict.
    pub conflict_note: String,
    /// When they declared.
    pub declared_at: Option<Timestamp>,
    /// The comment on the whole.
    pub overall: String,
    /// The weighted score, once submitted.
    pub points: Option<Points>,
    /// When.
    pub submitted_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
    /// The version of the round under which it is written, from the declaration on.
    pub definition_sha256: Option<String>,
    /// The digest of its rubric, from the declaration on.
    pub rubric_sha256: Option<String>,
    /// When something was saved last.
    pub saved_at: Option<Timestamp>,
    /// When the reviewer put it off last.
    pub skipped_at: Option<Timestamp>,
    /// Why the reviewer abstained.
    pub abstained: Option<String>,
}

/// A score, or a judgment, and a comment on one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The criterion of the rubric.
    pub criterion: String,
    /// The point of the scale, once chosen; never there for a criterion that is not scored.
    pub score: Option<i64>,
    /// What is said of a criterion that is not scored.
    pub judgment: Option<Judgment>,
    /// Why.
    pub comment: String,
}

/// What a reviewer writes: one score a criterion, and a comment on the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// In the order of the rubric; criteria without an entry are empty.
    pub scores: Vec<Score>,
    /// On the whole, including the capacity note that is not scored.
    pub overall: String,
}

impl Review {
    /// The entry of one criterion.
    #[must_use]
    pub fn score(&self, criterion: &str) -> Option<&Score> {
        self.scores.iter().find(|s| s.criterion == criterion)
    }

    /// The weighted score under a rubric; `None` while a criterion that counts has no score.
    #[must_use]
    pub fn points(&self, rubric: &Rubric) -> Option<Points> {
        let pairs: Vec<_> = rubric.counting().map(|c| (c.weight_bp, self.score(&c.id).and_then(|s| s.score))).collect();
        scoring::weigh(&pairs)
    }

    /// The weighted mean of what is scored so far, with the share of the weight that it stands for, in basis
    /// points; `None` before the first score that counts.
    #[must_use]
    pub fn so_far(&self, rubric: &Rubric) -> Option<(Points, i64)> {
        let scored: Vec<_> = rubric.counting().filter_map(|c| Some((c.weight_bp, self.score(&c.id)?.score?))).collect();
        let weight: i64 = scored.iter().map(|(weight, _)| weight).sum();
        let sum: i64 = scored.iter().map(|(weight, score)| weight * score).sum();
        (weight > 0).then(|| (Points((sum * 10_000).div_euclid(weight)), weight))
    }

    /// Whether a criterion has its score or judgment.
    #[must_use]
    pub fn is_answered(&self, criterion: &Criterion) -> bool {
        self.score(&criterion.id).is_some_and(|entry| entry.score.is_some() || entry.judgment.is_some())
    }

    /// How many criteria of the rubric have a score or a judgment.
    #[must_use]
    pub fn scored(&self, rubric: &Rubric) -> usize {
        rubric.criteria.iter().filter(|c| self.is_answered(c)).count()
    }
}

#[cfg(test)]
mod tests;
