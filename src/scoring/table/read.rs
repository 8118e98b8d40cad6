//! Reads `application,reviewer,score` from CSV (RFC 4180): headings in any case and order,
//! other columns ignored, a byte order mark and either end of line taken. All rows or none.

use super::{Cell, LARGEST_FILE, LARGEST_SCORE, LONGEST_NAME, MOST_APPLICATIONS, MOST_OF_THE_FEWER, Table, TableError};
use csv::StringRecord;
use std::collections::HashMap;

const COLUMNS: [&str; 3] = ["application", "reviewer", "score"];
const WANTED: &str = "application, reviewer and score";

/// A row as it was read: places in the order of appearance, and its line. An empty cell is `None`.
struct Row {
    application: usize,
    reviewer: usize,
    score: Option<f64>,
    line: u64,
}

/// Names in the order in which they appear.
#[derive(Default)]
struct Names {
    places: HashMap<String, usize>,
}

impl Names {
    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.places.len();
        self.places.insert(name.to_owned(), place);
        place
    }

    /// The names in order of their bytes, and from the place of appearance to the place in that order.
    /// Those that are not `kept` have no place, and are given apart.
    fn sort(self, kept: impl Fn(usize) -> bool) -> (Vec<String>, Vec<usize>, Vec<String>) {
        let mut names: Vec<(String, usize)> = self.places.into_iter().collect();
        names.sort_unstable();
        let mut place_of = vec![0; names.len()];
        let (mut sorted, mut left) = (Vec::new(), Vec::new());
        for (name, appeared) in names {
            if !kept(appeared) {
                left.push(name);
                continue;
            }
            if let Some(place) = place_of.get_mut(appeared) {
                *place = sorted.len();
            }
            sorted.push(name);
        }
        (sorted, place_of, left)
    }
}

/// Reads a table of scores.
///
/// # Errors
/// [`TableError`] naming the line: no UTF-8, a missing column, an empty name, a score that is no
/// finite number, an application and reviewer that stand in two rows, no scores, too many.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > LARGEST_FILE {
        return Err(TableError::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| TableError::NotText)?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let at = columns(reader.headers().map_err(|_| TableError::NotText)?, COLUMNS, WANTED)?;
    let (mut applications, mut reviewers, mut rows) = (Names::default(), Names::default(), Vec::new());
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Err(_) => return Err(wrong(line, "it has more or fewer cells than the headings.".into())),
            Ok(true) => {}
        }
        let line = record.position().map_or(line, csv::Position::line);
        let [application, reviewer, score] = at.map(|at| record.get(at).unwrap_or_default());
        name(line, "application", application)?;
        name(line, "reviewer", reviewer)?;
        let score = number(line, score)?;
        rows.push(Row { application: applications.place(application), reviewer: reviewers.place(reviewer), score, line });
    }
    assemble(applications, reviewers, rows)
}

/// Where the named columns stand, found without regard to case.
pub(in crate::scoring) fn columns<const N: usize>(
    headings: &StringRecord,
    names: [&str; N],
    wanted: &'static str,
) -> Result<[usize; N], TableError> {
    let fault = |problem: String| TableError::Columns { wanted, problem, found: headings.iter().collect::<Vec<_>>().join(",") };
    let mut at = [0; N];
    for (at, name) in at.iter_mut().zip(names) {
        let mut found = headings.iter().enumerate().filter(|(_, heading)| heading.eq_ignore_ascii_case(name)).map(|(place, _)| place);
        *at = found.next().ok_or_else(|| fault(format!("“{name}” is missing")))?;
        if found.next().is_some() {
            return Err(fault(format!("“{name}” stands twice")));
        }
    }
    Ok(at)
}

/// An error in one line.
pub(in crate::scoring) fn wrong(line: u64, problem: String) -> TableError {
    TableError::Line { line, problem }
}

