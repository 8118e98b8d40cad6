//! The press of the button: what was confirmed is kept once, then each case is handled.

use super::WHO;
use super::choose::{CASE, Wanted};
use super::preview::{look, nothing, sheet};
use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::process::{self, BulkAction, BulkRun, ProcessError};
use crate::review::Check;
use crate::web::desk::applications::CHECKS;
use crate::web::{Access, App, Form, Problem, Route, Viewer, post, see_other};
use actix_web::HttpResponse;
use actix_web::web::Data;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/bulk", Access::Fund(WHO), confirm)]
}

async fn confirm(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    // `UDF-2027-0142~7`: the reference and the version that was looked at.
    let cases: Vec<(String, i64)> = form.all(CASE).iter().filter_map(|case| seen(case)).collect();
    let action = match Wanted::read(&form.text("action"), cases.len()) {
        Ok(Wanted::Act(action)) => action,
        Ok(Wanted::Tell) => return Err(Problem::unreadable("Decisions are told by a release. Nothing was changed.")),
        Err(errors) => return app.page_with_mistakes(&viewer, &nothing(&form, &errors)),
    };
    let (actor, typed, chosen) = (viewer.actor(), form.clone(), cases.clone());
    let outcome = app.once(&viewer, &form, move |tx| {
        if let Some(open) = unconfirmed(action, &typed) {
            return Err(ProcessError::Invalid(vec![open]));
        }
        Ok(process::confirm_bulk(tx, &actor, (action, &typed.text("reason")), &chosen)?.text())
    });
    let run: Id<BulkRun> = match outcome.await {
        Ok(id) => id.parse().map_err(|_| Problem::broken("the action has no identifier"))?,
        Err(e) if e.kind() == Kind::Invalid && !e.fields().is_empty() => {
            let wanted = Wanted::Act(action);
            let found = look(&app, &viewer, wanted, cases.into_iter().map(|(reference, _)| reference).collect()).await?;
            return app.page_with_mistakes(&viewer, &sheet(&app, wanted, &found, (&form, e.fields())));
        }
        Err(e) => return Err(e.into()),
    };
    let (db, actor) = (app.db.clone(), viewer.actor());
    let checks: Vec<Check> = CHECKS.iter().map(|question| Check { question: (*question).to_owned(), holds: true }).collect();
    app.work(move || process::run_bulk(&db, &actor, run, &checks)).await?.map_err(|e: Error| Problem::from(e))?;
    app.nudge.notify_one();
    Ok(see_other(&format!("/desk/bulk/{run}")))
}

/// A case as a form names it: its reference, and the version that was looked at.
pub(in crate::web::desk) fn seen(case: &str) -> Option<(String, i64)> {
    let (reference, version) = case.rsplit_once('~')?;
    Some((reference.to_owned(), version.parse().ok()?))
}

/// What of the checklist was not confirmed.
fn unconfirmed(action: BulkAction, form: &Form) -> Option<FieldError> {
    let is_complete = (1..=CHECKS.len()).all(|n| form.all("check").contains(&n.to_string()));
    let said = "Every check must hold for all of these applications. Take out those for which one does not.";
    (action == BulkAction::PassScreening && !is_complete).then(|| FieldError::new("check", said))
}
