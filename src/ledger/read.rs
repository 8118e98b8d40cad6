//! Reads over the journal: balances as of either clock, the trial balance,
//! statements, and pages of journals.

use super::account::{AccountKey, Balance, Dims, Layer, Side, Track};
use super::chart::Chart;
use super::hold::Hold;
use super::position::AsOf;
use super::rulebook::Rulebook;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The most journals one read returns.
const PAGE: i64 = 500;
/// The most journals of later days that are read one by one.
const FEW: i64 = 200;
/// The most lines one piece of a statement reads; more than any journal has on one code.
const STATEMENT: usize = 500;

/// One line of a trial balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// The code with its detail.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its track.
    pub track: Track,
    /// The balance, if it is a debit.
    pub debit: Money,
    /// The balance, if it is a credit.
    pub credit: Money,
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The journal.
    pub seq: i64,
    /// Its event.
    pub event: String,
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// The account.
    pub account: AccountKey,
    /// The side.
    pub side: Side,
    /// The amount.
    pub amount: Money,
    /// The balance of the code after it, positive on its normal side.
    pub balance: Money,
}

/// One line of a journal, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// The account.
    pub account: AccountKey,
    /// Its title.
    pub title: String,
    /// Its layer.
    pub layer: Layer,
    /// Its side.
    pub side: Side,
    /// Whether it takes back a hold.
    pub releases: bool,
    /// The amount.
    pub amount: Money,
}

/// One journal, as pages show it.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    /// Its number.
    pub seq: i64,
    /// The event.
    pub event: String,
    /// Its variant; mostly empty.
    pub variant: String,
    /// What the event is called.
    pub title: String,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// Who did it.
    pub actor_name: String,
    /// The account of who approved.
    pub approver: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The document it rests on.
    pub evidence: Option<String>,
    /// The journal it reverses.
    pub reverses: Option<i64>,
    /// The journal that reverses it.
    pub reversed_by: Option<i64>,
    /// The hash of all it says.
    pub leaf_hash: String,
    /// The rule set it was made by.
    pub rule_set: String,
    /// Its lines.
    pub lines: Vec<JournalLine>,
}

/// Which journals a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Those that touch accounts with these values.
    pub of: Dims,
    /// Those of one event.
    pub event: Option<String>,
    /// Those that count for this day or a later one.
    pub from: Option<NaiveDate>,
    /// Those that count for this day or an earlier one.
    pub to: Option<NaiveDate>,
    /// Those that touch an account of one of these awards.
    pub awards: Option<Vec<String>>,
}

impl JournalFilter {
    /// The journals that touch accounts with these values.
    #[must_use]
    pub fn of(of: Dims) -> Self {
        Self { of, ..Self::default() }
    }
}

/// The balance of a code for these values, as of either clock. A code without
/// detail, such as `101000`, is the sum of its details. The account version is not filled.
///
/// # Errors
/// The database's refusal, or a code that the chart lacks.
pub fn balance(conn: &mut Conn, code: &str, of: &Dims, as_of: AsOf) -> Result<Balance, Error> {
    let chart = &Rulebook::current()?.chart;
    let mut sum = Balance::default();
    let mut known = false;
    for account in chart.of_number(code) {
        known = true;
        for balance in balances(conn, of, Some(&account.code), as_of)?.values() {
            sum.merge(balance).map_err(|_| too_large())?;
        }
    }
    sum.version = 0;
    if known { Ok(sum) } else { Err(Error::Missing) }
}

/// What stands on each code, however long the journal is: as of now it is read from the
/// balances; as of a journal, from the last posting of each account up to there; as of a
/// day, from the balances less what counts for a later day.
fn balances(conn: &mut Conn, of: &Dims, code: Option<&str>, as_of: AsOf) -> Result<BTreeMap<String, Balance>, Error> {
    match as_of {
        AsOf::Now => standing(conn, of, code),
        AsOf::Seq(seq) => stood(conn, of, code, seq),
        AsOf::Day(day) => {
            let mut found = standing(conn, of, code)?;
            let Some(later) = later_than(conn, day)? else { return Ok(found) };
            for layer in [Layer::Settled, Layer::Pending] {
                for (code, side, releases, cents) in store::sums_after_day(conn, of, code, (layer, &later))? {
                    let side = side.parse().map_err(|_| Error::unreadable("side", &side))?;
                    let sum = Money::from_cents(cents.unwrap_or(0));
                    found.entry(code).or_default().take(layer, side, releases, sum).map_err(|_| too_large())?;
                }
            }
            Ok(found)
        }
    }
}

