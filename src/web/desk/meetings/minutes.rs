//! The minutes of a meeting that is closed: what it recommended, who was there, and for each application its votes, what was
//! noted and what was agreed; on a page and as a file. Whoever an application is closed to finds no trace of it there.

use super::READERS;
use super::words::{self, Standings};
use crate::db::Error;
use crate::kernel::Id;
use crate::locale::format::{datetime, time};
use crate::meeting::{self, Attendance, Counted, Meeting, Minutes, Row, Turn};
use crate::opportunity::{self, Definition};
use crate::reporting::csv_text;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/meetings/{meeting}/minutes", Access::Fund(READERS), show),
        get("/desk/meetings/{meeting}/minutes.csv", Access::Fund(READERS), csv),
    ]
}

/// The definitions under which the applications were written, by their digest.
type Definitions = BTreeMap<String, Arc<Definition>>;

async fn load(app: &App, viewer: &Viewer, id: Id<Meeting>) -> Result<(Minutes, Definitions), Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.read(move |conn| {
        let minutes = meeting::minutes(conn, &actor, id, now)?;
        let mut definitions = Definitions::new();
        let versions: BTreeSet<&String> = minutes.board.rows.iter().map(|row| &row.application.definition_sha256).collect();
        for version in versions {
            definitions.insert(version.clone(), opportunity::definition(conn, version)?);
        }
        Ok::<_, Error>((minutes, definitions))
    });
    Ok(found.await?)
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>) -> Result<HttpResponse, Problem> {
    let (minutes, definitions) = load(&app, &viewer, *id).await?;
    let (doors, zone, board) = (Doors::of(&viewer.actor), app.settings.fund.zone(), &minutes.board);
    let file = format!("/desk/meetings/{}/minutes.csv", board.meeting.id);
    let sheet = Sheet::new(format!("Minutes: {}", board.meeting.title), &[])
        .about(&board.round.title)
        .back("/desk/meetings", "Panel meetings")
        .lead(board.running.words())
        .with(Section::new("The meeting").facts(words::facts(board, zone)).link(file, "Download as CSV"))
        .with(Section::new("Agenda").text("What the panel recommends is a recommendation: people decide.").table(words::agenda(
            board,
            doors,
            &Standings::new(),
        )))
        .with(Section::new("Who was there").items(absent(&minutes)).table(attendance(&minutes.attendance, zone)));
    let treated = board.rows.iter().filter(|row| is_treated(&minutes, row));
    let sheet = treated.fold(sheet, |sheet, row| sheet.with(section(&minutes, row, (&definitions, zone))));
    app.page(&viewer, &sheet)
}

fn is_treated(minutes: &Minutes, row: &Row) -> bool {
    let item = row.item.id;
    let is_written = minutes.notes.iter().any(|note| note.item == item) || minutes.agreed.iter().any(|one| one.item == item);
    !row.votes.is_empty() || row.outcome.is_some() || is_written
}

/// Members who never came, in a sentence; nobody, if all did.
fn absent(minutes: &Minutes) -> Vec<String> {
    let has_come = |account| minutes.attendance.iter().any(|one| one.account == account);
    let away: Vec<&str> =
        minutes.board.members.iter().filter(|member| !has_come(member.account)).map(|member| member.name.as_str()).collect();
    if away.is_empty() { Vec::new() } else { vec![format!("Absent: {}", away.join(", "))] }
}

/// Who came and left, and when.
fn attendance(said: &[Attendance], zone: Tz) -> Table {
    let columns = vec![Column::text("Member"), Column::text("When"), Column::text("What"), Column::text("Said by")];
    let rows = said.iter().map(|one| {
        vec![
            Cell::text(&one.name).heading(),
            Cell::text(datetime(one.at, zone)),
            Cell::text(if one.is_present { "Came" } else { "Left" }),
            Cell::text(&one.by_name),
        ]
    });
    Table::new("attendance", "Who was there", columns).empty("Nobody said that they were there.").rows(rows.collect::<Vec<_>>())
}

