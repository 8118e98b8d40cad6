//! Rows of scans, one for each digest.

use super::{Scan, ScanState};
use crate::db::schema::file_scans as s;
use crate::db::{Conn, Error, Fixed, Tx};
use crate::kernel::Timestamp;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use std::collections::BTreeMap;

type Row = (String, Option<String>);

fn read((state, finding): Row) -> Result<Scan, Error> {
    let state: ScanState = state.parse().map_err(|e| Error::unreadable("state of a scan", e))?;
    Ok(Scan { state, finding })
}

pub(super) fn find_scan(conn: &mut Conn, sha256: &str) -> Result<Option<Scan>, Error> {
    let row: Option<Row> = s::table.find(sha256).select((s::state, s::finding)).first(conn).optional()?;
    row.map(read).transpose()
}

pub(super) fn find_tried(conn: &mut Conn, sha256: &str) -> Result<Option<(Scan, i32)>, Error> {
    let row: Option<(String, Option<String>, i32)> =
        s::table.find(sha256).select((s::state, s::finding, s::tries)).first(conn).optional()?;
    row.map(|(state, finding, tries)| Ok((read((state, finding))?, tries))).transpose()
}

pub(super) fn list_scans(conn: &mut Conn, digests: &[String]) -> Result<BTreeMap<String, Scan>, Error> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        sha256: String,
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Nullable<Text>)]
        finding: Option<String>,
    }
    let asked = Fixed::among("SELECT sha256, state, finding FROM file_scans WHERE sha256 IN (", digests, ")");
    let rows: Vec<Found> = asked.load(conn)?;
    rows.into_iter().map(|Found { sha256, state, finding }| Ok((sha256, read((state, finding))?))).collect()
}

pub(super) fn list_waiting(conn: &mut Conn, (tried_before, now): (Timestamp, Timestamp), limit: i64) -> Result<Vec<String>, Error> {
    Ok(s::table
        .filter(s::state.eq(ScanState::Waiting.to_string()))
        // A try of the future was noted by a clock that was ahead.
        .filter(s::tried_at.is_null().or(s::tried_at.lt(tried_before.naive())).or(s::tried_at.gt(now.naive())))
        .order((s::queued_at, s::sha256))
        .limit(limit)
        .select(s::sha256)
        .load(conn)?)
}

pub(super) fn insert_scan(tx: &mut Tx<'_>, sha256: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let state = ScanState::Waiting.to_string();
    diesel::insert_into(s::table)
        .values((s::sha256.eq(sha256), s::state.eq(state), s::tries.eq(0), s::queued_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Notes a verdict over the try that was read; whether nobody else did in between.
pub(super) fn change_scan(tx: &mut Tx<'_>, sha256: &str, scan: &Scan, tries: i32) -> Result<bool, Error> {
    let now = tx.now().naive();
    let row = s::table.find(sha256).filter(s::state.eq(ScanState::Waiting.to_string())).filter(s::tries.eq(tries));
    let changed = diesel::update(row)
        .set((s::state.eq(scan.state.to_string()), s::finding.eq(&scan.finding), s::tries.eq(tries.saturating_add(1)), s::tried_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}
