//! Rows of the reports of a schedule, of what was sent, and of more time.

use super::one;
use crate::award::Award;
use crate::compliance::award_report::{AwardReport, AwardReportState, ReportForm, Submission};
use crate::db::schema::{
    award_reports as r, awards as a, organisations as o, report_extensions as x, report_schedules as s, report_submissions as b,
};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Actor};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (r::id, r::award_id, r::form, r::period_start, r::period_end, r::due_on),
    (r::state, r::reason, r::submitted_by, r::decided_by_name, r::remind_on, r::version),
);
const COLUMNS: Columns = (
    (r::id, r::award_id, r::form, r::period_start, r::period_end, r::due_on),
    (r::state, r::reason, r::submitted_by, r::decided_by_name, r::remind_on, r::version),
);
type Row = (
    (String, String, String, NaiveDate, NaiveDate, NaiveDate),
    (String, Option<String>, Option<String>, Option<String>, Option<NaiveDate>, i64),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read((what, course): Row) -> Result<AwardReport, Error> {
    Ok(AwardReport {
        id: id(&what.0)?,
        award: id(&what.1)?,
        form: what.2.parse().map_err(|_| Error::unreadable("form of a report", &what.2))?,
        period_start: what.3,
        period_end: what.4,
        due_on: what.5,
        state: course.0.parse().map_err(|_| Error::unreadable("state of a report", &course.0))?,
        reason: course.1,
        submitted_by: course.2,
        decided_by_name: course.3,
        remind_on: course.4,
        version: course.5,
    })
}

/// The states in which the city must send a report.
const OPEN: [&str; 2] = ["owed", "returned"];

/// One report.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn award_report(conn: &mut Conn, id: Id<AwardReport>) -> Result<AwardReport, Error> {
    read(r::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The reports of an award, by the day on which they are due.
///
/// # Errors
/// The database's refusal.
pub fn list_award_reports(conn: &mut Conn, award: Id<Award>) -> Result<Vec<AwardReport>, Error> {
    let rows: Vec<Row> = r::table.filter(r::award_id.eq(award.text())).order((r::due_on, r::form, r::id)).select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Which reports to list over all awards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Those that wait for an officer.
    Submitted,
    /// Those that a city owes and that were due before this day.
    Overdue(NaiveDate),
    /// Those that a city owes and that are due from this day on.
    Owed(NaiveDate),
}

/// To which awards reports are narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// Those of these rounds.
    pub rounds: Option<Vec<String>>,
    /// Those of cities of this state.
    pub state: Option<String>,
    /// Those of this city.
    pub city: Option<String>,
}

macro_rules! among {
    ($query:expr, $among:expr) => {{
        let mut query = $query;
        if let Some(rounds) = $among.rounds.clone() {
            query = query.filter(a::opportunity_id.eq_any(rounds));
        }
        if let Some(state) = $among.state.clone() {
            query = query.filter(o::state.eq(state));
        }
        if let Some(city) = $among.city.clone() {
            query = query.filter(a::organisation_id.eq(city));
        }
        query
    }};
}

/// Reports of awards that are open to the person, the earliest due first, from the one after `after` on (the day on which it is
/// due, and its identifier), at most `limit`, each with the reference and the city of its award.
///
/// # Errors
/// The database's refusal.
pub fn list_open_reports(
    conn: &mut Conn,
    actor: &Actor,
    (which, among): (Listed, &Among),
    after: Option<(NaiveDate, Id<AwardReport>)>,
    limit: i64,
) -> Result<Vec<(AwardReport, String, String)>, Error> {
    let query = r::table
        .inner_join(a::table.on(a::id.eq(r::award_id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(r::award_id.ne_all(actor.walls.ids()))
        .filter(a::closed_at.is_null())
        .order((r::due_on, r::id))
        .limit(limit)
        .select((COLUMNS, a::reference, o::name))
        .into_boxed::<Multi>();
    let mut query = among!(query, among);
    query = match which {
        Listed::Submitted => query.filter(r::state.eq("submitted")),
        Listed::Overdue(today) => query.filter(r::state.eq_any(OPEN)).filter(r::due_on.lt(today)),
        Listed::Owed(today) => query.filter(r::state.eq_any(OPEN)).filter(r::due_on.ge(today)),
    };
    if let Some((day, id)) = after {
        query = query.filter(r::due_on.ge(day)).filter(r::due_on.gt(day).or(r::due_on.eq(day).and(r::id.gt(id.text()))));
    }
    let rows: Vec<(Row, String, String)> = query.load(conn)?;
    rows.into_iter().map(|(row, reference, city)| Ok((read(row)?, reference, city))).collect()
}

/// How many reports of awards that are open to the person, among some, are late.
pub(in crate::compliance) fn count_late_reports(conn: &mut Conn, actor: &Actor, today: NaiveDate, among: &Among) -> Result<i64, Error> {
    let query = r::table
        .inner_join(a::table.on(a::id.eq(r::award_id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(r::award_id.ne_all(actor.walls.ids()))
        .filter(a::closed_at.is_null())
        .filter(r::state.eq_any(OPEN))
        .filter(r::due_on.lt(today))
        .select(diesel::dsl::count_star())
        .into_boxed::<Multi>();
    Ok(among!(query, among).get_result(conn)?)
}

/// How many reports of awards that are open to the person are late; `None` counts those that wait for an officer.
pub(in crate::compliance) fn count_reports(conn: &mut Conn, actor: &Actor, late_on: Option<NaiveDate>) -> Result<i64, Error> {
    let open = r::table
        .inner_join(a::table.on(a::id.eq(r::award_id)))
        .filter(r::award_id.ne_all(actor.walls.ids()))
        .filter(a::closed_at.is_null());
    Ok(match late_on {
        Some(today) => open.filter(r::state.eq_any(OPEN)).filter(r::due_on.lt(today)).count().get_result(conn)?,
        // The final report has its own count and its own page.
        None => open.filter(r::state.eq("submitted")).filter(r::form.ne("final_performance")).count().get_result(conn)?,
    })
}

/// Awards that run and whose schedule is not made, or was made for another period; at most `limit`.
pub(in crate::compliance) fn list_unscheduled(conn: &mut Conn, limit: i64) -> Result<Vec<Id<Award>>, Error> {
    let rows: Vec<String> = a::table
        .left_join(s::table.on(s::award_id.eq(a::id)))
        .filter(a::accepted_at.is_not_null())
        .filter(a::closed_at.is_null())
        .filter(a::annulled_at.is_null())
        .filter(s::award_id.is_null().or(s::period_end.ne(a::period_end)).or(s::period_start.ne(a::period_start)))
        .order(a::id)
        .limit(limit)
        .select(a::id)
        .load(conn)?;
    rows.iter().map(|text| id(text)).collect()
}

/// Notes for which period the schedule was made.
pub(in crate::compliance) fn keep_schedule(tx: &mut Tx<'_>, award: &Award) -> Result<(), Error> {
    let (key, now) = (award.id.text(), tx.now().naive());
    let period = || (s::period_start.eq(award.period_start), s::period_end.eq(award.period_end), s::made_at.eq(now));
    if diesel::update(s::table.find(&key)).set(period()).execute(&mut **tx)? == 0 {
        diesel::insert_into(s::table).values((s::award_id.eq(&key), period())).execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::compliance) fn insert_report(tx: &mut Tx<'_>, new: &AwardReport) -> Result<(), Error> {
    let (form, state): (&str, &str) = (new.form.into(), new.state.into());
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(new.id.text()), r::award_id.eq(new.award.text()), r::form.eq(form), r::state.eq(state)),
            (r::period_start.eq(new.period_start), r::period_end.eq(new.period_end), r::due_on.eq(new.due_on)),
            (r::remind_on.eq(new.remind_on), r::version.eq(1)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes a report that nobody sent off the schedule, with the time that was given for it, unless more time was given: that
/// is kept, and so is the report.
pub(in crate::compliance) fn remove_owed(tx: &mut Tx<'_>, report: &AwardReport) -> Result<bool, Error> {
    let given: i64 = x::table.filter(x::report_id.eq(report.id.text())).count().get_result(&mut **tx)?;
    if given > 0 {
        return Ok(false);
    }
    let row = r::table.find(report.id.text()).filter(r::version.eq(report.version)).filter(r::state.eq("owed"));
    Ok(diesel::delete(row).execute(&mut **tx)? == 1)
}

/// What was sent, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_submissions(conn: &mut Conn, report: Id<AwardReport>) -> Result<Vec<Submission>, Error> {
    type Sent = (i32, String, String, String, Option<String>, NaiveDateTime);
    let rows: Vec<Sent> = b::table
        .filter(b::report_id.eq(report.text()))
        .order(b::n.desc())
        .select((b::n, b::document, b::digest, b::name, b::title, b::at))
        .load(conn)?;
    let sent =
        |(n, document, digest, name, title, at): Sent| Submission { n, document, digest, name, title, at: Timestamp::from_naive(at) };
    Ok(rows.into_iter().map(sent).collect())
}

/// Keeps what was sent and marks the report so.
pub(in crate::compliance) fn mark_sent(tx: &mut Tx<'_>, report: &AwardReport, by: Id<Account>, sent: &Submission) -> Result<(), Error> {
    let row = r::table.find(report.id.text()).filter(r::version.eq(report.version)).filter(r::state.eq_any(OPEN));
    one(diesel::update(row)
        .set((
            (r::state.eq("submitted"), r::submitted_by.eq(Some(by.text())), r::reason.eq(None::<String>)),
            (r::remind_on.eq(None::<NaiveDate>), r::decided_by.eq(None::<String>), r::decided_by_name.eq(None::<String>)),
            (r::decided_at.eq(None::<NaiveDateTime>), r::version.eq(report.version + 1)),
        ))
        .execute(&mut **tx)?)?;
    diesel::insert_into(b::table)
        .values((
            (b::report_id.eq(report.id.text()), b::n.eq(sent.n), b::document.eq(&sent.document), b::digest.eq(&sent.digest)),
            (b::account_id.eq(by.text()), b::name.eq(&sent.name), b::title.eq(sent.title.as_deref()), b::at.eq(sent.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What an officer decided on a report, from one of these states.
pub(in crate::compliance) fn mark_report(
    tx: &mut Tx<'_>,
    report: &AwardReport,
    state: AwardReportState,
    by: (Id<Account>, &str),
    (reason, remind_on): (Option<&str>, Option<NaiveDate>),
) -> Result<(), Error> {
    let (now, from, to): (NaiveDateTime, &str, &str) = (tx.now().naive(), report.state.into(), state.into());
    let row = r::table.find(report.id.text()).filter(r::version.eq(report.version)).filter(r::state.eq(from));
    one(diesel::update(row)
        .set((
            (r::state.eq(to), r::reason.eq(reason), r::decided_by.eq(Some(by.0.text())), r::decided_by_name.eq(Some(by.1))),
            (r::decided_at.eq(Some(now)), r::remind_on.eq(remind_on), r::version.eq(report.version + 1)),
        ))
        .execute(&mut **tx)?)
}

/// Gives more time.
pub(in crate::compliance) fn mark_extended(
    tx: &mut Tx<'_>,
    report: &AwardReport,
    (due_on, remind_on): (NaiveDate, Option<NaiveDate>),
    (by, name, reason): (Id<Account>, &str, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = r::table.find(report.id.text()).filter(r::version.eq(report.version)).filter(r::state.eq_any(OPEN));
    one(diesel::update(row)
        .set((r::due_on.eq(due_on), r::remind_on.eq(remind_on), r::version.eq(report.version + 1)))
        .execute(&mut **tx)?)?;
    let given: i64 = x::table.filter(x::report_id.eq(report.id.text())).count().get_result(&mut **tx)?;
    let n = i32::try_from(given + 1).map_err(|_| Error::unreadable("number of extensions", given))?;
    diesel::insert_into(x::table)
        .values((
            (x::report_id.eq(report.id.text()), x::n.eq(n), x::was_due_on.eq(report.due_on), x::due_on.eq(due_on)),
            (x::reason.eq(reason), x::given_by.eq(by.text()), x::given_by_name.eq(name), x::at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Reports of which the city is reminded by this day, at most `limit`.
pub(in crate::compliance) fn list_to_remind(conn: &mut Conn, today: NaiveDate, limit: i64) -> Result<Vec<Id<AwardReport>>, Error> {
    let rows: Vec<String> = r::table
        .inner_join(a::table.on(a::id.eq(r::award_id)))
        .filter(r::remind_on.le(today))
        .filter(r::state.eq_any(OPEN))
        .filter(a::closed_at.is_null())
        .order((r::remind_on, r::id))
        .limit(limit)
        .select(r::id)
        .load(conn)?;
    rows.iter().map(|text| id(text)).collect()
}

/// The city is reminded now; the next time is this day.
pub(in crate::compliance) fn mark_reminded(tx: &mut Tx<'_>, report: &AwardReport, next: Option<NaiveDate>) -> Result<(), Error> {
    let row = r::table.find(report.id.text()).filter(r::version.eq(report.version));
    one(diesel::update(row).set((r::remind_on.eq(next), r::version.eq(report.version + 1))).execute(&mut **tx)?)
}

/// The final report goes its way in its own table; its row on the schedule follows. Nothing is there to follow before the
/// schedule is made.
pub(in crate::compliance) fn follow_final(tx: &mut Tx<'_>, award: Id<Award>, state: AwardReportState) -> Result<(), Error> {
    let form: &str = ReportForm::FinalPerformance.into();
    let state: &str = state.into();
    let row = r::table.filter(r::award_id.eq(award.text())).filter(r::form.eq(form));
    diesel::update(row).set((r::state.eq(state), r::version.eq(r::version + 1))).execute(&mut **tx)?;
    Ok(())
}

/// What was never sent is not asked for any more, when the award is closed.
pub(in crate::compliance) fn waive_rest(tx: &mut Tx<'_>, award: Id<Award>, by: (Id<Account>, &str), reason: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = r::table.filter(r::award_id.eq(award.text())).filter(r::state.eq_any(OPEN));
    diesel::update(row)
        .set((
            (r::state.eq("waived"), r::reason.eq(Some(reason)), r::decided_by.eq(Some(by.0.text())), r::decided_by_name.eq(Some(by.1))),
            (r::decided_at.eq(Some(now)), r::remind_on.eq(None::<NaiveDate>), r::version.eq(r::version + 1)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
