//! A list as a file: the same rows and columns as CSV and as a workbook. Amounts are numbers to the cent,
//! instants are wall-clock times in the zone that the heading names, and words are never a formula.

use super::csv::{CsvError, raw_csv, safe_cell};
use crate::kernel::{Money, Timestamp};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// The most cents that a spreadsheet holds exactly: its numbers have fifteen digits.
const MOST_EXACT: u64 = 999_999_999_999_999;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// An amount.
    Money(Money),
    /// An instant; empty where it is not there.
    Moment(Option<Timestamp>),
    /// A number that is no amount; empty where there is none.
    Number(Option<Decimal>),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Words, so many characters wide.
    Text(u16),
    /// Amounts in dollars.
    Money,
    /// Instants.
    Moment,
    /// Numbers.
    Number,
}

/// One more sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<(&'static str, Holds)>,
    /// Its rows, a value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What it lists.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<(&'static str, Holds)>,
    /// Its rows, a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// The zone of its instants.
    pub zone: Tz,
    /// What the head sheet of a workbook says, line by line.
    pub head: Vec<(String, String)>,
    /// When it was read.
    pub at: Timestamp,
}

impl Listing {
    /// As CSV.
    ///
    /// # Errors
    /// [`CsvError`] when a row has another length than the headings.
    pub fn csv(&self) -> Result<String, CsvError> {
        let rows = self.rows.iter().map(|row| row.iter().map(|value| self.plain(value)).collect());
        raw_csv(std::iter::once(self.headings(&self.columns)).chain(rows))
    }

