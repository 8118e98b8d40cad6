//! One meeting, for whoever leads it: as it is planned, as it goes on, or, once it is closed, its minutes.

use super::{LEADERS, planned, run};
use crate::db::Error;
use crate::kernel::{FieldError, Id};
use crate::meeting::{self, Meeting, Stage};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/meetings/{meeting}", Access::Fund(LEADERS), show)]
}

/// The page, with what was typed in one of its forms.
pub(super) async fn page(app: &App, viewer: &Viewer, id: Id<Meeting>, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let board = app.read(move |conn| meeting::board(conn, &actor, id, now)).await.map_err(|e: Error| Problem::from(e))?;
    match board.meeting.stage {
        Stage::Planned | Stage::Cancelled => planned::page((app, viewer), &board, typed).await,
        Stage::Open => run::page((app, viewer), &board, typed).await,
        Stage::Closed => {
            // What was done is said on the minutes.
            let done = if viewer.done.as_deref() == Some("meeting-closed") { "?done=meeting-closed" } else { "" };
            Ok(see_other(&format!("/desk/meetings/{id}/minutes{done}")))
        }
    }
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, *id, (&Form::default(), &[])).await
}
