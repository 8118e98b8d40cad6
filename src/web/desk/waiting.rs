//! What waits for a person on the desk: one count for each kind of work of each of
//! their roles, with the page on which it is done. What one's own hand began and
//! another must decide is not counted.

use crate::amending;
use crate::asking;
use crate::award;
use crate::banking;
use crate::bookkeeping;
use crate::compliance::{self, ReportState};
use crate::db::{Conn, Error};
use crate::disbursement::{self, PaymentState, RunState, policy};
use crate::kernel::Timestamp;
use crate::locale::format::number;
use crate::outbox;
use crate::people::{self, Actor, FundRole, claim};
use crate::process::{self, Stage};
use crate::recovering;
use crate::risk;
use crate::spending::{self, ExpenseState};
use crate::trouble;
use crate::workflow;
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// One kind of thing that waits.
#[derive(Serialize)]
pub(super) struct Waiting {
    pub(super) count: String,
    pub(super) label: &'static str,
    pub(super) href: String,
}

impl Waiting {
    /// For the samples of pages.
    pub(super) fn sample() -> Self {
        Self { count: "3".into(), label: "Submitted", href: "/desk/applications?stage=submitted".into() }
    }
}

/// How many, what, and where it is done.
type Counted = (i64, &'static str, &'static str);

/// Everything that waits for the roles of `actor`, at this instant and on this day
/// of the fund's calendar. What is nought is left out.
pub(super) fn list(conn: &mut Conn, actor: &Actor, (now, today): (Timestamp, NaiveDate)) -> Result<Vec<Waiting>, Error> {
    let mut all: Vec<Counted> = Vec::new();
    if actor.has(FundRole::ProgramOfficer) {
        all.extend(officer(conn, actor, today)?);
    }
    if people::policy::may_decide_claims(actor) {
        all.push((claim::count_to_decide(conn)?, "Claims on cities to decide", "/desk/claims"));
    }
    if trouble::policy::may_answer(actor) {
        all.push((trouble::count_open(conn, &actor.walls)?, "Messages about trouble", "/desk/trouble"));
    }
    if asking::policy::may_answer(actor) {
        all.push((asking::count_open(conn)?, "Questions about rounds to answer", "/desk/questions"));
    }
    if actor.has(FundRole::ApprovingOfficial) {
        all.push((award::count_open_recommendations(conn, actor)?, "Decisions that wait", "/desk/decisions"));
    }
    if actor.has_any(&[FundRole::ApprovingOfficial, FundRole::ProgramOfficer]) {
        all.push((amending::count_waiting(conn, actor)?, "Amendments to decide", "/desk/amendments"));
    }
    if actor.has(FundRole::FinanceOfficer) {
        all.extend(finance(conn, actor, now)?);
        let soon = today.checked_add_days(Days::new(disbursement::DUE_SOON_DAYS)).unwrap_or(today);
        let due = disbursement::count_open_due(conn, actor, (today, soon), now)?;
        all.push((due.late, "Requests late to pay", "/desk/payments#requested"));
        all.push((due.soon, "Requests to pay within 5 days", "/desk/payments#requested"));
        all.push((due.held, "Requests that conditions hold back", "/desk/payments#held"));
    }
    if actor.has_any(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]) {
        let runs = disbursement::count_open_runs(conn, actor, RunState::Prepared)?;
        all.push((runs, "Payment runs to approve", "/desk/payments#runs"));
        all.push((recovering::count_bills_to_decide(conn, actor)?, "Bills to decide", "/desk/collections#asked"));
        all.push((bookkeeping::count_open_waiting(conn, actor)?, "Entries by hand to approve", "/desk/ledger/entries"));
    }
    if actor.has(FundRole::ReleasingOfficer) {
        all.push((disbursement::count_open_runs(conn, actor, RunState::Approved)?, "Payment runs to release", "/desk/payments#runs"));
    }
    if workflow::policy::decides(actor) {
        let own = actor.account.map(|id| id.text()).unwrap_or_default();
        all.push((workflow::count_to_decide(conn, &own)?, "Versions of workflows to decide", "/desk/workflows"));
    }
    if actor.has(FundRole::Administrator) {
        all.push((outbox::count_given_up(conn)?, "Letters given up", "/desk/outbox?state=dead"));
    }
    let (late, now_due) = process::count_work(conn, actor, today)?;
    let work = [(late, "Cases overdue", "/desk/work?due=overdue"), (now_due, "Cases due today", "/desk/work?due=today")];
    let work = work.into_iter().filter(|(count, ..)| *count > 0).map(|(count, label, href)| (counted(count), label, href));
    let others = all.into_iter().filter(|(count, ..)| *count > 0).map(|(count, label, href)| (number(count), label, href));
    Ok(work.chain(others).map(|(count, label, href)| Waiting { count, label, href: href.to_owned() }).collect())
}

