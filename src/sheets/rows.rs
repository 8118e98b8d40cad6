//! What the rows of a sheet say: which task each is about, and what stands in its fields, with the mark of what was saved
//! when the sheet was made. What cannot be taken is told by its row and its column, with the way to mend it. Pure.

use super::cells;
use super::columns::{self, Asked, READ, RUBRIC, SAVED, TASK, key};
use super::fault::FileFault;
use super::grid::{Grid, grid};
use super::own::{OpenReview, Own};
use super::preview::{self, Preview};
use crate::kernel::Id;
use crate::opportunity::Rubric;
use crate::review::Assignment;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A row that can be looked at, and the same as a form carries it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, as spreadsheets count.
    pub row: u32,
    /// The task it is about.
    pub task: Id<Assignment>,
    /// The short name of the rubric it was made for.
    pub rubric: String,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// What a row says of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The name of the field, as on the page of the review.
    pub field: String,
    /// What stands in it.
    pub value: String,
    /// The mark of what was saved when the sheet was made.
    pub was: String,
    /// The mark of what was saved when the row was looked at; nothing before that.
    #[serde(default)]
    pub shown: String,
}

/// What is not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The row, as spreadsheets count.
    pub row: u32,
    /// What its reviewer knows the application by, where that is known.
    pub label: String,
    /// The heading of the column, where it is one cell.
    pub column: String,
    /// What is wrong and how to mend it.
    pub why: String,
}

impl LeftOut {
    /// A whole row.
    pub(super) fn row(row: u32, label: &str, why: impl Into<String>) -> Self {
        Self { row, label: label.to_owned(), column: String::new(), why: why.into() }
    }
}

/// The columns of a file that say what a row is about.
struct Places {
    task: u32,
    rubric: u32,
    saved: u32,
    /// Every column by the key of its heading.
    all: BTreeMap<String, u32>,
}

/// Reads a file and compares it with what is saved. Nothing is kept by this.
///
/// # Errors
/// [`FileFault`] when it is no score sheet.
pub fn read(own: &Own, name: &str, bytes: &[u8]) -> Result<Preview, FileFault> {
    let grid = grid(name, bytes)?;
    let (rows, left_out) = rows(own, &grid)?;
    Ok(preview::preview(own, rows, left_out))
}

/// The rows that a form carried on.
///
/// # Errors
/// The words of the reader, for the log.
pub fn rows_of(carried: &str) -> Result<Vec<Row>, String> {
    serde_json::from_str(carried).map_err(|e| e.to_string())
}

/// Every row that is about an open review of one's own, and what is left out.
pub(super) fn rows(own: &Own, grid: &Grid) -> Result<(Vec<Row>, Vec<LeftOut>), FileFault> {
    let places = places(grid)?;
    let mut left_out = unknown_columns(own, grid, &places);
    let (numbers, mut seen) = (grid.rows(), BTreeMap::<Id<Assignment>, Vec<u32>>::new());
    for row in &numbers {
        if let Ok(task) = grid.text(*row, places.task).parse() {
            seen.entry(task).or_default().push(row + 1);
        }
    }
    let mut rows = Vec::new();
    for row in numbers {
        match one(own, grid, (row, &places), &seen) {
            Ok((found, mut faults)) => {
                left_out.append(&mut faults);
                rows.push(found);
            }
            Err(fault) => left_out.push(fault),
        }
    }
    Ok((rows, left_out))
}

fn places(grid: &Grid) -> Result<Places, FileFault> {
    let mut all = BTreeMap::new();
    for (column, heading) in grid.headings() {
        if all.insert(key(heading), column).is_some() {
            return Err(FileFault::Twice(heading.to_owned()));
        }
    }
    let find = |heading: &'static str| all.get(&key(heading)).copied().ok_or(FileFault::NoColumn(heading));
    let (task, rubric, saved) = (find(TASK)?, find(RUBRIC)?, find(SAVED)?);
    Ok(Places { task, rubric, saved, all })
}

