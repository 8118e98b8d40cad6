//! Stepping back from an application because of a conflict of interest.

use super::show::visible;
use crate::db::Error;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::FundRole as R;
use crate::process::{self, ProcessError};
use crate::web::access::Access;
use crate::web::fields::{Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const WHO: Access = Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial]);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications/{reference}/step-back", WHO, show), post("/desk/applications/{reference}/step-back", WHO, step_back)]
}

async fn sheet(app: &App, viewer: &Viewer, reference: String, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let case = app.read(move |conn| visible(conn, &actor, &reference)).await.map_err(|e: Error| Problem::from(e))?;
    let reference = &case.application.reference;
    let reason = Field::new("reason", "What is the conflict?").hint("For example: a relative works for the city. It stays in the record.");
    let reason = reason.value(form.text("reason")).limit(4000).errors(errors);
    let told = "From now on this application is not there for you: not in lists, not in files, not in letters. An approval of yours that waits for others no longer counts. You cannot undo this.";
    let href = format!("/desk/applications/{reference}/step-back");
    let form = SheetForm::new(href, FormKeys::new(app.fresh_key()), "Step back", vec![Input::area(reason)]);
    Ok(Sheet::new("Step back from this application", errors)
        .about(reference)
        .back(format!("/desk/applications/{reference}"), format!("Application {reference}"))
        .with(Section::new("What happens").text(told).form(form)))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, reference.into_inner(), (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn step_back(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, of, reason) = (viewer.actor(), reference.clone(), form.text("reason"));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let case = visible(tx, &actor, &of)?;
            process::step_back(tx, &actor, case.application.id, &reason)?;
            Ok::<_, ProcessError>("/desk?done=stepped-back".to_owned())
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, reference.into_inner(), (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
