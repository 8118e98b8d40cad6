//! A list of any length as a file: its rows are read and written one by one, so that the memory it takes does not grow
//! with them. The file lies in the temporary folder until it has been sent.

use super::csv::{CsvError, line};
use super::listing::{Formats, Holds, Value, headings, plain, put, wall_clock, words};
use crate::db;
use crate::kernel::Timestamp;
use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use rust_xlsxwriter::{DocProperties, Format, Workbook, XlsxError};
use sha2::{Digest, Sha256};
use std::io::{BufWriter, Read, Write};
use tempfile::NamedTempFile;

/// The most rows of one sheet, its heading apart.
pub const MOST_STREAMED: u32 = 1_000_000;

/// The rows, as they are read.
pub type Rows<'a> = dyn Iterator<Item = Result<Vec<Value>, db::Error>> + 'a;

/// No file was made.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The database refused.
    #[error("{0}")]
    Db(#[from] db::Error),
    /// The workbook could not be written.
    #[error("The workbook could not be written: {0}")]
    Xlsx(#[from] XlsxError),
    /// The rows could not be written as CSV.
    #[error("{0}")]
    Csv(#[from] CsvError),
    /// The temporary file could not be written.
    #[error("The file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// A sheet holds no more.
    #[error("This is more than {MOST_STREAMED} rows, the most that one file holds. Narrow it and take it out in parts.")]
    TooMany,
}

/// A list that is written while it is read.
#[derive(Clone, Debug)]
pub struct Streamed {
    title: &'static str,
    columns: Vec<(&'static str, Holds)>,
    zone: Tz,
    head: Vec<(String, String)>,
    at: Timestamp,
}

/// A file that was written, and how many rows it has.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub file: NamedTempFile,
    /// Its rows, without the heading.
    pub rows: usize,
}

impl Written {
    /// The SHA-256 of the file, read piece by piece.
    ///
    /// # Errors
    /// The file cannot be read again.
    pub fn sha256(&self) -> std::io::Result<String> {
        let (mut sum, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
        let mut file = self.file.reopen()?;
        loop {
            let n = file.read(&mut piece)?;
            let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else { break };
            sum.update(read);
        }
        Ok(HEXLOWER.encode(&sum.finalize()))
    }
}

impl Streamed {
    /// A list with this title and these columns.
    #[must_use]
    pub fn new(title: &'static str, columns: Vec<(&'static str, Holds)>) -> Self {
        Self { title, columns, zone: Tz::UTC, head: vec![], at: Timestamp::from_micros(0) }
    }

    /// Read at this instant; its instants are told in this zone.
    #[must_use]
    pub fn at(mut self, at: Timestamp, zone: Tz) -> Self {
        (self.at, self.zone) = (at, zone);
        self
    }

    /// With what the first sheet of a workbook says, line by line.
    #[must_use]
    pub fn head(mut self, head: Vec<(String, String)>) -> Self {
        self.head = head;
        self
    }

    /// Writes a workbook: a sheet that says what this is, and one with the rows.
    ///
    /// # Errors
    /// [`StreamError`]; then there is no file.
    pub fn write(&self, rows: &mut Rows<'_>) -> Result<NamedTempFile, StreamError> {
        self.xlsx(rows).map(|written| written.file)
    }

    /// The same, counted.
    ///
    /// # Errors
    /// As [`Streamed::write`].
    pub fn xlsx(&self, rows: &mut Rows<'_>) -> Result<Written, StreamError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_title(self.title).set_creation_datetime(&wall_clock(self.at, Tz::UTC)?));
        let (bold, formats) = (Format::new().set_bold(), Formats::default());
        let about = book.add_worksheet().set_name("About")?;
        about.set_column_width(0, 28)?.set_column_width(1, 80)?;
        for (row, (label, value)) in (0_u32..).zip(&self.head) {
            about.write_string_with_format(row, 0, label, &bold)?;
            words(about, (row, 1), value)?;
        }
        let sheet = book.add_worksheet_with_constant_memory()?.set_name(self.title)?;
        for (column, (_, holds)) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, if let Holds::Text(wide) = holds { *wide } else { 22 })?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (column, heading) in (0_u16..).zip(headings(&self.columns, self.zone)) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
        }
        let mut written = 0;
        for (at, values) in (1_u32..).zip(rows) {
            if at > MOST_STREAMED {
                return Err(StreamError::TooMany);
            }
            for (column, value) in (0_u16..).zip(&values?) {
                put(sheet, (at, column), value, (self.zone, &formats))?;
            }
            written += 1;
        }
        let mut file = NamedTempFile::new()?;
        book.save_to_writer(file.as_file_mut())?;
        Ok(Written { file, rows: written })
    }

    /// Writes the rows as CSV.
    ///
    /// # Errors
    /// [`StreamError`]; then there is no file.
    pub fn csv(&self, rows: &mut Rows<'_>) -> Result<Written, StreamError> {
        let mut out = BufWriter::new(NamedTempFile::new()?);
        out.write_all("\u{feff}".as_bytes())?;
        out.write_all(line(&headings(&self.columns, self.zone))?.as_bytes())?;
        let mut written = 0;
        for values in rows {
            let cells: Vec<String> = values?.iter().map(|value| plain(value, self.zone)).collect();
            out.write_all(line(&cells)?.as_bytes())?;
            written += 1;
        }
        let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok(Written { file, rows: written })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Money;

    fn list() -> Streamed {
        Streamed::new("Expenses", vec![("What", Holds::Text(40)), ("Amount", Holds::Money)])
    }

    fn rows(n: i64) -> impl Iterator<Item = Result<Vec<Value>, db::Error>> {
        (0..n).map(|i| Ok(vec![Value::Text(format!("=line {i} <b>")), Value::Money(Money::from_cents(i))]))
    }

    fn part(book: &NamedTempFile, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(book.path()).expect("the file")).expect("a zip file");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn a_workbook_has_every_row_and_no_formula() {
        let written = list().xlsx(&mut rows(3_000)).expect("written");
        let sheet = part(&written.file, "xl/worksheets/sheet2.xml");
        assert_eq!((written.rows, sheet.matches("<row ").count()), (3_000, 3_001));
        assert!(!sheet.contains("<f>") && sheet.contains("&lt;b&gt;") && sheet.contains("<v>29.99</v>"));
    }

    #[test]
    fn csv_is_what_the_list_in_memory_gives() {
        let written = list().csv(&mut rows(3)).expect("written");
        let text = std::fs::read_to_string(written.file.path()).expect("text");
        assert_eq!(written.sha256().expect("it is there"), HEXLOWER.encode(&Sha256::digest(&text)));
        assert_eq!(text, "\u{feff}What,Amount (USD)\n'=line 0 <b>,0.00\n'=line 1 <b>,0.01\n'=line 2 <b>,0.02\n");
    }

    #[test]
    fn what_the_database_refuses_on_the_way_leaves_no_file() {
        let mut broken = rows(2).chain(std::iter::once(Err(db::Error::Busy)));
        assert!(matches!(list().write(&mut broken), Err(StreamError::Db(db::Error::Busy))));
    }
}
