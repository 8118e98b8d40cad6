//! Reads a definition from TOML and remembers on which line each identifier
//! stands, so that every later finding can name file and line.

use super::definition::{Approval, Definition, Effect, Place, Transition};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A definition with the lines of its identifiers.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file it was read from.
    pub file: String,
    /// What was read.
    pub definition: Definition,
    /// The line of each place (`place draft`) and transition (`transition submit`), counted from 1.
    lines: BTreeMap<String, usize>,
}

/// The file is not TOML, or has unknown, missing or ill-typed parts.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct ParseError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what is expected.
    pub message: String,
}

impl Source {
    /// The line of a place or transition; 1 when it has none.
    #[must_use]
    pub fn line(&self, kind: &str, id: &str) -> usize {
        self.lines.get(&format!("{kind} {id}")).copied().unwrap_or(1)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: String,
    start: String,
    ends: Vec<String>,
    place: Vec<PlaceTable>,
    transition: Vec<TransitionTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceTable {
    id: Spanned<String>,
    label: String,
    applicant_label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitionTable {
    id: Spanned<String>,
    label: String,
    from: Vec<String>,
    to: Vec<String>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    system: bool,
    guard: Option<String>,
    #[serde(default)]
    reason_required: bool,
    #[serde(default)]
    distinct_from: Vec<String>,
    approval: Option<ApprovalTable>,
    #[serde(default)]
    effects: Vec<EffectTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalTable {
    #[serde(default = "one")]
    quorum: u32,
}

fn one() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EffectTable {
    Ledger(String),
    Notify(String),
}

/// Reads `text`, which came from `file`.
///
/// # Errors
/// [`ParseError`] naming the line and what is expected there.
pub fn parse(file: &str, text: &str) -> Result<Source, ParseError> {
    let read: File = toml::from_str(text).map_err(|e| ParseError {
        file: file.to_owned(),
        line: e.span().map_or(1, |span| line_of(text, span.start)),
        message: e.message().replace('\n', " "),
    })?;
    let mut lines = BTreeMap::new();
    // The first of two equal identifiers keeps its line; the checker names both.
    for place in &read.place {
        lines.entry(format!("place {}", place.id.get_ref())).or_insert_with(|| line_of(text, place.id.span().start));
    }
    for step in &read.transition {
        lines.entry(format!("transition {}", step.id.get_ref())).or_insert_with(|| line_of(text, step.id.span().start));
    }
    let definition = Definition {
        ends: read.ends,
        name: read.name,
        places: read.place.into_iter().map(PlaceTable::into_place).collect(),
        start: read.start,
        transitions: read.transition.into_iter().map(TransitionTable::into_transition).collect(),
        version: read.version,
    };
    Ok(Source { file: file.to_owned(), definition, lines })
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

impl PlaceTable {
    fn into_place(self) -> Place {
        Place { applicant_label: self.applicant_label, id: self.id.into_inner(), label: self.label }
    }
}

impl TransitionTable {
    fn into_transition(self) -> Transition {
        let effects = self.effects.into_iter().map(|effect| match effect {
            EffectTable::Ledger(event) => Effect::Ledger(event),
            EffectTable::Notify(fact) => Effect::Notify(fact),
        });
        Transition {
            approval: self.approval.map(|a| Approval { quorum: a.quorum }),
            by: self.by,
            distinct_from: self.distinct_from,
            effects: effects.collect(),
            from: self.from,
            guard: self.guard,
            id: self.id.into_inner(),
            label: self.label,
            reason_required: self.reason_required,
            system: self.system,
            to: self.to,
        }
    }
}