/// Columns that no sheet of this reviewer has and that hold something.
fn unknown_columns(own: &Own, grid: &Grid, places: &Places) -> Vec<LeftOut> {
    let versions = own.versions();
    let mut known: BTreeSet<String> = READ.into_iter().chain([TASK, RUBRIC, SAVED]).map(key).collect();
    known.extend(versions.iter().flat_map(|version| columns::asked(&version.definition.rubric)).map(|column| key(&column.heading)));
    let (rows, holds) = (grid.rows(), |column: u32, row: &u32| grid.cell(*row, column).is_some());
    let why = "No score sheet of yours in this round has this column, so what stands in it is not taken. Give it the heading that it has in a new sheet.";
    let is_unknown = |(column, heading): &(u32, &str)| {
        !versions.is_empty() && !known.contains(&key(heading)) && rows.iter().any(|row| holds(*column, row))
    };
    let headings = grid.headings().filter(is_unknown).map(|(_, heading)| heading.to_owned());
    let mut found: Vec<LeftOut> = headings.map(|column| LeftOut { column, ..LeftOut::row(1, "", why) }).collect();
    let named: BTreeSet<u32> = places.all.values().copied().collect();
    if rows.iter().any(|row| grid.columns(*row).any(|column| !named.contains(&column))) {
        found.push(LeftOut::row(
            1,
            "",
            "A column without a heading holds something, which is not taken. Give it the heading that it has in a new sheet.",
        ));
    }
    found
}

/// One row, with the cells of it that are not taken; or why it is not taken at all.
fn one(
    own: &Own,
    grid: &Grid,
    (row, places): (u32, &Places),
    seen: &BTreeMap<Id<Assignment>, Vec<u32>>,
) -> Result<(Row, Vec<LeftOut>), LeftOut> {
    let number = row + 1;
    let wrong = |label: &str, why: String| LeftOut::row(number, label, why);
    let Ok(task) = grid.text(row, places.task).parse::<Id<Assignment>>() else {
        return Err(wrong("", format!("The column “{TASK}” does not say what this row is about. Copy that cell from a new sheet.")));
    };
    let Some(open) = own.find(task) else { return Err(wrong("", own.why_not(task).to_owned())) };
    if let Some(others @ [_, _, ..]) = seen.get(&task).map(Vec::as_slice) {
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        return Err(wrong(&open.label, format!("This application stands in the rows {}. Keep one of them.", others.join(", "))));
    }
    let rubric = grid.text(row, places.rubric);
    if rubric != open.rubric {
        return Err(wrong(&open.label, other_rubric()));
    }
    let (entries, left_out) = entries(open, grid, (row, places));
    Ok((Row { row: number, task, rubric: rubric.to_owned(), entries }, left_out))
}

/// What is said of a row that was made for another rubric.
pub(super) fn other_rubric() -> String {
    "This row was made for another version of the rubric. Download the sheet anew and copy your scores into it.".to_owned()
}

/// What the columns of the review's rubric hold in this row. A column that is not in the file says nothing.
fn entries(open: &OpenReview, grid: &Grid, (row, places): (u32, &Places)) -> (Vec<Entry>, Vec<LeftOut>) {
    let rubric = &open.definition.rubric;
    let marks = columns::marks_of(grid.text(row, places.saved));
    let (mut entries, mut left_out) = (Vec::new(), Vec::new());
    for (at, asked) in columns::asked(rubric).into_iter().enumerate() {
        let Some(column) = places.all.get(&key(&asked.heading)) else { continue };
        match value(rubric, &asked, grid, (row, *column)) {
            Ok(value) => {
                let was = marks.get(at).cloned().unwrap_or_default();
                entries.push(Entry { field: asked.field, value, was, shown: String::new() });
            }
            Err(why) => left_out.push(LeftOut { column: asked.heading, ..LeftOut::row(row + 1, &open.label, why) }),
        }
    }
    (entries, left_out)
}

fn value(rubric: &Rubric, asked: &Asked, grid: &Grid, (row, column): (u32, u32)) -> Result<String, String> {
    let cell = grid.cell(row, column);
    match asked.scores.as_ref().and_then(|id| rubric.criterion(id)) {
        Some(criterion) => cells::score(rubric, criterion, cell),
        None => cells::words(cell),
    }
}
