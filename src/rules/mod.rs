//! The typed expression language of forms and workflows: parse → check → evaluate.
//!
//! Its text form is a subset of CEL: literals, names with dots, `==` `!=` `<` `<=` `>` `>=`,
//! `&&` `||` `!`, `in [..]` and `in name` of a set, `size(name)`, `+ - *` on whole numbers and
//! money, `has(name)`, `date("…")` and `money("…")`. No loops, no floats. Three-valued: a
//! missing fact gives *Unknown* and names itself, so that a page can say what is still to be
//! answered. Pure and total. [`exclusive`] and its kin prove what holds for *all* facts.

mod atoms;
mod check;
mod cover;
mod evaluate;
mod lexer;
mod parser;

pub use check::{Type, Vocabulary};
pub use cover::{Finding, exclusive, exclusive_and_complete, witness};
pub use evaluate::{Facts, Value, Verdict};

use parser::Expr;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A mistake in the text of a rule, with the place in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {})", .at + 1)]
pub struct RuleError {
    /// Characters before the mistake.
    pub at: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl RuleError {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// A rule that parses. Kept and sent as its text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rule {
    text: String,
    expr: Expr,
}

impl Rule {
    /// Reads the text form.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        Ok(Self { text: text.to_owned(), expr: parser::parse(text)? })
    }

    /// Whether every name is known and every comparison makes sense, and the whole is true or false.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<(), RuleError> {
        check::check(&self.expr, vocabulary)
    }

    /// What the rule says of these facts.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts) -> Verdict {
        evaluate::evaluate(&self.expr, facts)
    }

    /// The names in those of its conditions, joined by `&&`, that do not hold.
    #[must_use]
    pub fn failing(&self, facts: &Facts) -> Vec<String> {
        let mut names = Vec::new();
        for condition in self.expr.conditions() {
            if evaluate::evaluate(condition, facts).fails() {
                condition.collect_names(&mut names);
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The names that the rule asks for, each once.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.expr.collect_names(&mut names);
        names.sort();
        names.dedup();
        names
    }

    /// The names that the rule asks for, each once, in the order in which it names them.
    #[must_use]
    pub fn names_as_written(&self) -> Vec<String> {
        let (mut names, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
        self.expr.collect_names(&mut names);
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Rule {
    type Error = RuleError;
    fn try_from(text: String) -> Result<Self, RuleError> {
        Self::parse(&text)
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.text
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.text)
    }
}

#[cfg(test)]
mod cover_tests;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
