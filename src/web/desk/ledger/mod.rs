//! The books: journals page by page, one journal with its cause and its reversal, one
//! account, the financial report of an award, where the money of each fund stands, what is noted outside, and the
//! journal for another ledger.

mod account;
mod award;
mod checkpoint;
mod entries;
mod journal;
mod journal_file;
mod journals;
mod rules;
mod status;

pub(super) use journals::journal_table;

use crate::kernel::Money;
use crate::ledger::{Dims, TrialLine};
use crate::people::FundRole;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{Access, Route};

pub(super) const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::Auditor,
]);

pub(super) fn routes() -> Vec<Route> {
    [
        journals::routes(),
        journal::routes(),
        journal_file::routes(),
        account::routes(),
        award::routes(),
        status::routes(),
        rules::routes(),
        checkpoint::routes(),
        entries::routes(),
    ]
    .concat()
}

/// The address of the statement of an account with these values.
fn statement_href(code: &str, of: &Dims, after: Option<i64>) -> String {
    let after = after.map(|seq| seq.to_string());
    let pairs = [("after", &after), ("fund", &of.fund), ("program", &of.program), ("award", &of.award), ("category", &of.category)];
    let pairs: Vec<_> = pairs.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))).collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/desk/ledger/accounts/{code}{}{query}", if query.is_empty() { "" } else { "?" })
}

/// A trial balance; each account leads to its statement with the same values.
fn trial_table(id: &str, caption: &str, of: &Dims, trial: &[TrialLine]) -> Table {
    let columns =
        vec![Column::text("Account"), Column::text("Title"), Column::text("Track"), Column::number("Debit"), Column::number("Credit")];
    Table::new(id, caption, columns).empty("Nothing is booked here.").rows(trial.iter().map(|line| {
        vec![
            Cell::link(&line.code, statement_href(&line.code, of, None)).heading(),
            Cell::text(&line.title),
            Cell::text(line.track.to_string()),
            amount(line.debit),
            amount(line.credit),
        ]
    }))
}

/// An amount; nothing where it is nought.
fn amount(money: Money) -> Cell {
    Cell::number(if money.is_zero() { String::new() } else { money.to_string() })
}
