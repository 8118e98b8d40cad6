//! The applications to choose from, read from CSV. Values become whole units, costs whole
//! cents; rows are sorted by id, so that their order in the file means nothing.

use super::number::{self, NumberError, Scale};
use crate::kernel::{Money, MoneyError};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// At most so many applications.
pub const MOST_APPLICATIONS: usize = 10_000;
/// At most so many bytes of a file.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Why the file cannot be used, as a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It is too long to be a list of applications.
    #[error("The file is too long: at most {MOST_APPLICATIONS} applications and 16 MB are read.")]
    TooLong,
    /// It is no CSV.
    #[error("The file is not CSV in UTF-8: {0}. Save it as \"CSV UTF-8\".")]
    NotCsv(String),
    /// A column is missing.
    #[error("The column \"{0}\" is missing. The first line must name the columns application, value and cost, and then the groups.")]
    NoColumn(&'static str),
    /// A column is there twice, or has no name.
    #[error("The column \"{0}\" is there twice. Give every column a name of its own.")]
    ColumnTwice(String),
    /// There is nothing to choose from.
    #[error("The file has no applications. Add one line for each application below the names of the columns.")]
    Empty,
    /// An application has no id.
    #[error("Line {0}: the application has no id. Write it into the column \"application\".")]
    NoId(u64),
    /// An application is there twice.
    #[error("Line {line}: the application \"{id}\" stands already in line {earlier}. Keep one of the two.")]
    Twice {
        /// The second line.
        line: u64,
        /// The id.
        id: String,
        /// The first line.
        earlier: u64,
    },
    /// The value is no number.
    #[error("Line {line}: the value \"{text}\" of \"{id}\" {fault}")]
    Value {
        /// Where.
        line: u64,
        /// Whose.
        id: String,
        /// What stands there.
        text: String,
        /// What is wrong.
        fault: NumberError,
    },
    /// The cost is no amount.
    #[error("Line {line}: the cost \"{text}\" of \"{id}\" is no amount. {fault}")]
    Cost {
        /// Where.
        line: u64,
        /// Whose.
        id: String,
        /// What stands there.
        text: String,
        /// What is wrong.
        fault: MoneyError,
    },
    /// A partial amount cannot be used.
    #[error("Line {line}: the partial amount \"{text}\" of \"{id}\" {fault}")]
    Level {
        /// Where.
        line: u64,
        /// Whose.
        id: String,
        /// What stands there.
        text: String,
        /// What is wrong.
        fault: String,
    },
    /// A value is too large to be added exactly.
    #[error("The value of \"{0}\" is too large: values must be below 4·10^18.")]
    TooLarge(String),
}

/// An amount that an application can be given, and what that is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Award {
    /// In units of value, see [`Table::scale`].
    pub value: i64,
    /// What it costs the fund.
    pub cost: Money,
    /// Whether it is less than was asked for.
    pub is_partial: bool,
}

/// An application.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id, as in the file.
    pub id: String,
    /// In full first, then the partial amounts, the largest first.
    pub awards: Vec<Award>,
    /// Its value in each group column; empty where it belongs to no group.
    pub groups: Vec<String>,
}

/// All applications, sorted by id.
#[derive(Clone, Debug)]
pub struct Table {
    /// The applications.
    pub applications: Vec<Application>,
    /// The names of the group columns.
    pub columns: Vec<String>,
    /// How units become values.
    pub scale: Scale,
}

impl Table {
    /// The application with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Application> {
        let place = self.applications.binary_search_by(|application| application.id.as_str().cmp(id)).ok()?;
        self.applications.get(place)
    }
}

/// A row before its values are scaled.
struct Raw {
    id: String,
    awards: Vec<(Decimal, Money)>,
    groups: Vec<String>,
}

/// Where the columns stand.
struct Columns {
    application: usize,
    value: usize,
    cost: usize,
    levels: Option<usize>,
    groups: Vec<(usize, String)>,
}

