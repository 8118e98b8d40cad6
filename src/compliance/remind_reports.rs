//! A city is reminded of a report some days before it is due, and told while it is late. The worker does this: at most once
//! for each day of the policy, late at worst.

use super::about::told;
use super::award_report::AwardReport;
use super::report_facts::{ReportDueSoon, ReportOverdue};
use super::reporting::reporting;
use super::store;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{Actor, FundRole};
use crate::spending::audience;
use crate::{audit, outbox};
use chrono::TimeDelta;

/// The most reminders in one round.
const ROUND: i64 = 100;

/// Reports of which their city is to be reminded, at most 100: by a day that has begun in every zone of the country.
///
/// # Errors
/// The database's refusal.
pub fn list_reports_to_remind(conn: &mut Conn, now: Timestamp) -> Result<Vec<Id<AwardReport>>, Error> {
    store::list_to_remind(conn, now.plus(TimeDelta::hours(-12)).day(), ROUND)
}

/// Reminds the city of a report; whether letters go out now. Officers are told too of one that is late.
///
/// # Errors
/// The database's refusal; [`Error::Stale`] when somebody was quicker.
pub fn remind_report(tx: &mut Tx<'_>, actor: &Actor, id: Id<AwardReport>) -> Result<bool, Error> {
    let report = store::award_report(tx, id)?;
    let found = told(tx, &report, report.due_on)?;
    let today = tx.now().day_in(found.city.zone);
    let is_time = report.remind_on.is_some_and(|day| day <= today);
    if !is_time || !report.is_open() || !found.award.is_active() {
        return Ok(false);
    }
    let next = reporting(found.award.period_start)?.remind_after(today, report.due_on);
    store::mark_reminded(tx, &report, next)?;
    let mut to = audience::of_award(tx, report.award)?;
    if report.is_overdue(today) {
        let fact = ReportOverdue { about: found.about, days_late: today.signed_duration_since(report.due_on).num_days() };
        audit::record(tx, &actor.doer(), &fact)?;
        to.extend(audience::fund(tx, &[report.award], &[FundRole::ProgramOfficer])?);
        outbox::announce(tx, &fact, &to)?;
    } else {
        let fact = ReportDueSoon { about: found.about, reason: report.reason };
        audit::record(tx, &actor.doer(), &fact)?;
        outbox::announce(tx, &fact, &to)?;
    }
    Ok(true)
}
