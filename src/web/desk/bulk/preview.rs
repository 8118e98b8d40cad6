//! What would happen to the chosen cases: which would move, which not and why, and the form that
//! confirms it. Looking changes nothing.

use super::WHO;
use super::choose::{ACTIONS, CASE, Wanted};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Timestamp};
use crate::opportunity;
use crate::people::Actor;
use crate::process::{self, BulkAction, Look};
use crate::web::desk::applications::CHECKS;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, see_other};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/bulk", Access::Fund(WHO), show)]
}

async fn show(app: Data<App>, viewer: Viewer, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = Form::parse(request.path(), request.query_string().as_bytes())?;
    let references = asked.all(CASE);
    let wanted = match Wanted::read(&asked.text("action"), references.len()) {
        Ok(wanted) => wanted,
        Err(errors) => return app.page_with_mistakes(&viewer, &nothing(&asked, &errors)),
    };
    let found = look(&app, &viewer, wanted, references).await?;
    if wanted == Wanted::Tell {
        return tell(&app, &viewer, &found).await;
    }
    app.page(&viewer, &sheet(&app, wanted, &found, (&asked, &[])))
}

/// What an action would do to these cases now.
pub(super) async fn look(app: &App, viewer: &Viewer, wanted: Wanted, references: Vec<String>) -> Result<Look, Problem> {
    let (actor, now): (Actor, Timestamp) = (viewer.actor(), app.now());
    let found = app.read(move |conn: &mut Conn| process::look(conn, &actor, (&references, wanted.acts()), now));
    found.await.map_err(|e: Error| Problem::from(e))
}

/// Nothing was chosen, or too much: the way back.
pub(super) fn nothing(asked: &Form, errors: &[FieldError]) -> Sheet {
    let mut section = Section::new("Choose first").link("/desk/work", "What needs me today").link("/desk/applications", "Applications");
    for error in errors {
        section = section.text(&error.message);
    }
    let label = ACTIONS.iter().find(|(slug, _)| *slug == asked.text("action")).map_or("Many applications at once", |(_, label)| label);
    Sheet::new(label, &[]).lead("Nothing was changed.").back("/desk", "Back to the desk").with(section)
}

/// Telling is prepared as a release of one round.
async fn tell(app: &App, viewer: &Viewer, found: &Look) -> Result<HttpResponse, Problem> {
    let [round] = found.rounds.as_slice() else {
        let error = FieldError::new(CASE, "Decisions are told for one round at a time. Choose applications of one round.");
        return app.page_with_mistakes(viewer, &nothing(&Form::default(), &[error]));
    };
    let round = *round;
    let slug = app.read(move |conn| opportunity::opportunity(conn, round)).await.map_err(|e: Error| Problem::from(e))?.slug;
    let cases = found.movable.iter().map(|case| (CASE, case.reference.as_str()));
    let pairs: Vec<(&str, &str)> = [("opportunity", slug.as_str())].into_iter().chain(cases).collect();
    Ok(see_other(&format!("/desk/releases/new?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())))
}

/// The page, with what was typed.
pub(super) fn sheet(app: &App, wanted: Wanted, found: &Look, (typed, errors): (&Form, &[FieldError])) -> Sheet {
    let (moves, stays) = (found.movable.len(), found.stuck.len());
    let lead = format!("{moves} will move, {stays} cannot. Nothing has happened yet.");
    let columns = ["Application", "City", "Plan"].map(Column::text).into();
    let movable = found.movable.iter().map(|case| {
        let href = format!("/desk/applications/{}", case.reference);
        vec![Cell::link(&case.reference, href).heading(), Cell::text(&case.city), Cell::text(&case.title)]
    });
    let movable = Table::new("movable", "These will move", columns).empty("None of the chosen applications can move.").rows(movable);
    let columns = ["Application", "City", "Why not"].map(Column::text).into();
    let stuck = found.stuck.iter().map(|case| vec![Cell::text(&case.reference).heading(), Cell::text(&case.city), Cell::text(&case.why)]);
    let stuck = Table::new("stuck", "These cannot", columns).rows(stuck);
    let sheet = Sheet::new(wanted.label(), errors).lead(lead).back("/desk/work", "What needs me today");
    let sheet = sheet.with(Section::new("These will move").table(movable));
    let sheet = sheet.with_some((stays > 0).then(|| Section::new("These cannot").table(stuck)));
    let Wanted::Act(action) = wanted else { return sheet };
    let form = (moves > 0).then(|| {
        let button = format!("{} for {moves}", wanted.label());
        let form = SheetForm::new("/desk/bulk", FormKeys::new(app.fresh_key()), &button, inputs(action, found, (typed, errors)));
        let text = "Each application is handled for itself: if one cannot move any more, the others still do.";
        Section::new("Confirm").text(text).form(form)
    });
    sheet.with_some(form)
}

fn inputs(action: BulkAction, found: &Look, (typed, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let mut inputs = vec![Input::hidden("action", Wanted::Act(action).slug())];
    inputs.extend(found.movable.iter().map(|case| Input::hidden(CASE, &format!("{}~{}", case.reference, case.version))));
    let reason = |label: &str| Field::new("reason", label).limit(4000).rows(4).value(typed.text("reason")).errors(errors);
    match action {
        BulkAction::PassScreening => {
            let points = CHECKS.iter().zip(1..).map(|(question, n)| (n.to_string(), *question));
            let points = Choices::new("check", "Confirm each point for all of these applications", points);
            inputs.push(Input::checkboxes(points.all_chosen(&typed.all("check")).errors(errors)));
            inputs.push(Input::area(reason("Note for the record").optional()));
        }
        BulkAction::ClearConflicts => inputs.push(Input::area(reason("What was checked? The same for all."))),
        BulkAction::ReopenReviews => inputs.push(Input::area(reason("What is missing? The same for all."))),
        BulkAction::Decline => inputs.push(Input::area(reason("Why is there no award? The same for all; each letter shows it."))),
        // What is recommended is looked at on the page of its slate.
        BulkAction::CallPanel | BulkAction::Recommend => {}
    }
    inputs
}
