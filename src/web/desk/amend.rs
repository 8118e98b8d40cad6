//! A program officer asks for more or less money on the side of the fund; an approving official decides.

use crate::amending::{self, AmendmentKind};
use crate::award;
use crate::db;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::FundRole;
use crate::web::amended::Asking;
use crate::web::fields::FormKeys;
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/amendments/ask/{reference}/{kind}", OFFICERS, show), post("/desk/amendments/ask/{reference}/{kind}", OFFICERS, ask)]
}

async fn load(app: &App, viewer: &Viewer, (reference, kind): &(String, String)) -> Result<Asking, Problem> {
    let kind: AmendmentKind = kind.parse().map_err(|_| Problem::missing())?;
    let (actor, reference) = (viewer.actor(), reference.clone());
    let asking = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            if amending::asks(&actor, award.organisation, kind).is_none() {
                return Err(db::Error::Missing);
            }
            Asking::load(conn, award, kind)
        })
        .await;
    Ok(asking?)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let asking = load(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &asking, (&Form::default(), &[])))
}

fn sheet(app: &App, asking: &Asking, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let reference = &asking.award.reference;
    let action = format!("/desk/amendments/ask/{reference}/{}", asking.kind);
    let told = "Another person, an approving official, decides. The city hears of it once it is approved, and signs it.";
    Sheet::new("Ask for a change of an award", errors)
        .about(reference)
        .lead(format!("{reference}, {}: {}", asking.award.city, asking.award.title))
        .back(format!("/desk/amendments?award={reference}"), "Amendments")
        .with(Section::new("Who decides").text(told))
        .with(asking.form(&action, FormKeys::new(app.fresh_key()), (form, errors)))
}

async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let asking = load(&app, &viewer, &path).await?;
    let new = match asking.read(&form) {
        Ok(new) => new,
        Err(mistakes) => return app.page_with_mistakes(&viewer, &sheet(&app, &asking, (&form, &mistakes))),
    };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            amending::ask(tx, &actor, &new).map(|amendment| format!("/desk/amendments/{}?done=amendment-asked", amendment.id))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &asking, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}
