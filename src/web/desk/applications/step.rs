//! One step on a case: a page with its form, and the press of its button.

use super::form::{self, Preview, StepPage};
use super::perform::perform;
use super::show::visible;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::letters;
use crate::people::{FundRole, FundRole as R};
use crate::process::{self, Case, ProcessError};
use crate::review::{self, AssignError};
use crate::web::access::Access;
use crate::web::proof;
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use crate::workflow::{Choice, Denied, FireError};
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
    Conflicts,
    Return,
    Invite,
    Ineligible,
    Reopen,
    Assign,
    Panel,
    MoreReviews,
    Recommend,
    Decline,
    Approve,
    SendBack,
    Reject,
    Annul,
    Tell,
    Uphold,
    Dismiss,
}

/// Each action with its name in addresses and its acts in a workflow.
const ACTIONS: &[(Action, &str, &[&str])] = &[
    (Action::Complete, "complete", &["pass_screening"]),
    (Action::Conflicts, "conflict-check", &["clear_conflicts"]),
    (Action::Return, "return", &["return_for_changes"]),
    (Action::Invite, "invite", &["invite"]),
    (Action::Ineligible, "ineligible", &["find_ineligible"]),
    (Action::Reopen, "reopen", &["reopen"]),
    (Action::Assign, "assign", &[]),
    (Action::Panel, "panel", &["call_panel"]),
    (Action::MoreReviews, "more-reviews", &["reopen_reviews"]),
    (Action::Recommend, "recommend", &["recommend"]),
    (Action::Decline, "decline", &["decline"]),
    (Action::Approve, "approve", &["approve"]),
    (Action::SendBack, "send-back", &["send_back"]),
    (Action::Reject, "reject", &["reject"]),
    (Action::Annul, "annul-approval", &["annul_approval"]),
    (Action::Tell, "tell", &["tell_award", "tell_decline"]),
    (Action::Uphold, "uphold-appeal", &["uphold_appeal"]),
    (Action::Dismiss, "dismiss-appeal", &["dismiss_appeal"]),
];

impl Action {
    pub(super) fn of_act(act: &str) -> Option<Self> {
        ACTIONS.iter().find(|(_, _, acts)| acts.contains(&act)).map(|(action, _, _)| *action)
    }

    pub(super) fn of_slug(slug: &str) -> Option<Self> {
        ACTIONS.iter().find(|(_, s, _)| *s == slug).map(|(action, _, _)| *action)
    }

    fn acts(self) -> &'static [&'static str] {
        ACTIONS.iter().find(|(action, _, _)| *action == self).map_or(&[], |(_, _, acts)| acts)
    }

    /// From what moves a case on to what ends it.
    pub(super) fn weight(self) -> usize {
        match self {
            Self::Complete | Self::Invite | Self::Conflicts | Self::Panel | Self::Recommend | Self::Approve | Self::Tell | Self::Uphold => {
                0
            }
            Self::Assign => 1,
            Self::Return | Self::Reopen | Self::SendBack | Self::Annul | Self::MoreReviews => 2,
            Self::Ineligible | Self::Decline | Self::Reject | Self::Dismiss => 3,
        }
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
    if action.acts().is_empty() {
        // Assigning is no transition; it asks review.
        return if review::may_assign(&viewer.actor) { Ok(()) } else { Err(AssignError::Forbidden.into()) };
    }
    let (actor, now) = (viewer.actor(), app.now());
    let answer = app.read(move |conn| {
        let case = visible(conn, &actor, &reference)?;
        let choices = process::explain(conn, &actor, &case, now)?;
        let Some(choice) = choices.into_iter().find(|c| action.acts().contains(&c.act.as_str())) else { return Ok(None) };
        Ok(Some((choice.denied.is_some(), why_not(conn, &case, &choice)?)))
    });
    match answer.await.map_err(|e: Error| Problem::from(e))? {
        Some((_, None)) => Ok(()),
        Some((true, Some(why))) => Err(Problem::new(StatusCode::FORBIDDEN, "You cannot do this", why)),
        Some((false, Some(why))) => Err(Problem::new(StatusCode::CONFLICT, "This could not be done", why)),
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
    let fresh = action == Action::Approve && proof::is_proved(&app, &viewer, &form).await?;
    let (actor, typed, of) = (viewer.actor(), form.clone(), reference.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let case = visible(tx, &actor, &of)?;
            perform(tx, &actor, (action, fresh), &case, &typed)?;
            Ok::<_, ProcessError>(format!("/desk/applications/{of}?done=recorded"))
        })
        .await;
    match outcome {
        Ok(response) => Ok(response),
        Err(e) => match mistakes(&e, &form) {
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
    let (actor, key, now) = (viewer.actor(), app.fresh_key(), app.now());
    let letter = if action == Action::Tell { Some(letter(app, viewer, &reference).await?) } else { None };
    let page = app
        .read(move |conn| {
            let case = visible(conn, &actor, &reference)?;
            form::page(conn, (&actor, action), &case, (key, now), (&typed, &errors))
        })
        .await;
    let mut page = page.map_err(|e: Error| Problem::from(e))?;
    page.letter = letter;
    Ok(page)
}

/// The letter that telling the city sends, as its people will read it.
async fn letter(app: &App, viewer: &Viewer, reference: &str) -> Result<Preview, Problem> {
    let (actor, of, now) = (viewer.actor(), reference.to_owned(), app.now());
    let waiting = app.read(move |conn| {
        let case = visible(conn, &actor, &of)?;
        process::waiting_letter(conn, &case, now)
    });
    let waiting = waiting.await.map_err(|e: Error| Problem::from(e))?;
    let written = letters::decision(&app.templates, &letters::Fund::of(&app.settings), &waiting);
    let written = written.map_err(|e| Problem::broken(e.to_string()))?;
    Ok(Preview { subject: written.subject, text: written.text })
}

/// Why a step that leads out of where the case stands cannot be taken now: the
/// workflow's rules, or reviews that a recommendation waits for.
pub(super) fn why_not(conn: &mut Conn, case: &Case, choice: &Choice) -> Result<Option<String>, Error> {
    if let Some(denied) = &choice.denied {
        return Ok(Some(denied.to_string()));
    }
    if Action::of_act(&choice.act) != Some(Action::Recommend) {
        return Ok(None);
    }
    let owed = review::standing(conn, case.application.id)?.owed;
    Ok((owed > 0).then(|| ProcessError::ReviewsOwed(owed).to_string()))
}

/// The refusals that are shown beside the form, with everything typed kept.
fn mistakes(e: &ProcessError, form: &Form) -> Option<Vec<FieldError>> {
    if e.kind() == Kind::Invalid && !e.fields().is_empty() {
        return Some(e.fields().to_vec());
    }
    if matches!(e, ProcessError::Workflow(FireError::Denied(Denied::ReasonMissing))) {
        return Some(vec![FieldError::new("reason", "Give the reason.")]);
    }
    if matches!(e, ProcessError::Workflow(FireError::Denied(Denied::NotFresh))) {
        let said = if form.raw(proof::FIELD).is_none_or(str::is_empty) {
            "Type your password. If you have none, sign in with a new email link first."
        } else {
            "This is not your password, or there were too many attempts. Nothing was approved."
        };
        return Some(vec![FieldError::new(proof::FIELD, said)]);
    }
    matches!(e, ProcessError::NotCovered { .. } | ProcessError::ReviewsOwed(_)).then(|| vec![FieldError::new("amounts", e.to_string())])
}
