//! The score sheet of one reviewer for one round: a row for each open review with what is saved, a column for each score and
//! comment, and how to fill it in, with what every point means.

use super::columns::{self, READ, RUBRIC, SAVED, TASK};
use super::own::{OpenReview, Own, Version};
use crate::kernel::Timestamp;
use crate::opportunity::{Criterion, Rubric};
use crate::reporting::{Blank, FillIn, Takes};
use crate::review;

/// The name of the sheet with the scores in a workbook.
pub const SHEET: &str = "Scores";
/// The longest text that spreadsheets hold in one cell, as they count.
const LONGEST_CELL: usize = 32_000;

/// The sheet of the open reviews that are written under this rubric.
#[must_use]
pub fn sheet(own: &Own, version: &Version, at: Timestamp) -> FillIn {
    let rubric = &version.definition.rubric;
    let rows = own.open.iter().filter(|open| open.rubric == version.rubric).map(row);
    FillIn {
        title: format!("Score sheet: {}", own.round.title),
        name: SHEET,
        columns: blanks(rubric),
        rows: rows.collect(),
        guide: guide(&own.round.title, rubric),
        at,
    }
}

fn blanks(rubric: &Rubric) -> Vec<Blank> {
    let read = |heading: &str, wide| Blank { heading: heading.to_owned(), wide, takes: Takes::Nothing };
    let filled_in = columns::asked(rubric).into_iter().map(|asked| {
        let criterion = asked.scores.as_ref().and_then(|id| rubric.criterion(id));
        let (wide, takes) = criterion.map_or((50, Takes::Words), |criterion| (16, Takes::OneOf(columns::offered(rubric, criterion))));
        Blank { heading: asked.heading, wide, takes }
    });
    let (before, after) = ([read(READ[0], 18), read(READ[1], 36)], [read(TASK, 14), read(RUBRIC, 14), read(SAVED, 14)]);
    before.into_iter().chain(filled_in).chain(after).collect()
}

fn row(open: &OpenReview) -> Vec<String> {
    let rubric = &open.definition.rubric;
    // A text that no cell takes is left as if it were not saved: then an empty cell changes nothing.
    let fits = |text: &&str| text.encode_utf16().count() <= LONGEST_CELL;
    let saved = |field: &str| open.fields.get(field).map(String::as_str).filter(fits).unwrap_or_default();
    let asked = columns::asked(rubric);
    let shown = asked.iter().map(|asked| {
        let criterion = asked.scores.as_ref().and_then(|id| rubric.criterion(id));
        criterion.map_or_else(|| saved(&asked.field).to_owned(), |criterion| score(criterion, saved(&asked.field)))
    });
    let marks = columns::marks(asked.iter().map(|asked| saved(&asked.field)));
    let before = [open.label.clone(), open.title.clone()];
    before.into_iter().chain(shown).chain([open.task.text(), open.rubric.clone(), marks]).collect()
}

/// A score as its point, a judgment as its word.
fn score(criterion: &Criterion, saved: &str) -> String {
    let judgment = criterion.kind.judgments().iter().find(|judgment| judgment.to_string() == saved);
    judgment.map_or_else(|| saved.to_owned(), |judgment| judgment.label().to_owned())
}

/// How the sheet is filled in, and what every point means.
fn guide(round: &str, rubric: &Rubric) -> Vec<(String, String)> {
    let line = |label: &str, words: &str| (label.to_owned(), words.to_owned());
    let mut lines = vec![
        line("Round", round),
        line(
            "Scores",
            "Write one score for each criterion into its column, or choose it from the list of the cell. A cell may stay empty: what you bring in is a draft.",
        ),
        line("Comments", "Write them into the columns “Why?” and “On the whole”."),
        line(
            "Leave as it is",
            "The first row, and the last three columns: they say which review a row is about, and what was saved when the sheet was made. You may take rows and columns out, and sort.",
        ),
        line(
            "Bring it in",
            "Save the file as XLSX or as “CSV UTF-8” and send it on the page it came from. You see what would change before anything is saved. Nothing is submitted by it.",
        ),
    ];
    for (n, criterion) in (1..).zip(&rubric.criteria) {
        lines.push(line("", ""));
        lines.push((format!("{n}. {}", criterion.title), format!("{} ({})", criterion.prompt, criterion.share())));
        if !criterion.evidence.is_empty() {
            lines.push(line("Where to look", &criterion.evidence));
        }
        lines.extend(columns::offered(rubric, criterion).into_iter().zip(criterion.anchors.iter().cloned()));
        if let Some(when) = review::when_needed(rubric, criterion) {
            lines.push(line("Comment", &when));
        } else if criterion.is_scored() {
            lines.push(line("Comment", "Needed."));
        }
    }
    if let Some(gap) = &rubric.gap_check {
        lines.push(line("", ""));
        lines.push((format!("On the whole: {}", gap.title), gap.prompt.clone()));
    }
    lines
}
