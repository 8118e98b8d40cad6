//! Puts the reports of an award on its schedule: when its agreement is signed, and anew when its period changes. What was
//! sent, decided or given more time stays; what nobody sent is made anew.

use super::award_report::{AwardReport, AwardReportState, Owed, ReportForm};
use super::deadlines::due_on;
use super::report_facts::ReportsScheduled;
use super::reporting::{Reporting, periods, reporting};
use super::store::{self, Among};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::{Actor, organisation};
use chrono::NaiveDate;

/// The most awards whose schedule is made in one round.
const ROUND: i64 = 50;

/// What a schedule holds before it is kept: a form, its first and its last day, and when it is due.
type Planned = (ReportForm, (NaiveDate, NaiveDate), NaiveDate);

/// Awards that run and whose schedule is not made, or was made for another period; at most 50.
///
/// # Errors
/// The database's refusal.
pub fn list_unscheduled(conn: &mut Conn) -> Result<Vec<Id<Award>>, Error> {
    store::list_unscheduled(conn, ROUND)
}

/// Makes the schedule of a signed award; how many reports were put on it. Nothing changes where it is made already.
///
/// # Errors
/// The database's refusal, or a mistake in the policies.
pub fn make_schedule(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<usize, Error> {
    let award = award::award(tx, award)?;
    if !award.is_active() {
        return Ok(0);
    }
    let today = tx.now().day_in(organisation::city(tx, award.organisation)?.zone);
    let policy = reporting(award.period_start)?;
    let planned = plan(policy, &award)?;
    let before = store::list_award_reports(tx, award.id)?;
    let mut kept = Vec::new();
    for report in before {
        let is_planned = planned.contains(&(report.form, (report.period_start, report.period_end), report.due_on));
        let goes = report.state == AwardReportState::Owed && !is_planned && store::remove_owed(tx, &report)?;
        if !goes {
            kept.push(report);
        }
    }
    let mut made = 0;
    for (form, period, due_on) in planned {
        // One of the final reports is enough, even if its last day was another one when it was sent.
        if kept.iter().any(|report| report.form == form && (report.period_end == period.1 || form.is_final())) {
            continue;
        }
        let report = AwardReport {
            id: tx.id(),
            award: award.id,
            form,
            period_start: period.0,
            period_end: period.1,
            due_on,
            state: AwardReportState::Owed,
            reason: None,
            submitted_by: None,
            decided_by_name: None,
            remind_on: policy.remind_after(today, due_on),
            version: 1,
        };
        store::insert_report(tx, &report)?;
        made += 1;
    }
    store::keep_schedule(tx, &award)?;
    follow_final_report(tx, award.id)?;
    let fact = ReportsScheduled {
        award_id: award.id.text(),
        reference: award.reference,
        period_start: award.period_start,
        period_end: award.period_end,
        reports: made,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(made)
}

/// A final report that was sent before there was a schedule stands on it as it stands.
fn follow_final_report(tx: &mut Tx<'_>, award: Id<Award>) -> Result<(), Error> {
    let Some(report) = store::find_final_report(tx, award)? else { return Ok(()) };
    store::follow_final(tx, award, super::report::on_schedule(report.state))
}

/// Everything that the policy asks of an award.
fn plan(policy: &Reporting, award: &Award) -> Result<Vec<Planned>, Error> {
    let period = (award.period_start, award.period_end);
    let mut planned = Vec::new();
    let wanted = [(ReportForm::Performance, policy.interim.performance), (ReportForm::Financial, policy.interim.financial)];
    for (form, frequency) in wanted {
        for stretch in periods(frequency, period, policy.interim.shortest_days) {
            planned.push((form, stretch, policy.due_on(frequency, stretch.1)?));
        }
    }
    let last = due_on(award.period_end)?;
    planned.push((ReportForm::FinalPerformance, period, last));
    planned.push((ReportForm::FinalFinancial, period, last));
    Ok(planned)
}

/// The reports of an award that its city owes and that were due before a day, the earliest first.
///
/// # Errors
/// The database's refusal.
pub fn list_overdue(conn: &mut Conn, award: Id<Award>, today: NaiveDate) -> Result<Vec<Owed>, Error> {
    let late = store::list_award_reports(conn, award)?.into_iter().filter(|report| report.is_overdue(today));
    Ok(late.map(|report| Owed { kind: report.form.kind(), period_end: report.period_end, due_on: report.due_on }).collect())
}

/// How many reports of awards that are open to the person were due before a day and are not sent.
///
/// # Errors
/// The database's refusal.
pub fn count_overdue(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<i64, Error> {
    store::count_reports(conn, actor, Some(today))
}

/// The same of some awards.
///
/// # Errors
/// The database's refusal.
pub fn count_overdue_among(conn: &mut Conn, actor: &Actor, today: NaiveDate, among: &Among) -> Result<i64, Error> {
    store::count_late_reports(conn, actor, today, among)
}

/// How many reports besides final ones wait for an officer, over all awards that are open to the person.
///
/// # Errors
/// The database's refusal.
pub fn count_submitted(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    store::count_reports(conn, actor, None)
}

/// What the city's reports still stand in the way of closing, as sentences.
pub(super) fn open_reports(conn: &mut Conn, award: Id<Award>, today: NaiveDate) -> Result<Vec<String>, Error> {
    let reports = store::list_award_reports(conn, award)?;
    let mut found = Vec::new();
    let last = reports.iter().find(|report| report.form == ReportForm::FinalFinancial);
    if last.is_none_or(|report| report.state != AwardReportState::Accepted) {
        found.push("The final financial report (SF-425) is not certified and accepted.".to_owned());
    }
    for report in reports.iter().filter(|report| !report.form.is_final()) {
        let is_over = report.period_end < today;
        if report.state == AwardReportState::Submitted || (report.is_open() && is_over) {
            let what = report.form.label();
            found.push(format!("{what} to {}: {}.", report.period_end.format("%B %-d, %Y"), report.state.label().to_lowercase()));
        }
    }
    Ok(found)
}
