//! What waits for a city's people, on top of their page: each with its date and
//! a link to where it is done.

use super::applications::home;
use crate::amending::{self, Stage as AmendmentStage};
use crate::award::{self, Award};
use crate::compliance::{self, AwardReportState, ReportForm, ReportState};
use crate::db::{Conn, Error};
use crate::disbursement::{self, BankDetails, PaymentState};
use crate::intake::{self, Application};
use crate::kernel::{Money, Timestamp};
use crate::ledger;
use crate::locale::format::{date, datetime, in_both_zones, short_date};
use crate::opportunity;
use crate::people::{Actor, CityRole, membership, official, organisation};
use crate::process::{self, Case, Stage};
use crate::recovering::{self, Bill, BillState};
use crate::risk;
use crate::spending::{self, ExpenseState, Which};
use crate::web::fields::{Status, Task};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Everything that waits, the most pressing kind first.
pub(super) fn list(
    conn: &mut Conn,
    actor: &Actor,
    applications: &[(Application, Stage)],
    awards: &[Award],
    now: Timestamp,
) -> Result<Vec<Task>, Error> {
    let mut tasks = Vec::new();
    for (naming, city) in official::list_own(conn, actor, now)? {
        let title = format!("Say whether you may sign for {}", city.full_name());
        let href = Some(format!("/portal/cities/{}/official/{}", naming.city, naming.id));
        let task = Task::new(format!("official-{}", naming.id), title, href, Status::warning("Your turn"));
        tasks.push(task.hint(format!("{} named you as {}.", naming.named_by_name, naming.job_title)));
    }
    for award in awards.iter().filter(|a| a.is_open_offer()) {
        tasks.push(offer(conn, actor, award)?);
    }
    for (application, stage) in applications {
        match stage {
            Stage::Returned | Stage::Invited => tasks.push(open_again(conn, application, *stage)?),
            Stage::Draft => tasks.extend(signature(conn, actor, application)?),
            _ => {}
        }
    }
    let active: Vec<&Award> = awards.iter().filter(|a| a.is_active()).collect();
    tasks.extend(frozen(conn, actor, &active)?);
    // A bill is owed after the award was closed too.
    for award in awards.iter().filter(|a| a.is_active() || a.closed_at.is_some()) {
        tasks.extend(bills(conn, award, now)?);
    }
    for award in active {
        let today = now.day_in(organisation::city(conn, award.organisation)?.zone);
        tasks.extend(asked_back(conn, award, today)?);
        tasks.extend(amendment(conn, actor, award)?);
        tasks.extend(conditions(conn, actor, award, today)?);
        tasks.extend(questions(conn, award)?);
        tasks.extend(report(conn, award, today)?);
        tasks.extend(scheduled(conn, award, today)?);
    }
    for city in actor.cities().into_iter().filter(|city| actor.writes_for(*city)) {
        let waiting = membership::list_requests(conn, actor, city)?.len();
        if waiting > 0 {
            let title = if waiting == 1 { "1 person asks to join".to_owned() } else { format!("{waiting} people ask to join") };
            let task = Task::new(format!("join-{city}"), title, Some(format!("/portal/cities/{city}")), Status::warning("Your turn"));
            let names: Vec<String> = intake::city_names(conn, &[city])?.into_iter().map(|(_, name)| name).collect();
            tasks.push(task.hint(names.join(", ")));
        }
    }
    Ok(tasks)
}

fn offer(conn: &mut Conn, actor: &Actor, award: &Award) -> Result<Task, Error> {
    let case = Case::load(conn, award.id.cast())?;
    let by = process::accept_by(conn, &case, award)?;
    let href = Some(format!("/portal/awards/{}", award.reference));
    let status = Status::warning(format!("By {}", short_date(by)));
    let signs = award::may_sign(actor, award.organisation);
    let who = if signs { "Read the agreement, then sign or decline." } else { "Your authorized official signs or declines." };
    let title = format!("Answer the offer of {} for “{}”", award.amount, award.title);
    Ok(Task::new(format!("offer-{}", award.reference), title, href, status).hint(format!("{}. {who}", award.reference)))
}

/// An application that was sent back, or that its city was invited to write.
fn open_again(conn: &mut Conn, application: &Application, stage: Stage) -> Result<Task, Error> {
    let zone = intake::city_zone(conn, application)?;
    let fund = opportunity::definition(conn, &application.definition_sha256)?.dates.zone;
    let (what, verb) = match stage {
        Stage::Invited => ("Write the whole application for", "Send it"),
        _ => ("Answer the fund’s questions about", "Answer"),
    };
    let by = application.answer_by.map(|at| format!("{verb} by {}.", in_both_zones(at, fund, zone))).unwrap_or_default();
    let task = Task::new(
        format!("open-{}", application.reference),
        format!("{what} “{}”", application.shown_title()),
        Some(home(&application.reference)),
        Status::warning(stage.applicant_label()),
    );
    Ok(task.hint(format!("{}. {by}", application.reference)))
}

