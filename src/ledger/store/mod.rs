//! Rows and queries of the ledger; the only place of this module that names diesel.

mod accounts;
mod books;
mod checkpoints;
mod holds;
mod journals;
mod periods;
mod positions;
mod reads;
mod replay;
mod years;

pub(super) use accounts::{change_balances, fund_and_program, list_balances, list_of_fund, open_all, opened};
pub(super) use books::{Head, change_head, head, insert_rulebook, installed_sha256, lock_head, move_head};
pub(super) use checkpoints::{insert_checkpoint, latest_checkpoint, list_checkpoints, list_leaves};
pub(super) use holds::{insert_hold, insert_resolution, list_due, list_named, list_open_for_award, list_open_of};
pub(super) use journals::{
    JournalRow, find_attempt, find_by_key, insert_attempt, insert_journals, insert_postings, is_any_known, is_known, original, seal,
    seal_all,
};
pub(super) use periods::{balances_on, insert_period, insert_period_seal, insert_period_step, list_periods, period, state_on};
pub(super) use positions::list_standing;
pub(super) use reads::{
    Later, StatementRow, first_after_day, journal_seqs, journals_after_day, journals_by_seq, lines_of, list_journals_by_day, reversals_of,
    statement_lines, stood_after, sums_after_day,
};
pub(super) use replay::{
    AccountRow, Accounts, PostingRow, ResolutionRow, all_balances, list_accounts, list_holds, list_journals_after, list_postings,
    list_resolutions,
};

pub(super) use years::{insert_adopted, is_older, last_year_end, list_adopted};

use super::account::{AccountKey, Dims};
use crate::db::Error;
use crate::kernel::Money;
use std::str::FromStr;

/// Reads a stored word as a value.
fn word<T: FromStr>(what: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::unreadable(what, text))
}

fn money(cents: i64) -> Money {
    Money::from_cents(cents)
}

/// The columns of an account that make its key.
pub(super) type KeyRow = (String, Option<String>, Option<String>, Option<String>, Option<String>);

pub(super) fn key(row: KeyRow) -> AccountKey {
    let (code, fund, program, award, category) = row;
    AccountKey { code, dims: Dims { fund, program, award, category } }
}
