//! Taking a reviewer off an application, with the reason.

use super::show::visible;
use crate::db::{self, Conn};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::people::{Actor, FundRole as R};
use crate::process::Case;
use crate::review::{self, Assignment, RemoveError};
use crate::web::access::Access;
use crate::web::fields::{Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const WHO: Access = Access::Fund(&[R::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/reviewers/{id}", WHO, show),
        post("/desk/applications/{reference}/reviewers/{id}", WHO, remove),
    ]
}

/// Where a reviewer is taken off.
pub(super) fn href(case: &Case, assignment: &Assignment) -> String {
    format!("/desk/applications/{}/reviewers/{}", case.application.reference, assignment.id)
}

fn find(conn: &mut Conn, actor: &Actor, (reference, id): (&str, &str), now: Timestamp) -> Result<(Case, Assignment), db::Error> {
    let case = visible(conn, actor, reference)?;
    let all = review::list_for_application(conn, actor, case.application.id, now)?;
    let found = all.into_iter().find(|a| a.id.text() == id).ok_or(db::Error::Missing)?;
    Ok((case, found))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, path.into_inner(), (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(
    app: &App,
    viewer: &Viewer,
    (reference, id): (String, String),
    (form, errors): (&Form, &[FieldError]),
) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let (case, assignment) = app.read(move |conn| find(conn, &actor, (&reference, &id), now)).await?;
    let reference = &case.application.reference;
    let sheet = Sheet::new(format!("Take {} off", assignment.reviewer_name), errors)
        .about(reference)
        .back(format!("/desk/applications/{reference}"), format!("Application {reference}"));
    if !assignment.stage.is_open() {
        return Ok(sheet.with(Section::new("Not possible").text(RemoveError::Closed.to_string())));
    }
    let reason = Field::new("reason", "Why?").hint("The reviewer reads this.").value(form.text("reason")).limit(500).errors(errors);
    let told = "The reviewer no longer sees the application. What they have written stays in the record and does not count.";
    let form = SheetForm::new(href(&case, &assignment), FormKeys::new(app.fresh_key()), "Take the reviewer off", vec![Input::area(reason)]);
    Ok(sheet.with(Section::new("What happens").text(told).form(form)))
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, (reference, id), reason) = (viewer.actor(), path.clone(), form.text("reason"));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let now = tx.now();
            let (case, assignment) = find(tx, &actor, (&reference, &id), now)?;
            let id: Id<Assignment> = assignment.id;
            let about = case.about(tx)?;
            review::remove(tx, &actor, &about, id, &reason)?;
            Ok::<_, RemoveError>(format!("/desk/applications/{reference}?done=recorded"))
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, path.into_inner(), (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
