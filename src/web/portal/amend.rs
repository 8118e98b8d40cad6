//! A city's authorized official asks for a change of an award.

use super::payments::own_award;
use crate::amending::{self, AmendmentKind};
use crate::award::Award;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::CityRole;
use crate::web::amended::Asking;
use crate::web::fields::FormKeys;
use crate::web::sheet::Sheet;
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// Whoever signs for a city.
pub(super) const OFFICIAL: &[CityRole] = &[CityRole::AuthorizedOfficial];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/amendments/ask/{kind}", Access::City(OFFICIAL), show),
        post("/portal/awards/{reference}/amendments/ask/{kind}", Access::City(OFFICIAL), ask),
    ]
}

async fn load(app: &App, viewer: &Viewer, (reference, kind): &(String, String)) -> Result<Asking, Problem> {
    let kind: AmendmentKind = kind.parse().map_err(|_| Problem::missing())?;
    let award: Award = own_award(app, viewer, reference).await?;
    if amending::asks(&viewer.actor, award.organisation, kind).is_none() {
        return Err(Problem::missing());
    }
    Ok(app.read(move |conn| Asking::load(conn, award, kind)).await?)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let asking = load(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &asking, (&Form::default(), &[])))
}

fn sheet(app: &App, asking: &Asking, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let list = format!("/portal/awards/{}/amendments", asking.award.reference);
    let keys = FormKeys::new(app.fresh_key());
    Sheet::new("Ask for a change of the award", errors)
        .about(&asking.award.reference)
        .lead(format!("Award {}: {}", asking.award.reference, asking.award.title))
        .back(&list, "Amendments")
        .with_some(asking.counted())
        .with(asking.form(&format!("{list}/ask/{}", asking.kind), keys, (form, errors)))
}

async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let asking = load(&app, &viewer, &path).await?;
    let new = match asking.read(&form) {
        Ok(new) => new,
        Err(mistakes) => return app.page_with_mistakes(&viewer, &sheet(&app, &asking, (&form, &mistakes))),
    };
    let (actor, base) = (viewer.actor(), format!("/portal/awards/{}/amendments", asking.award.reference));
    let done = app
        .submit(&viewer, &form, move |tx| {
            amending::ask(tx, &actor, &new).map(|amendment| format!("{base}/{}?done=amendment-asked", amendment.n))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &asking, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}
