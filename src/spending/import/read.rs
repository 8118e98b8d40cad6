//! A file of expenses as CSV: the first line names the columns. Cells are kept as typed; what they mean is looked at
//! later. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The columns as `(name, whether the file must have it)`.
pub const COLUMNS: [(&str, bool); 15] = [
    ("date", true),
    ("activity", true),
    ("category", true),
    ("payee", true),
    ("amount", true),
    ("description", true),
    ("currency", false),
    ("foreign amount", false),
    ("rate", false),
    ("rate source", false),
    ("person", false),
    ("nights", false),
    ("days", false),
    ("receipt", false),
    ("no receipt", false),
];

/// The largest file.
pub const MOST_BYTES: usize = 200_000;
/// The most rows of a file.
const MOST_ROWS: usize = 500;
/// The longest cell.
const MOST_CELL: usize = 500;

/// One row, as a form carries it on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its number, as spreadsheets count.
    pub line: u32,
    /// Its cells, in the order of [`COLUMNS`].
    pub cells: Vec<String>,
}

impl ImportRow {
    /// What stands in a column.
    #[must_use]
    pub fn cell(&self, name: &str) -> &str {
        let place = COLUMNS.iter().position(|(column, _)| *column == name);
        place.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// The day in it, if it is one.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        use chrono::Datelike;
        let text = self.cell("date");
        let read = |pattern: &str| NaiveDate::parse_from_str(text, pattern).ok();
        read("%Y-%m-%d").or_else(|| read("%m/%d/%Y")).filter(|day| (1900..2200).contains(&day.year()))
    }
}

/// Why a file cannot be taken; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// Not UTF-8 or not CSV.
    #[error("This file cannot be read as CSV. Save it as “CSV UTF-8” and send it again.")]
    NotCsv,
    /// A heading is missing.
    #[error("The first line must name the columns; “{0}” is missing.")]
    NoColumn(&'static str),
    /// A heading stands there twice.
    #[error("The column “{0}” stands there twice.")]
    Twice(String),
    /// A heading that is not known.
    #[error("The column “{0}” is not one of those that can be taken.")]
    Unknown(String),
    /// There are no rows.
    #[error("The file holds no rows below the headings.")]
    Empty,
    /// Too many rows.
    #[error("The file holds more than 500 rows. Split it and send each part.")]
    TooLong,
    /// Too many bytes.
    #[error("The file is larger than 200 kB. Split it and send each part.")]
    TooLarge,
    /// One row cannot be read.
    #[error("Row {0} has more or fewer cells than the headings, or a cell that is far too long.")]
    Row(u32),
}

/// Reads all rows, or none; rows without a word in them are passed by.
///
/// # Errors
/// [`ImportFault`].
pub fn read(bytes: &[u8]) -> Result<Vec<ImportRow>, ImportFault> {
    if bytes.len() > MOST_BYTES {
        return Err(ImportFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImportFault::NotCsv)?.trim_start_matches('\u{feff}');
    if text.contains('\0') {
        return Err(ImportFault::NotCsv);
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| ImportFault::NotCsv)?.clone();
    let places = places(&headings)?;
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2);
        let record = record.map_err(|_| ImportFault::Row(line))?;
        let cell = |at: &Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let cells: Vec<String> = places.iter().map(cell).collect();
        if cells.iter().any(|cell| cell.chars().count() > MOST_CELL) {
            return Err(ImportFault::Row(line));
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(ImportRow { line, cells });
        }
        if rows.len() > MOST_ROWS {
            return Err(ImportFault::TooLong);
        }
    }
    if rows.is_empty() { Err(ImportFault::Empty) } else { Ok(rows) }
}

/// Where each column stands in the file.
fn places(headings: &csv::StringRecord) -> Result<Vec<Option<usize>>, ImportFault> {
    for heading in headings.iter().filter(|heading| !heading.is_empty()) {
        let is_it = |name: &str| name.eq_ignore_ascii_case(heading);
        if headings.iter().filter(|other| is_it(other)).count() > 1 {
            return Err(ImportFault::Twice(heading.to_owned()));
        }
        if !COLUMNS.iter().any(|(name, _)| is_it(name)) {
            return Err(ImportFault::Unknown(heading.chars().take(60).collect()));
        }
    }
    let place = |(name, must): &(&'static str, bool)| match headings.iter().position(|heading| heading.eq_ignore_ascii_case(name)) {
        None if *must => Err(ImportFault::NoColumn(name)),
        found => Ok(found),
    };
    COLUMNS.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "Date,Activity,Category,Payee,Amount,Description";

    #[test]
    fn rows_are_read_by_their_headings() {
        let file = format!("\u{feff}{HEAD},Receipt\r\n2027-05-10,Course,travel,Air Lyon,\"1,200.00\",\"Flights, two\",a.pdf\r\n,,,,,,\r\n");
        let rows = read(file.as_bytes()).expect("readable");
        assert_eq!(rows.len(), 1);
        let row = rows.first().expect("a row");
        assert_eq!((row.line, row.cell("amount"), row.cell("description"), row.cell("receipt")), (2, "1,200.00", "Flights, two", "a.pdf"));
        assert_eq!(row.day().map(|day| day.to_string()), Some("2027-05-10".to_owned()));
        assert_eq!((row.cell("currency"), row.cell("nothing")), ("", ""));
    }

    #[test]
    fn what_is_no_file_of_expenses_is_refused_whole() {
        let long = "x".repeat(501);
        for (file, fault) in [
            (String::new(), ImportFault::NoColumn("date")),
            (HEAD.to_owned(), ImportFault::Empty),
            ("date,activity,category,payee,amount\n".to_owned(), ImportFault::NoColumn("description")),
            (format!("{HEAD},date\n"), ImportFault::Twice("Date".to_owned())),
            (format!("{HEAD},Bank account\n"), ImportFault::Unknown("Bank account".to_owned())),
            (format!("{HEAD}\n2027-05-10,Course\n"), ImportFault::Row(2)),
            (format!("{HEAD}\n2027-05-10,Course,travel,{long},1,x\n"), ImportFault::Row(2)),
            (format!("{HEAD}\n{}", "2027-05-10,a,b,c,1,d\n".repeat(501)), ImportFault::TooLong),
            ("x".repeat(MOST_BYTES + 1), ImportFault::TooLarge),
        ] {
            assert_eq!(read(file.as_bytes()), Err(fault), "{}", file.chars().take(80).collect::<String>());
        }
        assert_eq!(read(b"date,\xff\n"), Err(ImportFault::NotCsv));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn any_rows_are_read_or_refused(body in "[ -~\n\r\"]{0,300}", cut in 0_usize..300) {
            let file = format!("{HEAD}\n{body}");
            let whole = read(file.as_bytes());
            if let Ok(rows) = &whole {
                proptest::prop_assert!(rows.iter().all(|row| row.cells.len() == COLUMNS.len()));
            }
            let _ = read(file.as_bytes().get(..cut.min(file.len())).unwrap_or_default());
        }
    }
}
