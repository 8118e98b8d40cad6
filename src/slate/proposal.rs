//! A proposed slate: who gets what and why not, what it costs and is worth, the price of each rule, what more money would buy, who
//! comes next, and all that it was made from. It is kept word for word when it is adopted.

use crate::db::Error;
use crate::kernel::Money;
use crate::opportunity::SelectionRule;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// By what applications are valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// How many of the others each is expected to stand above.
    ExpectedRank,
    /// There are no expected ranks: how many of the others have a lower plain mean, those with the same one counting half.
    PlainMean,
}

impl Basis {
    /// What one application is worth, as a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ExpectedRank => "An application is worth as many points as there are others that it is expected to stand above.",
            Self::PlainMean => {
                "There are no expected ranks, so an application is worth as many points as there are others with a lower plain mean; one \
                 with the same mean counts half a point."
            }
        }
    }
}

/// All that a slate is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// How it was computed.
    pub model: String,
    /// By what applications are valued.
    pub basis: Basis,
    /// The version of the round whose rules bind, by digest.
    pub definition_sha256: String,
    /// Its number.
    pub version: i32,
    /// The digest of each rubric under which reviews were written.
    pub rubrics: Vec<String>,
    /// The digest of the scores; empty where they are too many to be evaluated.
    pub scores_sha256: String,
    /// What can be spent.
    pub budget: Money,
    /// The rules.
    pub rules: Vec<SelectionRule>,
    /// The same in words.
    pub words: Vec<String>,
    /// How many applications held money already and were counted by the rules.
    pub holding: usize,
    /// The table that is chosen from, as `udf scoring slate` takes it.
    pub csv: String,
    /// The command that chooses from it again.
    pub command: String,
}

impl Inputs {
    /// Their digest.
    ///
    /// # Errors
    /// [`Error::Broken`] when they cannot be written as JSON.
    pub fn sha256(&self) -> Result<String, Error> {
        let json = serde_json::to_string(self).map_err(|e| Error::Broken(e.to_string()))?;
        Ok(HEXLOWER.encode(&Sha256::digest(json.as_bytes())))
    }
}

/// One application that could be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its identifier.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Its place in the ranking, from 1.
    pub place: usize,
    /// What it is worth, in points.
    pub value: String,
    /// What it asks for.
    pub asked: Money,
    /// What it gets, if it is chosen.
    pub award: Option<Money>,
    /// Why it is not chosen, if it is not: a sentence each.
    pub why_not: Vec<String>,
}

impl Line {
    /// Whether it gets less than it asks for.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.award.is_some_and(|award| award < self.asked)
    }
}

/// What one rule costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The rule in words.
    pub rule: String,
    /// Whether a group stands at its limit.
    pub binds: bool,
    /// How many points more the best choice without it is worth.
    pub gain: String,
    /// It may be so many points more; none where no bound was found.
    pub gap: Option<String>,
    /// Who would be chosen without it and is not.
    pub added: Vec<String>,
    /// Who would not be chosen any more.
    pub removed: Vec<String>,
}

/// What more money would buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The larger budget.
    pub budget: Money,
    /// How many points more its best choice is worth.
    pub gain: String,
    /// It may be so many points more; none where no bound was found.
    pub gap: Option<String>,
    /// Who would be chosen then.
    pub added: Vec<String>,
    /// Who would not be chosen any more.
    pub removed: Vec<String>,
    /// Who would get another amount, from what to what.
    pub changed: Vec<(String, Money, Money)>,
}

/// One that is not chosen, in the order in which money that comes free would go to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// Its identifier.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// How many points the best choice with it is worth less.
    pub loss: String,
}

/// The whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// All that it is made from.
    pub inputs: Inputs,
    /// The chosen, worth more first; then the others in the order of the ranking.
    pub lines: Vec<Line>,
    /// What the chosen are worth together, in points.
    pub value: String,
    /// What they cost together.
    pub cost: Money,
    /// No allowed choice is worth more than so many points more: 0 where that is proved; none where no bound was found.
    pub gap: Option<String>,
    /// Whether of those worth as much it is certainly the preferred one.
    pub ties_settled: bool,
    /// One for each rule, in their order.
    pub prices: Vec<Price>,
    /// What the next money would buy.
    pub next: Option<Next>,
    /// Whether that could not be worked out in the time allowed.
    #[serde(default)]
    pub is_next_undecided: bool,
    /// Who comes next, in order.
    pub runners_up: Vec<RunnerUp>,
    /// Applications without a score, which could not be chosen.
    pub waiting: Vec<String>,
}

impl Proposal {
    /// The chosen.
    pub fn chosen(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.award.is_some())
    }

    /// Whether it is proved that no allowed choice is worth more.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.gap.as_deref() == Some("0")
    }

    /// What of the budget is not spent.
    #[must_use]
    pub fn unspent(&self) -> Money {
        self.inputs.budget.minus(self.cost).unwrap_or_default()
    }

    /// What is left of it for somebody to whom these applications of its round are closed, number by identifier, and whether that is
    /// all of it. Where it is not, nothing that was computed over all of them is left.
    #[must_use]
    pub fn without(mut self, closed: &BTreeMap<String, String>) -> (Self, bool) {
        if closed.is_empty() {
            return (self, true);
        }
        self.lines.retain(|line| !closed.contains_key(&line.application));
        self.runners_up.retain(|runner_up| !closed.contains_key(&runner_up.application));
        self.waiting.retain(|reference| !closed.values().any(|number| number == reference));
        // Places and points were counted over all of them.
        let mut places: Vec<usize> = self.lines.iter().map(|line| line.place).collect();
        places.sort_unstable();
        for line in &mut self.lines {
            line.place = places.iter().position(|place| *place == line.place).unwrap_or(0) + 1;
            line.value.clear();
            line.why_not.clear();
        }
        for runner_up in &mut self.runners_up {
            runner_up.loss.clear();
        }
        self.value.clear();
        self.gap = None;
        self.cost = Money::total(self.chosen().filter_map(|line| line.award)).unwrap_or_default();
        self.prices.clear();
        self.next = None;
        self.is_next_undecided = false;
        self.inputs.csv.clear();
        self.inputs.command.clear();
        self.inputs.holding = 0;
        (self, false)
    }
}
