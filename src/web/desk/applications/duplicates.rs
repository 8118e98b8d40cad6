//! Applications that may be the same as this one: on its page, and the page where an officer sets one aside.

use super::show::visible;
use crate::db::{Conn, Error};
use crate::duplicates::{self, Pair, SetAsideError, Why};
use crate::intake::{self, Application, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole as R};
use crate::process::{self, Case};
use crate::web::access::Access;
use crate::web::fields::{Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

const OFFICER: Access = Access::Fund(&[R::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/duplicates/{other}", OFFICER, ask),
        post("/desk/applications/{reference}/duplicates/{other}", OFFICER, set_aside),
    ]
}

/// One that may be the same.
#[derive(Clone, Serialize)]
pub(super) struct Shown {
    reference: String,
    href: String,
    about: String,
    why: Vec<String>,
    /// What an officer found, if one looked.
    set_aside: Option<String>,
    reason: Option<String>,
    /// Where this person sets it aside.
    action: Option<String>,
}

impl Shown {
    pub(super) fn samples() -> Vec<Self> {
        let open = Self {
            reference: "UDF-2027-0002".into(),
            href: "/desk".into(),
            about: "Sister ports, Elmira, NY, Training 2027".into(),
            why: vec![Why::SameCity.words()],
            set_aside: None,
            reason: None,
            action: Some("/desk".into()),
        };
        let closed = Self { action: None, set_aside: Some("x".into()), reason: Some("x".into()), ..open.clone() };
        vec![open, closed]
    }
}

/// What stands on the page of the application.
pub(super) fn shown(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<Vec<Shown>, Error> {
    let id = case.application.id;
    let pairs = duplicates::list(conn, id)?;
    if pairs.is_empty() {
        return Ok(vec![]);
    }
    let (mut pairs, closed) = (pairs, process::list_closed(conn, actor)?);
    pairs.retain(|pair| !closed.contains(&pair.other(id).text()));
    let ids: Vec<Id<Application>> = pairs.iter().map(|pair| pair.other(id)).collect();
    let others: BTreeMap<Id<Application>, Application> =
        intake::list_by_id(conn, &ids)?.into_iter().map(|other| (other.id, other)).collect();
    let mut rounds: BTreeMap<Id<Opportunity>, String> = BTreeMap::new();
    let mut found = Vec::new();
    for (pair, id) in pairs.iter().zip(ids) {
        let other = others.get(&id).ok_or(Error::Missing)?;
        let round = match rounds.entry(other.opportunity) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(opportunity::opportunity(conn, other.opportunity)?.title),
        };
        found.push(row(case, (pair, other), round, policy::may_screen(actor)));
    }
    Ok(found)
}

fn row(case: &Case, (pair, other): (&Pair, &Application), round: &str, may_screen: bool) -> Shown {
    let base = format!("/desk/applications/{}", case.application.reference);
    let zone: Tz = case.definition.dates.zone;
    Shown {
        reference: other.reference.clone(),
        href: format!("/desk/applications/{}", other.reference),
        about: format!("{}, {}, {round}", other.shown_title(), other.city_name),
        why: pair.why.iter().map(Why::words).collect(),
        set_aside: pair.set_aside.as_ref().map(|found| format!("Set aside by {}, {}", found.by, datetime(found.at, zone))),
        reason: pair.set_aside.as_ref().map(|found| found.reason.clone()),
        action: (may_screen && pair.set_aside.is_none()).then(|| format!("{base}/duplicates/{}", other.reference)),
    }
}

/// The pair of these two, for somebody who may look at both.
fn pair_of(conn: &mut Conn, actor: &Actor, (reference, other): (&str, &str)) -> Result<(Case, Case, Pair), Error> {
    let (case, beside) = (visible(conn, actor, reference)?, visible(conn, actor, other)?);
    let (id, wanted) = (case.application.id, beside.application.id);
    let pair = duplicates::list(conn, id)?.into_iter().find(|pair| pair.other(id) == wanted).ok_or(Error::Missing)?;
    Ok((case, beside, pair))
}

async fn page(app: &App, viewer: &Viewer, path: (String, String), (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (case, other, pair) = app.read(move |conn| pair_of(conn, &actor, (&path.0, &path.1))).await.map_err(|e: Error| Problem::from(e))?;
    let reference = &case.application.reference;
    let side = |case: &Case| {
        let a = &case.application;
        SummaryRow::new(&a.reference, &format!("{}\n{}\n{}", a.shown_title(), a.city_name, case.definition.title))
    };
    let mut section = Section::new("Why they may be the same")
        .items(pair.why.iter().map(Why::words).collect())
        .facts(vec![side(&case), side(&other)])
        .link(format!("/desk/applications/{}", other.application.reference), format!("Open {}", other.application.reference));
    if let Some(found) = &pair.set_aside {
        section = section.text(format!("Set aside by {}: {}", found.by, found.reason));
    } else {
        let reason = Field::new("reason", "Why is this no duplicate, or does no harm?")
            .hint("It stays in the record of both applications.")
            .value(form.text("reason"))
            .limit(1_000)
            .rows(4)
            .errors(errors);
        let action = format!("/desk/applications/{reference}/duplicates/{}", other.application.reference);
        section = section
            .text("Nothing is refused because of this. Setting it aside takes the flag from both applications, until there is another reason.")
            .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Set aside", vec![Input::area(reason)]));
    }
    let sheet = Sheet::new("Possible duplicate", errors)
        .about(reference)
        .back(format!("/desk/applications/{reference}"), format!("Application {reference}"))
        .with(section);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, path.into_inner(), (&Form::default(), &[])).await
}

async fn set_aside(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, path, reason) = (viewer.actor(), path.into_inner(), form.text("reason"));
    let named = path.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        let (case, other, _) = pair_of(tx, &actor, (&named.0, &named.1))?;
        let pair: (Id<Application>, Id<Application>) = (case.application.id, other.application.id);
        process::set_aside(tx, &actor, pair, &reason)?;
        Ok::<_, SetAsideError>(format!("/desk/applications/{}?done=set-aside", named.0))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, path, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
