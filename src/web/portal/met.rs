//! A specific condition of a city's award: what it asks, and the form to say, with a file, that the city did what ends it.

use super::payments::own_award;
use crate::award::Award;
use crate::db;
use crate::files::FileKind;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{date, datetime};
use crate::people::organisation;
use crate::risk::{self, Condition, Evidence, MeetCondition};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

const PROOFS: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/conditions/{id}", Access::City(CITY), show),
        post("/portal/awards/{reference}/conditions/{id}/meet", Access::City(CITY_WRITERS), meet),
        get("/portal/awards/{reference}/conditions/{id}/evidence", Access::City(CITY), evidence),
    ]
}

/// A condition of an award of the reader's city, and the zone of the city.
struct Found {
    award: Award,
    condition: Condition,
    zone: Tz,
}

async fn find(app: &App, viewer: &Viewer, (reference, id): &(String, String)) -> Result<Found, Problem> {
    let award = own_award(app, viewer, reference).await?;
    let id: Id<Condition> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, of, city) = (viewer.actor(), award.id, award.organisation);
    let (all, zone) = app
        .read(move |conn| {
            let all = risk::list_conditions(conn, &actor, of.cast())?;
            Ok::<_, db::Error>((all, organisation::city(conn, city)?.zone))
        })
        .await?;
    let condition = all.into_iter().find(|c| c.id == id).ok_or_else(Problem::missing)?;
    Ok(Found { award, condition, zone })
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &viewer, &found, (&Form::default(), &[])))
}

fn sheet(app: &App, viewer: &Viewer, found: &Found, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (condition, reference) = (&found.condition, &found.award.reference);
    let href = format!("/portal/awards/{reference}/conditions/{}", condition.id);
    let mut facts = vec![
        SummaryRow::new("What it asks", &condition.text),
        SummaryRow::new("Why", &condition.reason),
        SummaryRow::new("What ends it", &condition.remedy),
        SummaryRow::new("Due on", &condition.due_on.map_or("No day".to_owned(), date)),
    ];
    facts.extend(
        condition.lifted.as_ref().map(|end| SummaryRow::new("Lifted", &format!("{}\n{}", datetime(end.at, found.zone), end.reason))),
    );
    let sheet = Sheet::new("A specific condition", errors)
        .about(reference)
        .lead(format!("Award {reference}: {}", found.award.title))
        .back(format!("/portal/awards/{reference}"), "The award")
        .with(Section::new("The condition").facts(facts));
    let section = Section::new("What your city did");
    if let Some(met) = &condition.met {
        let said = vec![
            SummaryRow::new("Said by", &format!("{}, {}", met.by_name, datetime(met.at, found.zone))),
            SummaryRow::new("In your words", &met.note),
        ];
        let section = section.facts(said);
        return sheet.with(match &met.evidence {
            Some(file) => section.link(format!("{href}/evidence"), format!("File: {}", file.name)),
            None => section,
        });
    }
    if condition.lifted.is_some() {
        return sheet;
    }
    if !viewer.actor.writes_for(found.award.organisation) {
        return sheet.with(section.text("Preparers and authorized officials of your city say what it did."));
    }
    let note = Field::new("note", "What did your city do?").hint("The fund reads this.").limit(2000).rows(5);
    let file = Field::new("evidence", "The file that shows it").hint("A PDF or a picture.").optional().accept(".pdf,.png,.jpg,.jpeg");
    let inputs = vec![Input::area(note.value(form.text("note")).errors(errors)), Input::file(file.errors(errors))];
    let keys = FormKeys::of_version(app.fresh_key(), condition.version);
    let told = "The condition is in force until a person of the fund has looked at it and lifts it.";
    let form = SheetForm::new(format!("{href}/meet"), keys, "Tell the fund", inputs).kept("condition");
    sheet.with(section.text(told).form(form))
}

async fn meet(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let evidence = match form.upload("evidence") {
        None => Ok(None),
        Some(upload) => files::keep(&app, upload, PROOFS.to_vec())
            .await?
            .map(|kept| Some(Evidence { sha256: kept.sha256, name: kept.name, media_type: kept.kind.media_type().to_owned() }))
            .map_err(|e| e.to_string()),
    };
    let asked =
        MeetCondition { application: found.condition.application, condition: found.condition.id, note: form.text("note"), evidence };
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}?done=condition-met", found.award.reference));
    let done = app.submit(&viewer, &form, move |tx| risk::meet_condition(tx, &actor, &asked).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}

/// The file that the city sent, for its people.
async fn evidence(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let file = found.condition.met.and_then(|met| met.evidence).ok_or_else(Problem::missing)?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}
