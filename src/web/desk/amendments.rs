//! Amendments at the fund: what waits for a decision, one of them with what it changes and the counter of transfers, and
//! the conditions of which cities say they did what ends them.

use super::award_links::of_award;
use super::payments::READERS;
use crate::amending::{self, Amendment, AmendmentKind, DecideError, Listed, Shown, Stage};
use crate::award;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::short_date;
use crate::people::{Actor, FundRole};
use crate::risk::{self, Condition};
use crate::web::amended;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::Deserialize;

const DECIDERS: Access = Access::Fund(&[FundRole::ApprovingOfficial, FundRole::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/amendments", READERS, list),
        get("/desk/amendments/{id}", READERS, show),
        post("/desk/amendments/{id}/approve", DECIDERS, approve),
        post("/desk/amendments/{id}/refuse", DECIDERS, refuse),
        post("/desk/amendments/{id}/return", DECIDERS, send_back),
        post("/desk/amendments/{id}/withdraw", DECIDERS, withdraw),
    ]
}

/// Which amendments to show.
#[derive(Debug, Deserialize)]
struct Asked {
    award: Option<String>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let sheet = match asked.into_inner().award {
        Some(reference) => award_sheet(&app, &viewer, reference).await?,
        None => list_sheet(&app, &viewer).await?,
    };
    app.page(&viewer, &sheet)
}

async fn list_sheet(app: &App, viewer: &Viewer) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (waiting, settled, met) = app
        .read(move |conn| {
            let (waiting, settled) = (amending::list_waiting(conn, &actor)?, amending::list_settled(conn, &actor)?);
            Ok::<_, db::Error>((waiting, settled, risk::list_met(conn, &actor)?))
        })
        .await?;
    let (doors, zone) = (Doors::of(&viewer.actor), app.settings.fund.zone());
    Ok(Sheet::new("Amendments", &[])
        .lead("Changes of awards: one person asks, another decides. What changes money or the period is signed by the city.")
        .back("/desk", "Desk")
        .with(Section::new("Under way").table(table(("waiting", "Amendments under way, oldest first"), waiting, zone)))
        .with(Section::new("Conditions to look at").table(conditions(doors, &met, zone)))
        .with(Section::new("Settled").table(table(("settled", "Settled amendments, newest first, at most 200"), settled, zone))))
}

fn table((id, caption): (&str, &str), listed: Vec<Listed>, zone: Tz) -> Table {
    let columns = ["Amendment", "City", "What", "Asked for by", "Asked for on", "State"].map(Column::text).to_vec();
    Table::new(id, caption, columns).empty("None.").rows(listed.into_iter().map(|row| {
        vec![
            Cell::link(format!("{} amendment {}", row.reference, row.n), format!("/desk/amendments/{}", row.id)).heading(),
            Cell::text(row.city),
            Cell::text(row.kind.label()),
            Cell::text(row.asked_by),
            Cell::text(short_date(row.asked_at.day_in(zone))),
            Cell::status(amended::status(row.stage)),
        ]
    }))
}

fn conditions(doors: Doors<'_>, met: &[(String, Condition)], zone: Tz) -> Table {
    let columns = ["Condition", "Award", "What the city did", "Said on"].map(Column::text).to_vec();
    let table = Table::new("conditions", "Conditions of which cities say they did what ends them", columns).empty("None.");
    table.rows(met.iter().map(|(reference, condition)| {
        let said = condition.met.as_ref();
        vec![
            doors.cell(&condition.text, format!("/desk/applications/{reference}/conditions/{}", condition.id)).heading(),
            Cell::text(reference),
            Cell::text(said.map(|met| met.note.clone()).unwrap_or_default()),
            Cell::text(said.map(|met| short_date(met.at.day_in(zone))).unwrap_or_default()),
        ]
    }))
}

/// The amendments of one award.
async fn award_sheet(app: &App, viewer: &Viewer, reference: String) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (award, all, transfers) = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            let (all, transfers) = (amending::list_of_award(conn, award.id)?, amending::transferred(conn, award.id)?);
            Ok::<_, db::Error>((award, all, transfers))
        })
        .await?;
    let is_open = all.iter().any(|amendment| amendment.stage.is_open());
    let listed = all.into_iter().map(|a| Listed {
        id: a.id,
        n: a.n,
        kind: a.kind,
        stage: a.stage,
        reference: award.reference.clone(),
        city: award.city.clone(),
        asked_by: a.asked.name,
        asked_at: a.asked.at,
    });
    let names = ("amendments", "Amendments of this award, newest first");
    let mut section = Section::new("Amendments").table(table(names, listed.collect(), app.settings.fund.zone()));
    for kind in [AmendmentKind::Increase, AmendmentKind::Decrease] {
        if award.is_active() && !is_open && amending::asks(&viewer.actor, award.organisation, kind).is_some() {
            section = section.link(format!("/desk/amendments/ask/{}/{kind}", award.reference), format!("Ask for it: {}", kind.label()));
        }
    }
    let here = format!("/desk/amendments?award={}", award.reference);
    Ok(Sheet::new(format!("Amendments of {}", award.reference), &[])
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/amendments", "Amendments")
        .with(section)
        .with(Section::new("Transfers among categories").facts(amended::counter(&transfers)))
        .with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &here)))
}

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Shown, Problem> {
    let id: Id<Amendment> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let shown = app.read(move |conn| {
        let amendment = amending::open_amendment(conn, &actor, id)?;
        amending::show(conn, amendment)
    });
    shown.await.map_err(|e: db::Error| Problem::from(e))
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let shown = find(&app, &viewer, &id).await?;
    app.page(&viewer, &sheet(&app, &viewer, &shown, (&Form::default(), &[])))
}