/// Reads a table of applications: columns `application`, `value`, `cost`, perhaps `levels`; all
/// others are groups. A partial award below `least_partial` is refused.
///
/// # Errors
/// [`TableError`] names the line and what to do.
pub fn read(bytes: &[u8], least_partial: Money) -> Result<Table, TableError> {
    if bytes.len() > MOST_BYTES {
        return Err(TableError::TooLong);
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let columns = columns(reader.headers().map_err(|e| TableError::NotCsv(e.to_string()))?)?;
    let mut rows: Vec<Raw> = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| TableError::NotCsv(e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = row(&record, line, (&columns, least_partial))?;
        if let Some(earlier) = lines.insert(row.id.clone(), line) {
            return Err(TableError::Twice { line, id: row.id, earlier });
        }
        rows.push(row);
        if rows.len() > MOST_APPLICATIONS {
            return Err(TableError::TooLong);
        }
    }
    if rows.is_empty() {
        return Err(TableError::Empty);
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let scale = number::scale_of(rows.iter().flat_map(|row| row.awards.iter().map(|(value, _)| *value)));
    let applications = rows.into_iter().map(|row| scaled(row, scale)).collect::<Result<_, _>>()?;
    Ok(Table { applications, columns: columns.groups.into_iter().map(|(_, name)| name).collect(), scale })
}

fn columns(headers: &csv::StringRecord) -> Result<Columns, TableError> {
    let names: Vec<String> = headers.iter().map(str::to_lowercase).collect();
    for (place, (name, header)) in names.iter().zip(headers).enumerate() {
        if names.iter().take(place).any(|earlier| earlier == name) {
            return Err(TableError::ColumnTwice(header.to_owned()));
        }
    }
    let find = |wanted: &'static str| names.iter().position(|name| name == wanted).ok_or(TableError::NoColumn(wanted));
    let (application, value, cost) = (find("application")?, find("value")?, find("cost")?);
    let levels = find("levels").ok();
    let is_group = |place: &usize| ![application, value, cost].contains(place) && levels != Some(*place);
    let groups = headers.iter().enumerate().filter(|(place, _)| is_group(place)).map(|(place, name)| (place, name.to_owned()));
    Ok(Columns { application, value, cost, levels, groups: groups.collect() })
}

fn row(record: &csv::StringRecord, line: u64, (columns, least_partial): (&Columns, Money)) -> Result<Raw, TableError> {
    let cell = |place: usize| record.get(place).unwrap_or_default();
    let id = cell(columns.application).to_owned();
    if id.is_empty() {
        return Err(TableError::NoId(line));
    }
    let text = cell(columns.value);
    let value = number::parse(text).map_err(|fault| TableError::Value { line, id: id.clone(), text: text.to_owned(), fault })?;
    let text = cell(columns.cost);
    let cost = Money::parse(text).map_err(|fault| TableError::Cost { line, id: id.clone(), text: text.to_owned(), fault })?;
    let mut awards = vec![(value, cost)];
    for text in columns.levels.map(cell).unwrap_or_default().split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let level = level(text, (value, cost), least_partial, &awards);
        awards.push(level.map_err(|fault| TableError::Level { line, id: id.clone(), text: text.to_owned(), fault })?);
    }
    awards.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
    let groups = columns.groups.iter().map(|(place, _)| cell(*place).to_owned()).collect();
    Ok(Raw { id, awards, groups })
}

/// `5000` or `5000=0.6`: an amount, and what it is worth; in proportion where that is not said.
fn level(text: &str, (value, cost): (Decimal, Money), least: Money, known: &[(Decimal, Money)]) -> Result<(Decimal, Money), String> {
    let (amount, worth) = text.split_once('=').map_or((text, None), |(amount, worth)| (amount, Some(worth.trim())));
    let amount = Money::parse(amount).map_err(|fault| format!("is no amount. {fault}"))?;
    if amount < least || amount >= cost {
        return Err(format!("must be at least {least} and less than the cost, {cost}."));
    }
    if known.iter().any(|(_, other)| *other == amount) {
        return Err("is there twice. State each amount once.".to_owned());
    }
    let worth = match worth {
        Some(worth) => number::parse(worth).map_err(|fault| format!("has a value that {fault}"))?,
        None => number::in_proportion(value, amount, cost).ok_or("cannot be given a value in proportion; write it as amount=value.")?,
    };
    Ok((worth, amount))
}

fn scaled(row: Raw, scale: Scale) -> Result<Application, TableError> {
    let full = row.awards.first().map(|(_, cost)| *cost);
    let mut awards = Vec::with_capacity(row.awards.len());
    for (value, cost) in row.awards {
        let value = scale.units(value).ok_or_else(|| TableError::TooLarge(row.id.clone()))?;
        awards.push(Award { value, cost, is_partial: Some(cost) != full });
    }
    Ok(Application { id: row.id, awards, groups: row.groups })
}
