//! The table of pairs: CSV (RFC 4180) with the columns `application`, `reviewer`,
//! `affinity` and `conflict`, and if wanted `region` (of the reviewer) and `fixed` (a
//! choice made by hand), in any order. Read whole or refused with its line.

use super::problem::{Application, Pair, Problem, ProblemError, Reviewer, Rules};
use super::scale::{self, Scale};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A longer file is refused.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;
/// A longer name is refused.
const LONGEST_NAME: usize = 200;

/// A file that cannot be used; nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Not UTF-8.
    #[error("This file is not UTF-8. Save it as “CSV UTF-8”.")]
    NotText,
    /// Beyond the limit.
    #[error("This file has more than {} MB; it is longer than any table of pairs that can be solved.", MOST_BYTES / 1024 / 1024)]
    TooLong,
    /// A column is missing or named twice.
    #[error("The first line must name the columns application, reviewer, affinity and conflict; {0}.")]
    Columns(String),
    /// There are no rows.
    #[error("The file holds no pairs below the headings.")]
    Empty,
    /// One line is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// Counted from 1, the headings included.
        line: u64,
        /// What is wrong and what to do, as a sentence.
        problem: String,
    },
}

/// One row.
#[derive(Clone, Debug)]
struct Row {
    line: u64,
    affinity: Decimal,
    conflict: bool,
    fixed: bool,
}

/// A table as it was read, by application and reviewer.
#[derive(Clone, Debug)]
pub struct Table {
    rows: BTreeMap<(String, String), Row>,
    regions: BTreeMap<String, (String, u64)>,
    /// The first reviewer of two regions; it matters only where regions do.
    two_regions: Option<TableError>,
    scale: Scale,
}

/// Where the columns stand.
struct Columns {
    wanted: [usize; 4],
    region: Option<usize>,
    fixed: Option<usize>,
}

