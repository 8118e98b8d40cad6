//! The status of a fund's budgetary resources: lines as dated data, each a sum of
//! balances.

use super::account::Dims;
use super::position::AsOf;
use super::read::trial_balance;
use super::rulebook::Rulebook;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../config/ledger/status-lines-2025.toml");

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

/// The status of a fund, counting what is effective on or before a day, or all.
///
/// # Errors
/// The database's refusal, or a mistake in the file.
pub fn fund_status(conn: &mut Conn, fund: &str, day: Option<NaiveDate>) -> Result<FundStatus, Error> {
    static LINES: LazyLock<Result<Lines, String>> = LazyLock::new(|| toml::from_str(FILE).map_err(|e| e.to_string()));
    let file = LINES.as_ref().map_err(|e| Error::Broken(format!("config/ledger/status-lines-2025.toml: {e}")))?;
    let chart = &Rulebook::current()?.chart;
    let of = Dims { fund: Some(fund.to_owned()), ..Dims::default() };
    let trial = trial_balance(conn, &of, day.map_or(AsOf::Now, AsOf::Day))?;
    let stands = |code: &String| {
        let line = trial.iter().find(|line| line.code == *code);
        let debit = line.map_or(0, |line| line.debit.cents() - line.credit.cents());
        let on_debit = chart.account(code).is_none_or(|account| account.normal == super::account::Side::Dr);
        if on_debit { debit } else { -debit }
    };
    let line = |line: &Line| StatusLine {
        number: line.number.clone(),
        title: line.title.clone(),
        accounts: line.accounts.clone(),
        amount: Money::from_cents(line.accounts.iter().map(stands).sum()),
    };
    Ok(FundStatus { lines: file.line.iter().map(line).collect(), source: file.source_note.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_name_accounts_of_the_chart() {
        let file: Lines = toml::from_str(FILE).expect("the file is read");
        let chart = &Rulebook::embedded().expect("the chart").chart;
        for line in &file.line {
            for code in &line.accounts {
                assert!(chart.account(code).is_some(), "line {}: {code}", line.number);
            }
        }
    }
}
