//! The noun: one reviewer's task on one application, and what they wrote.

use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{Opportunity, Rubric};
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

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Assigned => "Conflict check needed",
            Self::Cleared => "In progress",
            Self::Submitted => "Submitted",
            Self::Recused => "Recused",
            Self::Removed => "Removed",
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
}

/// A score and a comment on one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The criterion of the rubric.
    pub criterion: String,
    /// The point of the scale, once chosen.
    pub score: Option<i64>,
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

    /// The weighted score under a rubric; `None` while a criterion has no score.
    #[must_use]
    pub fn points(&self, rubric: &Rubric) -> Option<Points> {
        let pairs: Vec<_> = rubric.criteria.iter().map(|c| (c.weight_bp, self.score(&c.id).and_then(|s| s.score))).collect();
        scoring::weigh(&pairs)
    }

    /// How many criteria of the rubric have a score.
    #[must_use]
    pub fn scored(&self, rubric: &Rubric) -> usize {
        rubric.criteria.iter().filter(|c| self.score(&c.id).is_some_and(|s| s.score.is_some())).count()
    }
}
