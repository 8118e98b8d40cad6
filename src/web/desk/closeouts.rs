//! The end of awards: final reports to decide, refunds of unused advances, and
//! what still stands in the way of closing.

use super::award_links::of_award;
use super::bank_proposal::lines_to_confirm;
use super::clearing::back_section;
use super::closeout_steps as steps;
use super::recoveries::Recoveries;
use crate::award::{self, Award};
use crate::banking;
use crate::compliance::{self, ReportState};
use crate::db;
use crate::disbursement::{self, NewRefund, Payment};
use crate::gathering;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger;
use crate::locale::format::{number, short_date};
use crate::people::{Actor, FundRole, organisation};
use crate::process::{self, Press};
use crate::spending::policy;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::portal::reports::told;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;

const READERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::Auditor]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

/// So many awards are on a page.
const PAGE: i64 = 200;

/// What is to be done where a closed award has something that is owed.
const AFTER_CLOSING: &str = "A payment came back after the award was closed: open the award again. Then the city can mend its bank details and ask for the money, or it is given up and the award is closed anew. Until then the seal says that the payments have changed.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/closeouts", READERS, list),
        get("/desk/closeouts/{reference}", READERS, show),
        post("/desk/closeouts/{reference}/accept", OFFICERS, accept),
        post("/desk/closeouts/{reference}/return", OFFICERS, send_back),
        post("/desk/closeouts/{reference}/refund", FINANCE, refund),
        post("/desk/closeouts/{reference}/close", OFFICERS, close),
        post("/desk/closeouts/{reference}/ask-refund", OFFICERS, ask_refund),
        post("/desk/closeouts/{reference}/tick", OFFICERS, tick),
    ]
}

/// After which award the page begins.
#[derive(Debug, Deserialize)]
struct Asked {
    after: Option<String>,
}

/// An award with where its final report stands.
struct Row {
    award: Award,
    report: Option<ReportState>,
    is_unsettled: bool,
}

/// What the list shows.
struct List {
    waiting: Vec<Row>,
    late: (i64, Vec<Row>),
    back: Vec<Payment>,
    active: Vec<Row>,
}

fn rows(conn: &mut db::Conn, awards: Vec<Award>) -> Result<Vec<Row>, db::Error> {
    let ids: Vec<Id<Award>> = awards.iter().map(|award| award.id).collect();
    let (states, unsettled) = (compliance::final_report_states(conn, &ids)?, compliance::list_unsettled(conn, &ids)?);
    let row = |award: Award| Row { report: states.get(&award.id).copied(), is_unsettled: unsettled.contains(&award.id), award };
    Ok(awards.into_iter().map(row).collect())
}

/// The awards whose final report waits for a decision, the one that was sent first before the others; those of which a day of
/// closing is over; and a page of all that are active, with one more than it shows.
fn load(conn: &mut db::Conn, actor: &Actor, after: &str, today: NaiveDate) -> Result<List, db::Error> {
    let reported = compliance::list_awards_reported(conn, actor, ReportState::Submitted, PAGE)?;
    let reported = award::list_by_id(conn, &reported)?;
    let late = compliance::list_late_to_close(conn, actor, today, PAGE)?;
    let late = award::list_by_id(conn, &late)?;
    let active = award::list_accepted(conn, (true, &actor.walls.ids()), after, PAGE + 1)?;
    Ok(List {
        waiting: rows(conn, reported)?,
        late: (compliance::count_late_to_close(conn, actor, today)?, rows(conn, late)?),
        back: disbursement::list_back_after_closing(conn, actor)?,
        active: rows(conn, active)?,
    })
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let today = app.now().day_in(app.settings.fund.zone());
    let (actor, after) = (viewer.actor(), asked.into_inner().after.unwrap_or_default());
    let (is_first, most) = (after.is_empty(), usize::try_from(PAGE).unwrap_or(usize::MAX));
    let List { waiting, late, back, mut active } = app.read(move |conn| load(conn, &actor, &after, today)).await?;
    let has_more = active.len() > most;
    active.truncate(most);
    let next = active.last().filter(|_| has_more).map(|row| format!("/desk/closeouts?after={}#awards", row.award.reference));
    let mut to_decide = Section::new("To decide")
        .table(table(("reports", "Final reports that wait for a decision"), &waiting, today)?.empty("Nothing waits."));
    if waiting.len() >= most {
        to_decide = to_decide.text(format!("The first {PAGE} are shown, those that were sent first."));
    }
    let mut awards =
        Section::new("Awards").table(table(("awards", "Active awards"), &active, today)?.empty("No active award.")).text(steps::NEXT_DAYS);
    if let Some(next) = next {
        awards = awards.link(next, "More awards");
    }
    if !is_first {
        awards = awards.link("/desk/closeouts#awards", "The first awards");
    }
    let sheet = Sheet::new("Closeouts", &[]).lead("Final reports, refunds and closing.").back("/desk", "Desk");
    app.page(&viewer, &sheet.with(to_decide).with_some(late_section(&late, today)?).with_some(back_section(&back)).with(awards))
}

