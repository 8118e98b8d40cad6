//! Taking an application back, as long as its process lets it go.

use super::applications::{home, load};
use crate::db::{Conn, Error};
use crate::intake::{Application, Draft};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::people::Actor;
use crate::process::{self, Case, Press};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// What the workflow calls it.
pub(super) const ACT: &str = "withdraw";

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/withdraw", writers, ask),
        post("/portal/applications/{reference}/withdraw", writers, withdraw),
    ]
}

/// Whether this person may take this step of the city from where the application stands now.
pub(super) fn is_possible(conn: &mut Conn, actor: &Actor, id: Id<Application>, (act, now): (&str, Timestamp)) -> Result<bool, Error> {
    let case = Case::load(conn, id)?;
    // What an officer of the fund entered and sent, its city alone takes back or appeals.
    if !case.application.is_draft() && !actor.belongs_to(case.application.city) {
        return Ok(false);
    }
    let steps = process::explain(conn, actor, &case, now)?;
    Ok(steps.iter().any(|step| step.act == act && step.denied.is_none()))
}

#[derive(Serialize)]
struct WithdrawPage {
    summary: ErrorSummary,
    reference: String,
    heading: String,
    reason: Field,
    keys: FormKeys,
}

impl WithdrawPage {
    fn new(draft: &Draft, key: String, typed: &str, errors: &[FieldError]) -> Self {
        let a = &draft.application;
        Self::of(&a.reference, a.shown_title(), (key, typed), errors)
    }

    fn of(reference: &str, heading: &str, (key, typed): (String, &str), errors: &[FieldError]) -> Self {
        Self {
            summary: ErrorSummary::new(errors),
            reference: reference.to_owned(),
            heading: heading.to_owned(),
            reason: Field::new("reason", "Why does your city withdraw?").limit(500).rows(4).value(typed).errors(errors),
            keys: FormKeys::new(key),
        }
    }
}

impl Page for WithdrawPage {
    const TEMPLATE: &'static str = "portal/submit/withdraw";
    fn title(&self) -> String {
        format!("Withdraw – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let page = |errors: &[FieldError]| Self::of("UDF-2027-0142", "X", ("k".into(), ""), errors);
        vec![page(&[]), page(&[FieldError::new("reason", "Say why.")])]
    }
}

/// The application, if it can be taken back; otherwise words that say it cannot.
async fn open(app: &App, viewer: &Viewer, reference: Path<String>) -> Result<Draft, Problem> {
    let draft = load(app, viewer, reference.into_inner()).await?;
    let (actor, id, now) = (viewer.actor(), draft.application.id, app.now());
    if app.read(move |conn| is_possible(conn, &actor, id, (ACT, now))).await? {
        return Ok(draft);
    }
    let said = "This application has moved on, or only an authorized official of your city can withdraw it. Nothing was changed. Its status page says where it stands.";
    Err(Problem::new(StatusCode::CONFLICT, "You cannot withdraw this application now", said))
}

async fn ask(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = open(&app, &viewer, reference).await?;
    app.page(&viewer, &WithdrawPage::new(&draft, app.fresh_key(), "", &[]))
}

async fn withdraw(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = open(&app, &viewer, reference).await?;
    let reason = form.text("reason");
    let mistake = match reason.chars().count() {
        0 => Some("Say why your city withdraws."),
        1..=500 => None,
        _ => Some("Say it in at most 500 characters."),
    };
    if let Some(mistake) = mistake {
        let errors = [FieldError::new("reason", mistake)];
        return app.page_with_mistakes(&viewer, &WithdrawPage::new(&draft, app.fresh_key(), &reason, &errors));
    }
    let (actor, id, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
    let press = Press::of(&form.press_key());
    let done = app.submit(&viewer, &form, move |tx| {
        process::withdraw(tx, &actor, id, &reason, &press).map(|()| format!("{base}/status?done=withdrawn"))
    });
    Ok(done.await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::WithdrawPage>();
    }
}
