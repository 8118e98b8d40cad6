//! Reads, saves and submits a review. What is typed is kept field by field: where another window changed the
//! same field, the page shows both versions.

use super::review_page::{Loaded, href, load, page};
use super::rubric_form::{Shown, TAKE, read};
use crate::db::{Error, Tx};
use crate::intake;
use crate::kernel::{FieldError, Id};
use crate::opportunity::Rubric;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Stage as CaseStage};
use crate::review::{self, Assignment, Place, ReopenError, SaveError, SubmitError, Typed};
use crate::web::access::Access;
use crate::web::content;
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use std::sync::Arc;

pub(super) const WHO: &[FundRole] = &[R::Reviewer];

const BOTH: &str = "You changed this in another window too. Both versions are here: keep what is in the field, or use what was saved.";
const NEWER: &str = "You changed this in another window. This is what you saved there: look at it, then go on.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/panel/reviews/{id}", Access::Fund(WHO), show),
        post("/panel/reviews/{id}", Access::Fund(WHO), save),
        post("/panel/reviews/{id}/reopen", Access::Fund(WHO), reopen),
        get("/panel/reviews/{id}/files/{file}", Access::Fund(WHO), file),
    ]
}

/// What a button of the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Keep what is typed and stay.
    Save,
    /// Keep it and go to the next review.
    Next,
    /// Keep it, put the review off, and go to the next one.
    Skip,
    /// Give it in for good, and go to the next one.
    Submit,
}

impl Act {
    fn of(form: &Form) -> Self {
        match form.text("action").as_str() {
            "submit" => Self::Submit,
            "next" => Self::Next,
            "skip" => Self::Skip,
            _ => Self::Save,
        }
    }
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>) -> Result<HttpResponse, Problem> {
    let (actor, id, now, kept) = (viewer.actor(), *id, app.now(), Arc::clone(&app.kept));
    let found = app.read(move |conn| load(conn, &actor, (id, now), &kept)).await.map_err(|e: Error| Problem::from(e))?;
    match found {
        Some(loaded) => {
            let shown = Shown::stored(&loaded.definition.rubric, &loaded.review);
            app.page(&viewer, &page((&app, &viewer), &loaded, &shown, &[]))
        }
        None => Ok(crate::web::see_other(&format!("/panel/reviews/{id}/conflict"))),
    }
}

async fn file(app: Data<App>, viewer: Viewer, path: Path<(Id<Assignment>, Id<intake::Attachment>)>) -> Result<HttpResponse, Problem> {
    let (actor, (id, file), now) = (viewer.actor(), path.into_inner(), app.now());
    let found = app.read(move |conn| {
        let (task, _) = review::review(conn, &actor, id)?;
        review::reading(conn, &task, now)
    });
    content::serve_read(&app, &found.await.map_err(|e: Error| Problem::from(e))?, file).await
}

/// Opens a submitted review again, where the phase allows it and the application is in review.
async fn reopen(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, reason) = (viewer.actor(), *id, form.text("reason"));
    let loaded = open(&app, &viewer, id).await?;
    let (application, reference) = (loaded.task.application, loaded.reference.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            if process::stage(tx, application)? != CaseStage::InReview {
                return Err(ReopenError::NotNow);
            }
            review::reopen(tx, &actor, id, &reference, &reason)?;
            Ok(format!("/panel/reviews/{id}?done=reopened"))
        })
        .await;
    match outcome {
        Err(ReopenError::Invalid(errors)) => {
            let mut shown = Shown::stored(&loaded.definition.rubric, &loaded.review);
            shown.values.insert("reason".into(), form.text("reason"));
            app.page_with_mistakes(&viewer, &page((&app, &viewer), &loaded, &shown, &errors))
        }
        other => other.map_err(Problem::from),
    }
}

/// What is written and under which rubric, as somebody who may write finds it.
async fn open(app: &App, viewer: &Viewer, id: Id<Assignment>) -> Result<Loaded, Problem> {
    let (reader, now, kept) = (viewer.actor(), app.now(), Arc::clone(&app.kept));
    app.read(move |conn| load(conn, &reader, (id, now), &kept)).await.map_err(|e: Error| Problem::from(e))?.ok_or_else(Problem::missing)
}

