//! Rows of entries by hand and their amounts; the only file here that names diesel.

use super::entry::{EntryState, ManualEntry};
use crate::db::schema::{manual_entries as m, manual_entry_legs as l};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::Done;
use crate::kernel::{Id, Money, Timestamp};
use crate::ledger::Leg;
use crate::people::Account;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (m::id, m::number, m::state, m::event, m::variant, m::fund),
    (m::about, m::amount_cents, m::effective_on, m::reason, m::evidence, m::reverses_seq),
    (m::subject_digest, m::prepared_by, m::prepared_by_name, m::prepared_at),
    (m::decided_by, m::decided_by_name, m::decided_at),
    (m::refusal, m::journal_seq, m::version),
);
const COLUMNS: Columns = (
    (m::id, m::number, m::state, m::event, m::variant, m::fund),
    (m::about, m::amount_cents, m::effective_on, m::reason, m::evidence, m::reverses_seq),
    (m::subject_digest, m::prepared_by, m::prepared_by_name, m::prepared_at),
    (m::decided_by, m::decided_by_name, m::decided_at),
    (m::refusal, m::journal_seq, m::version),
);
type Row = (
    (String, i32, String, String, String, String),
    (String, i64, NaiveDate, String, Option<String>, Option<i64>),
    (String, String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<NaiveDateTime>),
    (Option<String>, Option<i64>, i64),
);

fn read(conn: &mut Conn, row: Row) -> Result<ManualEntry, Error> {
    let (what, how, prepared, (by, name, at), end) = row;
    let legs = legs(conn, &what.0)?;
    Ok(ManualEntry {
        id: what.0.parse().map_err(|_| Error::unreadable("manual entry", &what.0))?,
        number: what.1,
        state: what.2.parse().map_err(|_| Error::unreadable("entry state", &what.2))?,
        event: what.3,
        variant: what.4,
        fund: what.5,
        about: how.0,
        amount: Money::from_cents(how.1),
        effective_on: how.2,
        reason: how.3,
        evidence: how.4,
        reverses: how.5,
        legs,
        subject_digest: prepared.0,
        prepared: Done { by: prepared.1, name: prepared.2, at: Timestamp::from_naive(prepared.3) },
        decided: by.zip(name).zip(at).map(|((by, name), at)| Done { by, name, at: Timestamp::from_naive(at) }),
        refusal: end.0,
        journal_seq: end.1,
        version: end.2,
    })
}