/// The awards of which a day of closing is over, if there are any.
fn late_section((all, rows): &(i64, Vec<Row>), today: NaiveDate) -> Result<Option<Section>, db::Error> {
    if rows.is_empty() {
        return Ok(None);
    }
    let table = table(("late", "Awards with a day of closing that is over"), rows, today)?;
    let section = Section::new("Late to close").table(table);
    let is_cut = i64::try_from(rows.len()).unwrap_or(i64::MAX) < *all;
    Ok(Some(if is_cut {
        section.text(format!("The first {PAGE} of {} are shown, those that ended first.", number(*all)))
    } else {
        section
    }))
}

fn table((id, caption): (&str, &str), rows: &[Row], today: NaiveDate) -> Result<Table, db::Error> {
    let row = |Row { award, report, is_unsettled }: &Row| {
        let due_on = compliance::due_on(award.period_end)?;
        Ok::<_, db::Error>(vec![
            Cell::link(award.reference.clone(), format!("/desk/closeouts/{}", award.reference)).heading(),
            Cell::text(award.city.clone()),
            Cell::text(short_date(award.period_end)),
            Cell::status(report_status(*report, due_on, today)),
            Cell::status(steps::next_day(award, *is_unsettled, today)?),
        ])
    };
    let rows = rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let columns = ["Award", "City", "Period ends", "Final report", "Next deadline"].map(Column::text).into();
    Ok(Table::new(id, caption, columns).rows(rows))
}

