//! CSV that no spreadsheet mistakes for formulas: a cell that begins like one
//! gets an apostrophe in front, and a cell with what some spreadsheets take for the end of a cell is quoted.

use csv::QuoteStyle;

/// The rows could not be written.
#[derive(Debug, thiserror::Error)]
#[error("The table could not be written as CSV: {0}")]
pub struct CsvError(String);

/// A text that a spreadsheet takes as text.
#[must_use]
pub fn safe_cell(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// As [`safe_cell`], and so that [`unguarded`] gives the same text back, whatever it is.
#[must_use]
pub fn guarded(text: &str) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] made safe.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(text)
}

/// Whether a spreadsheet may take it for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// UTF-8 with a byte order mark, which spreadsheets need to read accents.
///
/// # Errors
/// [`CsvError`] when a row has another length than the headings.
pub fn csv_text(headings: &[&str], rows: &[Vec<String>]) -> Result<String, CsvError> {
    let heading = headings.iter().map(|cell| (*cell).to_owned()).collect();
    raw_csv(std::iter::once(heading).chain(rows.iter().map(|row| row.iter().map(|cell| safe_cell(cell)).collect())))
}

/// The same with cells that are safe already, the headings first.
///
/// # Errors
/// [`CsvError`] when a row has another length than the headings.
pub fn raw_csv(rows: impl Iterator<Item = Vec<String>>) -> Result<String, CsvError> {
    let mut text = String::from("\u{feff}");
    let mut columns = None;
    for row in rows {
        let wanted = *columns.get_or_insert(row.len());
        if row.len() != wanted {
            return Err(CsvError(format!("a row has {} cells instead of {wanted}", row.len())));
        }
        text.push_str(&line(&row)?);
    }
    Ok(text)
}

/// One row. Excel in some countries ends a cell at a semicolon, and a pasted table at a tab: quoted, neither does.
pub(super) fn line(row: &[String]) -> Result<String, CsvError> {
    let broken = |e: &dyn std::fmt::Display| CsvError(e.to_string());
    let style = if row.iter().any(|cell| cell.contains([';', '\t'])) { QuoteStyle::Always } else { QuoteStyle::Necessary };
    let mut writer = csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
    writer.write_record(row).map_err(|e| broken(&e))?;
    let bytes = writer.into_inner().map_err(|e| broken(&e))?;
    String::from_utf8(bytes).map_err(|e| broken(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_safe_can_be_read_back() {
        for (text, written) in
            [("=1+1", "'=1+1"), ("'=1+1", "''=1+1"), ("''@x", "'''@x"), ("'s quotes", "'s quotes"), ("'", "'"), ("", ""), ("4", "4")]
        {
            assert_eq!((guarded(text).as_str(), unguarded(written)), (written, text));
            assert_eq!(safe_cell(written), written, "it is no formula");
        }
    }

    #[test]
    fn formulas_become_text() {
        let text = csv_text(&["city", "title"], &[vec!["Madison, WI".into(), "=HYPERLINK(\"x\")".into()]]).expect("written");
        assert_eq!(text, "\u{feff}city,title\n\"Madison, WI\",\"'=HYPERLINK(\"\"x\"\")\"\n");
        for formula in ["=1", "+1", "-1", "@x", "\tx"] {
            assert!(safe_cell(formula).starts_with('\''));
        }
        assert_eq!(safe_cell("5,000.00"), "5,000.00");
        let text = csv_text(&["city", "title"], &[vec!["Elmira".into(), "Ports;=1+1".into()]]).expect("written");
        assert_eq!(text, "\u{feff}city,title\n\"Elmira\",\"Ports;=1+1\"\n", "a semicolon ends no cell");
        assert!(csv_text(&["city"], &[vec![]]).is_err(), "a row of another length");
    }
}