    /// As a workbook: a sheet that says what this is, and one with the rows.
    ///
    /// # Errors
    /// The words of the writer, when a sheet is too large for a workbook.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        self.xlsx_with(&[])
    }

    /// The same with more sheets after it.
    ///
    /// # Errors
    /// The words of the writer, when a sheet is too large for a workbook or has the name of another.
    pub fn xlsx_with(&self, more: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_title(self.title).set_creation_datetime(&wall_clock(self.at, Tz::UTC)?));
        let bold = Format::new().set_bold();
        let about = book.add_worksheet().set_name("About")?;
        about.set_column_width(0, 28)?.set_column_width(1, 80)?;
        for (row, (label, value)) in (0_u32..).zip(&self.head) {
            about.write_string_with_format(row, 0, label, &bold)?;
            words(about, (row, 1), value)?;
        }
        self.write(book.add_worksheet().set_name(self.title)?, &self.columns, &self.rows)?;
        for sheet in more {
            self.write(book.add_worksheet().set_name(sheet.title)?, &sheet.columns, &sheet.rows)?;
        }
        book.save_to_buffer()
    }

    fn write(&self, sheet: &mut Worksheet, columns: &[(&'static str, Holds)], rows: &[Vec<Value>]) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        for ((column, heading), (_, holds)) in (0_u16..).zip(self.headings(columns)).zip(columns) {
            sheet.set_column_width(column, if let Holds::Text(wide) = holds { *wide } else { 22 })?;
            sheet.write_string_with_format(0, column, heading, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let formats = Formats::default();
        for (row, values) in (1_u32..).zip(rows) {
            for (column, value) in (0_u16..).zip(values) {
                put(sheet, (row, column), value, (self.zone, &formats))?;
            }
        }
        Ok(())
    }

    fn headings(&self, columns: &[(&'static str, Holds)]) -> Vec<String> {
        headings(columns, self.zone)
    }

    fn plain(&self, value: &Value) -> String {
        plain(value, self.zone)
    }
}

/// How amounts and instants are drawn in a workbook.
pub(super) struct Formats {
    amount: Format,
    moment: Format,
}

impl Default for Formats {
    fn default() -> Self {
        let drawn = |pattern: &str| Format::new().set_num_format(pattern);
        Self { amount: drawn("$#,##0.00"), moment: drawn("yyyy-mm-dd hh:mm:ss") }
    }
}

/// Puts a value into its cell.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    (zone, formats): (Tz, &Formats),
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => words(sheet, (row, column), text)?,
        Value::Money(money) if money.cents().unsigned_abs() > MOST_EXACT => words(sheet, (row, column), &money.plain())?,
        Value::Money(money) => drop(sheet.write_with_format(row, column, Decimal::new(money.cents(), 2), &formats.amount)?),
        Value::Moment(Some(at)) => drop(sheet.write_with_format(row, column, &wall_clock(*at, zone)?, &formats.moment)?),
        Value::Number(Some(number)) => drop(sheet.write(row, column, *number)?),
        Value::Moment(None) | Value::Number(None) => {}
    }
    Ok(())
}

/// The headings, with the unit of what they hold.
pub(super) fn headings(columns: &[(&'static str, Holds)], zone: Tz) -> Vec<String> {
    let heading = |(label, holds): &(&str, Holds)| match holds {
        Holds::Text(_) | Holds::Number => (*label).to_owned(),
        Holds::Money => format!("{label} (USD)"),
        Holds::Moment => format!("{label} ({zone})"),
    };
    columns.iter().map(heading).collect()
}

/// A value as CSV has it.
pub(super) fn plain(value: &Value, zone: Tz) -> String {
    match value {
        Value::Text(text) => safe_cell(text),
        Value::Money(money) => money.plain(),
        Value::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Value::Moment(at) => at.map(|at| local(at, zone, "%Y-%m-%d %H:%M:%S")).unwrap_or_default(),
    }
}

fn local(at: Timestamp, zone: Tz, pattern: &str) -> String {
    at.utc().with_timezone(&zone).format(pattern).to_string()
}

pub(super) fn wall_clock(at: Timestamp, zone: Tz) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&local(at, zone, "%Y-%m-%dT%H:%M:%S"))
}

/// Words as words: what begins like a formula keeps its mark as text when somebody edits the cell.
pub(super) fn words(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) -> Result<(), XlsxError> {
    if safe_cell(text) == text {
        sheet.write_string(row, column, text)?;
    } else {
        sheet.write_string_with_format(row, column, text, &Format::new().set_quote_prefix())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn listing() -> Listing {
        let at = Timestamp::parse("2027-07-01T03:30:00Z").expect("an instant");
        let row = |title: &str, cents| vec![Value::Text(title.into()), Value::Money(Money::from_cents(cents)), Value::Moment(Some(at))];
        Listing {
            title: "Applications",
            columns: vec![("Plan", Holds::Text(40)), ("Asked for", Holds::Money), ("Received", Holds::Moment)],
            rows: vec![
                row("=cmd|' /C calc'!A0", 800_010),
                row("Café <b>", -5),
                vec![Value::Text("x".into()), Value::Money(Money::from_cents(i64::MAX)), Value::Moment(None)],
            ],
            zone: chrono_tz::America::New_York,
            head: vec![("By".into(), "@Olive".into())],
            at,
        }
    }

    fn part(book: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip file");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn csv_has_plain_numbers_local_times_and_no_formula() {
        let text = listing().csv().expect("written");
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "Plan,Asked for (USD),Received (America/New_York)");
        assert_eq!(lines[1], "'=cmd|' /C calc'!A0,8000.10,2027-06-30 23:30:00");
        assert_eq!(lines[2], "Café <b>,-0.05,2027-06-30 23:30:00", "a negative number is a number");
        assert_eq!(lines[3], "x,92233720368547758.07,");
    }

    #[test]
    fn a_workbook_has_numbers_dates_and_words() {
        let book = listing().xlsx().expect("written");
        let (sheet, strings) = (part(&book, "xl/worksheets/sheet2.xml"), part(&book, "xl/sharedStrings.xml"));
        assert!(sheet.contains("<v>8000.1</v>") && sheet.contains("<v>-0.05</v>"), "{sheet}");
        // June 30, 2027 is day 46568; 23:30 is 0.979166… of it.
        assert!(sheet.contains("<v>46568.97916666"), "{sheet}");
        assert!(!sheet.contains("<f>"), "no formula: {sheet}");
        assert!(strings.contains("=cmd|") && strings.contains("Café &lt;b&gt;") && strings.contains("92233720368547758.07"), "{strings}");
        assert!(part(&book, "xl/styles.xml").contains("quotePrefix=\"1\""));
        assert!(part(&book, "docProps/core.xml").contains("2027-07-01T03:30:00Z"), "the time of the file is the time of the clock");
        assert_eq!(book, listing().xlsx().expect("written"), "the same list gives the same bytes");
    }
}
