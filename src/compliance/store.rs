//! Rows of final reports and closeouts; those of the reports of a schedule are in `store/reports.rs`.

mod closing;
mod income;
mod late;
mod reports;

pub(super) use closing::{insert_refund_request, keep_tick};
pub use closing::{insert_seal, list_refund_requests, list_seals, list_ticks, open_bills};
pub(super) use income::certified_income;
pub use late::list_unsettled;
pub(super) use late::{count_late, list_late};
pub use reports::{Among, Listed, award_report, list_award_reports, list_open_reports, list_submissions};
pub(super) use reports::{
    count_late_reports, count_reports, follow_final, insert_report, keep_schedule, list_to_remind, list_unscheduled, mark_extended,
    mark_reminded, mark_report, mark_sent, remove_owed, waive_rest,
};

use super::close::Closeout;
use super::report::{FinalReport, ReportState};
use crate::award::Award;
use crate::db::schema::{closeouts as c, final_report_activities as a, final_report_attendees as p, final_reports as r};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::{Account, Actor};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Columns = (
    (r::award_id, r::organisation_id, r::state, r::summary, r::unspent_cents, r::submitted_by, r::submitted_by_name, r::submitted_at),
    (r::reason, r::decided_by_name, r::version),
);
const COLUMNS: Columns = (
    (r::award_id, r::organisation_id, r::state, r::summary, r::unspent_cents, r::submitted_by, r::submitted_by_name, r::submitted_at),
    (r::reason, r::decided_by_name, r::version),
);
type Row = ((String, String, String, String, i64, String, String, NaiveDateTime), (Option<String>, Option<String>, i64));

fn read(
    conn: &mut Conn,
    ((award, organisation, state, summary, cents, submitted_by, submitted_by_name, at), (reason, decided_by_name, version)): Row,
) -> Result<FinalReport, Error> {
    let narratives: Vec<(String, String)> = a::table.filter(a::award_id.eq(&award)).select((a::activity_id, a::narrative)).load(conn)?;
    let present: Vec<(String, String)> = p::table.filter(p::award_id.eq(&award)).select((p::activity_id, p::attendee_id)).load(conn)?;
    let mut attended: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (activity, attendee) in present {
        attended.entry(activity).or_default().insert(attendee);
    }
    Ok(FinalReport {
        award: award.parse().map_err(|_| Error::unreadable("award", &award))?,
        organisation: organisation.parse().map_err(|_| Error::unreadable("organisation", &organisation))?,
        state: state.parse().map_err(|_| Error::unreadable("report state", &state))?,
        summary,
        unspent: Money::from_cents(cents),
        narratives: narratives.into_iter().collect(),
        attended,
        submitted_by,
        submitted_by_name,
        submitted_at: Timestamp::from_naive(at),
        reason,
        decided_by_name,
        version,
    })
}

/// The final report of an award.
///
/// # Errors
/// The database's refusal.
pub fn find_final_report(conn: &mut Conn, award: Id<Award>) -> Result<Option<FinalReport>, Error> {
    let row: Option<Row> = r::table.find(award.text()).select(COLUMNS).first(conn).optional()?;
    row.map(|row| read(conn, row)).transpose()
}

/// The awards whose final report stands in a state and that are open to the person, the report that was sent first before the
/// others, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_awards_reported(conn: &mut Conn, actor: &Actor, state: ReportState, limit: i64) -> Result<Vec<Id<Award>>, Error> {
    let open = r::table.filter(r::state.eq(state.to_string())).filter(r::award_id.ne_all(actor.walls.ids()));
    let found: Vec<String> = open.order((r::submitted_at, r::award_id)).limit(limit).select(r::award_id).load(conn)?;
    found.into_iter().map(|award| award.parse().map_err(|_| Error::unreadable("award", &award))).collect()
}

/// Where the final reports of some awards stand, of those that have one.
///
/// # Errors
/// The database's refusal.
pub fn final_report_states(conn: &mut Conn, awards: &[Id<Award>]) -> Result<BTreeMap<Id<Award>, ReportState>, Error> {
    let mut states = BTreeMap::new();
    for piece in awards.chunks(500) {
        let of: Vec<String> = piece.iter().map(Id::text).collect();
        let rows: Vec<(String, String)> = r::table.filter(r::award_id.eq_any(of)).select((r::award_id, r::state)).load(conn)?;
        for (award, state) in rows {
            let id = award.parse().map_err(|_| Error::unreadable("award", &award))?;
            states.insert(id, state.parse().map_err(|_| Error::unreadable("report state", &state))?);
        }
    }
    Ok(states)
}

/// How many final reports stand in a state.
///
/// # Errors
/// The database's refusal.
pub fn count_final_reports(conn: &mut Conn, actor: &Actor, state: ReportState) -> Result<i64, Error> {
    let open = r::table.filter(r::state.eq(state.to_string())).filter(r::award_id.ne_all(actor.walls.ids()));
    Ok(open.count().get_result(conn)?)
}

