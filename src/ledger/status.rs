//! The status of a fund's budgetary resources: lines as dated data, each a sum of
//! balances.

use super::account::Dims;
use super::position::AsOf;
use super::read::{stands, trial_balance};
use super::rulebook::Rulebook;
use crate::db::{Conn, Error};
use crate::kernel::{Dated, Family, Money};
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 2] = [
    ("status-lines-2025.toml", include_str!("../../config/ledger/status-lines-2025.toml")),
    ("status-lines-2027.toml", include_str!("../../config/ledger/status-lines-2027.toml")),
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
    accounts: Vec<String>,
    #[serde(default)]
    less: Vec<String>,
}

/// One line of the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// Its number, such as `1910`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The accounts it adds up.
    pub accounts: Vec<String>,
    /// The accounts it takes away.
    pub less: Vec<String>,
    /// Their sum, each positive on its normal side.
    pub amount: Money,
}

/// The status of a fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundStatus {
    /// Its lines, in the order of the file.
    pub lines: Vec<StatusLine>,
    /// Where the lines come from.
    pub source: String,
}

/// Reads one version; its lines add up accounts that there are.
fn parse(text: &str) -> Result<Lines, String> {
    let read: Lines = toml::from_str(text).map_err(|e| e.to_string())?;
    let chart = &Rulebook::widest().map_err(|e| e.to_string())?.chart;
    for line in &read.line {
        if let Some(code) = line.accounts.iter().chain(&line.less).find(|code| chart.account(code).is_none()) {
            return Err(format!("line {}: no chart of accounts has {code}", line.number));
        }
    }
    Ok(read)
}

/// Every version of the lines.
fn versions() -> Result<&'static Dated<Lines>, Error> {
    static ALL: LazyLock<Result<Dated<Lines>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    ALL.as_ref().map_err(|e| Error::Broken(format!("config/ledger/{e}")))
}

/// The lines that are valid on a day.
fn valid_on(day: NaiveDate) -> Result<&'static Lines, Error> {
    versions()?.on(day).ok_or_else(|| Error::Broken(format!("config/ledger has no status lines that are valid on {day}")))
}

/// The status of a fund now, by the lines that are valid today.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn fund_status(conn: &mut Conn, fund: &str, today: NaiveDate) -> Result<FundStatus, Error> {
    let file = valid_on(today)?;
    let chart = &Rulebook::current()?.chart;
    let of = Dims { fund: Some(fund.to_owned()), ..Dims::default() };
    let trial = trial_balance(conn, &of, AsOf::Now)?;
    let sum = |codes: &[String]| codes.iter().map(|code| stands(code, chart, &trial)).fold(0, i64::saturating_add);
    let line = |line: &Line| StatusLine {
        number: line.number.clone(),
        title: line.title.clone(),
        accounts: line.accounts.clone(),
        less: line.less.clone(),
        amount: Money::from_cents(sum(&line.accounts).saturating_sub(sum(&line.less))),
    };
    Ok(FundStatus { lines: file.line.iter().map(line).collect(), source: file.source_note.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_name_accounts_of_the_chart() {
        let chart = &Rulebook::widest().expect("the chart").chart;
        for version in versions().expect("the files are read").all() {
            for line in &version.line {
                for code in line.accounts.iter().chain(&line.less) {
                    assert!(chart.account(code).is_some(), "line {}: {code}", line.number);
                }
            }
        }
    }

    #[test]
    fn an_account_that_there_is_not_is_refused() {
        let changed = FILES[1].1.replacen("accounts = [\"", "accounts = [\"999999\", \"", 1);
        assert!(parse(&changed).err().is_some_and(|told| told.contains("no chart of accounts has 999999")), "{changed}");
    }

    #[test]
    fn no_lines_are_made_up_for_days_before_the_first_file() {
        let day = |text: &str| text.parse().expect("a day");
        assert!(valid_on(day("2026-11-26")).is_ok());
        assert!(valid_on(day("2024-09-30")).is_err_and(|e| e.detail().contains("2024-09-30")));
    }
}
