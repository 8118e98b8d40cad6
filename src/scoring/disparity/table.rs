//! Reads `group,selected` from CSV (RFC 4180), a row for each person, city or application: headings in any
//! case and order, other columns ignored. `selected` is 0 or 1. Groups are sorted, so that the order of the
//! rows changes nothing.

use super::{Counts, MOST};
use crate::scoring::table::{self, columns, name, wrong};
use csv::StringRecord;
use std::collections::BTreeMap;

/// The longest file that is read, in bytes.
const LARGEST_FILE: usize = 256 << 20;
/// The most groups.
const MOST_GROUPS: usize = 10_000;

/// How many there were of each group, and how many were selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The groups in the order of their bytes, each with its counts.
    pub groups: Vec<(String, Counts)>,
}

/// Why a file is no table of groups.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] table::TableError),
    /// It holds nobody.
    #[error("The file holds no rows. Put one row for each application below the headings, with 1 where it was selected and 0 where not.")]
    Empty,
    /// More than can be computed.
    #[error("{0}")]
    TooLarge(String),
}

/// Reads how many of each group were selected.
///
/// # Errors
/// [`TableError`] naming the line: no UTF-8, a missing column, an empty name, something else than 0 or 1; no row, too many.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > LARGEST_FILE {
        return Err(TableError::TooLarge(format!("The file has more than {} MiB. Split it by round.", LARGEST_FILE >> 20)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| table::TableError::NotText)?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| table::TableError::NotText)?;
    let at = columns(headings, ["group", "selected"], "group and selected")?;
    let mut groups: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Err(_) => return Err(wrong(line, "it has more or fewer cells than the headings.".into()).into()),
            Ok(true) => {}
        }
        let line = record.position().map_or(line, csv::Position::line);
        let [group, selected] = at.map(|at| record.get(at).unwrap_or_default());
        name(line, "group", group)?;
        let one = match selected {
            "0" => 0,
            "1" => 1,
            other => return Err(wrong(line, format!("“{other}” says neither yes nor no. Write 1 for selected and 0 for not.")).into()),
        };
        let (sum, all) = groups.entry(group.to_owned()).or_default();
        *sum += one;
        *all += 1;
        if groups.len() > MOST_GROUPS {
            return Err(TableError::TooLarge(format!("There are more than {MOST_GROUPS} groups. Put them into fewer and larger ones.")));
        }
    }
    if groups.is_empty() {
        return Err(TableError::Empty);
    }
    let counted = groups.into_iter().map(|(group, (selected, all))| {
        let too_many = || TableError::TooLarge(format!("The group “{group}” has more than {MOST} rows. Split the file by round."));
        Counts::new(selected, all).ok_or_else(too_many).map(|counts| (group.clone(), counts))
    });
    Ok(Table { groups: counted.collect::<Result<_, _>>()? })
}
