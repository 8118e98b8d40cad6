//! `/panel/meetings/{id}`: a meeting as its members follow it: what is on the table, their vote, who is here. What is closed to
//! them is not there: while it is on the table the page says no more than that.

use crate::db::{Conn, Error};
use crate::intake::Attachment;
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::{in_zones, time};
use crate::meeting::{self, Counted, Item, Meeting, MeetingError, OnTable, Opened, Outcome, Running, Sight, Stage, Vote};
use crate::opportunity::{self, Direction, Opportunity, Rubric};
use crate::people::Actor;
use crate::templates::Page;
use crate::web::access::{Access, PANEL};
use crate::web::content::{self, Content};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post, see_other, zones};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

/// Seconds between two looks at what goes on.
const EVERY: u32 = 10;
/// Up to so many points of a scale are buttons; more are typed.
const BUTTONS: usize = 11;
const CLOSED: &str = "The meeting is at an item that is closed to you because of a conflict of interest. You are not counted there. It goes on with you at the next one.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/panel/meetings/{meeting}", Access::Fund(PANEL), show),
        post("/panel/meetings/{meeting}/here", Access::Fund(PANEL), here),
        post("/panel/meetings/{meeting}/vote", Access::Fund(PANEL), vote),
        post("/panel/meetings/{meeting}/step-back", Access::Fund(PANEL), step_back),
        get("/panel/meetings/{meeting}/items/{item}", Access::Fund(PANEL), read),
        get("/panel/meetings/{meeting}/items/{item}/files/{file}", Access::Fund(PANEL), file),
    ]
}

struct Found {
    meeting: Meeting,
    round: Opportunity,
    zones: Vec<Tz>,
    is_member: bool,
    is_here: bool,
    table: OnTable,
    running: Running,
}

fn load(conn: &mut Conn, actor: &Actor, (id, now): (Id<Meeting>, Timestamp)) -> Result<Found, Error> {
    let meeting = meeting::meeting(conn, actor, id)?;
    let round = opportunity::opportunity(conn, meeting.round)?;
    let table = if meeting.stage == Stage::Open { meeting::on_table(conn, actor, &meeting, now)? } else { OnTable::Nothing };
    Ok(Found {
        round,
        zones: zones::of(conn, actor)?,
        is_member: meeting::is_member(conn, actor, &meeting)?,
        is_here: meeting::is_present(conn, actor, &meeting)?,
        running: meeting::running(conn, actor, &meeting)?,
        table,
        meeting,
    })
}

/// What is known of the meeting.
fn facts(found: &Found, zone: Tz) -> Vec<SummaryRow> {
    let meeting = &found.meeting;
    let mut rows = vec![
        SummaryRow::new("Round", &found.round.title),
        SummaryRow::new("When", &in_zones(meeting.starts_at, zone, &found.zones)),
        SummaryRow::new("Where", &meeting.place),
    ];
    rows.extend((!meeting.chair_name.is_empty()).then(|| SummaryRow::new("Chair", &meeting.chair_name)));
    rows.push(SummaryRow::new("Status", meeting.stage.label()));
    rows.extend((!meeting.reason.is_empty()).then(|| SummaryRow::new("Reason", &meeting.reason)));
    rows
}

/// What is on the table, kept fresh.
fn now(found: &Found, zone: Tz) -> Section {
    let id = found.meeting.id;
    let section = match &found.table {
        OnTable::Nothing => {
            Section::new("Nothing is on the table").text("Wait here: what is put on the table comes up by itself, or press Refresh now.")
        }
        OnTable::Closed => Section::new("Closed to you").text(CLOSED),
        OnTable::Undeclared(task) => Section::new("Say first whether you have a conflict of interest")
            .text("An application that you review is on the table, and you have not said whether you have a conflict of interest with it.")
            .link(format!("/panel/reviews/{task}/conflict"), "Say whether you have a conflict of interest"),
        OnTable::Open(opened) => {
            let draft = &opened.reading.draft;
            let mut rows = vec![
                SummaryRow::new("City", &draft.application.city_name),
                SummaryRow::new("Plan", draft.application.shown_title()),
                SummaryRow::new("Asked for", &draft.application.shown_total(draft.is_concept_note())),
            ];
            rows.extend(opened.votes.iter().map(told));
            let panel = |outcome: &Outcome| format!("{}\n{}", outcome.told(opened.stage), outcome.sentence);
            rows.extend(opened.outcome.as_ref().map(|outcome| SummaryRow::new("Panel", &panel(outcome))));
            let notes = opened.notes.iter().map(|note| format!("{}: {}", time(note.at, zone), note.body));
            Section::new(format!("On the table: {}", opened.reading.label))
                .facts(rows)
                .items(notes.collect())
                .table(reviews(opened))
                .link(format!("/panel/meetings/{id}/items/{}", opened.item.id), "Read the application")
        }
    };
    section.text(found.running.words()).live("now")
}

