//! An officer decides on a report of the schedule: accepts it, sends it back, gives more time, or does not ask for it any more.

use super::about::told;
use super::award_report::{AwardReport, AwardReportState, ReportForm};
use super::report_facts::{AwardReportAccepted, AwardReportReturned, ReportExtended, ReportWaived};
use super::reporting::reporting;
use super::store;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Account, Actor};
use crate::spending::{audience, policy};
use crate::{audit, outbox};
use chrono::NaiveDate;

/// Why a decision on a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideReportError {
    /// Not an officer.
    #[error("Only a program or finance officer can decide on reports.")]
    NotOfficer,
    /// The one who sent it.
    #[error("You sent this report, so another person must decide on it.")]
    SamePerson,
    /// It does not wait for a decision.
    #[error("This report is not waiting for a decision.")]
    NotWaiting,
    /// It is another than the page showed.
    #[error("The city changed this report after you opened it. Open it again, look at what it says now and decide then.")]
    Changed,
    /// It was sent, decided or is not asked for.
    #[error("The city does not owe this report any more.")]
    NotOwed,
    /// It goes another way.
    #[error("The final report is decided on the page of the closeout; its day stands in the agreement.")]
    Final,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Changed | Self::NotOwed | Self::Final => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// A report with the version of it that the page showed; `None` where a program acts.
type Seen = (Id<AwardReport>, Option<i64>);

/// Accepts a report that waits, and tells the city. With the version that the page showed.
///
/// # Errors
/// [`DecideReportError`].
pub fn accept_award_report(tx: &mut Tx<'_>, actor: &Actor, report: Seen) -> Result<(), DecideReportError> {
    let (account, report) = waiting(tx, actor, report)?;
    if report.submitted_by.as_deref().is_some_and(|by| actor.is_person(by)) {
        return Err(DecideReportError::SamePerson);
    }
    let found = told(tx, &report, report.due_on)?;
    store::mark_report(tx, &report, AwardReportState::Accepted, (account, &actor.name), (None, None))?;
    let fact = AwardReportAccepted { about: found.about, accepted_by: actor.name.clone(), accepted_at: tx.now() };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, report.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Sends a report that waits back, with what must be mended. With the version that the page showed.
///
/// # Errors
/// [`DecideReportError`].
pub fn return_award_report(tx: &mut Tx<'_>, actor: &Actor, report: Seen, reason: &str) -> Result<(), DecideReportError> {
    let (account, report) = waiting(tx, actor, report)?;
    let reason = required("reason", reason, "Say what the city must mend, in at most 1,000 characters.")?;
    let found = told(tx, &report, report.due_on)?;
    let today = tx.now().day_in(found.city.zone);
    let remind_on = reporting(found.award.period_start)?.remind_after(today, report.due_on);
    store::mark_report(tx, &report, AwardReportState::Returned, (account, &actor.name), (Some(reason), remind_on))?;
    let fact =
        AwardReportReturned { about: found.about, reason: reason.to_owned(), returned_by: actor.name.clone(), returned_at: tx.now() };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, report.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Gives more time for a report that the city owes.
///
/// # Errors
/// [`DecideReportError`].
pub fn extend_report(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<AwardReport>,
    (due_on, reason): (Option<NaiveDate>, &str),
) -> Result<(), DecideReportError> {
    let (account, report) = owed(tx, actor, id)?;
    if report.form == ReportForm::FinalPerformance {
        return Err(DecideReportError::Final);
    }
    let first = due_on.filter(|day| *day > report.due_on);
    let due_on = first.ok_or_else(|| field("due_on", "Enter a day after the one on which it is due now."))?;
    let reason = required("why", reason, "Say why there is more time, in at most 1,000 characters.")?;
    let found = told(tx, &report, due_on)?;
    let today = tx.now().day_in(found.city.zone);
    if due_on < today {
        return Err(field("due_on", "Enter a day from today on."));
    }
    let remind_on = reporting(found.award.period_start)?.remind_after(today, due_on);
    store::mark_extended(tx, &report, (due_on, remind_on), (account, &actor.name, reason))?;
    let fact = ReportExtended { about: found.about, was_due_on: report.due_on, reason: reason.to_owned(), extended_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, report.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Does not ask for an interim report any more.
///
/// # Errors
/// [`DecideReportError`].
pub fn waive_report(tx: &mut Tx<'_>, actor: &Actor, id: Id<AwardReport>, reason: &str) -> Result<(), DecideReportError> {
    let (account, report) = owed(tx, actor, id)?;
    if report.form.is_final() {
        return Err(DecideReportError::Final);
    }
    let reason = required("reason", reason, "Say why the report is not needed, in at most 1,000 characters.")?;
    let found = told(tx, &report, report.due_on)?;
    store::mark_report(tx, &report, AwardReportState::Waived, (account, &actor.name), (Some(reason), None))?;
    let fact = ReportWaived { about: found.about, reason: reason.to_owned(), waived_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, report.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Asks for the final financial report again, because a closed award was opened: its figures can be others. The caller asks who
/// may, and tells the city.
///
/// # Errors
/// The database's refusal.
pub fn ask_final_again(tx: &mut Tx<'_>, award: Id<Award>, by: (Id<Account>, &str), reason: &str) -> Result<(), db::Error> {
    let reports = store::list_award_reports(tx, award)?;
    let last = reports.into_iter().find(|r| r.form == ReportForm::FinalFinancial && r.state == AwardReportState::Accepted);
    match last {
        Some(last) => store::mark_report(tx, &last, AwardReportState::Returned, by, (Some(reason), None)),
        None => Ok(()),
    }
}

/// A report of an award that is open to an officer.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: Id<AwardReport>) -> Result<(Id<Account>, AwardReport), DecideReportError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(DecideReportError::NotOfficer)?;
    let report = store::award_report(tx, id)?;
    award::open_award(tx, actor, report.award)?;
    Ok((account, report))
}

fn waiting(tx: &mut Tx<'_>, actor: &Actor, (id, seen): Seen) -> Result<(Id<Account>, AwardReport), DecideReportError> {
    let (account, report) = open(tx, actor, id)?;
    if report.form == ReportForm::FinalPerformance {
        return Err(DecideReportError::Final);
    }
    match seen {
        _ if report.state != AwardReportState::Submitted => Err(DecideReportError::NotWaiting),
        Some(seen) if seen != report.version => Err(DecideReportError::Changed),
        _ => Ok((account, report)),
    }
}

fn owed(tx: &mut Tx<'_>, actor: &Actor, id: Id<AwardReport>) -> Result<(Id<Account>, AwardReport), DecideReportError> {
    let (account, report) = open(tx, actor, id)?;
    if report.is_open() { Ok((account, report)) } else { Err(DecideReportError::NotOwed) }
}

fn required<'a>(name: &str, reason: &'a str, message: &str) -> Result<&'a str, DecideReportError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 { Err(field(name, message)) } else { Ok(reason) }
}

fn field(name: &str, message: &str) -> DecideReportError {
    DecideReportError::Fields(vec![FieldError::new(name, message)])
}