/// Whether a name can be used.
pub(in crate::scoring) fn name(line: u64, column: &str, name: &str) -> Result<(), TableError> {
    if name.is_empty() {
        return Err(wrong(line, format!("the {column} is empty. Name it, or take the row out.")));
    }
    if name.len() > LONGEST_NAME {
        return Err(wrong(line, format!("the {column} has more than {LONGEST_NAME} bytes. Use a shorter name.")));
    }
    Ok(())
}

/// A score: nothing, or a finite number with a decimal point.
fn number(line: u64, text: &str) -> Result<Option<f64>, TableError> {
    if text.is_empty() {
        return Ok(None);
    }
    let refuse = || wrong(line, format!("the score “{text}” is no number. Write it as 3.5, or leave the cell empty if there is no score."));
    let score: f64 = text.parse().map_err(|_| refuse())?;
    if !score.is_finite() {
        return Err(refuse());
    }
    if score.abs() > LARGEST_SCORE {
        return Err(wrong(line, format!("the score {text} is beyond ±{LARGEST_SCORE}. Use a smaller unit.")));
    }
    Ok(Some(score + 0.0))
}

/// Sorts and checks what was read.
fn assemble(applications: Names, reviewers: Names, rows: Vec<Row>) -> Result<Table, TableError> {
    let mut scored = (vec![false; applications.places.len()], vec![false; reviewers.places.len()]);
    for row in rows.iter().filter(|row| row.score.is_some()) {
        for (list, place) in [(&mut scored.0, row.application), (&mut scored.1, row.reviewer)] {
            if let Some(mark) = list.get_mut(place) {
                *mark = true;
            }
        }
    }
    twice(&applications, &reviewers, &rows)?;
    let has = |list: &[bool], place: usize| list.get(place).copied().unwrap_or(false);
    let (applications, application_place, without_score) = applications.sort(|place| has(&scored.0, place));
    let (reviewers, reviewer_place, _) = reviewers.sort(|place| has(&scored.1, place));
    let place = |list: &[usize], appeared: usize| list.get(appeared).copied().unwrap_or(0);
    let mut cells: Vec<Cell> = rows
        .iter()
        .filter_map(|row| {
            let (application, reviewer) = (place(&application_place, row.application), place(&reviewer_place, row.reviewer));
            row.score.map(|score| Cell { application, reviewer, score })
        })
        .collect();
    cells.sort_unstable_by_key(|cell| (cell.application, cell.reviewer));
    if cells.is_empty() {
        return Err(TableError::Empty);
    }
    if applications.len() > MOST_APPLICATIONS {
        return Err(TableError::TooLarge(format!(
            "There are {} applications; at most {MOST_APPLICATIONS} can be evaluated together. Split the file by round or panel.",
            applications.len()
        )));
    }
    if applications.len().min(reviewers.len()) > MOST_OF_THE_FEWER {
        return Err(TableError::TooLarge(format!(
            "There are {} applications and {} reviewers; of one of both at most {MOST_OF_THE_FEWER} can be evaluated together. Split the file by panel.",
            applications.len(),
            reviewers.len()
        )));
    }
    Ok(Table { applications, reviewers, cells, without_score })
}

/// Refuses two rows for one application and one reviewer.
fn twice(applications: &Names, reviewers: &Names, rows: &[Row]) -> Result<(), TableError> {
    let mut order: Vec<(usize, usize, u64)> = rows.iter().map(|row| (row.application, row.reviewer, row.line)).collect();
    order.sort_unstable();
    let both = order.iter().zip(order.iter().skip(1)).filter(|(one, next)| (one.0, one.1) == (next.0, next.1));
    let Some((one, next)) = both.min_by_key(|(_, next)| next.2) else { return Ok(()) };
    let called =
        |names: &Names, place: usize| names.places.iter().find(|(_, at)| **at == place).map(|(name, _)| name.clone()).unwrap_or_default();
    Err(wrong(
        next.2,
        format!(
            "reviewer “{}” has scored application “{}” before, in line {}. Keep one of the two rows.",
            called(reviewers, one.1),
            called(applications, one.0),
            one.2
        ),
    ))
}
