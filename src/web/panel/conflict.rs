//! The declaration before any content is shown.

use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{FundRole, FundRole as R};
use crate::process;
use crate::review::{self, About, Assignment, DeclareError, Stage};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const WHO: &[FundRole] = &[R::Reviewer];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel/reviews/{id}/conflict", Access::Fund(WHO), show), post("/panel/reviews/{id}/conflict", Access::Fund(WHO), declare)]
}

/// The question: the cities and the round, and nothing of the application.
#[derive(Serialize)]
struct ConflictPage {
    summary: ErrorSummary,
    reference: String,
    city: String,
    /// Who applies with it.
    partners: Vec<String>,
    round: String,
    /// Whether who applies is withheld.
    is_blind: bool,
    /// That the review is submitted: it counts no more then.
    is_submitted: bool,
    conflict: Choices,
    note: Field,
    keys: FormKeys,
}

impl Page for ConflictPage {
    const TEMPLATE: &'static str = "panel/conflict";

    fn title(&self) -> String {
        format!("Conflict of interest – {}", self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let errors = [FieldError::new("conflict", "Say whether you have a conflict.")];
        [false, true]
            .map(|is| page(&Asked { about: sample(), is_blind: is, is_submitted: is }, "k".into(), (&Form::default(), &errors)))
            .into()
    }
}

/// What the question is about.
struct Asked {
    about: About,
    is_blind: bool,
    is_submitted: bool,
}

fn sample() -> About {
    let ids = crate::kernel::IdSource::seeded(1);
    let at = crate::kernel::Timestamp::from_micros(0);
    About {
        application: ids.id(at),
        opportunity: ids.id(at),
        organisation: ids.id(at),
        reference: "UDF-2027-0001".into(),
        label: "UDF-2027-0001".into(),
        city: "Madison, WI".into(),
        partners: vec!["Sitka, AK".into()],
        opportunity_title: "Training 2027".into(),
    }
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>) -> Result<HttpResponse, Problem> {
    let found = load(&app, &viewer, *id).await?;
    app.page(&viewer, &page(&found, app.fresh_key(), (&Form::default(), &[])))
}

async fn declare(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let found = load(&app, &viewer, *id).await?;
    let about = &found.about;
    let (actor, reference, answer, note) = (viewer.actor(), about.reference.clone(), form.text("conflict"), form.text("note"));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let conflict = match answer.as_str() {
                "yes" => Some(note.as_str()),
                "no" => None,
                _ => return Err(DeclareError::Invalid(vec![FieldError::new("conflict", "Say whether you have a conflict of interest.")])),
            };
            Ok(match review::declare(tx, &actor, *id, &reference, conflict)? {
                Stage::Cleared => format!("/panel/reviews/{id}"),
                _ => "/panel?done=recorded".to_owned(),
            })
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &page(&found, app.fresh_key(), (&form, &e.mistakes()))),
        other => other.map_err(Problem::from),
    }
}

/// What the question is about, as far as the phase of the round shows it.
async fn load(app: &App, viewer: &Viewer, id: Id<Assignment>) -> Result<Asked, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.read(move |conn| {
        let task = review::assignment(conn, &actor, id)?;
        if !review::may_declare(&actor, &task) {
            return Err(Error::Missing);
        }
        let (about, is_blind) = process::about_task(conn, &task, now)?;
        Ok(Asked { about, is_blind, is_submitted: task.stage == Stage::Submitted })
    });
    found.await.map_err(Problem::from)
}

fn question(about: &About, is_blind: bool) -> String {
    if is_blind {
        "Do you know of a conflict of interest with this application?".to_owned()
    } else if about.partners.is_empty() {
        format!("Do you have a conflict of interest with {}?", about.city)
    } else {
        format!("Do you have a conflict of interest with any of them: {}?", about.cities())
    }
}

fn page(Asked { about, is_blind, is_submitted }: &Asked, key: String, (form, errors): (&Form, &[FieldError])) -> ConflictPage {
    let pairs = [("no", "No, I have no conflict of interest"), ("yes", "Yes, I have or may have a conflict of interest")];
    // Who has submitted said no before.
    let pairs = pairs.into_iter().filter(|(answer, _)| !is_submitted || *answer == "yes");
    ConflictPage {
        summary: ErrorSummary::new(errors),
        reference: about.label.clone(),
        city: about.city.clone(),
        partners: about.partners.clone(),
        round: about.opportunity_title.clone(),
        is_blind: *is_blind,
        is_submitted: *is_submitted,
        conflict: Choices::new("conflict", question(about, *is_blind), pairs).chosen(&form.text("conflict")).errors(errors),
        note: Field::new("note", "If yes, what is it?")
            .hint("A few words are enough. Only the fund’s staff read this.")
            .limit(1000)
            .rows(3)
            .value(form.text("note"))
            .optional()
            .errors(errors),
        keys: FormKeys::new(key),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ConflictPage>();
    }
}
