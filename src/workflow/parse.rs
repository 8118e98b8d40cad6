//! Reads a definition from TOML and remembers on which line each identifier
//! stands, so that every later finding can name file and line.

use super::definition::{Approval, Band, Definition, Effect, Place, Separation, Span, Transition};
use crate::kernel::Money;
use crate::rules::Rule;
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
    title: Option<String>,
    version: String,
    start: String,
    ends: Vec<String>,
    place: Vec<PlaceTable>,
    transition: Vec<TransitionTable>,
    #[serde(default)]
    separate: Vec<SeparateTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceTable {
    id: Spanned<String>,
    stage: Option<String>,
    label: String,
    applicant_label: String,
    #[serde(default)]
    owners: Vec<String>,
    within: Option<Span>,
    remind_before: Option<Span>,
    #[serde(default)]
    escalate_to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitionTable {
    id: Spanned<String>,
    act: Option<String>,
    label: String,
    from: Vec<String>,
    to: Vec<String>,
    #[serde(default)]
    clears: Vec<String>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    system: bool,
    after: Option<Span>,
    guard: Option<Spanned<String>>,
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
struct SeparateTable {
    steps: Vec<String>,
    #[serde(default = "one")]
    most: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalTable {
    #[serde(default = "one")]
    quorum: u32,
    #[serde(default)]
    binds: Vec<String>,
    #[serde(default)]
    fresh_sign_in: bool,
    measure: Option<String>,
    #[serde(default)]
    bands: Vec<BandTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandTable {
    up_to: Option<Spanned<String>>,
    #[serde(default = "one")]
    quorum: u32,
    #[serde(default)]
    by: Vec<String>,
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
    let at = |offset: usize, message: String| ParseError { file: file.to_owned(), line: line_of(text, offset), message };
    let definition = Definition {
        ends: read.ends,
        name: read.name,
        places: read.place.into_iter().map(PlaceTable::into_place).collect(),
        separate: read.separate.into_iter().map(|s| Separation { most: s.most, steps: s.steps }).collect(),
        start: read.start,
        title: read.title,
        transitions: read.transition.into_iter().map(|step| step.into_transition(&at)).collect::<Result<_, _>>()?,
        version: read.version,
    };
    Ok(Source { file: file.to_owned(), definition, lines })
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

impl PlaceTable {
    fn into_place(self) -> Place {
        Place {
            applicant_label: self.applicant_label,
            escalate_to: self.escalate_to,
            id: self.id.into_inner(),
            label: self.label,
            owners: self.owners,
            remind_before: self.remind_before,
            stage: self.stage,
            within: self.within,
        }
    }
}

/// Makes an error of an offset in the text and a message.
type At<'a> = &'a dyn Fn(usize, String) -> ParseError;

impl TransitionTable {
    fn into_transition(self, at: At<'_>) -> Result<Transition, ParseError> {
        let effects = self.effects.into_iter().map(|effect| match effect {
            EffectTable::Ledger(event) => Effect::Ledger(event),
            EffectTable::Notify(fact) => Effect::Notify(fact),
        });
        let guard = self.guard.map(|text| {
            let offset = text.span().start;
            Rule::parse(text.get_ref()).map_err(|e| at(offset, format!("the guard cannot be read: {e}")))
        });
        Ok(Transition {
            act: self.act,
            after: self.after,
            approval: self.approval.map(|approval| approval.into_approval(at)).transpose()?,
            by: self.by,
            clears: self.clears,
            distinct_from: self.distinct_from,
            effects: effects.collect(),
            from: self.from,
            guard: guard.transpose()?,
            id: self.id.into_inner(),
            label: self.label,
            reason_required: self.reason_required,
            system: self.system,
            to: self.to,
        })
    }
}

impl ApprovalTable {
    fn into_approval(self, at: At<'_>) -> Result<Approval, ParseError> {
        let bands = self.bands.into_iter().map(|band| band.into_band(at)).collect::<Result<_, _>>()?;
        Ok(Approval { bands, binds: self.binds, fresh_sign_in: self.fresh_sign_in, measure: self.measure, quorum: self.quorum })
    }
}

impl BandTable {
    fn into_band(self, at: At<'_>) -> Result<Band, ParseError> {
        let limit = self.up_to.map(|text| {
            let told = |_| at(text.span().start, format!("“{}” is not an amount; write it like \"25000.00\"", text.get_ref()));
            Money::parse(text.get_ref()).map_err(told)
        });
        Ok(Band { by: self.by, quorum: self.quorum, up_to_cents: limit.transpose()? })
    }
}
