//! How the applications of a round are chosen: the money, floors and caps by group, the amounts that may be awarded in part, and
//! whether lots may be drawn. Plain data; what must hold in it is in `selection_check.rs`.

use super::definition::Definition;
use super::kinds::QuestionKind;
use crate::kernel::Money;
use crate::places;
use serde::{Deserialize, Serialize};

/// The published rules of the choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// The most that the round gives in all, in cents; without it, whatever its allotment holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_cents: Option<i64>,
    /// Whether a city gets at most one award of the round.
    #[serde(default, skip_serializing_if = "is_no")]
    pub one_per_city: bool,
    /// Parts that may be awarded, in percent of what is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial_percent: Vec<i64>,
    /// Parts that may be awarded, in cents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial_cents: Vec<i64>,
    /// The smallest part, in cents; without it [`Selection::LEAST_PARTIAL`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_partial_cents: Option<i64>,
    /// Floors and caps; all of them hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<SelectionRule>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_no(is: &bool) -> bool {
    !*is
}

/// A floor or a cap: how many awards a group gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectionRule {
    /// At least so many; either this or `at_most`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// At most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// By what applications are put into groups: `city`, `state`, `population`, `kind` of activity, or a question with choices.
    pub by: String,
    /// One group; without it the rule holds for each group by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// By population: from so many people on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// By population: below so many people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<i64>,
}

/// What applications can be put into groups by, beside the questions of a round.
pub const GROUPINGS: [&str; 4] = ["city", "state", "population", "kind"];

impl Selection {
    /// The smallest award in part, where a round does not say so; none can be smaller.
    pub const LEAST_PARTIAL: Money = Money::from_dollars(5_000);

    /// The smallest award in part.
    #[must_use]
    pub fn least_partial(&self) -> Money {
        self.least_partial_cents.map_or(Self::LEAST_PARTIAL, Money::from_cents)
    }

    /// All floors and caps, that of one award for a city first.
    #[must_use]
    pub fn all_rules(&self) -> Vec<SelectionRule> {
        let one = SelectionRule { at_most: Some(1), by: "city".into(), ..SelectionRule::default() };
        self.one_per_city.then_some(one).into_iter().chain(self.rules.iter().cloned()).collect()
    }

    /// All that is published about the choice, a sentence each.
    #[must_use]
    pub fn sentences(&self, definition: &Definition) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(budget) = self.budget_cents {
            said.push(format!("The round gives at most {} in all.", Money::from_cents(budget)));
        }
        said.extend(self.all_rules().iter().map(|rule| format!("{}.", capitalised(&rule.words(definition)))));
        let percent = self.partial_percent.iter().map(|percent| format!("{percent}% of what is asked for"));
        let parts: Vec<String> = percent.chain(self.partial_cents.iter().map(|cents| Money::from_cents(*cents).to_string())).collect();
        if !parts.is_empty() {
            said.push(format!(
                "An award in part is one of these amounts and nothing between them: {}; it is at least {}.",
                parts.join(", "),
                self.least_partial()
            ));
        }
        said
    }
}

impl SelectionRule {
    /// How many: `at most 3`.
    #[must_use]
    pub fn count_words(&self) -> String {
        match (self.at_least, self.at_most) {
            (Some(least), _) => format!("at least {least}"),
            (None, most) => format!("at most {}", most.unwrap_or(0)),
        }
    }

    /// What the rule says: `at most 3 in Texas`.
    #[must_use]
    pub fn words(&self, definition: &Definition) -> String {
        format!("{} {}", self.count_words(), self.group_words(definition))
    }

    /// What it counts: `in Texas`.
    #[must_use]
    pub fn group_words(&self, definition: &Definition) -> String {
        let of = self.of.as_deref();
        match (self.by.as_str(), of) {
            ("city", _) => "for each city".to_owned(),
            ("state", None) => "in each state".to_owned(),
            ("state", Some(code)) => format!("in {}", places::state_name(code).unwrap_or(code)),
            ("population", _) => self.people(),
            ("kind", None) => "for each kind of activity".to_owned(),
            ("kind", Some(id)) => format!("with an activity of the kind “{}”", definition.kind_title(id)),
            (question, None) => format!("for each answer to “{}”", definition.choice_label(question)),
            (question, Some(answer)) => format!("with the answer “{answer}” to “{}”", definition.choice_label(question)),
        }
    }

    /// The same without names that a round gives: `at most 3 by state: TX`.
    #[must_use]
    pub fn brief(&self) -> String {
        let of = match self.by.as_str() {
            "population" if self.from.is_some() || self.below.is_some() => Some(self.people()),
            _ => self.of.clone(),
        };
        let of = of.map_or_else(String::new, |of| format!(": {of}"));
        format!("{} by {}{of}", self.count_words(), self.by.replace('_', " "))
    }

    fn people(&self) -> String {
        let number = crate::locale::format::number;
        match (self.from.filter(|from| *from > 1), self.below) {
            (None, None) if self.from.is_none() => "in each band of population".to_owned(),
            (None, None) => "where the number of people is known".to_owned(),
            (None, Some(below)) => format!("with fewer than {} people", number(below)),
            (Some(from), None) => format!("with {} people or more", number(from)),
            (Some(from), Some(below)) => format!("with {} to {} people", number(from), number(below - 1)),
        }
    }
}

impl Definition {
    /// The choices of a question that takes one of several answers, of the form or of eligibility.
    #[must_use]
    pub fn choices(&self, question: &str) -> Option<&[String]> {
        let of_form = self.questions().find(|q| q.id == question && q.kind == QuestionKind::Choice).map(|q| q.options.as_slice());
        let first = self.eligibility.iter().find(|q| q.id == question && q.kind == QuestionKind::Choice);
        of_form.or_else(|| first.map(|q| q.options.as_slice()))
    }

    /// What a question asks; its identifier if the round has no such question.
    #[must_use]
    pub fn choice_label<'a>(&'a self, question: &'a str) -> &'a str {
        let first = self.eligibility.iter().find(|q| q.id == question).map(|q| q.text.as_str());
        self.question(question).map(|q| q.label.as_str()).or(first).unwrap_or(question)
    }

    /// Every question that takes one of several answers, by its identifier.
    #[must_use]
    pub fn choice_questions(&self) -> Vec<&str> {
        let first = self.eligibility.iter().filter(|q| q.kind == QuestionKind::Choice).map(|q| q.id.as_str());
        first.chain(self.questions().filter(|q| q.kind == QuestionKind::Choice).map(|q| q.id.as_str())).collect()
    }
}

/// With a capital letter.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
