//! One check: what it asks, the form to answer it, and every answer so far.

use super::record::{proof, state};
use super::{CHECKERS, READERS, below, href};
use crate::db;
use crate::files::FileKind;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::{date, datetime, short_date};
use crate::risk::{self, Check, CheckStanding, Evidence, NewAttestation, Record, Subject, policy};
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const PROOFS: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/checks/{kind}", READERS, show),
        post("/desk/applications/{reference}/checks/{kind}", CHECKERS, attest),
    ]
}

/// One check of one application, as of today.
struct Found {
    subject: Subject,
    record: Record,
    standing: CheckStanding,
}

async fn find(app: &App, viewer: &Viewer, (reference, kind): &(String, String)) -> Result<Found, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let (reference, kind) = (reference.clone(), kind.clone());
    let found = app.read(move |conn| {
        let subject = risk::find_subject(conn, &actor, &reference)?;
        let record = risk::record(conn, &actor, subject.application.id, subject.day(now))?;
        let standing = record.standing.checks.iter().find(|c| c.check.id == kind).cloned().ok_or(db::Error::Missing)?;
        Ok::<_, db::Error>(Found { subject, record, standing })
    });
    Ok(found.await?)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &viewer, &found, (&Form::default(), &[])))
}

fn sheet(app: &App, viewer: &Viewer, found: &Found, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (reference, check) = (&found.subject.application.reference, &found.standing.check);
    let sheet = below(Sheet::new(&check.title, errors), reference)
        .lead(format!("{reference}, {}", found.subject.application.city_name))
        .with(Section::new("What is asked").text(&check.question).facts(now(found)));
    let sheet = if policy::checks(&viewer.actor) {
        let action = format!("{}/{}", href(reference), check.id);
        let form = SheetForm::new(action, FormKeys::new(app.fresh_key()), "Record this check", inputs(check, form, errors));
        let is_typed = if check.outcomes.iter().any(|o| o.asks_expiry) { ", unless you type its own last day" } else { "" };
        let lasts = format!("An answer counts for {} days{is_typed}.", check.valid_days);
        sheet.with(
            Section::new("Record this check")
                .text(lasts)
                .text("It cannot be changed afterwards; a newer answer takes its place.")
                .form(form),
        )
    } else {
        sheet
    };
    sheet.with(Section::new("Every answer, newest first").table(history(found)))
}

fn now(found: &Found) -> Vec<SummaryRow> {
    let check = &found.standing;
    let stands = match (&check.latest, check.expired_on()) {
        (_, Some(day)) => format!("{}: it counted until {}. Look again.", state(check).text, date(day)),
        (Some(answer), None) => format!("{}: {}, until {}", state(check).text, answer.outcome.label, date(answer.valid_until)),
        (None, None) => state(check).text,
    };
    vec![SummaryRow::new("Today", &stands), SummaryRow::new("Rule", &check.check.citation)]
}

fn inputs(check: &Check, form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let choices = Choices::new("outcome", "What did you find?", check.outcomes.iter().map(|o| (o.id.clone(), o.label.clone())));
    let mut inputs = vec![Input::radios(choices.chosen(&form.text("outcome")).errors(errors))];
    if let Some(asked) = &check.identifier {
        let hint = format!("{} characters, as SAM.gov shows it. Empty if there is none.", asked.length);
        inputs.push(Input::line(Field::new("identifier", &asked.label).hint(hint).value(form.text("identifier")).errors(errors)));
    }
    if check.outcomes.iter().any(|o| o.asks_expiry) {
        let hint = "If it is active: its own last day. Otherwise leave it empty.";
        inputs.push(Input::date(DateField::new("expires_on", "Expires on").hint(hint).typed(form).errors(errors)));
    }
    let note = Field::new("note", "What was found").hint("Needed unless the answer is plain.").optional();
    inputs.push(Input::area(note.limit(2000).rows(4).value(form.text("note")).errors(errors)));
    let file = Field::new("evidence", "Evidence").hint(format!("{} A PDF or a picture.", check.evidence_hint));
    let file = if check.evidence_required { file } else { file.optional() };
    inputs.push(Input::file(file.accept(".pdf,.png,.jpg,.jpeg").errors(errors)));
    inputs
}

fn history(found: &Found) -> Table {
    let (check, reference) = (&found.standing.check, &found.subject.application.reference);
    let mut columns = vec![Column::text("Recorded"), Column::text("By"), Column::text("Answer"), Column::text("Note")];
    columns.extend(check.identifier.as_ref().map(|asked| Column::text(&asked.label)));
    columns.extend(["Counts until", "Evidence"].map(Column::text));
    let answers = found.record.attestations.iter().filter(|a| a.kind == check.id);
    let rows = answers.map(|a| {
        let mut cells = vec![
            Cell::text(datetime(a.attested_at, found.subject.zone)).heading(),
            Cell::text(&a.attested_by_name),
            Cell::text(&a.outcome.label),
            Cell::text(&a.note),
        ];
        cells.extend(check.identifier.as_ref().map(|_| Cell::text(a.identifier.clone().unwrap_or_default())));
        cells.extend([Cell::text(short_date(a.valid_until)), proof(reference, a)]);
        cells
    });
    Table::new("history", "Every answer, newest first", columns).empty("Nobody has answered yet.").rows(rows.collect::<Vec<_>>())
}

/// Reads the form and keeps the file; what is wrong with either travels along.
async fn read(app: &App, found: &Found, form: &Form) -> Result<NewAttestation, Problem> {
    let evidence = match form.upload("evidence") {
        None => Ok(None),
        Some(upload) => files::keep(app, upload, PROOFS.to_vec())
            .await?
            .map(|kept| Some(Evidence { sha256: kept.sha256, name: kept.name, media_type: kept.kind.media_type().to_owned() }))
            .map_err(|e| e.to_string()),
    };
    Ok(NewAttestation {
        application: found.subject.application.id,
        kind: found.standing.check.id.clone(),
        outcome: form.text("outcome"),
        identifier: form.text("identifier"),
        note: form.text("note"),
        expires_on: DateField::read(form, "expires_on").map_err(|e| e.message),
        evidence,
    })
}

async fn attest(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let new = read(&app, &found, &form).await?;
    let (actor, location) = (viewer.actor(), format!("{}?done=check-recorded", href(&found.subject.application.reference)));
    let done = app.submit(&viewer, &form, move |tx| risk::attest(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}
