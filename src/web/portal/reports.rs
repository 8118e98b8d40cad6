//! A city's reports: the schedule of all of them, and the final one: what happened, who came, what was achieved.

use super::award_reports;
use super::payments::{officials, own_award};
use crate::award::Award;
use crate::compliance::{self, ActivityNarrative, AwardReport, FinalReport, NewFinalReport, ReportState, SubmitFinalReportError};
use crate::config::Fund;
use crate::db::{self, Conn};
use crate::gathering::{self, ActivityRecord};
use crate::intake::Activity;
use crate::kernel::{FieldError, Kind, Money, Refusal, Timestamp};
use crate::ledger;
use crate::locale::format::date;
use crate::people::{Actor, CityRole, organisation};
use crate::process::{self, Press, ProcessError};
use crate::recovering::{self, BillState};
use crate::spending;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Choices, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

/// What stands above the schedule.
const SCHEDULE: &str = "The figures of financial reports are filled in from the ledger; your authorized official certifies them. \
                        We remind you before each day.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/reports", Access::City(CITY), show),
        post("/portal/awards/{reference}/reports", Access::City(CITY_WRITERS), submit),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

/// What the page shows.
struct Kept {
    report: Option<FinalReport>,
    activities: Vec<Activity>,
    records: Vec<ActivityRecord>,
    scheduled: Vec<AwardReport>,
    /// Expenses that wait for a decision or an answer.
    open: i64,
    owed: Owed,
    officials: String,
    today: NaiveDate,
}

fn load(conn: &mut Conn, actor: &Actor, award: &Award, now: Timestamp) -> Result<Kept, db::Error> {
    Ok(Kept {
        report: compliance::find_final_report(conn, award.id)?,
        activities: gathering::activities(conn, award.id)?,
        records: gathering::list_records(conn, award.id)?,
        scheduled: compliance::list_award_reports(conn, award.id)?,
        open: spending::count_open(conn, award.id)?,
        owed: owed(conn, award)?,
        officials: officials(conn, actor, award.organisation)?,
        today: now.day_in(organisation::city(conn, award.organisation)?.zone),
    })
}

async fn sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (of, actor, now) = (award.clone(), viewer.actor(), app.now());
    let kept = app.read(move |conn| load(conn, &actor, &of, now)).await?;
    let home = format!("/portal/awards/{}/reports", award.reference);
    let schedule = award_reports::schedule(&kept.scheduled, (&home, &home), kept.today);
    let mut sheet = Sheet::new("Reports", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("Reports of this award").text(SCHEDULE).table(schedule));
    if !kept.owed.said.is_empty() {
        sheet = sheet.with(to_send_back(&kept.owed, &app.settings.fund, &award.reference));
    }
    if let Some(report) = &kept.report {
        let verdict = if report.state == ReportState::Accepted { "Nothing to mend" } else { "Nothing yet" };
        let facts = vec![
            SummaryRow::new("State", report.state.label()),
            SummaryRow::new("Submitted by", &report.submitted_by_name),
            SummaryRow::new("Not spent", &report.unspent.to_string()),
            SummaryRow::new("What was achieved", &report.summary),
            SummaryRow::new("What the fund says", report.reason.as_deref().unwrap_or(verdict)),
        ];
        sheet = sheet.with(Section::new("Your final report").facts([facts, told(report, &kept.activities)].concat()));
    }
    let is_open = kept.report.as_ref().is_none_or(|report| report.state == ReportState::Returned);
    if !is_open || !award.is_active() {
        return Ok(sheet);
    }
    let when = format!(
        "Send it when the activities are over and every expense is decided, on {} at the latest.",
        date(compliance::due_on(award.period_end)?)
    );
    if !viewer.actor.acts_for(award.organisation, CityRole::AuthorizedOfficial) {
        let who = format!("Only an authorized official of your city can send the final report: {}.", kept.officials);
        return Ok(sheet.with(Section::new("Who sends the final report").text(who).text(when)));
    }
    let form = final_form(&home, app.fresh_key(), &kept.activities, (form, errors));
    Ok(sheet.with(before_it(Section::new("Final report").text(when), award, &kept).form(form)))
}

