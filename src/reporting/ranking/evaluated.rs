//! The evaluation of a round that was read: once per process for the same scores, amounts, money and weights.

use super::Round;
use crate::db::{Error, Memo};
use crate::kernel::Money;
use crate::scoring::evaluate::{Budget, Criteria, Question, View, view};
use crate::scoring::table;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The most applications with a score that a page evaluates.
pub const MOST_APPLICATIONS: usize = 1_000;
/// The most scores.
pub const MOST_SCORES: usize = 60_000;

static EVALUATED: Memo<Result<View, String>> = Memo::new();

/// What an evaluation comes to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// There is nothing to rank.
    Nothing,
    /// There is too much for a page, or the scores cannot be put in one order or evaluated: the sentence says which.
    Refused(String),
    /// All of it; it holds a view, never a sentence.
    Evaluated(Arc<Result<View, String>>),
}

impl Outcome {
    /// The evaluation, if there is one.
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        match self {
            Self::Evaluated(found) => (**found).as_ref().ok(),
            Self::Nothing | Self::Refused(_) => None,
        }
    }
}

impl Round {
    /// Evaluates what is ranked. Slow work: not while a connection is borrowed.
    ///
    /// # Errors
    /// [`Error::Broken`] if the scores cannot be written down, which none causes.
    pub fn evaluate(&self) -> Result<Outcome, Error> {
        if self.ranked.is_empty() {
            return Ok(Outcome::Nothing);
        }
        if let Some(sentence) = &self.mixed_scales {
            return Ok(Outcome::Refused(sentence.clone()));
        }
        let scores: usize = self.ranked.iter().map(|candidate| candidate.reviews.len()).sum();
        if self.ranked.len() > MOST_APPLICATIONS || scores > MOST_SCORES {
            return Ok(Outcome::Refused(format!(
                "This round has {} applications with {scores} scores. A page evaluates up to {MOST_APPLICATIONS} with {MOST_SCORES}.",
                self.ranked.len()
            )));
        }
        let text = self.plain_scores().map_err(|e| Error::Broken(e.to_string()))?;
        let criteria = self.criteria_of_scores();
        let found = EVALUATED.get(&self.key(&text, &criteria), || Ok(self.evaluated(&text, &criteria)))?;
        if let Err(sentence) = &*found {
            return Ok(Outcome::Refused(sentence.clone()));
        }
        Ok(Outcome::Evaluated(found))
    }

    /// A digest of everything that the evaluation depends on: the same as long as nothing of it changes.
    ///
    /// # Errors
    /// [`Error::Broken`] if the scores cannot be written down, which none causes.
    pub fn sha256(&self) -> Result<String, Error> {
        let text = self.plain_scores().map_err(|e| Error::Broken(e.to_string()))?;
        Ok(self.key(&text, &self.criteria_of_scores()))
    }

    fn evaluated(&self, text: &str, criteria: &Result<Criteria, String>) -> Result<View, String> {
        let table = table::read(text.as_bytes()).map_err(|e| e.to_string())?;
        let cents = |money: Money| u64::try_from(money.cents()).unwrap_or(0);
        let budget = self.line_budget().map(|budget| Budget::Cents {
            budget: cents(budget),
            costs: self.ranked.iter().map(|candidate| (candidate.reference.clone(), cents(candidate.amount))).collect(),
        });
        let question = Question { better: self.better, seed: None, budget };
        view(&table, criteria.as_ref().map_err(String::as_str), &question).map_err(|e| e.to_string())
    }

    /// A digest of everything that the evaluation depends on.
    fn key(&self, text: &str, criteria: &Result<Criteria, String>) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        add(text);
        add(&self.line_budget().map_or_else(String::new, |budget| budget.plain()));
        for candidate in &self.ranked {
            add(&candidate.reference);
            add(&candidate.amount.plain());
        }
        add(&format!("{criteria:?} {:?}", self.better));
        HEXLOWER.encode(&hash.finalize())
    }
}
