//! A city's reports: the schedule of all of them, and the final one: what happened, who came, what was achieved.

use super::award_reports;
use super::payments::{officials, own_award};
use crate::award::Award;
use crate::compliance::{self, ActivityNarrative, FinalReport, NewFinalReport, ReportState};
use crate::db::{self, Conn};
use crate::gathering;
use crate::intake::Activity;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger;
use crate::locale::format::date;
use crate::people::{CityRole, organisation};
use crate::process::{self, Press};
use crate::recovering::{self, BillState};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Choices, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

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

async fn sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (id, city, actor, now) = (award.id, award.organisation, viewer.actor(), app.now());
    let (report, activities, officials, scheduled, today, to_send) = app
        .read(move |conn| {
            let (report, activities) = (compliance::find_final_report(conn, id)?, gathering::activities(conn, id)?);
            let today = now.day_in(organisation::city(conn, city)?.zone);
            let scheduled = compliance::list_award_reports(conn, id)?;
            let to_send = to_send_back(conn, id)?;
            Ok::<_, db::Error>((report, activities, officials(conn, &actor, city)?, scheduled, today, to_send))
        })
        .await?;
    let home = format!("/portal/awards/{}/reports", award.reference);
    let schedule = award_reports::schedule(&scheduled, (&home, &home), today);
    let mut sheet = Sheet::new("Reports", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("Reports of this award").text(SCHEDULE).table(schedule));
    if !to_send.is_empty() {
        sheet = sheet.with(to_send.into_iter().fold(Section::new("Money to send back"), Section::text));
    }
    if let Some(report) = &report {
        let verdict = if report.state == ReportState::Accepted { "Nothing to mend" } else { "Nothing yet" };
        let facts = vec![
            SummaryRow::new("State", report.state.label()),
            SummaryRow::new("Submitted by", &report.submitted_by_name),
            SummaryRow::new("Not spent", &report.unspent.to_string()),
            SummaryRow::new("What was achieved", &report.summary),
            SummaryRow::new("What the fund says", report.reason.as_deref().unwrap_or(verdict)),
        ];
        sheet = sheet.with(Section::new("Your final report").facts([facts, told(report, &activities)].concat()));
    }
    let is_open = report.as_ref().is_none_or(|report| report.state == ReportState::Returned);
    if !is_open || !award.is_active() {
        return Ok(sheet);
    }
    let when = format!(
        "Send it when the activities are over and every expense is decided, on {} at the latest.",
        date(compliance::due_on(award.period_end)?)
    );
    if !viewer.actor.acts_for(award.organisation, CityRole::AuthorizedOfficial) {
        let who = format!("Only an authorized official of your city can send the final report: {officials}.");
        return Ok(sheet.with(Section::new("Who sends the final report").text(who).text(when)));
    }
    let mut inputs = Vec::new();
    for activity in &activities {
        inputs.extend(inputs_of(activity, form, errors));
    }
    inputs.push(Input::area(
        Field::new("summary", "What did the award achieve for your city?")
            .hint("The public will read this.")
            .value(form.text("summary"))
            .limit(2000)
            .errors(errors),
    ));
    let action = format!("/portal/awards/{}/reports", award.reference);
    let form = SheetForm::new(action, FormKeys::new(app.fresh_key()), "Submit the final report", inputs).kept("report");
    Ok(sheet.with(Section::new("Final report").text(when).form(form)))
}

/// What the fund asked back: of an advance that is not spent, and of costs that were paid and are not allowed.
fn to_send_back(conn: &mut Conn, id: Id<Award>) -> Result<Vec<String>, db::Error> {
    let mut all = Vec::new();
    if ledger::award_position(conn, &id.text())?.total.advanced.is_positive() {
        let asked = compliance::list_refund_requests(conn, id)?.into_iter().next();
        all.extend(asked.map(|asked| {
            format!("Please send back {} of the advance by {}. {} asked for it.", asked.amount, date(asked.due_on), asked.asked_by)
        }));
    }
    for bill in recovering::list_bills_of(conn, id)?.into_iter().filter(|bill| bill.state == BillState::Billed) {
        let left = bill.amount.cents().saturating_sub(recovering::received(conn, bill.id)?.cents());
        let by = bill.due_on.map(|day| format!(" by {}", date(day))).unwrap_or_default();
        all.push(format!("Please pay back {}{by}, for a cost that is not allowed: {}", Money::from_cents(left), bill.reason));
    }
    Ok(all)
}

/// What the city tells of each activity, and who came.
pub(in crate::web) fn told(report: &FinalReport, activities: &[Activity]) -> Vec<SummaryRow> {
    let of = |activity: &Activity| {
        let id = activity.id.text();
        let came = report.attended.get(&id);
        let people: Vec<&str> =
            activity.attendees.iter().filter(|a| came.is_some_and(|c| c.contains(&a.id.text()))).map(|a| a.name.as_str()).collect();
        let came = if people.is_empty() { "nobody".to_owned() } else { people.join(", ") };
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
        inputs.push(Input::checkboxes(people.all_chosen(&form.all(&attended))));
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
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, e.fields())).await?),
        other => Ok(other?),
    }
}
