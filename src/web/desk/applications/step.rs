//! One step on a case: a page with its form, and the press of its button.

use super::form::{self, StepPage};
use super::perform::perform;
use super::show::visible;
use crate::db::Error;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::{FundRole, FundRole as R};
use crate::process::{self, ProcessError};
use crate::web::access::Access;
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use crate::workflow::Choice;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/{step}", Access::Fund(WHO), show),
        post("/desk/applications/{reference}/{step}", Access::Fund(WHO), act),
    ]
}

/// What staff do on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub(super) enum Action {
    Complete,
    Return,
    Ineligible,
    Assign,
    Recommend,
    Decline,
    Approve,
    SendBack,
    Reject,
}

/// Each action with its name in addresses and its transition.
const ACTIONS: &[(Action, &str, &str)] = &[
    (Action::Complete, "complete", "pass_screening"),
    (Action::Return, "return", "return_for_changes"),
    (Action::Ineligible, "ineligible", "find_ineligible"),
    (Action::Assign, "assign", ""),
    (Action::Recommend, "recommend", "recommend"),
    (Action::Decline, "decline", "decline"),
    (Action::Approve, "approve", "approve"),
    (Action::SendBack, "send-back", "send_back"),
    (Action::Reject, "reject", "reject"),
];

impl Action {
    pub(super) fn of_transition(transition: &str) -> Option<Self> {
        ACTIONS.iter().find(|(_, _, t)| *t == transition && !t.is_empty()).map(|(action, _, _)| *action)
    }

    pub(super) fn of_slug(slug: &str) -> Option<Self> {
        ACTIONS.iter().find(|(_, s, _)| *s == slug).map(|(action, _, _)| *action)
    }

    fn transition(self) -> &'static str {
        ACTIONS.iter().find(|(action, _, _)| *action == self).map_or("", |(_, _, transition)| transition)
    }

    pub(super) fn slug(self) -> &'static str {
        ACTIONS.iter().find(|(action, _, _)| *action == self).map_or("", |(_, slug, _)| slug)
    }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    refuse_early(&app, &viewer, path.clone()).await?;
    let page = build(&app, &viewer, path.into_inner(), (Form::default(), vec![])).await?;
    app.page(&viewer, &page)
}

/// Says so before a form is filled in vain: the step is not possible now, or not for this person.
async fn refuse_early(app: &App, viewer: &Viewer, (reference, slug): (String, String)) -> Result<(), Problem> {
    let action = Action::of_slug(&slug).ok_or_else(Problem::missing)?;
    if action.transition().is_empty() {
        return Ok(());
    }
    let actor = viewer.actor();
    let choices = app.read(move |conn| {
        let case = visible(conn, &actor, &reference)?;
        process::explain(conn, &actor, case.application.id)
    });
    let choices = choices.await.map_err(|e: Error| Problem::from(e))?;
    match choices.into_iter().find(|c| c.transition == action.transition()) {
        Some(Choice { denied: None, .. }) => Ok(()),
        Some(Choice { denied: Some(why), .. }) => Err(Problem::new(StatusCode::FORBIDDEN, "You cannot do this", why.to_string())),
        None => Err(Problem::new(
            StatusCode::CONFLICT,
            "This could not be done",
            "This step is not possible where the application stands now. Open the application to see what can be done.",
        )),
    }
}

async fn act(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, slug) = path.into_inner();
    let action = Action::of_slug(&slug).ok_or_else(Problem::missing)?;
    let (actor, typed, of) = (viewer.actor(), form.clone(), reference.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let case = visible(tx, &actor, &of)?;
            perform(tx, &actor, action, &case, &typed)?;
            Ok::<_, ProcessError>(format!("/desk/applications/{of}?done=recorded"))
        })
        .await;
    match outcome {
        Ok(response) => Ok(response),
        Err(e) => match mistakes(&e) {
            Some(errors) => app.page_with_mistakes(&viewer, &build(&app, &viewer, (reference, slug), (form, errors)).await?),
            None => Err(e.into()),
        },
    }
}

async fn build(
    app: &App,
    viewer: &Viewer,
    (reference, slug): (String, String),
    (typed, errors): (Form, Vec<FieldError>),
) -> Result<StepPage, Problem> {
    let action = Action::of_slug(&slug).ok_or_else(Problem::missing)?;
    let (actor, key) = (viewer.actor(), app.fresh_key());
    let page = app
        .read(move |conn| {
            let case = visible(conn, &actor, &reference)?;
            form::page(conn, action, &case, key, (&typed, &errors))
        })
        .await;
    page.map_err(|e: Error| Problem::from(e))
}

/// The refusals that are shown beside the form, with everything typed kept.
fn mistakes(e: &ProcessError) -> Option<Vec<FieldError>> {
    if e.kind() == Kind::Invalid && !e.fields().is_empty() {
        return Some(e.fields().to_vec());
    }
    matches!(e, ProcessError::NotCovered { .. } | ProcessError::ReviewsOwed(_)).then(|| vec![FieldError::new("amounts", e.to_string())])
}