fn read_all(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<ManualEntry>, Error> {
    rows.into_iter().map(|row| read(conn, row)).collect()
}

fn legs(conn: &mut Conn, entry: &str) -> Result<Vec<Leg>, Error> {
    type LegRow = (Option<String>, Option<String>, Option<String>, Option<String>, i64);
    let rows: Vec<LegRow> = l::table
        .filter(l::entry_id.eq(entry))
        .order(l::n)
        .select((l::program, l::award, l::category, l::to_category, l::amount_cents))
        .load(conn)?;
    let leg = |(program, award, category, to_category, cents)| Leg {
        program,
        award,
        category,
        to_category,
        part: None,
        amount: Money::from_cents(cents),
    };
    Ok(rows.into_iter().map(leg).collect())
}

pub(super) fn next_number(conn: &mut Conn) -> Result<i32, Error> {
    let last: Option<i32> = m::table.select(diesel::dsl::max(m::number)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

pub(super) fn insert_entry(tx: &mut Tx<'_>, new: &ManualEntry) -> Result<(), Error> {
    let state: &str = new.state.into();
    diesel::insert_into(m::table)
        .values((
            (m::id.eq(new.id.text()), m::number.eq(new.number), m::state.eq(state)),
            (m::event.eq(&new.event), m::variant.eq(&new.variant), m::fund.eq(&new.fund), m::about.eq(&new.about)),
            (m::amount_cents.eq(new.amount.cents()), m::effective_on.eq(new.effective_on), m::reason.eq(&new.reason)),
            (m::evidence.eq(&new.evidence), m::reverses_seq.eq(new.reverses), m::subject_digest.eq(&new.subject_digest)),
            (
                m::prepared_by.eq(&new.prepared.by),
                m::prepared_by_name.eq(&new.prepared.name),
                m::prepared_at.eq(new.prepared.at.naive()),
                m::version.eq(new.version),
            ),
        ))
        .execute(&mut **tx)?;
    for (n, leg) in (1..).zip(&new.legs) {
        diesel::insert_into(l::table)
            .values((
                (l::entry_id.eq(new.id.text()), l::n.eq(n), l::program.eq(&leg.program), l::award.eq(&leg.award)),
                (l::category.eq(&leg.category), l::to_category.eq(&leg.to_category), l::amount_cents.eq(leg.amount.cents())),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// How an entry ends.
pub(super) struct End<'a> {
    pub(super) state: EntryState,
    pub(super) by: Id<Account>,
    pub(super) name: &'a str,
    pub(super) refusal: Option<&'a str>,
    pub(super) journal_seq: Option<i64>,
}

pub(super) fn mark_ended(tx: &mut Tx<'_>, entry: &ManualEntry, end: &End<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    let state: &str = end.state.into();
    let row = m::table.find(entry.id.text()).filter(m::version.eq(entry.version)).filter(m::state.eq("prepared"));
    let changed = diesel::update(row)
        .set((
            (m::state.eq(state), m::decided_by.eq(end.by.text()), m::decided_by_name.eq(end.name), m::decided_at.eq(now)),
            (m::refusal.eq(end.refusal), m::journal_seq.eq(end.journal_seq), m::version.eq(entry.version + 1)),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// One entry.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn entry(conn: &mut Conn, id: Id<ManualEntry>) -> Result<ManualEntry, Error> {
    let row = m::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?;
    read(conn, row)
}

/// The entries that wait, oldest first, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_waiting(conn: &mut Conn) -> Result<Vec<ManualEntry>, Error> {
    let rows = m::table.filter(m::state.eq("prepared")).order(m::number).limit(100).select(COLUMNS).load(conn)?;
    read_all(conn, rows)
}

/// The entries that were decided, newest first, with numbers below `before`.
///
/// # Errors
/// The database's refusal.
pub fn list_decided(conn: &mut Conn, before: i32, limit: i64) -> Result<Vec<ManualEntry>, Error> {
    let rows = m::table
        .filter(m::state.ne("prepared"))
        .filter(m::number.lt(before))
        .order(m::number.desc())
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?;
    read_all(conn, rows)
}

/// How many entries wait, without those that one of the accounts `besides` prepared: another person must decide them.
///
/// # Errors
/// The database's refusal.
pub fn count_waiting(conn: &mut Conn, besides: &[String]) -> Result<i64, Error> {
    let others = m::prepared_by.ne_all(besides);
    Ok(m::table.filter(m::state.eq("prepared")).filter(others).count().get_result(conn)?)
}

/// The entry that waits to reverse a journal.
///
/// # Errors
/// The database's refusal.
pub fn find_waiting_reversal(conn: &mut Conn, seq: i64) -> Result<Option<ManualEntry>, Error> {
    let row = m::table.filter(m::reverses_seq.eq(seq)).filter(m::state.eq("prepared")).select(COLUMNS).first::<Row>(conn).optional()?;
    row.map(|row| read(conn, row)).transpose()
}

/// The entry that became a journal.
///
/// # Errors
/// The database's refusal.
pub fn find_of_journal(conn: &mut Conn, seq: i64) -> Result<Option<ManualEntry>, Error> {
    let row = m::table.filter(m::journal_seq.eq(seq)).select(COLUMNS).first::<Row>(conn).optional()?;
    row.map(|row| read(conn, row)).transpose()
}
