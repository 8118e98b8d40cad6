//! A table that people fill in elsewhere and send back: the same columns and rows as CSV and as a workbook, which has a
//! second sheet that says how. No text of it is a formula, and each can be read back as it was.

use super::csv::{CsvError, guarded, raw_csv, safe_cell};
use super::listing::wall_clock;
use crate::kernel::Timestamp;
use chrono_tz::Tz;
use rust_xlsxwriter::{DataValidation, DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The name of the second sheet.
const GUIDE: &str = "How to fill it in";

/// What people write into a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it is only read.
    Nothing,
    /// Words.
    Words,
    /// One of these.
    OneOf(Vec<String>),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// Its heading.
    pub heading: String,
    /// How wide it is, in characters.
    pub wide: u16,
    /// What people write into it.
    pub takes: Takes,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillIn {
    /// What it is.
    pub title: String,
    /// The name of its sheet in a workbook.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Blank>,
    /// Its rows, a text for each column.
    pub rows: Vec<Vec<String>>,
    /// How it is filled in: labels with words, a line each.
    pub guide: Vec<(String, String)>,
    /// When it was made.
    pub at: Timestamp,
}

impl FillIn {
    /// As CSV.
    ///
    /// # Errors
    /// [`CsvError`] when a row has another length than the headings.
    pub fn csv(&self) -> Result<String, CsvError> {
        let headings: Vec<String> = self.columns.iter().map(|column| guarded(&column.heading)).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(|text| guarded(text)).collect());
        raw_csv(std::iter::once(headings).chain(rows))
    }

    /// As a workbook.
    ///
    /// # Errors
    /// The words of the writer, when a text is too long for a cell.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&wall_clock(self.at, Tz::UTC)?));
        self.write(book.add_worksheet().set_name(self.name)?)?;
        let guide = book.add_worksheet().set_name(GUIDE)?;
        guide.set_column_width(0, 34)?.set_column_width(1, 100)?;
        let (label, words) = (at_the_top().set_bold(), at_the_top());
        for (row, (left, right)) in (0_u32..).zip(&self.guide) {
            put(guide, (row, 0), left, &label)?;
            put(guide, (row, 1), right, &words)?;
        }
        book.save_to_buffer()
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (heading, written, read) = (at_the_top().set_bold(), at_the_top(), at_the_top().set_italic());
        let last = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        for (column, blank) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, blank.wide)?;
            put(sheet, (0, column), &blank.heading, &heading)?;
            if let (Takes::OneOf(offered), 1..) = (&blank.takes, last) {
                let only = DataValidation::new().allow_list_strings(offered)?;
                let only = only.set_error_message(format!("Choose one of these, or leave it empty: {}", offered.join(", ")))?;
                sheet.add_data_validation(1, column, last, column, &only)?;
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        for (row, texts) in (1_u32..).zip(&self.rows) {
            for ((column, blank), text) in (0_u16..).zip(&self.columns).zip(texts) {
                match (&blank.takes, text.parse::<i32>()) {
                    (Takes::OneOf(_), Ok(number)) => drop(sheet.write_number_with_format(row, column, number, &written)?),
                    (Takes::Nothing, _) => put(sheet, (row, column), text, &read)?,
                    _ => put(sheet, (row, column), text, &written)?,
                }
            }
        }
        Ok(())
    }
}

fn at_the_top() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// Words as words: what begins like a formula keeps its mark as text when somebody edits the cell.
fn put(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    if safe_cell(text) == text {
        sheet.write_string_with_format(row, column, text, format)?;
    } else {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn table() -> FillIn {
        let column = |heading: &str, takes| Blank { heading: heading.into(), wide: 20, takes };
        let points = Takes::OneOf(vec!["1".into(), "2".into()]);
        FillIn {
            title: "Scores".into(),
            name: "Scores",
            columns: vec![column("Plan", Takes::Nothing), column("=Score", points), column("Why?", Takes::Words)],
            rows: vec![vec!["Café <b>".into(), "2".into(), "=1+1\n'=2".into()], vec!["'=x".into(), String::new(), "a;b".into()]],
            guide: vec![("@Score".into(), "1 is little.".into())],
            at: Timestamp::parse("2027-07-01T03:30:00Z").expect("an instant"),
        }
    }

    fn part(book: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip file");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn csv_has_no_formula() {
        let text = table().csv().expect("written");
        let wanted = "\u{feff}Plan,'=Score,Why?\nCafé <b>,2,\"'=1+1\n'=2\"\n\"''=x\",\"\",\"a;b\"\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_workbook_has_numbers_offers_what_fits_and_says_how() {
        let book = table().xlsx().expect("written");
        let (sheet, strings) = (part(&book, "xl/worksheets/sheet1.xml"), part(&book, "xl/sharedStrings.xml"));
        assert!(sheet.contains("<v>2</v>") && sheet.contains("<dataValidation ") && sheet.contains("1,2"), "{sheet}");
        assert!(!sheet.contains("<f>") && part(&book, "xl/styles.xml").contains("quotePrefix=\"1\""), "no formula: {sheet}");
        assert!(strings.contains("Café &lt;b&gt;") && strings.contains("1 is little."), "{strings}");
        assert_eq!(book, table().xlsx().expect("written"), "the same table gives the same bytes");
        let none = FillIn { rows: vec![], ..table() };
        assert!(none.xlsx().is_ok(), "a table without rows");
    }
}
