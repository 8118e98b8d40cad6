//! What several rules say of *all* facts: whether two of them can hold at once, whether one of
//! them always holds, and facts for which one holds. By trying every combination of the values
//! at which an answer may change; more than [`MOST`] of them are refused.

use super::atoms::{Atoms, Lines};
use super::check::Vocabulary;
use super::evaluate::{Facts, Value, evaluate};
use super::parser::Expr;
use super::{Rule, RuleError};

/// The most combinations that are tried.
pub const MOST: usize = 100_000;

/// Why rules are not exclusive or not complete, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Two rules can hold at once.
    #[error("“{first}” and “{second}” can both hold: {when}")]
    Overlap {
        /// The text of one.
        first: String,
        /// The text of the other.
        second: String,
        /// An example in words.
        when: String,
    },
    /// There are facts for which none holds.
    #[error("none of the rules holds: {when}")]
    Gap {
        /// An example in words.
        when: String,
    },
    /// There is too much to try.
    #[error("the rules tell more than {MOST} cases apart; ask for fewer facts, or compare them with fewer constants")]
    TooMany,
    /// A rule is not of this vocabulary.
    #[error(transparent)]
    Faulty(#[from] RuleError),
}

/// Whether at most one of these rules holds, whatever the facts are.
///
/// # Errors
/// [`Finding::Overlap`] with an example, [`Finding::TooMany`] or [`Finding::Faulty`].
pub fn exclusive(rules: &[&Rule], vocabulary: &Vocabulary) -> Result<(), Finding> {
    for (i, first) in rules.iter().enumerate() {
        for second in rules.iter().skip(i + 1) {
            // Two at a time: what neither asks for need not be tried.
            let found = search(&[first, second], vocabulary, |said| said.iter().all(|holds| *holds))?;
            if let Some(facts) = found {
                return Err(Finding::Overlap { first: first.text().into(), second: second.text().into(), when: in_words(&facts) });
            }
        }
    }
    Ok(())
}

/// Whether exactly one of these rules holds, whatever the facts are, as long as they are known.
///
/// # Errors
/// As [`exclusive`], and [`Finding::Gap`] with an example.
pub fn exclusive_and_complete(rules: &[&Rule], vocabulary: &Vocabulary) -> Result<(), Finding> {
    exclusive(rules, vocabulary)?;
    match search(rules, vocabulary, |said| said.iter().all(|holds| !*holds))? {
        Some(facts) => Err(Finding::Gap { when: in_words(&facts) }),
        None => Ok(()),
    }
}

/// Facts for which all these rules hold, where there are any. A comparison of two facts counts
/// as one that may come out either way, and is among the facts by its text.
///
/// # Errors
/// [`Finding::TooMany`] or [`Finding::Faulty`].
pub fn witness(rules: &[&Rule], vocabulary: &Vocabulary) -> Result<Option<Facts>, Finding> {
    search(rules, vocabulary, |said| said.iter().all(|holds| *holds))
}

/// The first facts for which what the rules say is what is sought.
fn search(rules: &[&Rule], vocabulary: &Vocabulary, sought: impl Fn(&[bool]) -> bool) -> Result<Option<Facts>, Finding> {
    let mut atoms = Atoms::new(vocabulary);
    let mut asked = Vec::new();
    for rule in rules {
        rule.check(vocabulary)?;
        asked.push(atoms.rewrite(&rule.expr));
    }
    let lines = atoms.lines(MOST).ok_or(Finding::TooMany)?;
    let count = lines.values().try_fold(1_usize, |product, values| product.checked_mul(values.len()));
    if count.is_none_or(|count| count > MOST) {
        return Err(Finding::TooMany);
    }
    Ok((0..count.unwrap_or(0)).map(|n| combination(&lines, n)).find(|facts| sought(&says(&asked, facts))))
}

fn says(rules: &[Expr], facts: &Facts) -> Vec<bool> {
    rules.iter().map(|rule| evaluate(rule, facts).holds()).collect()
}

/// The combination with this number: each fact is a digit of it.
fn combination(lines: &Lines, mut n: usize) -> Facts {
    let mut facts = Facts::new();
    for (name, values) in lines {
        let at = n.checked_rem(values.len()).unwrap_or(0);
        n = n.checked_div(values.len()).unwrap_or(0);
        if let Some(Some(value)) = values.get(at) {
            facts.insert(name.clone(), value.clone());
        }
    }
    facts
}

/// Facts as a person reads them.
fn in_words(facts: &Facts) -> String {
    let say = |(name, value): (&String, &Value)| match value {
        Value::Bool(true) => format!("{name} is so"),
        Value::Bool(false) => format!("{name} is not so"),
        other => format!("{name} is {other}"),
    };
    if facts.is_empty() { "always".into() } else { format!("when {}", facts.iter().map(say).collect::<Vec<_>>().join(" and ")) }
}