/// A draft for which a signature was asked.
fn signature(conn: &mut Conn, actor: &Actor, application: &Application) -> Result<Option<Task>, Error> {
    let Some(asked) = intake::find_last_asked(conn, application.id)? else { return Ok(None) };
    let zone = intake::city_zone(conn, application)?;
    let signs = actor.acts_for(application.city, CityRole::AuthorizedOfficial);
    let (title, href, status) = if signs {
        let title = format!("Certify and submit “{}”", application.shown_title());
        (title, format!("{}/check", home(&application.reference)), Status::warning("Your turn"))
    } else {
        let title = format!("“{}” waits for your official’s signature", application.shown_title());
        (title, home(&application.reference), Status::active("Waiting"))
    };
    let hint = format!("{}. Asked to sign by {} on {}.", application.reference, asked.by, datetime(asked.at, zone));
    Ok(Some(Task::new(format!("sign-{}", application.reference), title, Some(href), status).hint(hint)))
}

/// An amendment that waits for a signature.
fn amendment(conn: &mut Conn, actor: &Actor, award: &Award) -> Result<Option<Task>, Error> {
    let open = amending::find_open(conn, award.id)?.filter(|open| open.stage == AmendmentStage::Approved);
    let Some(open) = open else { return Ok(None) };
    let href = format!("/portal/awards/{}/amendments/{}", award.reference, open.n);
    let (who, status) = if award::may_sign(actor, award.organisation) {
        ("Read it, then sign or withdraw it.", Status::warning("Your turn"))
    } else {
        ("Your authorized official signs it.", Status::active("Waiting"))
    };
    let title = format!("Sign amendment {} of “{}”", open.n, award.title);
    let task = Task::new(format!("amendment-{}", open.id), title, Some(href), status);
    Ok(Some(task.hint(format!("{}. {}. {who}", award.reference, open.kind.label()))))
}

/// Accounts of cities with awards to which no money goes any more: the official enters each again.
fn frozen(conn: &mut Conn, actor: &Actor, active: &[&Award]) -> Result<Vec<Task>, Error> {
    let (mut tasks, mut cities) = (Vec::new(), BTreeSet::new());
    for award in active {
        if !cities.insert(award.organisation) {
            continue;
        }
        let Some(details) = disbursement::find_current_bank_details(conn, award.organisation)? else { continue };
        let Some(why) = &details.blocked_reason else { continue };
        let city = organisation::city(conn, award.organisation)?.full_name();
        let (who, status) = if disbursement::policy::may_ask_for(actor, award.organisation) {
            ("Enter it again, then ask for the money again.", Status::warning("Your turn"))
        } else {
            ("Your authorized official enters it again.", Status::active("Waiting"))
        };
        let back = came_back(conn, &details, active)?;
        let href = format!("/portal/awards/{}/bank-details", award.reference);
        let title = format!("Enter the bank account of {city} again");
        let task = Task::new(format!("account-{}", award.organisation), title, Some(href), status);
        tasks.push(task.hint(format!("The account is frozen ({why}). {back}{who}")));
    }
    Ok(tasks)
}

/// The payments that came back from an account, as sentences.
fn came_back(conn: &mut Conn, details: &BankDetails, active: &[&Award]) -> Result<String, Error> {
    let mut said = String::new();
    for award in active.iter().filter(|award| award.organisation == details.organisation) {
        for payment in disbursement::list_payments(conn, disbursement::Which::Award(award.id))? {
            if payment.state == PaymentState::Returned && payment.bank_details == Some(details.id) {
                let day = payment.returned_on.map(|day| format!(" on {}", date(day))).unwrap_or_default();
                said.push_str(&format!("{} of {} came back{day}. ", payment.amount, award.reference));
            }
        }
    }
    Ok(said)
}

/// What the city has to pay back for costs that are not allowed.
fn bills(conn: &mut Conn, award: &Award, now: Timestamp) -> Result<Vec<Task>, Error> {
    let billed: Vec<Bill> = recovering::list_bills_of(conn, award.id)?.into_iter().filter(|bill| bill.state == BillState::Billed).collect();
    if billed.is_empty() {
        return Ok(vec![]);
    }
    let today = now.day_in(organisation::city(conn, award.organisation)?.zone);
    let mut tasks = Vec::new();
    for bill in billed {
        let left = Money::from_cents(bill.amount.cents().saturating_sub(recovering::received(conn, bill.id)?.cents()));
        let title = format!("Pay back {left} for “{}”", award.title);
        let why = format!("A cost is not allowed: {}", bill.reason);
        tasks.push(debt(award, format!("bill-{}", bill.id), (title, why), (bill.due_on, today)));
    }
    Ok(tasks)
}

