//! Rows of test entries.

use super::bank_details::list_current_verified;
use crate::db::schema::prenotes as n;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::BankDetails;
use crate::disbursement::prenote::{Prenote, PrenoteState};
use crate::disbursement::run::Run;
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDate;
use diesel::prelude::*;

type Columns = (n::id, n::bank_details_id, n::state, n::trace_number, n::run_id, n::sent_on, n::clear_on, n::return_code);
const COLUMNS: Columns = (n::id, n::bank_details_id, n::state, n::trace_number, n::run_id, n::sent_on, n::clear_on, n::return_code);
type Row = (String, String, String, Option<String>, Option<String>, Option<NaiveDate>, Option<NaiveDate>, Option<String>);

fn read((id, _, state, trace, run, sent_on, clear_on, return_code): Row, details: BankDetails) -> Result<Prenote, Error> {
    Ok(Prenote {
        id: id.parse().map_err(|_| Error::unreadable("test entry", &id))?,
        details,
        state: state.parse().map_err(|_| Error::unreadable("state of a test entry", &state))?,
        trace,
        run: run.map(|run| run.parse().map_err(|_| Error::unreadable("payment run", &run))).transpose()?,
        sent_on,
        clear_on,
        return_code,
    })
}

/// Reads one row with the details it is for.
fn whole(conn: &mut Conn, row: Row) -> Result<Prenote, Error> {
    let id = row.1.parse().map_err(|_| Error::unreadable("bank details", &row.1))?;
    let details = super::bank_details(conn, id)?;
    read(row, details)
}

pub(in crate::disbursement) fn insert_prenote(tx: &mut Tx<'_>, details: Id<BankDetails>) -> Result<(), Error> {
    let (id, now) = (tx.id::<Prenote>().text(), tx.now().naive());
    diesel::insert_into(n::table)
        .values((n::id.eq(id), n::bank_details_id.eq(details.text()), n::state.eq(PrenoteState::Wanted.to_string()), n::wanted_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::disbursement) fn prenote(conn: &mut Conn, id: Id<Prenote>) -> Result<Prenote, Error> {
    let row: Row = n::table.find(id.text()).select(COLUMNS).first(conn)?;
    whole(conn, row)
}

/// The test entry of these details, if they have one.
///
/// # Errors
/// The database's refusal.
pub fn find_prenote(conn: &mut Conn, details: Id<BankDetails>) -> Result<Option<Prenote>, Error> {
    let row: Option<Row> = n::table.filter(n::bank_details_id.eq(details.text())).select(COLUMNS).first(conn).optional()?;
    row.map(|row| whole(conn, row)).transpose()
}

/// Test entries that wait to be sent to current, verified details, the oldest first.
pub(in crate::disbursement) fn list_wanted(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Prenote>, Error> {
    let rows: Vec<Row> = n::table
        .filter(n::state.eq(PrenoteState::Wanted.to_string()))
        .filter(n::wanted_at.le(now.naive()))
        .order((n::wanted_at, n::id))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?;
    let ids: Vec<String> = rows.iter().map(|row| row.1.clone()).collect();
    let current = list_current_verified(conn, &ids)?;
    let known = |id: &str| current.iter().find(|details| details.id.text() == id).cloned();
    rows.into_iter().filter_map(|row| known(&row.1).map(|details| read(row, details))).collect()
}

/// The latest test entries, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_prenotes(conn: &mut Conn, limit: i64) -> Result<Vec<Prenote>, Error> {
    let rows: Vec<Row> = n::table.order((n::wanted_at.desc(), n::id.desc())).limit(limit).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| whole(conn, row)).collect()
}

/// The test entries that left with a run, in the order of its file.
///
/// # Errors
/// The database's refusal.
pub fn list_prenotes_of_run(conn: &mut Conn, run: Id<Run>) -> Result<Vec<Prenote>, Error> {
    let rows: Vec<Row> = n::table.filter(n::run_id.eq(run.text())).order((n::wanted_at, n::id)).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| whole(conn, row)).collect()
}

/// The test entry that a trace names.
pub(in crate::disbursement) fn find_prenote_by_trace(conn: &mut Conn, trace: &str) -> Result<Option<Prenote>, Error> {
    let row: Option<Row> = n::table.filter(n::trace_number.eq(trace)).select(COLUMNS).first(conn).optional()?;
    row.map(|row| whole(conn, row)).transpose()
}

/// The test entries in the file of a run whose trace is not known yet, in the order in which they were wanted.
pub(in crate::disbursement) fn list_without_trace(conn: &mut Conn, run: Id<Run>) -> Result<Vec<Prenote>, Error> {
    let untraced = n::table.filter(n::run_id.eq(run.text())).filter(n::trace_number.is_null());
    let rows: Vec<Row> = untraced.order((n::wanted_at, n::id)).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| whole(conn, row)).collect()
}

/// The runs in whose files test entries stand without a known trace.
pub(in crate::disbursement) fn list_runs_without_trace(conn: &mut Conn) -> Result<Vec<Id<Run>>, Error> {
    let untraced = n::table.filter(n::trace_number.is_null()).filter(n::run_id.is_not_null());
    let runs: Vec<String> = untraced.select(n::run_id.assume_not_null()).distinct().load(conn)?;
    runs.iter().map(|run| run.parse().map_err(|_| Error::unreadable("payment run", run))).collect()
}

/// The highest trace of a test entry.
pub(in crate::disbursement) fn last_prenote_trace(conn: &mut Conn) -> Result<Option<String>, Error> {
    Ok(n::table.select(diesel::dsl::max(n::trace_number)).first(conn)?)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in crate::disbursement) fn mark_prenote_sent(
    tx: &mut Tx<'_>,
    id: Id<Prenote>,
    run: Id<Run>,
    (sent_on, clear_on): (NaiveDate, NaiveDate),
) -> Result<(), Error> {
    let row = n::table.find(id.text()).filter(n::state.eq(PrenoteState::Wanted.to_string()));
    let state = PrenoteState::Sent.to_string();
    one(diesel::update(row)
        .set((n::state.eq(state), n::run_id.eq(run.text()), n::sent_on.eq(sent_on), n::clear_on.eq(clear_on)))
        .execute(&mut **tx)?)
}

pub(in crate::disbursement) fn mark_prenote_traced(tx: &mut Tx<'_>, id: Id<Prenote>, trace: &str) -> Result<(), Error> {
    let row = n::table.find(id.text()).filter(n::trace_number.is_null());
    one(diesel::update(row).set(n::trace_number.eq(trace)).execute(&mut **tx)?)
}

pub(in crate::disbursement) fn mark_prenote_settled(
    tx: &mut Tx<'_>,
    id: Id<Prenote>,
    state: PrenoteState,
    code: Option<&str>,
) -> Result<(), Error> {
    let row = n::table.find(id.text()).filter(n::state.ne(PrenoteState::Returned.to_string()));
    one(diesel::update(row).set((n::state.eq(state.to_string()), n::return_code.eq(code))).execute(&mut **tx)?)
}