async fn save(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, act) = (viewer.actor(), *id, Act::of(&form));
    let loaded = open(&app, &viewer, id).await?;
    let (rubric, reference) = (loaded.definition.rubric.clone(), loaded.reference.clone());
    let typed = read(&rubric, &form);
    if form.has(TAKE) && review::may_write(&viewer.actor, &loaded.task) {
        // Nothing is saved yet: both versions stay on the page.
        let shown = Shown::taking(&rubric, &loaded.review, &typed, &form.text(TAKE));
        return app.page(&viewer, &page((&app, &viewer), &loaded, &shown, &[]));
    }
    let (sent, under) = (typed.clone(), rubric.clone());
    let outcome = app.submit(&viewer, &form, move |tx| press(tx, &actor, id, (&under, &reference), (&sent, act))).await;
    match outcome {
        Err(refusal @ (SubmitError::Changed | SubmitError::Prepared | SubmitError::Invalid(_))) => {
            again((&app, &viewer), (id, rubric), &typed, refusal).await
        }
        other => other.map_err(Problem::from),
    }
}

/// Keeps what was typed, does what the button is for, and says where to go on.
fn press(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Assignment>,
    (rubric, reference): (&Rubric, &str),
    (typed, act): (&[Typed], Act),
) -> Result<String, SubmitError> {
    let kept = review::keep(tx, actor, id, rubric, typed).map_err(from_save)?;
    if !kept.clashes.is_empty() || (act == Act::Submit && !kept.newer.is_empty()) {
        return Err(SubmitError::Changed);
    }
    let goes_on = |next: Option<Place>, done: &str| {
        let to = next.map_or_else(|| "/panel".to_owned(), |next| href(next.task, next.stage));
        format!("{to}{done}")
    };
    match act {
        Act::Save => Ok(format!("/panel/reviews/{id}?done=saved")),
        Act::Next => Ok(goes_on(process::task_after(tx, actor, id)?, "?done=saved")),
        Act::Skip => {
            review::skip(tx, actor, id).map_err(from_save)?;
            Ok(goes_on(process::task_after(tx, actor, id)?, "?done=put-off"))
        }
        Act::Submit => {
            let task = review::assignment(tx, actor, id)?;
            if process::stage(tx, task.application)? != CaseStage::InReview {
                return Err(SubmitError::Closed);
            }
            review::submit(tx, actor, id, (rubric, reference), &kept.review)?;
            Ok(goes_on(process::next_task(tx, actor)?, "?done=submitted"))
        }
    }
}

fn from_save(e: SaveError) -> SubmitError {
    match e {
        SaveError::Missing => SubmitError::Missing,
        SaveError::Invalid(fields) => SubmitError::Invalid(fields),
        SaveError::Db(e) => SubmitError::Db(e),
    }
}

/// The page once more, with what is wrong; what can be kept is kept all the same.
async fn again(
    (app, viewer): (&App, &Viewer),
    (id, rubric): (Id<Assignment>, Rubric),
    typed: &[Typed],
    refusal: SubmitError,
) -> Result<HttpResponse, Problem> {
    let mut errors = match refusal {
        SubmitError::Invalid(fields) => fields,
        SubmitError::Prepared => vec![FieldError::new("overall", SubmitError::Prepared.to_string())],
        _ => Vec::new(),
    };
    let (actor, sent, under) = (viewer.actor(), typed.to_vec(), rubric.clone());
    let shown = match app.write(move |tx| review::keep(tx, &actor, id, &under, &sent)).await {
        Ok(kept) => {
            errors.extend(kept.clashes.iter().map(|clash| FieldError::new(&clash.field, BOTH)));
            errors.extend(kept.newer.iter().map(|field| FieldError::new(field, NEWER)));
            Shown::both(&rubric, &kept.review, kept.clashes)
        }
        Err(SaveError::Invalid(_)) => Shown::sent(typed),
        Err(other) => return Err(other.into()),
    };
    let loaded = open(app, viewer, id).await?;
    app.page_with_mistakes(viewer, &page((app, viewer), &loaded, &shown, &errors))
}
