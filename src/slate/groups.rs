//! By what applications are put into groups, and in which each one is. Pure.

use crate::opportunity::{Definition, SelectionRule};
use crate::places;
use crate::reporting::safe_cell;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a cell of a column that asks yes or no.
const YES: &str = "yes";

/// What is known of an application beside its scores.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// The city, in words that no other city of the round has.
    pub(super) city: String,
    /// The code of its state.
    pub(super) state: String,
    /// How many people it has; 0 where that is not known.
    pub(super) population: i64,
    /// Its band of population; empty where that is not known.
    pub(super) band: String,
    /// The kinds of its activities.
    pub(super) kinds: BTreeSet<String>,
    /// Its answers to questions with choices.
    pub(super) answers: BTreeMap<String, String>,
}

/// A column of the table that is chosen from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    City,
    State,
    Band,
    /// Whether it has so many people, and fewer than that.
    People(i64, Option<i64>),
    /// Whether it plans this kind of activity.
    Kind(String),
    /// The answer to a question.
    Answer(String),
}

impl Column {
    /// Its heading.
    pub(super) fn name(&self) -> String {
        match self {
            Self::City => "city".into(),
            Self::State => "state".into(),
            Self::Band => "population".into(),
            Self::People(from, None) => format!("people {from} or more"),
            Self::People(from, Some(below)) => format!("people {from} to {}", below - 1),
            Self::Kind(kind) => format!("kind {kind}"),
            Self::Answer(question) => format!("answer {question}"),
        }
    }

    /// What stands there for an application; nothing where it belongs to no group.
    pub(super) fn cell(&self, of: &Traits) -> String {
        let yes = |holds: bool| if holds { YES.to_owned() } else { String::new() };
        match self {
            Self::City => safe(&of.city),
            Self::State => safe(&of.state),
            Self::Band => safe(&of.band),
            Self::People(from, below) => yes(of.population >= *from && below.is_none_or(|below| of.population < below)),
            Self::Kind(kind) => yes(of.kinds.contains(kind)),
            Self::Answer(question) => of.answers.get(question).map(|answer| safe(answer)).unwrap_or_default(),
        }
    }

    /// What people call a group of a rule that holds for each by itself.
    pub(super) fn group(&self, value: &str, definition: &Definition) -> String {
        match self {
            Self::State => places::state_name(value).unwrap_or(value).to_owned(),
            Self::Kind(kind) => definition.kind_title(kind),
            Self::City | Self::Band | Self::People(..) | Self::Answer(_) => value.to_owned(),
        }
    }
}

/// As a cell of a file has it: no formula, and no space around it.
fn safe(text: &str) -> String {
    safe_cell(text.trim())
}

/// What a rule counts: columns, and in each of them the one value that it is about, or every value.
pub(super) fn counted(rule: &SelectionRule, definition: &Definition) -> Vec<(Column, Option<String>)> {
    let yes = || Some(YES.to_owned());
    match (rule.by.as_str(), &rule.of) {
        ("city", _) => vec![(Column::City, None)],
        ("state", of) => vec![(Column::State, of.clone())],
        ("population", _) if rule.from.is_none() && rule.below.is_none() => vec![(Column::Band, None)],
        ("population", _) => vec![(Column::People(rule.from.unwrap_or(1).max(1), rule.below), yes())],
        ("kind", Some(kind)) => vec![(Column::Kind(kind.clone()), yes())],
        ("kind", None) => definition.activities.kinds.iter().map(|kind| (Column::Kind(kind.id.clone()), None)).collect(),
        (question, of) => vec![(Column::Answer(question.to_owned()), of.as_deref().map(safe))],
    }
}

/// Whether the plans and answers of applications must be read for a rule.
pub(super) fn reads_documents(rule: &SelectionRule) -> bool {
    !matches!(rule.by.as_str(), "city" | "state" | "population")
}
