//! The ranking of a round as one person may see it: the submitted scores that count, what the applications ask for, the money
//! that is free, and the evaluation of all that.
//!
//! Invariant: everything is counted over what the person may see. Whoever stepped back from an application finds no trace of it,
//! neither in a number nor in a word; whoever owes a review sees no score of others there.

mod evaluated;
mod lines;
mod read;
mod scales;
mod scores;
#[cfg(test)]
mod tests;

pub use evaluated::{MOST_APPLICATIONS, MOST_SCORES, Outcome};
pub use lines::{Group, Line};
pub use read::read;

use crate::intake::Application;
use crate::kernel::{Id, Money};
use crate::process::Stage;
use crate::review::{ScoredReview, Spread};
use crate::scoring::{Better, Summary};

/// Which applications are ranked together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// Those that are still to be decided, against the money that is free.
    #[default]
    Open,
    /// All of the round, decided or not, against the money that is free and what they hold already: what the scores alone say.
    Round,
}

/// One application of the round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its identifier.
    pub id: Id<Application>,
    /// Its reference number, or its label for somebody who reviews it and does not see who applies.
    pub reference: String,
    /// The city, or that it is withheld.
    pub city: String,
    /// Where it stands.
    pub stage: Stage,
    /// What it asks for; if the whole round is ranked, what is recommended or awarded in place of that.
    pub amount: Money,
    /// Mean, median and range of the reviews that are seen.
    pub summary: Option<Summary>,
    /// Whether they lie far apart.
    pub is_far: bool,
    /// How many reviews are submitted.
    pub submitted: usize,
    /// How many are still owed.
    pub owed: usize,
    /// The reviews that are seen.
    reviews: Vec<ScoredReview>,
}

impl Candidate {
    /// Whether it waits for a recommendation or a refusal.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Submitted | Stage::Returned | Stage::Invited | Stage::InReview | Stage::Panel)
    }
}

/// A reviewer under a label that is the same on every page and in every file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// `R1`.
    pub label: String,
    /// The name, for those who may read it.
    pub name: Option<String>,
}

/// A rubric under which reviews were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RubricVersion {
    /// The versions of the round that have it.
    pub numbers: Vec<i32>,
    /// SHA-256 of the rubric, in hexadecimal.
    pub sha256: String,
}

/// A criterion that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighted {
    /// Its identifier in the rubric.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its weight in basis points.
    pub weight_bp: i64,
}

/// A round as one person sees it.
#[derive(Clone, Debug)]
pub struct Round {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What is ranked.
    pub scope: Scope,
    /// The money that the line walks.
    pub budget: Money,
    /// What is ranked: the best plain mean first, equal ones in the order of receipt.
    pub ranked: Vec<Candidate>,
    /// What would be, if it had a score that the person sees.
    pub waiting: Vec<Candidate>,
    /// What was decided: the best plain mean first, or in the order of receipt where scores were given on different scales.
    pub decided: Vec<Candidate>,
    /// The reviewers of what is ranked who have scored it, by label.
    pub reviewers: Vec<Labelled>,
    /// The rubrics of what is ranked.
    pub rubrics: Vec<RubricVersion>,
    /// The criteria, if all were scored under the same ones; or why there are none.
    pub criteria: Result<Vec<Weighted>, String>,
    /// Which end of the scale is the better one.
    pub better: Better,
    /// Why what is ranked cannot be put in one order, if its scores were given on different scales.
    pub mixed_scales: Option<String>,
    /// From when on reviews lie far apart.
    pub spread: &'static Spread,
    /// The label of each account.
    labels: scores::Labels,
}

impl Round {
    /// The money of a line, unless nothing is asked for: concept notes ask for no money.
    #[must_use]
    pub fn line_budget(&self) -> Option<Money> {
        self.ranked.iter().any(|candidate| candidate.amount > Money::ZERO).then_some(self.budget)
    }

    /// One of the ranked applications.
    #[must_use]
    pub fn candidate(&self, reference: &str) -> Option<&Candidate> {
        self.ranked.iter().find(|candidate| candidate.reference == reference)
    }

    /// How a reviewer is called on a page: `Ada Reviewer (R1)`, or `R1` for those who may not read names.
    #[must_use]
    pub fn called(&self, label: &str) -> String {
        let named = self.reviewers.iter().find(|reviewer| reviewer.label == label).and_then(|reviewer| reviewer.name.as_ref());
        named.map_or_else(|| label.to_owned(), |name| format!("{name} ({label})"))
    }
}