/// Writes a report, over one that was sent back if there is one.
pub(super) fn insert_final_report(tx: &mut Tx<'_>, new: &FinalReport, over: Option<i64>) -> Result<(), Error> {
    let award = new.award.text();
    if let Some(version) = over {
        diesel::delete(p::table.filter(p::award_id.eq(&award))).execute(&mut **tx)?;
        diesel::delete(a::table.filter(a::award_id.eq(&award))).execute(&mut **tx)?;
        let row = r::table.find(&award).filter(r::version.eq(version)).filter(r::state.eq("returned"));
        let changed = diesel::update(row)
            .set((
                (
                    r::state.eq("submitted"),
                    r::summary.eq(&new.summary),
                    r::unspent_cents.eq(new.unspent.cents()),
                    r::version.eq(version + 1),
                ),
                (
                    r::submitted_by.eq(&new.submitted_by),
                    r::submitted_by_name.eq(&new.submitted_by_name),
                    r::submitted_at.eq(new.submitted_at.naive()),
                ),
            ))
            .execute(&mut **tx)?;
        one(changed)?;
    } else {
        diesel::insert_into(r::table)
            .values((
                (
                    r::award_id.eq(&award),
                    r::organisation_id.eq(new.organisation.text()),
                    r::state.eq("submitted"),
                    r::summary.eq(&new.summary),
                ),
                (r::unspent_cents.eq(new.unspent.cents()), r::submitted_by.eq(&new.submitted_by)),
                (r::submitted_by_name.eq(&new.submitted_by_name), r::submitted_at.eq(new.submitted_at.naive())),
            ))
            .execute(&mut **tx)?;
    }
    for (activity, narrative) in &new.narratives {
        diesel::insert_into(a::table)
            .values((a::award_id.eq(&award), a::activity_id.eq(activity), a::narrative.eq(narrative)))
            .execute(&mut **tx)?;
    }
    for (activity, attendee) in new.attended.iter().flat_map(|(activity, people)| people.iter().map(move |attendee| (activity, attendee))) {
        diesel::insert_into(p::table)
            .values((p::award_id.eq(&award), p::activity_id.eq(activity), p::attendee_id.eq(attendee)))
            .execute(&mut **tx)?;
    }
    Ok(())
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn mark_decided(
    tx: &mut Tx<'_>,
    report: &FinalReport,
    state: ReportState,
    by: (Id<Account>, &str),
    reason: Option<&str>,
) -> Result<(), Error> {
    let now = tx.now().naive();
    let state: &str = state.into();
    let row = r::table.find(report.award.text()).filter(r::version.eq(report.version)).filter(r::state.eq("submitted"));
    one(diesel::update(row)
        .set((
            (r::state.eq(state), r::reason.eq(reason), r::decided_by.eq(by.0.text()), r::decided_by_name.eq(by.1)),
            (r::decided_at.eq(now), r::version.eq(report.version + 1)),
        ))
        .execute(&mut **tx)?)
}

type CloseoutRow = (String, i64, i64, String, NaiveDateTime);

fn read_closeout((award, deobligated, spent, closed_by, at): CloseoutRow) -> Result<Closeout, Error> {
    Ok(Closeout {
        award: award.parse().map_err(|_| Error::unreadable("award", &award))?,
        deobligated: Money::from_cents(deobligated),
        spent: Money::from_cents(spent),
        closed_by,
        closed_at: Timestamp::from_naive(at),
    })
}

/// How an award was closed.
///
/// # Errors
/// The database's refusal.
pub fn find_closeout(conn: &mut Conn, award: Id<Award>) -> Result<Option<Closeout>, Error> {
    let row: Option<CloseoutRow> = c::table
        .find(award.text())
        .select((c::award_id, c::deobligated_cents, c::spent_cents, c::closed_by_name, c::closed_at))
        .first(conn)
        .optional()?;
    row.map(read_closeout).transpose()
}

/// Closed awards, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_closeouts(conn: &mut Conn, limit: i64) -> Result<Vec<Closeout>, Error> {
    let rows: Vec<CloseoutRow> = c::table
        .order(c::closed_at.desc())
        .limit(limit)
        .select((c::award_id, c::deobligated_cents, c::spent_cents, c::closed_by_name, c::closed_at))
        .load(conn)?;
    rows.into_iter().map(read_closeout).collect()
}

pub(super) fn insert_closeout(tx: &mut Tx<'_>, closeout: &Closeout, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(c::table)
        .values((
            (
                c::award_id.eq(closeout.award.text()),
                c::deobligated_cents.eq(closeout.deobligated.cents()),
                c::spent_cents.eq(closeout.spent.cents()),
            ),
            (c::closed_by.eq(by.text()), c::closed_by_name.eq(&closeout.closed_by), c::closed_at.eq(closeout.closed_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
