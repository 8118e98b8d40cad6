//! A run that does not go to the bank as credits: a list for the fund's payables system, or for
//! whoever prints cheques, as CSV whose columns are dated data (`config/policies/payables-columns-1.toml`).
//! Approved, released and posted like any run; the numbers on it are what the bank statement names. Pure.

use super::run::Method;
use crate::kernel::{Dated, Family, Money, fill_names, unknown_name};
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("payables-columns-1.toml", include_str!("../../config/policies/payables-columns-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, read).map(drop));

/// What a column may name.
const NAMES: [&str; 9] = ["number", "run", "reference", "city", "holder", "account_masked", "amount", "day", "remittance"];

/// The largest number of a cheque.
pub(super) const LARGEST_CHEQUE: u32 = 999_999_999;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    payables: Layout,
    cheque: Layout,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    columns: Vec<Column>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    column: String,
    value: String,
}

/// Reads one version, whose columns ask for nothing but what is known of a payment.
fn read(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    for (way, layout) in [("payables", &file.payables), ("cheque", &file.cheque)] {
        if layout.columns.is_empty() {
            return Err(format!("{way} has no columns"));
        }
        for column in &layout.columns {
            if let Some(odd) = unknown_name(&column.value, &NAMES) {
                let known = NAMES.map(|name| format!("{{{name}}}")).join(", ");
                return Err(format!(
                    "{way}: the column “{}” names “{odd}”, which is not known of a payment; known are {known}",
                    column.column
                ));
            }
        }
    }
    Ok(file)
}

/// Why no list can be written.
#[derive(Debug, thiserror::Error)]
pub enum WayError {
    /// The columns cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// No columns are valid on the day.
    #[error("No columns for this way to pay are valid on {0}. An administrator must add them.")]
    NoneValid(NaiveDate),
    /// A column asks for what is not known of a payment.
    #[error("The column “{0}” asks for something that is not known of a payment.")]
    Unknown(String),
    /// It cannot be written.
    #[error("The list could not be written: {0}")]
    Csv(#[from] csv::Error),
}

/// What is known of one payment.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// The voucher, or the number of the cheque.
    pub(super) number: &'a str,
    /// The number of the run.
    pub(super) run: i32,
    /// The award.
    pub(super) reference: &'a str,
    /// The city.
    pub(super) city: &'a str,
    /// In whose name the account is; the city's for a cheque.
    pub(super) holder: &'a str,
    /// The end of the account number, behind dots; empty for a cheque.
    pub(super) account_masked: &'a str,
    /// How much.
    pub(super) amount: Money,
    /// The day of release.
    pub(super) day: NaiveDate,
    /// What an addenda record would say.
    pub(super) remittance: &'a str,
}

impl Row<'_> {
    fn value(&self, name: &str) -> Option<String> {
        Some(match name {
            "number" => self.number.to_owned(),
            "run" => self.run.to_string(),
            "reference" => self.reference.to_owned(),
            "city" => self.city.to_owned(),
            "holder" => self.holder.to_owned(),
            "account_masked" => self.account_masked.to_owned(),
            "amount" => self.amount.plain(),
            "day" => self.day.to_string(),
            "remittance" => self.remittance.to_owned(),
            _ => return None,
        })
    }

    /// A text with the values in it.
    fn filled(&self, template: &str) -> Option<String> {
        fill_names(template, |name| self.value(name))
    }
}

/// The number of a payment on a run's list.
pub(super) fn voucher(run: i32, n: usize) -> String {
    format!("V-{run}-{n}")
}

/// The number of a cheque as it stands on a payment.
pub(super) fn cheque(number: u32) -> String {
    format!("C-{number}")
}

/// The list of a run.
///
/// # Errors
/// [`WayError`].
pub(super) fn write(method: Method, day: NaiveDate, rows: &[Row<'_>]) -> Result<Vec<u8>, WayError> {
    static ALL: LazyLock<Result<Dated<File>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), read));
    let all = ALL.as_ref().map_err(|problem| WayError::Unreadable(format!("config/policies/{problem}")))?;
    let file = all.on(day).ok_or(WayError::NoneValid(day))?;
    let columns = if method == Method::Cheque { &file.cheque.columns } else { &file.payables.columns };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.column.as_str()))?;
    for row in rows {
        let cells = columns.iter().map(|column| row.filled(&column.value).ok_or_else(|| WayError::Unknown(column.column.clone())));
        let cells: Vec<String> = cells.collect::<Result<_, _>>()?;
        writer.write_record(cells.iter().map(|cell| safe(cell)))?;
    }
    writer.into_inner().map_err(|e| WayError::Unreadable(e.to_string()))
}

/// A text that no spreadsheet takes for a formula.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(city: &'a str, holder: &'a str) -> Row<'a> {
        Row {
            number: "V-3-1",
            run: 3,
            reference: "UDF-2027-0001",
            city,
            holder,
            account_masked: "•••• 6789",
            amount: Money::from_cents(950_050),
            day: NaiveDate::from_ymd_opt(2027, 6, 1).expect("a day"),
            remittance: "RMR",
        }
    }

    fn written(method: Method, row: Row<'_>) -> String {
        String::from_utf8(write(method, row.day, &[row]).expect("written")).expect("text")
    }

    #[test]
    fn a_list_has_the_columns_of_the_file() {
        let payables = written(Method::Payables, row("Madison, WI", "City of Madison"));
        let expected = "Voucher,Vendor,Site,Account,Invoice,Invoice date,Amount,Description\n\
            V-3-1,City of Madison,\"Madison, WI\",•••• 6789,UDF-2027-0001,2027-06-01,9500.50,\"Grant UDF-2027-0001, payment run 3\"\n";
        assert_eq!(payables, expected);
        let cheques = written(Method::Cheque, Row { number: "C-1005", ..row("Madison, WI", "City of Madison") });
        assert_eq!(cheques.lines().nth(1), Some("C-1005,\"Madison, WI\",9500.50,2027-06-01,Grant UDF-2027-0001"));
    }

    #[test]
    fn what_a_city_is_called_is_text() {
        let odd = written(Method::Payables, row("{amount}", "=1+1"));
        assert!(odd.contains("{amount}") && odd.contains("'=1+1"), "{odd}");
    }

    #[test]
    fn a_column_of_an_unknown_name_is_refused() {
        let row = row("M", "H");
        assert_eq!(row.filled("Grant {reference}"), Some("Grant UDF-2027-0001".into()));
        assert_eq!((row.filled("{secret}"), row.filled("{run")), (None, None));
        assert!(NAMES.iter().all(|name| row.value(name).is_some()));
    }

    #[test]
    fn columns_are_looked_at_when_they_are_read() {
        let text = FILES[0].1;
        assert!(read(text).is_ok());
        for (from, to, words) in [
            ("\"{holder}\"", "\"{vendor}\"", "payables: the column “Vendor” names “vendor”"),
            ("\"{account_masked}\"", "\"{account_masked\"", "the column “Account”"),
            ("Memo\", value = \"Grant {reference}\"", "Memo\", value = \"{award}\"", "cheque: the column “Memo” names “award”"),
            ("[cheque]", "[check]", "check"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            let told = read(&changed).expect_err(from);
            assert!(told.contains(words), "{from}: {told}");
        }
    }
}