/// `12`, or `1,000+` where nobody counts further.
pub(super) fn counted(count: usize) -> String {
    let shown = number(i64::try_from(count.min(process::COUNTED)).unwrap_or(i64::MAX));
    if count > process::COUNTED { format!("{shown}+") } else { shown }
}

fn officer(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<Vec<Counted>, Error> {
    let stages = process::count_by_stage(conn, actor)?;
    let count = |stage: Stage| stages.iter().find(|(s, _)| *s == stage).map_or(0, |(_, n)| *n);
    Ok(vec![
        (count(Stage::Submitted), "Applications to screen", "/desk/applications?stage=submitted"),
        (count(Stage::InReview), "Applications in review", "/desk/applications?stage=in_review"),
        (process::count_overdue(conn, actor, today)?, "Applications with reviews overdue", "/desk/applications?reviews=overdue"),
        (spending::count_expenses(conn, actor, ExpenseState::Submitted)?, "Expenses to decide", "/desk/spending#waiting"),
        (compliance::count_final_reports(conn, actor, ReportState::Submitted)?, "Final reports to decide", "/desk/closeouts#reports"),
        (compliance::count_late_to_close(conn, actor, today)?, "Awards late to close", "/desk/closeouts#late"),
        (risk::count_met(conn, actor)?, "Conditions that cities say they did", "/desk/amendments#conditions"),
        (compliance::count_submitted(conn, actor)?, "Reports to decide", "/desk/reports#waiting"),
        (compliance::count_overdue(conn, actor, today)?, "Reports of cities late", "/desk/reports#late"),
    ])
}

/// How many cities whose account is open to the actor have bank details to verify.
fn count_details(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    if actor.walls.is_empty() {
        return disbursement::count_unverified_bank_details(conn);
    }
    let mut waiting = disbursement::list_unverified_bank_details(conn)?;
    waiting.retain(|details| !actor.walls.hide_account_of(details.organisation));
    Ok(i64::try_from(waiting.len()).unwrap_or(i64::MAX))
}

/// How many notices of the bank wait that the actor did not read in.
fn count_notices(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let mut waiting = disbursement::list_bank_proposals(conn, actor)?;
    waiting.retain(|notice| policy::may_decide(actor, notice));
    Ok(i64::try_from(waiting.len()).unwrap_or(i64::MAX))
}

fn finance(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Counted>, Error> {
    Ok(vec![
        (disbursement::count_open_payments(conn, actor, PaymentState::Requested)?, "Payments requested", "/desk/payments#requested"),
        (count_details(conn, actor)?, "Bank details to verify", "/desk/bank-details"),
        (count_notices(conn, actor)?, "Notices of the bank to decide", "/desk/bank-details#notices"),
        (banking::count_unmatched_lines(conn, actor)?, "Bank lines not matched", "/desk/bank#to-match"),
        (banking::count_proposals(conn, actor)?, "Matches of bank lines to confirm", "/desk/bank#proposals"),
        (disbursement::count_open_returns(conn, actor)?, "Returns recorded by hand to confirm", "/desk/bank#returns"),
        (banking::count_exceptions(conn, actor)?, "Returns, notices and lines to look at", "/desk/bank#exceptions"),
        (disbursement::count_late_payments(conn, actor, now)?, "Payments late at the bank", "/desk/bank#transit"),
    ])
}