/// A vote as a member may know it: nobody's but their own while it is open, and no names after.
fn told(counted: &Counted) -> SummaryRow {
    let own = counted.own.map(|score| format!("\nYou voted {score}.")).unwrap_or_default();
    let said = match &counted.tally {
        Some(tally) => tally.words(),
        None if counted.vote.is_open() => format!("open, {} in", counted.cast),
        None => "nobody voted".to_owned(),
    };
    SummaryRow::new(format!("Vote {}", counted.vote.turn.label()), &format!("{said}{own}"))
}

/// The scores of submitted reviews, as far as the phase of the round shows them.
fn reviews(opened: &Opened) -> Table {
    let columns = vec![Column::text("Reviewer"), Column::number("Score")];
    let rows = opened.reviews.iter().map(|(task, _)| {
        let points = task.points.map(|points| points.to_string()).unwrap_or_default();
        vec![Cell::text(&task.reviewer_name).heading(), Cell::number(points)]
    });
    Table::new("scores", "Scores of the reviewers", columns).empty("No score of a reviewer is shown to you.").rows(rows.collect::<Vec<_>>())
}

/// Which end of a scale is which.
fn scale(rubric: &Rubric, (low, high): (i64, i64)) -> String {
    let (best, worst) = if rubric.direction == Direction::LowerIsBetter { (low, high) } else { (high, low) };
    format!("On the whole: {best} is the best, {worst} the worst. The last vote before it is closed counts.")
}

/// The vote that is open, for whoever is here. Replaced only once it is another one, so that nothing chosen is lost.
fn voting(app: &App, found: &Found, opened: &Opened, (form, errors): (&Form, &[FieldError])) -> Section {
    let open = opened.votes.iter().find(|counted| counted.vote.is_open());
    let key = format!("{} {}", open.map_or_else(String::new, |counted| counted.vote.id.text()), found.is_here);
    let section = Section::new("Your vote").live_while("voting", key);
    let Some(Counted { vote, own, .. }) = open else { return section.text("No vote is open now.") };
    if !found.is_here {
        return section.text("A vote is open. Say first that you are here.");
    }
    let (low, high) = vote.scale;
    let chosen = if form.has("score") { form.text("score") } else { own.map(|score| score.to_string()).unwrap_or_default() };
    let label = format!("Your vote {} on {}", vote.turn.label(), opened.reading.label);
    let hint = scale(&opened.reading.draft.definition.rubric, vote.scale);
    let input = if usize::try_from(high.saturating_sub(low)).is_ok_and(|steps| steps < BUTTONS) {
        let points = (low..=high).map(|score| (score.to_string(), score.to_string()));
        Input::radios(Choices::new("score", label, points).hint(hint).chosen(&chosen).errors(errors))
    } else {
        Input::line(Field::new("score", label).hint(hint).value(chosen).numeric().errors(errors))
    };
    let inputs = vec![Input::hidden("vote", &vote.id.text()), input];
    let action = format!("/panel/meetings/{}/vote", found.meeting.id);
    let button = if own.is_some() { "Change my vote" } else { "Vote" };
    section.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), button, inputs))
}

/// The buttons of a member who comes or leaves.
fn presence(app: &App, found: &Found) -> Section {
    let (word, button, text) = if found.is_here {
        ("no", "I leave", "You are here. If you leave, for a moment or for good, say so: who is here is in the minutes.")
    } else {
        ("yes", "I am here", "Say that you are here: only then you can vote.")
    };
    let action = format!("/panel/meetings/{}/here", found.meeting.id);
    let form = SheetForm::new(action, FormKeys::new(app.fresh_key()), button, vec![Input::hidden("here", word)]);
    Section::new("Are you here?").text(text).form(if found.is_here { form.quiet() } else { form })
}

/// The way out of an application in which one has a conflict of interest.
fn conflict(app: &App, found: &Found, opened: &Opened, (form, errors): (&Form, &[FieldError])) -> Section {
    let field =
        Field::new("conflict", "What is the conflict of interest?").limit(1_000).rows(2).value(form.text("conflict")).errors(errors);
    let inputs = vec![Input::hidden("item", &opened.item.id.text()), Input::area(field)];
    let action = format!("/panel/meetings/{}/step-back", found.meeting.id);
    let label = format!("Step back from {}", opened.reading.label);
    Section::new("Do you have a conflict of interest with this application?")
        .live_while("stepping-back", opened.item.id.text())
        .text("If you step back, you see no more of it, and what you scored or voted on it does not count.")
        .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), &label, inputs).quiet())
}

