//! `/portal/applications/…/appeal`: the official asks that a decision be looked at again.

use super::applications::{home, load};
use super::withdraw::is_possible;
use crate::intake::Draft;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::process::{self, Press};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// What the workflow calls it.
pub(super) const ACT: &str = "appeal";

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::City(access::CITY_WRITERS);
    vec![get("/portal/applications/{reference}/appeal", writers, ask), post("/portal/applications/{reference}/appeal", writers, appeal)]
}

#[derive(Serialize)]
struct AppealPage {
    summary: ErrorSummary,
    reference: String,
    heading: String,
    reason: Field,
    keys: FormKeys,
}

impl AppealPage {
    fn new((reference, heading): (&str, &str), (key, typed): (String, &str), errors: &[FieldError]) -> Self {
        let reason = Field::new("reason", "Why should the decision be looked at again?");
        Self {
            summary: ErrorSummary::new(errors),
            reference: reference.to_owned(),
            heading: heading.to_owned(),
            reason: reason.limit(4000).rows(8).value(typed).errors(errors),
            keys: FormKeys::new(key),
        }
    }

    fn of(draft: &Draft, typed: (String, &str), errors: &[FieldError]) -> Self {
        Self::new((&draft.application.reference, draft.application.shown_title()), typed, errors)
    }
}

impl Page for AppealPage {
    const TEMPLATE: &'static str = "portal/submit/appeal";
    fn title(&self) -> String {
        format!("Appeal – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let page = |errors: &[FieldError]| Self::new(("UDF-2027-0142", "X"), ("k".into(), "typed"), errors);
        vec![page(&[]), page(&[FieldError::new("reason", "Say why.")])]
    }
}

/// The application, if a decision on it can be appealed now; otherwise words that say why not.
async fn open(app: &App, viewer: &Viewer, reference: Path<String>) -> Result<Draft, Problem> {
    let draft = load(app, viewer, reference.into_inner()).await?;
    let (actor, id, now) = (viewer.actor(), draft.application.id, app.now());
    if app.read(move |conn| is_possible(conn, &actor, id, (ACT, now))).await? {
        return Ok(draft);
    }
    let said = "There is no decision that can be appealed now, or the days for it have passed, or only an authorized official of your city can do it. Nothing was changed.";
    Err(Problem::new(StatusCode::CONFLICT, "You cannot appeal now", said))
}

async fn ask(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = open(&app, &viewer, reference).await?;
    app.page(&viewer, &AppealPage::of(&draft, (app.fresh_key(), ""), &[]))
}

async fn appeal(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let reason = form.text("reason");
    let (actor, id, base, typed) = (viewer.actor(), draft.application.id, home(&draft.application.reference), reason.clone());
    let press = Press::of(&form.press_key());
    let done = app.submit(&viewer, &form, move |tx| {
        process::appeal(tx, &actor, id, &reason, &press).map(|()| format!("{base}/status?done=appealed"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &AppealPage::of(&draft, (app.fresh_key(), &typed), &e.mistakes()))
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::AppealPage>();
    }
}
