//! A meeting that goes on, for whoever leads it: what is on the table, its votes, what is recorded of it, the running total, and
//! the way on. What is closed to the person is not there; while it is on the table the page says no more than that.

use super::planned::{order, standings};
use super::words::{self, Standings};
use super::{EVERY, record};
use crate::db::Error;
use crate::kernel::FieldError;
use crate::kernel::Id;
use crate::meeting::{self, Board, Item, OnTable, Opened, Outcome, Row};
use crate::process::Stage as CaseStage;
use crate::scoring;
use crate::web::doors::Doors;
use crate::web::fields::{Choices, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;

/// That the meeting is at something that the reader must not know.
const CLOSED: &str = "The meeting is at an item that is closed to you because of a conflict of interest. Whoever leads it goes on, and you with the next one.";

pub(super) async fn page((app, viewer): (&App, &Viewer), board: &Board, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now, meeting) = (viewer.actor(), app.now(), board.meeting.clone());
    let table = app.read(move |conn| meeting::on_table(conn, &actor, &meeting, now)).await.map_err(|e: Error| Problem::from(e))?;
    let standings = standings(app, viewer, board).await?;
    let (doors, errors) = (Doors::of(&viewer.actor), typed.1);
    let base = format!("/desk/meetings/{}", board.meeting.id);
    let running = Section::new("Recommended so far").live("running").text(board.running.words());
    let mut sheet = Sheet::new(board.meeting.title.clone(), errors)
        .about(&board.round.title)
        .back("/desk/meetings", "Panel meetings")
        .live(EVERY, base.clone())
        .with(on_table(board, &table, &standings, doors));
    if let OnTable::Open(opened) = &table {
        sheet = record::sections((app, doors), board, opened, typed).into_iter().fold(sheet, Sheet::with);
    }
    sheet = sheet.with(running);
    if !matches!(table, OnTable::Closed) {
        sheet = sheet.with(way_on(app, board));
    }
    let agenda = Section::new("Agenda").table(words::agenda(board, doors, &standings));
    let agenda = match order(app, board, typed) {
        Some(form) => agenda.form(form),
        None => agenda,
    };
    sheet = sheet.with(attendance(app, board)).with(agenda);
    if !matches!(table, OnTable::Closed) {
        let end = SheetForm::new(format!("{base}/close"), FormKeys::new(app.fresh_key()), "Close the meeting", vec![]);
        let told = "From then on the meeting has minutes, and nothing of it changes. What was not treated is left without a decision.";
        sheet = sheet.with(Section::new("Close the meeting").text(told).form(end.quiet()));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// What is on the table, kept fresh.
fn on_table(board: &Board, table: &OnTable, standings: &Standings, doors: Doors<'_>) -> Section {
    let id = board.meeting.id;
    let screen = doors.link(format!("/desk/meetings/{id}/screen"), "Screen for a projector: without names of reviewers");
    let own = doors.link(format!("/panel/meetings/{id}"), "Your own page of this meeting: say that you are here, vote, step back");
    let section = match table {
        OnTable::Nothing => Section::new("Nothing is on the table").text("Say who is here, then put the first application on the table."),
        OnTable::Closed => Section::new("Closed to you").text(CLOSED),
        OnTable::Undeclared(task) => Section::new("Closed to you for now")
            .text("You review this application and have not said whether you have a conflict of interest. Say so first.")
            .link_some(doors.link(format!("/panel/reviews/{task}/conflict"), "Say whether you have a conflict of interest")),
        OnTable::Open(opened) => {
            let reference = &opened.reading.draft.application.reference;
            let content = doors.link(format!("/panel/meetings/{id}/items/{}", opened.item.id), "Read the application").or_else(|| {
                doors.link(format!("/desk/applications/{reference}"), "Read the application").filter(|_| !opened.reading.is_blind)
            });
            let gone = "It is no longer in review: its city withdrew it, or it was decided. Take the next one.";
            let section = Section::new(format!("On the table: {}", opened.reading.label)).facts(facts(board, opened, standings));
            let section = if opened.is_in_review() { section } else { section.text(gone) };
            section.link_some(content)
        }
    };
    section.link_some(screen).link_some(own).live("table")
}

/// What there is to know of it while it is discussed.
fn facts(board: &Board, opened: &Opened, standings: &Standings) -> Vec<SummaryRow> {
    let draft = &opened.reading.draft;
    let place = board.rows.iter().position(|row| row.item.id == opened.item.id).map_or(0, |at| at + 1);
    let mut rows = vec![
        SummaryRow::new("City", &draft.application.city_name),
        SummaryRow::new("Plan", draft.application.shown_title()),
        SummaryRow::new("Asked for", &draft.application.shown_total(draft.is_concept_note())),
        SummaryRow::new("On the agenda", &format!("{place} of {}", board.rows.len())),
        SummaryRow::new("In the ranking", standings.get(&opened.item.application).map_or("Not ranked", String::as_str)),
        SummaryRow::new("Reviews", &reviews(opened)),
    ];
    for counted in &opened.votes {
        let mut told = words::vote(counted);
        if counted.vote.is_open() {
            let waiting = if opened.waiting.is_empty() { "nobody".to_owned() } else { opened.waiting.join(", ") };
            told = format!("{told}\nWaiting for {waiting}");
        }
        rows.push(SummaryRow::new("Vote", &told));
    }
    let told = |outcome: &Outcome| SummaryRow::new("Panel", &format!("{}\n{}", outcome.told(opened.stage), outcome.sentence));
    rows.extend(opened.outcome.as_ref().map(told));
    rows
}

/// `3 reviews, mean 4.02, from 3.85 to 4.20`
pub(super) fn reviews(opened: &Opened) -> String {
    let points: Vec<_> = opened.reviews.iter().filter_map(|(task, _)| task.points).collect();
    match scoring::summarise(&points) {
        None => "None that you may see".to_owned(),
        Some(one) if one.n == 1 => format!("1 review, {}", one.mean),
        Some(all) => format!("{} reviews, mean {}, from {} to {}", all.n, all.mean, all.lowest, all.highest),
    }
}

fn is_in_review(row: &Row) -> bool {
    matches!(row.stage, CaseStage::InReview | CaseStage::Panel)
}

/// The application that comes next: after the one on the table, or the first that has no outcome.
fn next(board: &Board) -> Option<&Row> {
    let at = board.rows.iter().position(|row| board.meeting.on_table == Some(row.item.id));
    match at {
        Some(at) => board.rows.iter().skip(at + 1).find(|row| is_in_review(row)),
        None => board.rows.iter().find(|row| is_in_review(row) && row.outcome.is_none()),
    }
}

/// The one before the one on the table.
fn previous(board: &Board) -> Option<&Row> {
    let at = board.rows.iter().position(|row| board.meeting.on_table == Some(row.item.id))?;
    board.rows.iter().take(at).rev().find(|row| is_in_review(row))
}

/// The buttons that put another application on the table.
fn way_on(app: &App, board: &Board) -> Section {
    let action = format!("/desk/meetings/{}/table", board.meeting.id);
    let button = |row: &Row, word: &str| {
        let item: Id<Item> = row.item.id;
        let label = format!("{word}: {}", row.known_as());
        SheetForm::new(action.clone(), FormKeys::new(app.fresh_key()), &label, vec![Input::hidden("item", &item.text())])
    };
    let mut section = Section::new("Go on");
    if let Some(row) = next(board) {
        section = section.form(button(row, if board.meeting.on_table.is_some() { "Next" } else { "Put on the table" }));
    }
    if let Some(row) = previous(board) {
        section = section.form(button(row, "Back to").quiet());
    }
    let rows =
        board.rows.iter().filter(|row| is_in_review(row)).map(|row| (row.item.id.text(), format!("{}, {}", row.known_as(), row.city())));
    let chosen = next(board).or_else(|| previous(board)).map(|row| row.item.id.text()).unwrap_or_default();
    let any = Choices::new("item", "Another application", rows).chosen(&chosen);
    section.form(SheetForm::new(action.clone(), FormKeys::new(app.fresh_key()), "Put this on the table", vec![Input::select(any)]).quiet())
}

/// Who is here, and the form that says so.
fn attendance(app: &App, board: &Board) -> Section {
    let section = Section::new("Members")
        .text("Members say themselves that they are here, or leave. You can say it for them: it is recorded with the time.");
    let section = section.table(words::people(board));
    let people = board.members.iter().map(|member| (member.account.text(), member.name.clone()));
    let first = board.members.iter().find(|member| !board.present.contains(&member.account)).or_else(|| board.members.first());
    let Some(first) = first else { return section };
    let here = if board.present.contains(&first.account) { "no" } else { "yes" };
    let inputs = vec![
        Input::select(Choices::new("who", "Member", people).chosen(&first.account.text())),
        Input::radios(Choices::new("here", "Is this person here?", [("yes", "Here"), ("no", "Not here, or left")]).chosen(here)),
    ];
    let action = format!("/desk/meetings/{}/attendance", board.meeting.id);
    section.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Record", inputs).quiet())
}