async fn page(app: &App, viewer: &Viewer, id: Id<Meeting>, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, at) = (viewer.actor(), app.now());
    let found = app.read(move |conn| load(conn, &actor, (id, at))).await?;
    let (zone, errors) = (app.settings.fund.zone(), typed.1);
    let mut sheet = Sheet::new(found.meeting.title.clone(), errors).about(&found.round.title).back("/panel", "Reviews");
    let desk = Doors::of(&viewer.actor).link(format!("/desk/meetings/{id}"), "Lead this meeting");
    let about = Section::new("The meeting").facts(facts(&found, zone)).link_some(desk);
    match found.meeting.stage {
        Stage::Planned => sheet = sheet.lead("It has not begun. Come back to this page then."),
        Stage::Closed => sheet = sheet.lead("The meeting is over. Thank you."),
        Stage::Cancelled => sheet = sheet.lead("The meeting does not take place."),
        Stage::Open => {
            sheet = sheet.live(EVERY, format!("/panel/meetings/{id}")).with(now(&found, zone));
            if found.is_member {
                // Every part is there from the beginning, empty at first, so that it can come up by itself.
                sheet = match &found.table {
                    OnTable::Open(opened) => sheet
                        .with(voting(app, &found, opened, typed))
                        .with(presence(app, &found))
                        .with(conflict(app, &found, opened, typed)),
                    OnTable::Nothing | OnTable::Closed | OnTable::Undeclared(_) => sheet
                        .with(Section::new("Your vote").live_while("voting", "none").text("No vote is open for you now."))
                        .with(presence(app, &found))
                        .with(Section::new("Conflict of interest").live_while("stepping-back", "none").text("Nothing to say now.")),
                };
            }
        }
    }
    sheet = sheet.with(about);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, *id, (&Form::default(), &[])).await
}

/// Goes back to the meeting, or shows the mistakes there.
async fn finish(
    (app, viewer): (&App, &Viewer),
    (id, form): (Id<Meeting>, &Form),
    done: Result<HttpResponse, MeetingError>,
) -> Result<HttpResponse, Problem> {
    match done {
        Err(e) if e.kind() == Kind::Invalid => page(app, viewer, id, (form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn here(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, is_here) = (viewer.actor(), *id, form.text("here") == "yes");
    let account = actor.account.ok_or_else(Problem::missing)?;
    let to = format!("/panel/meetings/{id}?{}", if is_here { "done=meeting-here" } else { "done=meeting-left" });
    let done = app.submit(&viewer, &form, move |tx| meeting::attend(tx, &actor, (id, account), is_here).map(|()| to.clone())).await;
    finish((&app, &viewer), (id, &form), done).await
}

async fn vote(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, score) = (viewer.actor(), *id, form.text("score"));
    let vote: Id<Vote> = form.text("vote").parse().map_err(|_| Problem::missing())?;
    let to = format!("/panel/meetings/{id}?done=meeting-voted");
    let done = app.submit(&viewer, &form, move |tx| meeting::cast(tx, &actor, (id, vote), &score).map(|()| to.clone())).await;
    finish((&app, &viewer), (id, &form), done).await
}

async fn step_back(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, reason) = (viewer.actor(), *id, form.text("conflict"));
    let item: Id<Item> = form.text("item").parse().map_err(|_| Problem::missing())?;
    let to = format!("/panel/meetings/{id}?done=meeting-stepped-back");
    let done = app.submit(&viewer, &form, move |tx| meeting::step_back(tx, &actor, (id, item), &reason).map(|()| to.clone())).await;
    finish((&app, &viewer), (id, &form), done).await
}

/// The application on the table, to read.
#[derive(Serialize)]
struct ItemPage {
    back: String,
    reference: String,
    heading: String,
    city: String,
    content: Content,
}

impl Page for ItemPage {
    const TEMPLATE: &'static str = "panel/meeting_item";

    fn title(&self) -> String {
        format!("{} – {}", self.heading, self.reference)
    }

    fn samples() -> Vec<Self> {
        vec![Self {
            back: "/panel".into(),
            reference: "UDF-2027-0001".into(),
            heading: "Sister city training".into(),
            city: "Madison, WI".into(),
            content: Content::sample(),
        }]
    }
}

async fn read(app: Data<App>, viewer: Viewer, path: Path<(Id<Meeting>, Id<Item>)>) -> Result<HttpResponse, Problem> {
    let (actor, (id, item), now) = (viewer.actor(), path.into_inner(), app.now());
    let sight = app.read(move |conn| meeting::item_sight(conn, &actor, (id, item), now)).await.map_err(|e: Error| Problem::from(e))?;
    match sight {
        Sight::Closed => Err(Problem::missing()),
        Sight::Undeclared(task) => Ok(see_other(&format!("/panel/reviews/{task}/conflict"))),
        Sight::Open(reading) => {
            let draft = &reading.draft;
            let base = format!("/panel/meetings/{id}/items/{item}");
            let page = ItemPage {
                back: format!("/panel/meetings/{id}"),
                reference: reading.label.clone(),
                heading: draft.application.shown_title().to_owned(),
                city: draft.application.city_name.clone(),
                content: Content::new(draft, &base, app.settings.files.has_scanner()),
            };
            app.page(&viewer, &page)
        }
    }
}

async fn file(app: Data<App>, viewer: Viewer, path: Path<(Id<Meeting>, Id<Item>, Id<Attachment>)>) -> Result<HttpResponse, Problem> {
    let (actor, (id, item, file), now) = (viewer.actor(), path.into_inner(), app.now());
    let sight = app.read(move |conn| meeting::item_sight(conn, &actor, (id, item), now)).await.map_err(|e: Error| Problem::from(e))?;
    let Sight::Open(reading) = sight else { return Err(Problem::missing()) };
    content::serve_read(&app, &reading, file).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ItemPage>();
    }
}
