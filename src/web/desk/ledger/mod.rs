//! The books: journals page by page, one journal with its cause and its reversal, one
//! account, where the money of each fund stands, and what is noted outside.

mod account;
mod checkpoint;
mod journal;
mod journals;
mod status;

pub(super) use journals::journal_table;

use crate::kernel::Money;
use crate::people::FundRole;
use crate::web::fields::Cell;
use crate::web::{Access, Route};

pub(super) const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::Auditor,
]);

pub(super) fn routes() -> Vec<Route> {
    [journals::routes(), journal::routes(), account::routes(), status::routes(), checkpoint::routes()].concat()
}

/// An amount; nothing where it is nought.
fn amount(money: Money) -> Cell {
    Cell::number(if money.is_zero() { String::new() } else { money.to_string() })
}
