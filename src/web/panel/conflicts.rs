//! The declaration on all new assignments at once, before any content: the cities that apply, and nothing else.

use super::reviews::WHO;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Kind, Refusal, Timestamp};
use crate::people::Actor;
use crate::process::{self, Task};
use crate::review::{Declaration, DeclareError, Stage, declare_all};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// The box that answers for all that were not answered one by one.
const OTHERS: &str = "others";
const NOTHING_SAID: &str = "Say for at least one application whether you have a conflict of interest.";

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel/conflicts", Access::Fund(WHO), show), post("/panel/conflicts", Access::Fund(WHO), declare)]
}

/// One application: who applies, and what the reviewer says of it.
#[derive(Serialize)]
struct Applicant {
    heading: String,
    round: String,
    conflict: Choices,
    note: Field,
}

/// Everybody who applies.
#[derive(Serialize)]
struct ConflictsPage {
    summary: ErrorSummary,
    applicants: Vec<Applicant>,
    others: Choices,
    keys: FormKeys,
}

impl Page for ConflictsPage {
    const TEMPLATE: &'static str = "panel/conflicts";

    fn title(&self) -> String {
        "Conflicts of interest".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let one = || Applicant {
            heading: "Madison, WI; Sitka, AK".into(),
            round: "Training 2027, UDF-2027-0001".into(),
            conflict: Choices::new("conflict-a", "Do you have a conflict?", [("no", "No"), ("yes", "Yes")]),
            note: Field::new("note-a", "If yes, what is it?").rows(2),
        };
        let page = |applicants: Vec<Applicant>, errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            applicants,
            others: others(false, errors),
            keys: FormKeys::new("k".into()),
        };
        vec![page(vec![one()], &[]), page(vec![one()], &[FieldError::new(OTHERS, NOTHING_SAID)]), page(vec![], &[])]
    }
}

fn others(is_ticked: bool, errors: &[FieldError]) -> Choices {
    let label = "I have no conflict of interest with any of the others";
    let choice = Choices::one(OTHERS, "The applications for which you chose neither", label).errors(errors);
    if is_ticked { choice.chosen("yes") } else { choice }
}

/// The tasks of which the actor has said nothing yet.
fn undeclared(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Task>, Error> {
    Ok(process::list_tasks(conn, actor, now)?.into_iter().filter(|task| task.waits && task.assignment.stage == Stage::Assigned).collect())
}

fn page(tasks: &[Task], key: String, (form, errors): (&Form, &[FieldError])) -> ConflictsPage {
    ConflictsPage {
        summary: ErrorSummary::new(errors),
        applicants: tasks.iter().map(|task| applicant(task, form, errors)).collect(),
        others: others(form.has(OTHERS), errors),
        keys: FormKeys::new(key),
    }
}

fn applicant(task: &Task, form: &Form, errors: &[FieldError]) -> Applicant {
    let (about, field) = (&task.about, conflict_field(task));
    let question = if task.is_blind {
        format!("Do you know of a conflict of interest with application {}?", about.label)
    } else {
        format!("Do you have a conflict of interest with {}?", about.cities())
    };
    let note = Declaration::note_field(task.assignment.id);
    let chosen = form.text(&field);
    Applicant {
        heading: about.cities(),
        round: format!("{}, {}", about.opportunity_title, about.label),
        conflict: Choices::new(&field, question, [("no", "No"), ("yes", "Yes, or perhaps")]).chosen(&chosen).errors(errors),
        note: Field::new(&note, "If yes, what is it?").limit(1000).rows(2).value(form.text(&note)).optional().errors(errors),
    }
}

fn conflict_field(task: &Task) -> String {
    format!("conflict-{}", task.assignment.id)
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let tasks = app.read(move |conn| undeclared(conn, &actor, now)).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page(&tasks, app.fresh_key(), (&Form::default(), &[])))
}

async fn declare(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, reader, sent, now) = (viewer.actor(), viewer.actor(), form.clone(), app.now());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let tasks = undeclared(tx, &actor, now)?;
            let said = said(&tasks, &sent);
            if said.is_empty() {
                return Err(DeclareError::Invalid(vec![FieldError::new(OTHERS, NOTHING_SAID)]));
            }
            declare_all(tx, &actor, &said)?;
            Ok("/panel?done=recorded".to_owned())
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => {
            let tasks = app.read(move |conn| undeclared(conn, &reader, now)).await.map_err(|e: Error| Problem::from(e))?;
            app.page_with_mistakes(&viewer, &page(&tasks, app.fresh_key(), (&form, &e.mistakes())))
        }
        other => other.map_err(Problem::from),
    }
}

/// What the form says of each task: what was chosen for it, or that there is no conflict with the others.
/// An application that the page did not show is not among the others.
fn said(tasks: &[Task], form: &Form) -> Vec<Declaration> {
    let declaration = |task: &Task, conflict: Option<String>| Declaration {
        assignment: task.assignment.id,
        reference: task.about.reference.clone(),
        conflict,
    };
    let of = |task: &Task| {
        let note = Declaration::note_field(task.assignment.id);
        match form.text(&conflict_field(task)).as_str() {
            "yes" => Some(declaration(task, Some(form.text(&note)))),
            "no" => Some(declaration(task, None)),
            _ if form.has(OTHERS) && form.has(&note) => Some(declaration(task, None)),
            _ => None,
        }
    };
    tasks.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ConflictsPage>();
    }
}