/// The journals that count for a day after `day`; none, mostly. A few are read one by one; of
/// many, the lines of the accounts asked for are read from the first of them on.
fn later_than(conn: &mut Conn, day: NaiveDate) -> Result<Option<store::Later>, Error> {
    let few = store::journals_after_day(conn, day, FEW)?;
    if i64::try_from(few.len()).is_ok_and(|n| n < FEW) {
        return Ok(Some(few).filter(|few| !few.is_empty()).map(store::Later::Few));
    }
    Ok(store::first_after_day(conn, day)?.map(|first| store::Later::Many(first, day)))
}

fn standing(conn: &mut Conn, of: &Dims, code: Option<&str>) -> Result<BTreeMap<String, Balance>, Error> {
    let mut found: BTreeMap<String, Balance> = BTreeMap::new();
    for (code, _, balance) in store::list_standing(conn, of, code)? {
        found.entry(code).or_default().merge(&balance).map_err(|_| too_large())?;
    }
    Ok(found)
}

fn stood(conn: &mut Conn, of: &Dims, code: Option<&str>, seq: i64) -> Result<BTreeMap<String, Balance>, Error> {
    let mut found: BTreeMap<String, Balance> = BTreeMap::new();
    for layer in [Layer::Settled, Layer::Pending] {
        for (code, dr, cr) in store::stood_after(conn, of, code, (layer, seq))? {
            let (Some(dr), Some(cr)) = (dr, cr) else { continue };
            let left = Balance::of_layer(layer, Money::from_cents(dr), Money::from_cents(cr));
            found.entry(code).or_default().merge(&left).map_err(|_| too_large())?;
        }
    }
    Ok(found)
}

fn too_large() -> Error {
    Error::Broken("the balances do not fit".into())
}

/// Every code with its settled balance, in the order of the chart.
///
/// # Errors
/// The database's refusal.
pub fn trial_balance(conn: &mut Conn, of: &Dims, as_of: AsOf) -> Result<Vec<TrialLine>, Error> {
    let chart = &Rulebook::current()?.chart;
    let sums = balances(conn, of, None, as_of)?;
    let line = |account: &super::chart::ChartAccount| {
        let debit = sums.get(&account.code)?.settled(Side::Dr);
        let (debit, credit) =
            if debit < Money::ZERO { (Money::ZERO, Money::from_cents(debit.cents().saturating_neg())) } else { (debit, Money::ZERO) };
        Some(TrialLine { code: account.code.clone(), title: account.title.clone(), track: account.track, debit, credit })
    };
    Ok(chart.accounts.iter().filter_map(line).collect())
}

/// What stands on an account in a trial balance, in cents, positive on its normal side.
pub(super) fn stands(code: &str, chart: &Chart, trial: &[TrialLine]) -> i64 {
    let line = trial.iter().find(|line| line.code == code);
    let debit = line.map_or(0, |line| line.debit.cents().saturating_sub(line.credit.cents()));
    let on_debit = chart.account(code).is_none_or(|account| account.normal == Side::Dr);
    if on_debit { debit } else { debit.saturating_neg() }
}

/// A piece of the statement of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its lines, oldest first.
    pub lines: Vec<StatementLine>,
    /// Whether later journals have more.
    pub goes_on: bool,
}

/// The settled lines of one code after a journal, oldest first, about 500 and never a
/// part of a journal, each with the balance after it.
///
/// # Errors
/// The database's refusal; [`Error::Missing`] for a code that the chart lacks.
pub fn statement(conn: &mut Conn, code: &str, of: &Dims, after: i64) -> Result<Statement, Error> {
    let account = Rulebook::current()?.chart.account(code).ok_or(Error::Missing)?;
    let mut running = stood(conn, of, Some(code), after)?.remove(code).unwrap_or_default();
    let mut rows = statement_rows(conn, code, of, after)?;
    let goes_on = rows.len() == STATEMENT;
    if let Some(cut) = rows.last().map(|row| row.0.0).filter(|_| goes_on) {
        rows.retain(|row| row.0.0 < cut);
    }
    let mut lines = Vec::new();
    for ((seq, _, event, effective_on), key, (side, cents)) in rows {
        let side = side.parse().map_err(|_| Error::unreadable("side", &side))?;
        let amount = Money::from_cents(cents);
        running.add(Layer::Settled, side, false, amount).map_err(|_| too_large())?;
        lines.push(StatementLine {
            seq,
            event,
            effective_on,
            account: store::key(key),
            side,
            amount,
            balance: running.settled(account.normal),
        });
    }
    Ok(Statement { lines, goes_on })
}

