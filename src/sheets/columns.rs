//! The columns of a score sheet, as they follow from a rubric: which field of a review each holds, and how it is called. The
//! order of columns in a file says nothing; their headings do. Pure.

use crate::db::Error;
use crate::opportunity::{Criterion, Rubric};
use crate::review::{self, OVERALL};

/// The heading of the column that names the task.
pub(super) const TASK: &str = "Task (do not change)";
/// The heading of the column that names the rubric.
pub(super) const RUBRIC: &str = "Rubric (do not change)";
/// The heading of the column that tells what was saved when the sheet was made.
pub(super) const SAVED: &str = "Saved (do not change)";
/// The headings of the columns that are only read.
pub(super) const READ: [&str; 2] = ["Application", "Plan"];
/// What a mark of the column [`SAVED`] begins with, so that no spreadsheet takes it for a number or a day.
const MARKS: &str = "s";

/// A column that is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Its heading.
    pub(super) heading: String,
    /// The field of the review that it holds.
    pub(super) field: String,
    /// The criterion whose score or judgment it takes; none for words.
    pub(super) scores: Option<String>,
}

/// The columns that are filled in, in their order.
pub(super) fn asked(rubric: &Rubric) -> Vec<Asked> {
    let mut all = Vec::new();
    for (n, criterion) in (1..).zip(&rubric.criteria) {
        let (title, id) = (&criterion.title, &criterion.id);
        all.push(Asked {
            heading: format!("{n}. {title} ({})", span(rubric, criterion)),
            field: review::score_field(id),
            scores: Some(id.clone()),
        });
        all.push(Asked { heading: format!("{n}. Why? {title}"), field: review::comment_field(id), scores: None });
    }
    all.push(Asked { heading: "On the whole".into(), field: OVERALL.into(), scores: None });
    all
}

/// `1 to 5`, or `Pass or Fail`.
fn span(rubric: &Rubric, criterion: &Criterion) -> String {
    match criterion.kind.judgments() {
        [first, second] => format!("{} or {}", first.label(), second.label()),
        _ => format!("{} to {}", rubric.scale_min, rubric.scale_max),
    }
}

/// What people write for a criterion: its points, or its judgments.
pub(super) fn offered(rubric: &Rubric, criterion: &Criterion) -> Vec<String> {
    if criterion.is_scored() {
        return rubric.points().map(|point| point.to_string()).collect();
    }
    criterion.kind.judgments().iter().map(|judgment| judgment.label().to_owned()).collect()
}

/// The short name of a rubric. It begins with a letter, so that no spreadsheet takes it for a number.
pub(super) fn name(rubric: &Rubric) -> Result<String, Error> {
    Ok(format!("R{}", rubric.sha256()?.chars().take(12).collect::<String>()))
}

/// What the column [`SAVED`] says of fields that hold these texts, in the order of [`asked`].
pub(super) fn marks<'a>(saved: impl Iterator<Item = &'a str>) -> String {
    format!("{MARKS}{}", saved.map(review::mark).collect::<Vec<_>>().join("."))
}

/// The mark of each field, in the order of [`asked`]; a mark that somebody took out is as if nothing had been saved.
pub(super) fn marks_of(cell: &str) -> Vec<String> {
    cell.strip_prefix(MARKS).unwrap_or_default().split('.').map(str::to_owned).collect()
}

/// A heading as it is compared: without large letters, line ends and spaces that somebody put in.
pub(super) fn key(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