fn final_form(home: &str, key: String, activities: &[Activity], (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let mut inputs: Vec<Input> = activities.iter().flat_map(|activity| inputs_of(activity, form, errors)).collect();
    inputs.push(Input::area(
        Field::new("summary", "What did the award achieve for your city?")
            .hint("The public will read this.")
            .value(form.text("summary"))
            .limit(2000)
            .errors(errors),
    ));
    SheetForm::new(home, FormKeys::new(key), "Submit the final report", inputs).kept("report")
}

/// What is to be done before the final report is sent, above its form.
fn before_it(mut section: Section, award: &Award, kept: &Kept) -> Section {
    let base = format!("/portal/awards/{}", award.reference);
    if kept.today <= award.period_end {
        let until = date(award.period_end);
        section = section.text(format!(
            "The period of your award still runs, until {until}. Send the report before that day only if nothing more takes place."
        ));
    }
    if kept.open > 0 {
        let wait = if kept.open == 1 { "1 expense still waits".to_owned() } else { format!("{} expenses still wait", kept.open) };
        section = section
            .text(format!("It cannot be sent yet: {wait} for a decision or an answer."))
            .link(format!("{base}/spending"), "See the expenses");
    }
    let unsettled = gathering::unsettled(&kept.activities, &kept.records);
    if !unsettled.is_empty() {
        section =
            section.text("Say of each activity that is not recorded as held or cancelled who came, or record first what became of it.");
    }
    unsettled.into_iter().fold(section, |section, activity| {
        section.link(format!("{base}/activities/{}", activity.id), format!("Say what became of “{}”", activity.title))
    })
}

/// What the fund asked back, as sentences, and the expenses it is about.
struct Owed {
    said: Vec<String>,
    expenses: Vec<Link>,
}

/// What the fund asked back: of an advance that is not spent, and of costs that were paid and are not allowed.
fn owed(conn: &mut Conn, award: &Award) -> Result<Owed, db::Error> {
    let (mut said, mut expenses) = (Vec::new(), Vec::new());
    let advanced = ledger::award_position(conn, &award.id.text())?.total.advanced;
    if advanced.is_positive() {
        let asked = compliance::list_refund_requests(conn, award.id)?.into_iter().next();
        said.extend(asked.map(|asked| {
            let left = asked.amount.min(advanced);
            format!("Please send back {left} of the advance by {}. {} asked for it.", date(asked.due_on), asked.asked_by)
        }));
    }
    for bill in recovering::list_bills_of(conn, award.id)?.into_iter().filter(|bill| bill.state == BillState::Billed) {
        let left = bill.amount.cents().saturating_sub(recovering::received(conn, bill.id)?.cents());
        let by = bill.due_on.map(|day| format!(" by {}", date(day))).unwrap_or_default();
        let referred = if recovering::find_referral(conn, bill.id)?.is_some() { " (referred to debt collection)" } else { "" };
        said.push(format!("Please pay back {}{by}, for a cost that is not allowed{referred}: {}", Money::from_cents(left), bill.reason));
        if let Some(expense) = bill.expense {
            let expense = spending::expense(conn, expense)?;
            let label = format!("The cost: {}, {}, {}", expense.description, date(expense.spent_on), expense.amount);
            expenses.push(Link::new(format!("/portal/awards/{}/spending/{}", award.reference, expense.id), label));
        }
    }
    Ok(Owed { said, expenses })
}

/// What a city owes, and how it pays: as the settings say, or whom it asks.
fn to_send_back(owed: &Owed, fund: &Fund, reference: &str) -> Section {
    let section = owed.said.iter().fold(Section::new("Money to send back"), Section::text);
    let section = owed.expenses.iter().fold(section, |section, expense| section.link(&expense.href, &expense.label));
    if fund.pay_to.is_empty() {
        let phone = if fund.contact_phone.is_empty() { String::new() } else { format!(" or {}", fund.contact_phone) };
        return section.text(format!("Ask {}{phone} how to pay, and name {reference}.", fund.contact_email));
    }
    section.text(format!("How to pay; name {reference} with the payment:")).items(fund.pay_to.clone())
}

/// What the city tells of each activity, and who came.
pub(in crate::web) fn told(report: &FinalReport, activities: &[Activity]) -> Vec<SummaryRow> {
    let of = |activity: &Activity| {
        let id = activity.id.text();
        let came = report.attended.get(&id);
        let people: Vec<&str> =
            activity.attendees.iter().filter(|a| came.is_some_and(|c| c.contains(&a.id.text()))).map(|a| a.name.as_str()).collect();
        let came = if people.is_empty() { "nobody by name".to_owned() } else { people.join(", ") };
        let narrative = report.narratives.get(&id).map_or("", String::as_str);
        SummaryRow::new(&activity.title, &format!("{narrative}\nCame: {came}"))
    };
    activities.iter().map(of).collect()
}

fn inputs_of(activity: &Activity, form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let narrative = format!("narrative-{}", activity.id);
    let attended = format!("attended-{}", activity.id);
    let mut inputs = vec![Input::area(
        Field::new(narrative.clone(), format!("{}: what happened?", activity.title))
            .value(form.text(&narrative))
            .limit(4000)
            .errors(errors),
    )];
    if !activity.attendees.is_empty() {
        let people = Choices::new(
            attended.clone(),
            format!("{}: who came?", activity.title),
            activity.attendees.iter().map(|a| (a.id.text(), a.name.clone())),
        );
        inputs.push(Input::checkboxes(people.all_chosen(&form.all(&attended)).errors(errors)));
    }
    inputs
}

async fn submit(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let id = award.id;
    let activities = app.read(move |conn| gathering::activities(conn, id)).await?;
    let told = |a: &Activity| ActivityNarrative {
        activity: a.id.text(),
        narrative: form.text(&format!("narrative-{}", a.id)),
        attended: form.all(&format!("attended-{}", a.id)),
    };
    let new = NewFinalReport { award: id, summary: form.text("summary"), activities: activities.iter().map(told).collect() };
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}/reports?done=report-sent", award.reference));
    let press = Press::of(&form.press_key());
    let done = app.submit(&viewer, &form, move |tx| process::submit_report(tx, &actor, &new, &press).map(|()| location.clone())).await;
    // Whatever stands in the way, what was typed stays; where one was sent already there is no form that could hold it.
    let (status, mistakes) = match done {
        Err(e) if e.kind() == Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, e.mistakes()),
        Err(ProcessError::SubmitReport(e @ SubmitFinalReportError::OpenExpenses)) => {
            (StatusCode::CONFLICT, vec![FieldError::new("summary", e.to_string())])
        }
        other => return Ok(other?),
    };
    let sheet = sheet(&app, &viewer, &award, (&form, &mistakes)).await?;
    app.page_as(status, &viewer, &sheet)
}