/// Everything about one application.
fn section(minutes: &Minutes, row: &Row, (definitions, zone): (&Definitions, Tz)) -> Section {
    let mut facts: Vec<SummaryRow> = row.votes.iter().map(voted).collect();
    for note in minutes.notes.iter().filter(|note| note.item == row.item.id) {
        facts.push(SummaryRow::new(format!("Noted {}", time(note.at, zone)), &format!("{}\n{}", note.body, note.by_name)));
    }
    let rubric = definitions.get(&row.application.definition_sha256).map(|definition| &definition.rubric);
    for one in minutes.agreed.iter().filter(|one| one.item == row.item.id) {
        let criterion =
            rubric.and_then(|rubric| rubric.criterion(&one.criterion)).map_or(one.criterion.as_str(), |known| known.title.as_str());
        let why = if one.reason.is_empty() { String::new() } else { format!("\nChanged: {}", one.reason) };
        facts.push(SummaryRow::new(format!("Agreed: {criterion}"), &format!("{}{why}", one.score)));
    }
    for one in minutes.outcomes.iter().filter(|one| one.item == row.item.id) {
        let why = if one.reason.is_empty() { String::new() } else { format!("\nChanged: {}", one.reason) };
        facts.push(SummaryRow::new("Outcome", &format!("{}\n{}{why}\n{}", one.told(row.stage), one.sentence, one.by_name)));
    }
    Section::new(format!("{}, {}", row.known_as(), row.city())).facts(facts)
}

/// A vote with who voted what.
fn voted(counted: &Counted) -> SummaryRow {
    let each: Vec<String> = counted.ballots.iter().map(|ballot| format!("{} {}", ballot.name, ballot.score)).collect();
    let could = counted.vote.eligible.map(|eligible| format!("{eligible} could vote.")).unwrap_or_default();
    SummaryRow::new("Vote", &format!("{}\n{}\n{could}", words::vote(counted), each.join(", ")))
}

const HEADINGS: &[&str] = &[
    "place",
    "reference",
    "city",
    "asked_for",
    "votes_before",
    "median_before",
    "lowest_before",
    "highest_before",
    "votes_after",
    "median_after",
    "lowest_after",
    "highest_after",
    "outcome",
    "recommended",
    "sentence",
    "notes",
];

/// Count, median, lowest and highest of one vote; nothing where there is none.
fn numbers(row: &Row, turn: Turn) -> [String; 4] {
    let tally = row.votes.iter().find(|counted| counted.vote.turn == turn).and_then(|counted| counted.tally.as_ref());
    let Some(tally) = tally else { return std::array::from_fn(|_| String::new()) };
    let end = |count: Option<&(i64, usize)>| count.map(|(score, _)| score.to_string()).unwrap_or_default();
    [tally.summary.n.to_string(), tally.summary.median.to_string(), end(tally.counts.first()), end(tally.counts.last())]
}

async fn csv(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>) -> Result<HttpResponse, Problem> {
    let (minutes, _) = load(&app, &viewer, *id).await?;
    let rows = minutes.board.rows.iter().zip(1_usize..).map(|(row, place)| {
        let outcome = row.outcome.as_ref();
        let notes: Vec<&str> = minutes.notes.iter().filter(|note| note.item == row.item.id).map(|note| note.body.as_str()).collect();
        let mut cells = vec![place.to_string(), row.known_as().to_owned(), row.city().to_owned(), row.application.total.plain()];
        cells.extend(numbers(row, Turn::Before));
        cells.extend(numbers(row, Turn::After));
        cells.push(outcome.map_or("no_decision".to_owned(), |outcome| outcome.verdict.to_string()));
        cells.push(outcome.map(|outcome| outcome.amount.plain()).unwrap_or_default());
        cells.push(outcome.map(|outcome| outcome.sentence.clone()).unwrap_or_default());
        cells.push(notes.join("; "));
        cells
    });
    let text = csv_text(HEADINGS, &rows.collect::<Vec<_>>()).map_err(|e| Problem::broken(e.to_string()))?;
    let day = minutes.board.meeting.starts_at.day_in(app.settings.fund.zone());
    Ok(files::download(&format!("minutes-{}-{day}.csv", minutes.board.round.slug), "text/csv; charset=utf-8", text))
}