impl Table {
    /// Reads all rows, or none.
    ///
    /// # Errors
    /// [`TableError`] naming the line.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        if bytes.len() > MOST_BYTES {
            return Err(TableError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| TableError::NotText)?.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = columns(reader.headers().map_err(|e| unreadable(&e))?)?;
        let mut table = Self { rows: BTreeMap::new(), regions: BTreeMap::new(), two_regions: None, scale: Scale::default() };
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(&e))?;
            let line = record.position().map_or(0, csv::Position::line);
            table.add(line, &record, &columns).map_err(|problem| TableError::Line { line, problem })?;
        }
        if table.rows.is_empty() {
            return Err(TableError::Empty);
        }
        table.scale = Scale::for_all(table.rows.values().map(|row| &row.affinity));
        Ok(table)
    }

    fn add(&mut self, line: u64, record: &csv::StringRecord, columns: &Columns) -> Result<(), String> {
        let [application, reviewer, affinity, conflict] = columns.wanted.map(|place| record.get(place).unwrap_or_default());
        let application = name("application", application)?;
        let reviewer = name("reviewer", reviewer)?;
        let conflict = yes_or_no("conflict", conflict)?;
        let affinity = match affinity {
            "" => Decimal::ZERO,
            text => scale::parse(text).map_err(|e| format!("the affinity “{}” cannot be used: {e}.", shortened(text)))?,
        };
        let fixed = yes_or_no("fixed", columns.fixed.and_then(|place| record.get(place)).unwrap_or_default())?;
        if fixed && conflict {
            return Err(format!("{reviewer} is fixed to {application} and has a conflict of interest; a conflict is never assigned."));
        }
        if let Some(region) = columns.region.and_then(|place| record.get(place)).filter(|text| !text.is_empty()) {
            self.place(line, &reviewer, &name("region", region)?);
        }
        match self.rows.entry((application, reviewer)) {
            Entry::Occupied(found) => {
                let (application, reviewer) = found.key();
                Err(format!(
                    "application {application} and reviewer {reviewer} stand in line {} already; keep one of the two.",
                    found.get().line
                ))
            }
            Entry::Vacant(free) => {
                free.insert(Row { line, affinity, conflict, fixed });
                Ok(())
            }
        }
    }

    fn place(&mut self, line: u64, reviewer: &str, region: &str) {
        match self.regions.get(reviewer) {
            Some((other, earlier)) if other != region => {
                let problem =
                    format!("reviewer {reviewer} is from {region} here and from {other} in line {earlier}; give them one region.");
                self.two_regions.get_or_insert(TableError::Line { line, problem });
            }
            Some(_) => {}
            None => {
                self.regions.insert(reviewer.to_owned(), (region.to_owned(), line));
            }
        }
    }

    /// The problem of giving each application of the table `reviews` reviews, with loads from `least` to `most`.
    ///
    /// # Errors
    /// [`ProblemError`].
    pub fn problem(&self, reviews: u32, least: u32, most: u32, rules: Rules) -> Result<Problem, ProblemError> {
        let mut applications: Vec<Application> = Vec::new();
        let mut reviewers: BTreeMap<&str, Reviewer> = BTreeMap::new();
        for (application, reviewer) in self.rows.keys() {
            if applications.last().is_none_or(|last| last.id != *application) {
                applications.push(Application { id: application.clone(), reviews });
            }
            reviewers.entry(reviewer).or_insert_with(|| {
                let region = self.regions.get(reviewer).map(|(region, _)| region.clone());
                Reviewer { id: reviewer.clone(), least, most, region }
            });
        }
        Problem::new(applications, reviewers.into_values().collect(), &self.pairs(), rules)
    }

    /// All rows, by application, then reviewer.
    #[must_use]
    pub fn pairs(&self) -> Vec<Pair> {
        let pairs = self.rows.iter().map(|((application, reviewer), row)| Pair {
            application: application.clone(),
            reviewer: reviewer.clone(),
            affinity: self.scale.units(row.affinity).unwrap_or(i64::MAX),
            conflict: row.conflict,
            fixed: row.fixed,
        });
        pairs.collect()
    }

    /// What one unit of affinity is.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Whether reviewers have regions, one each.
    ///
    /// # Errors
    /// The line that gives a reviewer a second region.
    pub fn has_regions(&self) -> Result<bool, TableError> {
        self.two_regions.clone().map_or(Ok(!self.regions.is_empty()), Err)
    }

    /// Whether a pair stands in the table.
    #[must_use]
    pub fn lists(&self, application: &str, reviewer: &str) -> bool {
        self.rows.contains_key(&(application.to_owned(), reviewer.to_owned()))
    }

    /// How many pairs stand in the table, and how many of those are conflicts.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.rows.len(), self.rows.values().filter(|row| row.conflict).count())
    }
}

fn unreadable(error: &csv::Error) -> TableError {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("it has {len} cells, but the headings are {expected_len}."),
        _ => "it cannot be read as CSV.".to_owned(),
    };
    TableError::Line { line, problem }
}

fn columns(headings: &csv::StringRecord) -> Result<Columns, TableError> {
    let find = |column: &str| {
        let mut found = headings.iter().enumerate().filter(|(_, heading)| heading.eq_ignore_ascii_case(column)).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(TableError::Columns(format!("“{column}” is there twice"))),
            (place, None) => Ok(place),
        }
    };
    let mut wanted = [0; 4];
    for (place, column) in wanted.iter_mut().zip(["application", "reviewer", "affinity", "conflict"]) {
        *place = find(column)?.ok_or_else(|| TableError::Columns(format!("“{column}” is missing")))?;
    }
    Ok(Columns { wanted, region: find("region")?, fixed: find("fixed")? })
}

fn name(column: &str, text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err(format!("the {column} is empty; every row needs one."));
    }
    if text.len() > LONGEST_NAME {
        return Err(format!("the {column} “{}” is longer than {LONGEST_NAME} bytes.", shortened(text)));
    }
    Ok(text.to_owned())
}

fn yes_or_no(column: &str, text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "" | "0" | "false" | "no" => Ok(false),
        _ => Err(format!("“{}” in the column {column} is neither yes nor no; write 1 or 0, true or false, yes or no.", shortened(text))),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}