fn sheet(app: &App, viewer: &Viewer, shown: &Shown, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (amendment, award, doors) = (&shown.amendment, &shown.award, Doors::of(&viewer.actor));
    let href = format!("/desk/amendments/{}", amendment.id);
    let mut about = Section::new("The amendment").facts(amended::facts(shown, true));
    for seq in &amendment.journals {
        about = about.link_some(doors.link(format!("/desk/ledger/journals/{seq}"), format!("Journal {seq}")));
    }
    let mut sheet = Sheet::new(format!("{} amendment {}", award.reference, amendment.n), errors)
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/amendments", "Amendments")
        .with(about)
        .with(amended::changes(shown));
    if amendment.kind.has_budget() {
        sheet = sheet.with(Section::new("Transfers among categories").facts(amended::counter(&shown.transfers)));
    }
    sheet.with_some(decision(app, viewer, shown, &href, (form, errors))).with(of_award(doors, (&award.reference, award.id), &href))
}

/// What the reader can do, or who does it.
fn decision(app: &App, viewer: &Viewer, shown: &Shown, href: &str, (form, errors): (&Form, &[FieldError])) -> Option<Section> {
    let amendment = &shown.amendment;
    if !amendment.stage.is_open() {
        return None;
    }
    let keys = || FormKeys::of_version(app.fresh_key(), amendment.version);
    let area = |name: &'static str, label: &str| Field::new(name, label).limit(1000).rows(3).value(form.text(name)).errors(errors);
    let mut section = Section::new("The decision");
    if amendment.stage == Stage::Approved {
        section = section.text("It is approved and waits for the signature of the city’s authorized official.");
    } else if amending::may_decide(&viewer.actor, &shown.award, amendment, &shown.transfers) {
        let effect = if amendment.needs_signature {
            "With your approval the city gets the text to sign; the ledger moves with its signature."
        } else {
            "With your approval it is in force at once, and the ledger moves with it."
        };
        let note = area("note", "A note for the city").optional();
        let reason = area("reason", "Why is it refused?").hint("Whoever asked reads it.");
        let mend = area("mend", "What must be mended?").hint("Whoever asked reads it.");
        section = section
            .text(effect)
            .form(SheetForm::new(format!("{href}/approve"), keys(), "Approve this amendment", vec![Input::area(note)]))
            .form(SheetForm::new(format!("{href}/return"), keys(), "Send it back", vec![Input::area(mend)]).quiet())
            .form(SheetForm::new(format!("{href}/refuse"), keys(), "Refuse it", vec![Input::area(reason)]).quiet());
    } else {
        section = section.text(
            "Another person decides: an approving official, or for a change of budget or of person a program officer, never who asked.",
        );
    }
    if amending::may_withdraw(&viewer.actor, &shown.award, amendment) {
        let why = area("why", "Why is it taken back?");
        section = section.form(SheetForm::new(format!("{href}/withdraw"), keys(), "Take it back", vec![Input::area(why)]).quiet());
    }
    Some(section)
}

async fn approve(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let shown = find(&app, &viewer, &id).await?;
    let (actor, amendment, note, press) = (viewer.actor(), shown.amendment.id, form.text("note"), form.press_key());
    let done = if shown.amendment.needs_signature { "done=amendment-approved" } else { "done=amendment-in-force" };
    let location = format!("/desk/amendments/{amendment}?{done}");
    let done =
        app.submit(&viewer, &form, move |tx| amending::approve(tx, &actor, amendment, &note, &press).map(|()| location.clone())).await;
    answered(&app, &viewer, &shown, &form, done)
}

async fn refuse(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    settle(&app, &viewer, &id, &form, ("reason", amending::refuse)).await
}

async fn send_back(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    settle(&app, &viewer, &id, &form, ("mend", amending::send_back)).await
}

/// Refuses or sends back, with a reason.
type Settle = fn(&mut Tx<'_>, &Actor, Id<Amendment>, &str) -> Result<(), DecideError>;

async fn settle(app: &App, viewer: &Viewer, id: &str, form: &Form, (field, by): (&str, Settle)) -> Result<HttpResponse, Problem> {
    let shown = find(app, viewer, id).await?;
    let (actor, amendment, reason) = (viewer.actor(), shown.amendment.id, form.text(field));
    let location = format!("/desk/amendments/{amendment}?done=amendment-decided");
    let done = app.submit(viewer, form, move |tx| by(tx, &actor, amendment, &reason).map(|()| location.clone())).await;
    answered(app, viewer, &shown, form, done)
}

async fn withdraw(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let shown = find(&app, &viewer, &id).await?;
    let (actor, amendment, reason) = (viewer.actor(), shown.amendment.id, form.text("why"));
    let location = format!("/desk/amendments/{amendment}?done=amendment-withdrawn");
    let done = app.submit(&viewer, &form, move |tx| amending::withdraw(tx, &actor, amendment, &reason).map(|()| location.clone())).await;
    answered(&app, &viewer, &shown, &form, done)
}

/// The page again with its mistakes, or what else came of it.
fn answered<E: Refusal>(
    app: &App,
    viewer: &Viewer,
    shown: &Shown,
    form: &Form,
    done: Result<HttpResponse, E>,
) -> Result<HttpResponse, Problem> {
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(viewer, &sheet(app, viewer, shown, (form, &e.mistakes()))),
        other => Ok(other?),
    }
}
