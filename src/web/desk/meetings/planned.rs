//! A meeting before it begins: who is invited, the agenda and its order, and what can be changed; or that it was cancelled.

use super::words::{self, Offered, Standings};
use crate::db::Error;
use crate::kernel::FieldError;
use crate::meeting::{self, Board, Stage};
use crate::web::desk::ranking;
use crate::web::doors::Doors;
use crate::web::fields::{Choices, Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;

/// The form that moves an application on the agenda.
pub(super) fn order(app: &App, board: &Board, (form, errors): (&Form, &[FieldError])) -> Option<SheetForm> {
    let chosen = if form.has("moved") { form.text("moved") } else { board.rows.first()?.item.id.text() };
    let rows = board.rows.iter().map(|row| (row.item.id.text(), format!("{}, {}", row.known_as(), row.city())));
    let inputs = vec![
        Input::select(Choices::new("moved", "Application to move", rows).chosen(&chosen)),
        Input::line(Field::new("to", "To which place?").value(form.text("to")).numeric().errors(errors)),
    ];
    let action = format!("/desk/meetings/{}/order", board.meeting.id);
    (board.rows.len() > 1).then(|| SheetForm::new(action, FormKeys::new(app.fresh_key()), "Move it", inputs).quiet())
}

/// Where applications stand in the ranking; nowhere, if their round is not published any more.
pub(super) async fn standings(app: &App, viewer: &Viewer, board: &Board) -> Result<Standings, Problem> {
    if board.round.state != crate::opportunity::State::Published {
        return Ok(Standings::new());
    }
    Ok(ranking::standings(app, viewer, &board.round.slug).await?.into_iter().collect())
}

/// What can still be done about it.
fn changes(app: &App, board: &Board, offered: &Offered<'_>, typed: (&Form, &[FieldError])) -> [Section; 3] {
    let (meeting, zone) = (&board.meeting, app.settings.fund.zone());
    let base = format!("/desk/meetings/{}", meeting.id);
    let keys = || FormKeys::of_version(app.fresh_key(), meeting.version);
    let why = Field::new("why", "Why?").hint("The members read it.").value(typed.0.text("why")).limit(2_000).rows(3).errors(typed.1);
    [
        Section::new("Open the meeting")
            .text(
                "What came into review since it was planned is added to the agenda. From then on members say that they are here, and vote.",
            )
            .form(SheetForm::new(format!("{base}/open"), FormKeys::new(app.fresh_key()), "Open the meeting", vec![])),
        Section::new("Change the meeting").text("Another time or place is told to its members by mail.").form(
            SheetForm::new(format!("{base}/change"), keys(), "Save the meeting", words::inputs(Some(meeting), offered, typed, zone))
                .quiet(),
        ),
        Section::new("Cancel the meeting")
            .form(SheetForm::new(format!("{base}/cancel"), keys(), "Cancel the meeting", vec![Input::area(why)]).quiet()),
    ]
}

pub(super) async fn page((app, viewer): (&App, &Viewer), board: &Board, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let chairs = app.read(meeting::chairs).await.map_err(|e: Error| Problem::from(e))?;
    let standings = standings(app, viewer, board).await?;
    let (doors, zone, errors) = (Doors::of(&viewer.actor), app.settings.fund.zone(), typed.1);
    let mut sheet = Sheet::new(board.meeting.title.clone(), errors)
        .about(&board.round.title)
        .back("/desk/meetings", "Panel meetings")
        .with(Section::new("The meeting").facts(words::facts(board, zone)));
    if board.meeting.stage == Stage::Planned {
        let panel = doors.link(format!("/desk/panels/{}", board.round.slug), "The panel of the round: invite people");
        let agenda = Section::new("Agenda").table(words::agenda(board, doors, &standings));
        let agenda = match order(app, board, typed) {
            Some(form) => agenda.form(form),
            None => agenda,
        };
        let offered = Offered { chairs: &chairs, budget: board.meeting.budget, chair: String::new() };
        sheet = sheet.with(Section::new("Members").table(words::people(board)).link_some(panel)).with(agenda);
        sheet = changes(app, board, &offered, typed).into_iter().fold(sheet, Sheet::with);
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}