/// Where the final report of an award stands, with its day while it is owed.
fn report_status(report: Option<ReportState>, due_on: NaiveDate, today: NaiveDate) -> Status {
    match report {
        Some(ReportState::Submitted) => Status::active("Waits for review"),
        Some(ReportState::Returned) => Status::warning("Sent back to the city"),
        Some(ReportState::Accepted) => Status::good("Accepted"),
        None if due_on < today => Status::warning(format!("Not sent yet, was due {}", short_date(due_on))),
        None => Status::done(format!("Not sent yet, due {}", short_date(due_on))),
    }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &path, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

pub(super) async fn find(app: &App, viewer: &Viewer, reference: &str) -> Result<Award, Problem> {
    let (actor, reference) = (viewer.actor(), reference.to_owned());
    Ok(app.read(move |conn| award::open_by_reference(conn, &actor, &reference)).await?)
}

#[expect(clippy::too_many_lines, reason = "one page from top to bottom")]
pub(super) async fn sheet(app: &App, viewer: &Viewer, reference: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let award = find(app, viewer, reference).await?;
    let (id, city, now) = (award.id, award.organisation, app.now());
    let actor = viewer.actor();
    let (report, activities, (obstacles, why_not), version, position, (refunds, shown, waiting), kept, recoveries) = app
        .read(move |conn| {
            let position = ledger::award_position(conn, &id.text())?.total;
            let today = now.day_in(organisation::city(conn, city)?.zone);
            let obstacles = obstacles(conn, id, today)?;
            let why_not = if obstacles.is_empty() { steps::why_not_closed(conn, &actor, (id, now))? } else { None };
            let refunds = disbursement::list_refunds(conn, id)?;
            let shown = banking::list_shown(conn, &refunds.iter().map(|refund| refund.journal_seq).collect::<Vec<_>>())?;
            let mut waiting = banking::list_proposed_for(conn, &actor, id)?;
            waiting.retain(|(proposal, _)| proposal.bill_id.is_none());
            Ok::<_, db::Error>((
                compliance::find_final_report(conn, id)?,
                gathering::activities(conn, id)?,
                (obstacles, why_not),
                process::version(conn, id.cast())?,
                position,
                (refunds, shown, waiting),
                steps::Kept::load(conn, id, today)?,
                Recoveries::load(conn, id)?,
            ))
        })
        .await?;
    let due_on = short_date(compliance::due_on(award.period_end)?);
    let mut first = Section::new("Final report").text(format!("The city has not submitted its final report. It is due {due_on}."));
    let href = format!("/desk/closeouts/{reference}");
    let keys = || FormKeys::new(app.fresh_key());
    if let Some(report) = &report {
        let facts = vec![
            SummaryRow::new("State", report.state.label()),
            SummaryRow::new("Submitted by", &report.submitted_by_name),
            SummaryRow::new("What was achieved", &report.summary),
            SummaryRow::new("Not spent then", &report.unspent.to_string()),
            SummaryRow::new("People who came", &report.attended.values().map(std::collections::BTreeSet::len).sum::<usize>().to_string()),
        ];
        first = Section::new("Final report").facts([facts, told(report, &activities)].concat());
        if report.state == ReportState::Submitted && policy::decides(&viewer.actor) {
            let keys = || FormKeys::of_version(app.fresh_key(), report.version);
            let inputs =
                vec![Input::area(Field::new("reason", "What must the city mend?").limit(1000).value(form.text("reason")).errors(errors))];
            first = if viewer.actor.is_person(&report.submitted_by) {
                first.text("You submitted this report, so another person must accept it.")
            } else {
                first.form(SheetForm::new(format!("{href}/accept"), keys(), "Accept the final report", vec![]))
            };
            first = first.form(SheetForm::new(format!("{href}/return"), keys(), "Send it back", inputs).quiet());
        }
    }
    let facts = [
        ("Obligated in all", position.obligated),
        ("Spent", position.accepted()),
        ("Advanced, not spent", position.advanced),
        ("Accepted, not paid", position.unpaid),
        ("Will be deobligated", position.undelivered),
    ];
    let mut money = Section::new("Money").facts(facts.map(|(label, amount)| SummaryRow::new(label, &amount.to_string())).to_vec());
    let words = ["Received", "Bank reference", "On a statement", "Journal"].map(Column::text);
    let columns = words.into_iter().chain([Column::number("Amount")]).collect();
    money = money.table(Table::new("refunds", "Refunds", columns).empty("No refund.").rows(refunds.into_iter().map(|r| {
        vec![
            Cell::text(short_date(r.received_on)).heading(),
            Cell::text(r.bank_reference),
            Cell::text(if shown.contains(&r.journal_seq) { "Yes" } else { "Not yet" }),
            Cell::link(r.journal_seq.to_string(), format!("/desk/ledger/journals/{}", r.journal_seq)),
            Cell::number(Money::from_cents(r.amount_cents).to_string()),
        ]
    })));
    if position.advanced.is_positive() && disbursement::policy::is_finance(&viewer.actor) {
        let inputs = vec![
            Input::money(Field::new("amount", "Amount that came back").value(form.text("amount")).errors(errors)),
            Input::date(DateField::new("received_on", "Day on which it came").typed(form).errors(errors)),
            Input::line(Field::new("bank_reference", "Bank reference").value(form.text("bank_reference")).errors(errors)),
        ];
        money = money.form(SheetForm::new(format!("{href}/refund"), keys(), "Record the refund", inputs).quiet());
    }
    if position.advanced.is_positive() && policy::decides(&viewer.actor) && award.is_active() {
        money = money.form(SheetForm::new(format!("{href}/ask-refund"), keys(), "Ask the city to send it back", vec![]).quiet());
    }
    let money = steps::asked(money, &kept);
    let mut closing = Section::new("Closing");
    if award.closed_at.is_some() {
        closing = closing.text("This award is closed.");
        if [position.undelivered, position.advanced, position.unpaid].iter().any(|amount| amount.is_positive()) {
            closing = closing.text(AFTER_CLOSING);
        }
    } else if obstacles.is_empty() {
        closing = closing.text("Nothing stands in the way. The rest of the obligation goes back to the opportunity.");
        if let Some(why_not) = why_not {
            closing = closing.text(why_not);
        } else if policy::decides(&viewer.actor) {
            let keys = FormKeys::of_version(app.fresh_key(), version);
            closing = closing.form(SheetForm::new(format!("{href}/close"), keys, "Close this award", vec![]));
        }
    }
    if award.closed_at.is_none() && !obstacles.is_empty() {
        closing = closing.text("This award cannot be closed yet because:");
    }
    for obstacle in obstacles.iter().filter(|_| award.closed_at.is_none()) {
        closing = closing.text(obstacle.clone());
    }
    Ok(Sheet::new(format!("Closeout of {reference}"), errors)
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/closeouts", "Closeouts")
        .with(first)
        .with(steps::reports(&kept))
        .with(money)
        .with_some(lines_to_confirm(viewer, &waiting))
        .with(steps::checklist(&award, &kept)?)
        .with(steps::ticks(&kept, (&award, &viewer.actor), (&href, keys()), (form, errors)))
        .with(closing)
        .with_some(steps::seal(&kept))
        .with_some(recoveries.bills((&award, &viewer.actor, now.day_in(app.settings.fund.zone())), (&href, keys()), (form, errors)))
        .with_some(recoveries.reopening(&award, &viewer.actor, (app, &href), (form, errors)))
        .with(of_award(Doors::of(&viewer.actor), (reference, id), &href)))
}

async fn accept(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=accepted", award.reference));
    let (press, seen) = (Press::of(&form.press_key()), (award.id, Some(form.version())));
    Ok(app.submit(&viewer, &form, move |tx| process::accept_report(tx, &actor, seen, &press).map(|()| location.clone())).await?)
}

async fn send_back(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let (actor, reason, location) = (viewer.actor(), form.text("reason"), format!("/desk/closeouts/{}?done=returned", award.reference));
    let (press, seen) = (Press::of(&form.press_key()), (award.id, Some(form.version())));
    let done =
        app.submit(&viewer, &form, move |tx| process::return_report(tx, &actor, seen, &reason, &press).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

async fn refund(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let (amount, received_on, mistakes) = read_refund(&form);
    let Some(received_on) = received_on.filter(|_| mistakes.is_empty()) else {
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
    };
    let new = NewRefund { key: form.press_key(), award: award.id, amount, received_on, bank_reference: form.text("bank_reference") };
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=recorded", award.reference));
    let done = app.submit(&viewer, &form, move |tx| disbursement::record_refund(tx, &actor, &new).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

/// The amount and the day of a refund, and everything that is wrong with the form.
pub(super) fn read_refund(form: &Form) -> (Money, Option<NaiveDate>, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let amount = form.money("amount").map_err(|e| mistakes.push(FieldError::new("amount", e.to_string()))).unwrap_or_default();
    let received_on = match DateField::read(form, "received_on") {
        Ok(None) => {
            mistakes.push(FieldError::new("received_on", "Enter the day on which it came."));
            None
        }
        Ok(day) => day,
        Err(e) => {
            mistakes.push(e);
            None
        }
    };
    if !mistakes.is_empty() && form.text("bank_reference").is_empty() {
        mistakes.push(FieldError::new("bank_reference", "Enter the bank's reference, in at most 100 characters."));
    }
    (amount, received_on, mistakes)
}

/// What stands in the way, payments under way included.
fn obstacles(conn: &mut db::Conn, award: Id<Award>, today: NaiveDate) -> Result<Vec<String>, db::Error> {
    let mut found = compliance::obstacles(conn, award, today)?;
    let pending = process::count_under_way(conn, award)?;
    if pending > 0 {
        found.push(format!("Payments that are not on a bank statement yet: {pending}."));
    }
    Ok(found)
}

async fn close(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let press = Press::seen(form.press_key(), form.version());
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=saved", award.reference));
    let done = app.submit(&viewer, &form, move |tx| process::close(tx, &actor, award.id.cast(), &press).map(|()| location.clone()));
    Ok(done.await?)
}

async fn ask_refund(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=refund-asked", award.reference));
    Ok(app.submit(&viewer, &form, move |tx| compliance::ask_refund(tx, &actor, award.id).map(|_| location.clone())).await?)
}

async fn tick(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=recorded", award.reference));
    let (item, note) = (form.text("item"), form.text("note"));
    let done =
        app.submit(&viewer, &form, move |tx| compliance::tick(tx, &actor, award.id, (&item, &note)).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}