/// What was asked back of an advance.
fn asked_back(conn: &mut Conn, award: &Award, today: NaiveDate) -> Result<Option<Task>, Error> {
    let Some(asked) = compliance::list_refund_requests(conn, award.id)?.into_iter().next() else { return Ok(None) };
    let left = asked.amount.min(ledger::award_position(conn, &award.id.text())?.total.advanced);
    let title = format!("Send back {left} of the advance for “{}”", award.title);
    let why = format!("{} asked for it.", asked.asked_by);
    let task = || debt(award, format!("refund-{}", award.reference), (title, why), (Some(asked.due_on), today));
    Ok(left.is_positive().then(task))
}

fn debt(award: &Award, id: String, (title, why): (String, String), (by, today): (Option<NaiveDate>, NaiveDate)) -> Task {
    let late = by.filter(|by| today > *by).map(|by| format!(" It was due on {}.", date(by))).unwrap_or_default();
    let status = match by {
        Some(by) if today <= by => Status::warning(format!("By {}", short_date(by))),
        Some(_) => Status::warning("Late"),
        None => Status::warning("Your turn"),
    };
    let href = format!("/portal/awards/{}/reports", award.reference);
    Task::new(id, title, Some(href), status).hint(format!("{}.{late} {why}", award.reference))
}

/// Conditions with a day of which the city says nothing yet.
fn conditions(conn: &mut Conn, actor: &Actor, award: &Award, today: NaiveDate) -> Result<Vec<Task>, Error> {
    let all = risk::list_conditions(conn, actor, award.id.cast())?.into_iter();
    let open = all.filter(|c| c.lifted.is_none() && c.met.is_none()).filter_map(|c| c.due_on.map(|day| (c, day)));
    let task = |(condition, day): (risk::Condition, NaiveDate)| {
        let status = if today > day { Status::warning("Late") } else { Status::warning(format!("By {}", short_date(day))) };
        let href = format!("/portal/awards/{}/conditions/{}", award.reference, condition.id);
        let title = format!("Do what a condition of “{}” asks", award.title);
        let task = Task::new(format!("condition-{}", condition.id), title, Some(href), status);
        task.hint(format!("{}. {}", award.reference, condition.text))
    };
    Ok(open.map(task).collect())
}

fn questions(conn: &mut Conn, award: &Award) -> Result<Vec<Task>, Error> {
    let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
    let asked = expenses.into_iter().filter(|e| e.state == ExpenseState::Questioned);
    let task = |e: spending::Expense| {
        let href = format!("/portal/awards/{}/spending/{}", award.reference, e.id);
        let title = format!("Answer the question about {}: {}", e.amount, e.description);
        let task = Task::new(format!("expense-{}", e.id), title, Some(href), Status::warning("Your turn"));
        task.hint(format!("{}. The fund asks: {}", award.reference, e.reason.unwrap_or_default()))
    };
    Ok(asked.map(task).collect())
}

/// The reports of the schedule that can be sent: the final financial one once the period is over, and those sent back.
fn scheduled(conn: &mut Conn, award: &Award, today: NaiveDate) -> Result<Vec<Task>, Error> {
    let mut tasks = Vec::new();
    for report in compliance::list_award_reports(conn, award.id)? {
        let is_over = report.period_end < today || report.state == AwardReportState::Returned;
        if report.form == ReportForm::FinalPerformance || !is_over || !report.can_be_sent(today) {
            continue;
        }
        let verb = if report.state == AwardReportState::Returned { "Mend" } else { "Send" };
        let by = short_date(report.due_on);
        let status = if report.is_overdue(today) { Status::warning("Late") } else { Status::warning(format!("By {by}")) };
        let title = format!("{verb} the {} to {}", report.form.in_a_sentence(), short_date(report.period_end));
        let href = format!("/portal/awards/{}/reports/{}", award.reference, report.id);
        let who = if report.form.is_financial() { " Your authorized official certifies it." } else { "" };
        let task = Task::new(format!("report-{}", report.id), title, Some(href), status);
        tasks.push(task.hint(format!("{}: {}.{who}", award.reference, award.title)));
    }
    Ok(tasks)
}

/// The final report: once the period is over, and when it was sent back.
fn report(conn: &mut Conn, award: &Award, today: NaiveDate) -> Result<Option<Task>, Error> {
    let report = compliance::find_final_report(conn, award.id)?;
    let title = match report.map(|r| r.state) {
        None if today > award.period_end => format!("Send the final report of “{}”", award.title),
        Some(ReportState::Returned) => format!("Mend the final report of “{}”", award.title),
        _ => return Ok(None),
    };
    let by = compliance::due_on(award.period_end)?;
    let status = if today > by { Status::warning("Late") } else { Status::warning(format!("By {}", short_date(by))) };
    let href = format!("/portal/awards/{}/reports", award.reference);
    let task = Task::new(format!("report-{}", award.reference), title, Some(href), status);
    Ok(Some(task.hint(format!("{}. Your authorized official sends it.", award.reference))))
}