/// The next lines of a statement, looked for in ever longer pieces of the journal: where
/// lines lie close the first piece has them all, and the rest is not read.
fn statement_rows(conn: &mut Conn, code: &str, of: &Dims, after: i64) -> Result<Vec<store::StatementRow>, Error> {
    let end = store::head(conn)?.seq;
    let mut rows = Vec::new();
    let (mut from, mut length) = (after, 500);
    while rows.len() < STATEMENT && from < end {
        let last = from.saturating_add(length);
        rows.extend(store::statement_lines(conn, code, of, (from, last), STATEMENT - rows.len())?);
        (from, length) = (last, length.saturating_mul(4));
    }
    Ok(rows)
}

/// The latest of these journals, newest first, at most `limit` (and 500), all with
/// numbers below `before` if it is given.
///
/// # Errors
/// The database's refusal.
pub fn list_journals(conn: &mut Conn, filter: &JournalFilter, before: Option<i64>, limit: i64) -> Result<Vec<JournalEntry>, Error> {
    let seqs = store::journal_seqs(conn, filter, before.unwrap_or(i64::MAX), limit.clamp(1, PAGE))?;
    let rows = store::journals_by_seq(conn, &seqs)?;
    entries(conn, rows)
}

/// One journal.
///
/// # Errors
/// [`Error::Missing`] when there is none with this number.
pub fn journal(conn: &mut Conn, seq: i64) -> Result<JournalEntry, Error> {
    let rows = store::journals_by_seq(conn, &[seq])?;
    entries(conn, rows)?.pop().ok_or(Error::Missing)
}

/// The journals after a day and a number (from the first on, if none is given), in the order of
/// the days for which they count and at most 500: for exports that must be in that order.
///
/// # Errors
/// The database's refusal.
pub fn list_by_day(conn: &mut Conn, after: Option<(NaiveDate, i64)>) -> Result<Vec<JournalEntry>, Error> {
    let rows = store::list_journals_by_day(conn, after, PAGE)?;
    entries(conn, rows)
}

/// Journals with their lines.
fn entries(conn: &mut Conn, rows: Vec<store::JournalRow>) -> Result<Vec<JournalEntry>, Error> {
    let book = Rulebook::current()?;
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let mut lines: BTreeMap<i64, Vec<JournalLine>> = BTreeMap::new();
    for (seq, key, (layer, side, releases, cents)) in store::lines_of(conn, &seqs)? {
        let account = store::key(key);
        let title = book.chart.account(&account.code).map_or_else(|| account.code.clone(), |a| a.title.clone());
        let layer = layer.parse().map_err(|_| Error::unreadable("layer", &layer))?;
        let side = side.parse().map_err(|_| Error::unreadable("side", &side))?;
        lines.entry(seq).or_default().push(JournalLine { account, title, layer, side, releases, amount: Money::from_cents(cents) });
    }
    let reversals: BTreeMap<i64, i64> = store::reversals_of(conn, &seqs)?.into_iter().collect();
    let entry = |row: store::JournalRow| JournalEntry {
        seq: row.seq,
        reversed_by: reversals.get(&row.seq).copied(),
        leaf_hash: row.leaf_hash,
        title: book.rule(&row.event, &row.variant).map_or_else(|| book.rules.title(&row.event).to_owned(), |rule| rule.title.clone()),
        event: row.event,
        variant: row.variant,
        booked_at: Timestamp::from_naive(row.booked_at),
        effective_on: row.effective_on,
        actor_name: row.actor_name,
        approver: row.approver_id,
        reason: row.reason,
        evidence: row.evidence,
        reverses: row.reverses_seq,
        rule_set: row.rule_set_id,
        lines: lines.remove(&row.seq).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The fund and the program that an award belongs to, as the books know it.
///
/// # Errors
/// The database's refusal.
pub fn fund_and_program(conn: &mut Conn, award: &str) -> Result<Option<(String, String)>, Error> {
    store::fund_and_program(conn, award)
}

/// The open holds of an award.
///
/// # Errors
/// The database's refusal.
pub fn open_holds(conn: &mut Conn, award: &str) -> Result<Vec<Hold>, Error> {
    store::list_open_for_award(conn, award)
}

/// At most 100 open holds whose last day lies before `today`, for `hold.expire`: a command for each fund.
///
/// # Errors
/// The database's refusal.
pub fn due_holds(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Hold>, Error> {
    store::list_due(conn, today, 100)
}
