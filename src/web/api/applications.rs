//! `GET /api/v1/applications` and `/api/v1/applications/{reference}`: a program reads
//! its own city's applications. Lists are paged with a cursor.

use crate::db;
use crate::intake::{self, Application, Draft, ReceivedCost, ReceivedPartner, policy};
use crate::kernel::Id;
use crate::process;
use crate::web::{Access, App, Form, Problem, Route, Viewer, get};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// Applications on one page of the list.
const PAGE: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/applications", Access::Token, list), get("/api/v1/applications/{reference}", Access::Token, show)]
}

async fn list(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    let cursor = query.text("cursor");
    let after: Option<Id<Application>> = if cursor.is_empty() {
        None
    } else {
        Some(cursor.parse().map_err(|_| Problem::unreadable("The cursor is not one that this list gave."))?)
    };
    let actor = signed_in(&viewer)?;
    let read = app.read(move |conn| -> Result<_, db::Error> {
        let mut found = intake::list_for_actor(conn, &actor, after, PAGE + 1)?;
        let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| has_more).map(|a| a.id.text());
        Ok((found, next))
    });
    let (found, next) = read.await?;
    Ok(HttpResponse::Ok().json(json!({"items": found.iter().map(brief).collect::<Vec<_>>(), "next_cursor": next})))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, reference) = (signed_in(&viewer)?, reference.into_inner());
    let found = app.read(move |conn| -> Result<_, db::Error> {
        let application = readable(conn, &actor, &reference)?;
        let is_of_city = policy::is_of_city(&actor, &application);
        let draft = intake::draft_of(conn, application.clone())?;
        // Whoever is not of the city reads what was received, and not what is written meanwhile.
        let value = if is_of_city { whole(&draft) } else { as_received(conn, &application, whole(&draft))? };
        Ok((application.version, value))
    });
    let (version, value) = found.await?;
    Ok(HttpResponse::Ok().insert_header(("ETag", format!("\"{version}\""))).json(value))
}

/// What was received last in place of what stands there now.
fn as_received(conn: &mut db::Conn, application: &Application, mut value: Value) -> Result<Value, db::Error> {
    let received = intake::latest_submission(conn, application.id)?.content()?;
    let (Some(fields), Some(received)) = (value.as_object_mut(), received.as_object()) else { return Ok(value) };
    for (name, known) in [("title", json!(application.title)), ("total_cents", json!(application.total.cents()))] {
        fields.insert(name.into(), known);
    }
    for name in ["answers", "activities", "partners"] {
        fields.insert(name.into(), received.get(name).cloned().unwrap_or_else(|| json!([])));
    }
    let digests = |files: Option<&Value>| -> Vec<Value> {
        files.and_then(Value::as_array).map(|all| all.iter().filter_map(|file| file.get("sha256").cloned()).collect()).unwrap_or_default()
    };
    let kept = digests(received.get("attachments"));
    if digests(fields.get("attachments")) != kept {
        fields.insert("attachments".into(), received.get("attachments").cloned().unwrap_or_else(|| json!([])));
    }
    Ok(value)
}

/// The application, unless it is closed to the actor, who reads it for the fund.
pub(super) fn readable(conn: &mut db::Conn, actor: &crate::people::Actor, reference: &str) -> Result<Application, db::Error> {
    let application = intake::find_visible(conn, actor, reference)?;
    let is_closed = !policy::is_of_city(actor, &application) && process::is_recused(conn, actor, application.id)?;
    if is_closed { Err(db::Error::Missing) } else { Ok(application) }
}

pub(super) fn signed_in(viewer: &Viewer) -> Result<crate::people::Actor, Problem> {
    let unauthorized = || {
        Problem::new(actix_web::http::StatusCode::UNAUTHORIZED, "Sign in with a token", "Send a valid token as “Authorization: Bearer …”.")
    };
    viewer.actor.account.map(|_| viewer.actor()).ok_or_else(unauthorized)
}

fn stage(a: &Application) -> &'static str {
    match (a.withdrawn_at.is_some(), a.is_draft(), a.is_open_again()) {
        (true, ..) => "withdrawn",
        (_, true, _) => "draft",
        (_, _, true) if a.is_invited() => "invited",
        (_, _, true) => "returned",
        _ => "submitted",
    }
}

fn brief(a: &Application) -> Value {
    json!({
        "reference": a.reference, "title": a.title, "city": a.city_name, "opportunity_id": a.opportunity, "stage": stage(a), "total_cents": a.total.cents(),
        "created_at": a.created_at.iso(), "updated_at": a.updated_at.iso(), "submitted_at": a.submitted_at.map(crate::kernel::Timestamp::iso),
        "entered_for_city": a.entry.as_ref().map(intake::EnteredBy::words),
    })
}

fn whole(draft: &Draft) -> Value {
    let activities = draft.activities.iter().map(|a| {
        let lines = draft.budget.iter().filter(|l| l.activity == a.id);
        json!({
            "id": a.id, "kind": a.kind, "title": a.title, "place": a.place, "country": a.country, "starts_on": a.starts_on, "ends_on": a.ends_on,
            "partner": a.partner, "provider": a.provider,
            "attendees": a.attendees.iter().map(|p| json!({"name": p.name, "job": p.job, "standing": p.standing})).collect::<Vec<_>>(),
            "costs": draft.costs_of(a).map(ReceivedCost::from).collect::<Vec<_>>(),
            "budget": lines.map(|l| json!({"category": l.category, "amount_cents": l.amount.cents(), "note": l.note})).collect::<Vec<_>>(),
        })
    });
    let files = draft.attachments_asked_for().map(super::attachments::shown);
    let mut value = brief(&draft.application);
    if let Value::Object(fields) = &mut value {
        fields.insert("opportunity".into(), json!({"slug": draft.definition.slug, "title": draft.definition.title, "definition_sha256": draft.application.definition_sha256}));
        fields.insert("answers".into(), json!(draft.answers_asked_for()));
        fields.insert("activities".into(), Value::Array(activities.collect()));
        fields.insert("attachments".into(), Value::Array(files.collect()));
        fields.insert("partners".into(), json!(ReceivedPartner::all(draft)));
    }
    value
}
