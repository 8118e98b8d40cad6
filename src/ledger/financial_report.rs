//! Line 10 of an award's federal financial report, from the journal alone: lines as dated
//! data, each a sum of balances or what other lines come to.

use super::account::Dims;
use super::chart::Chart;
use super::position::AsOf;
use super::read::{TrialLine, stands, trial_balance};
use super::rulebook::Rulebook;
use crate::db::{Conn, Error};
use crate::kernel::{Dated, Family, Money};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 2] = [
    ("financial-report-lines-2025.toml", include_str!("../../config/ledger/financial-report-lines-2025.toml")),
    ("financial-report-lines-2027.toml", include_str!("../../config/ledger/financial-report-lines-2027.toml")),
];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("ledger", &FILES, |files| Dated::read(files, parse).map(drop));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    source_note: String,
    line: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: String,
    title: String,
    #[serde(default)]
    accounts: Vec<String>,
    #[serde(default, rename = "is")]
    formula: Option<String>,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// Its number, such as `10a`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What it is made of, in words: accounts, other lines, or nothing.
    pub made_of: String,
    /// How much.
    pub amount: Money,
}

/// The report of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinancialReport {
    /// Its lines, in the order of the form.
    pub lines: Vec<ReportLine>,
    /// The accounts they are made of.
    pub accounts: Vec<TrialLine>,
    /// Where the lines come from.
    pub source: String,
}

/// Reads one version; its lines add up accounts that there are, and lines before them.
fn parse(text: &str) -> Result<Lines, String> {
    let read: Lines = toml::from_str(text).map_err(|e| e.to_string())?;
    let chart = &Rulebook::widest().map_err(|e| e.to_string())?.chart;
    for line in &read.line {
        if let Some(code) = line.accounts.iter().find(|code| chart.account(code).is_none()) {
            return Err(format!("line {}: no chart of accounts has {code}", line.number));
        }
    }
    amounts(&read.line, chart, &[])?;
    Ok(read)
}

/// Every version of the lines.
fn versions() -> Result<&'static Dated<Lines>, Error> {
    static ALL: LazyLock<Result<Dated<Lines>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    ALL.as_ref().map_err(|e| Error::Broken(format!("config/ledger/{e}")))
}

/// The report of an award by the end of a day, counting the journals that are effective until then; its
/// lines are those that are valid on that day.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn financial_report(conn: &mut Conn, award: &str, until: NaiveDate) -> Result<FinancialReport, Error> {
    let none = || Error::Broken(format!("config/ledger has no lines of the financial report that are valid on {until}"));
    let file = versions()?.on(until).ok_or_else(none)?;
    let of = Dims { award: Some(award.to_owned()), ..Dims::default() };
    let accounts = trial_balance(conn, &of, AsOf::Day(until))?;
    let lines = amounts(&file.line, &Rulebook::current()?.chart, &accounts).map_err(Error::Broken)?;
    Ok(FinancialReport { lines, accounts, source: file.source_note.clone() })
}

/// What each line comes to.
fn amounts(lines: &[Line], chart: &Chart, trial: &[TrialLine]) -> Result<Vec<ReportLine>, String> {
    let mut by_number: BTreeMap<&str, i64> = BTreeMap::new();
    let mut found = Vec::new();
    for line in lines {
        let cents = match &line.formula {
            Some(formula) => value(formula, &by_number).map_err(|e| format!("line {}: {e}", line.number))?,
            None => line.accounts.iter().map(|code| stands(code, chart, trial)).fold(0, i64::saturating_add),
        };
        by_number.insert(&line.number, cents);
        found.push(ReportLine {
            number: line.number.clone(),
            title: line.title.clone(),
            made_of: line.formula.clone().unwrap_or_else(|| line.accounts.join(" + ")),
            amount: Money::from_cents(cents),
        });
    }
    Ok(found)
}

/// `10d - 10g`, of lines that come before.
fn value(formula: &str, lines: &BTreeMap<&str, i64>) -> Result<i64, String> {
    let (mut sum, mut takes) = (0_i64, false);
    for word in formula.split_whitespace() {
        match word {
            "+" => takes = false,
            "-" => takes = true,
            number => {
                let cents = *lines.get(number).ok_or_else(|| format!("no line {number} comes before it"))?;
                sum = if takes { sum.saturating_sub(cents) } else { sum.saturating_add(cents) };
            }
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_name_accounts_of_the_chart_and_lines_before_them() {
        let chart = &Rulebook::widest().expect("the chart").chart;
        for version in versions().expect("the files are read").all() {
            let lines = &version.line;
            let named: Vec<&String> = lines.iter().flat_map(|line| &line.accounts).collect();
            assert!(named.iter().all(|code| chart.account(code).is_some()), "{named:?}");
            assert_eq!(amounts(lines, chart, &[]).map(|lines| lines.len()), Ok(15));
        }
    }

    #[test]
    fn a_formula_takes_lines_that_come_before() {
        let lines = BTreeMap::from([("10a", 500), ("10b", 120)]);
        assert_eq!((value("10a - 10b", &lines), value("10a + 10b", &lines)), (Ok(380), Ok(620)));
        assert!(value("10a - 10c", &lines).is_err());
    }
}
