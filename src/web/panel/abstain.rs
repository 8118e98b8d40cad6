//! A reviewer says that they cannot judge an application, though they have no conflict of interest.

use super::reviews::WHO;
use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::process;
use crate::review::{self, About, AbstainError, Assignment};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel/reviews/{id}/abstain", Access::Fund(WHO), show), post("/panel/reviews/{id}/abstain", Access::Fund(WHO), abstain)]
}

/// The question why.
#[derive(Serialize)]
struct AbstainPage {
    summary: ErrorSummary,
    id: String,
    reference: String,
    city: String,
    reason: Field,
    keys: FormKeys,
}

impl Page for AbstainPage {
    const TEMPLATE: &'static str = "panel/abstain";

    fn title(&self) -> String {
        format!("Abstain – {}", self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let page = |errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            id: "x".into(),
            reference: "UDF-2027-0001".into(),
            city: "Madison, WI".into(),
            reason: Field::new("reason", "Why?").errors(errors),
            keys: FormKeys::new("k".into()),
        };
        vec![page(&[]), page(&[FieldError::new("reason", "Say why.")])]
    }
}

async fn load(app: &App, viewer: &Viewer, id: Id<Assignment>) -> Result<About, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.read(move |conn| {
        let task = review::assignment(conn, &actor, id)?;
        if review::may_leave(&actor, &task) { Ok(process::about_task(conn, &task, now)?.0) } else { Err(Error::Missing) }
    });
    found.await.map_err(Problem::from)
}

fn page(about: &About, id: Id<Assignment>, key: String, (form, errors): (&Form, &[FieldError])) -> AbstainPage {
    AbstainPage {
        summary: ErrorSummary::new(errors),
        id: id.text(),
        reference: about.label.clone(),
        city: about.city.clone(),
        reason: Field::new("reason", "Why can you not judge this application?")
            .hint("A few words are enough. Only the fund’s staff read this.")
            .limit(1000)
            .rows(3)
            .value(form.text("reason"))
            .errors(errors),
        keys: FormKeys::new(key),
    }
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>) -> Result<HttpResponse, Problem> {
    let about = load(&app, &viewer, *id).await?;
    app.page(&viewer, &page(&about, *id, app.fresh_key(), (&Form::default(), &[])))
}

async fn abstain(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let about = load(&app, &viewer, *id).await?;
    let (actor, task, reference, reason) = (viewer.actor(), *id, about.reference.clone(), form.text("reason"));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            review::abstain(tx, &actor, task, &reference, &reason)?;
            Ok::<_, AbstainError>("/panel?done=abstained".to_owned())
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &page(&about, *id, app.fresh_key(), (&form, &e.mistakes()))),
        other => other.map_err(Problem::from),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::AbstainPage>();
    }
}
