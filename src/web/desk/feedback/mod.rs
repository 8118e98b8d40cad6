//! `/desk/feedback`: what those who applied are told after the decision. The list of rounds, one round with its letters and
//! releases, the preparation of one application (`prepare`) and the release of a round (`release`).

mod prepare;
mod release;

use crate::feedback::{self, Outcome, Prepared, Release, ReleaseError, policy};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::people::FundRole::{self, ApprovingOfficial, Auditor, Chair, ProgramOfficer};
use crate::web::access::Access;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Status, Table};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: &[FundRole] = &[ProgramOfficer, Chair, ApprovingOfficial, Auditor];
const WRITERS: &[FundRole] = &[ProgramOfficer, Chair];
const HERE: &str = "/desk/feedback";

pub(super) fn routes() -> Vec<Route> {
    let own = vec![
        get("/desk/feedback", Access::Fund(READERS), list),
        get("/desk/feedback/{slug}", Access::Fund(READERS), show),
        post("/desk/feedback/{slug}/cancel", Access::Fund(WRITERS), cancel),
    ];
    [own, prepare::routes(), release::routes()].concat()
}

/// The link to the feedback of a round, for those who may open it.
pub(super) fn link(doors: Doors<'_>, slug: &str) -> Option<Link> {
    doors.link(format!("{HERE}/{slug}"), "Feedback to applicants")
}

/// The way back, for staff and for a chair who is none.
fn way_back(sheet: Sheet, doors: Doors<'_>) -> Sheet {
    match doors.link("/desk", "Desk").or_else(|| doors.link("/panel", "Reviews")) {
        Some(link) => sheet.back(link.href, link.label),
        None => sheet,
    }
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let rounds = app.read(opportunity::list_published).await?;
    let section = Section::new("Rounds");
    let section = match rounds.as_slice() {
        [] => section.text("No round is published yet."),
        some => some.iter().fold(section, |section, round| section.link(format!("{HERE}/{}", round.slug), &round.title)),
    };
    let sheet = Sheet::new("Feedback to applicants", &[])
        .lead("After the decision everybody who applied is told what the panel found, where the application stands, and how to improve.");
    app.page(&viewer, &way_back(sheet, Doors::of(&viewer.actor)).with(section))
}

/// How far the letter of an application is.
fn state(prepared: &Prepared, releases: &[Release], now: Timestamp) -> Status {
    let Some(sent) = &prepared.sent else { return open(prepared) };
    let Some(release) = releases.iter().find(|release| release.id == sent.release) else { return open(prepared) };
    match sent.outcome {
        Outcome::Waits if now < release.due_at => Status::active(format!("Held until {}", datetime(release.due_at, release.zone))),
        Outcome::Waits => Status::warning("Waits until the city is told the decision"),
        Outcome::LetOut => Status::good(match sent.ended_at {
            Some(at) => format!("Let out {}", datetime(at, release.zone)),
            None => "Let out".to_owned(),
        }),
        Outcome::Stopped => Status::warning("Stopped: its reviews changed. Release it again"),
        Outcome::Cancelled => open(prepared),
    }
}

fn open(prepared: &Prepared) -> Status {
    if prepared.can_be_released() { Status::active("Not released yet") } else { Status::quiet("Not decided yet") }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, asked) = (viewer.actor(), slug.into_inner());
    let read = app.read(move |conn| {
        let (round, all) = feedback::of_round(conn, &actor, &asked)?;
        let releases = feedback::list_releases(conn, round.id)?;
        Ok::<_, crate::db::Error>((round, all, releases))
    });
    let (round, all, releases) = read.await?;
    let (now, may) = (app.now(), policy::may_prepare(&viewer.actor));
    let waiting = all.iter().filter(|prepared| prepared.can_be_released()).count();
    let mut letters = Section::new("Letters").table(table(&all, &releases, now));
    if may && waiting > 0 {
        letters = letters.link(
            format!("{HERE}/{}/release", round.slug),
            format!("Look at the letters that are not released ({waiting}) and release them"),
        );
    }
    let mut sheet = Sheet::new("Feedback to applicants", &[])
        .about(&round.title)
        .lead(lead(&round.title, all.len(), waiting))
        .back(HERE, "All rounds")
        .with(letters);
    for release in &releases {
        sheet = sheet.with(one_release(&app, (release, &round.slug), &all, (now, may)));
    }
    app.page(&viewer, &sheet)
}

fn lead(title: &str, all: usize, waiting: usize) -> String {
    let said = match (all, waiting) {
        (0, _) => "No application has come so far that feedback can be prepared.".to_owned(),
        (_, 0) => "Every letter that can be released is released.".to_owned(),
        (_, 1) => "One letter is not released yet.".to_owned(),
        (_, n) => format!("{n} letters are not released yet."),
    };
    format!("{title}: {said} No city is told anything before the time that you state, nor before it was told the decision.")
}

fn table(all: &[Prepared], releases: &[Release], now: Timestamp) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::text("Outcome"),
        Column::number("Reviews"),
        Column::number("Comments released"),
        Column::text("Prepared by"),
        Column::text("Letter"),
    ];
    let rows = all.iter().map(|prepared| {
        let (application, released) = (&prepared.application, prepared.comments.iter().filter(|comment| comment.is_released).count());
        let outcome = match (policy::is_released_at(prepared.stage), prepared.letter.is_awarded) {
            (false, _) => "Not decided",
            (true, true) => "Award",
            (true, false) => "No award",
        };
        vec![
            Cell::link(&application.reference, prepare::href(&application.reference)).heading(),
            Cell::text(&application.city_name),
            Cell::text(outcome),
            Cell::number(prepared.reviews.len().to_string()),
            Cell::number(format!("{released} of {}", prepared.comments.len())),
            Cell::text(prepared.draft.as_ref().map_or("As the round says", |draft| draft.by_name.as_str())),
            Cell::status(state(prepared, releases, now)),
        ]
    });
    Table::new("letters", "Letters", columns).empty("There is no application here for you.").rows(rows.collect::<Vec<_>>())
}

fn one_release(app: &App, (release, slug): (&Release, &str), all: &[Prepared], (now, may): (Timestamp, bool)) -> Section {
    let of =
        |outcome| all.iter().filter(|p| p.sent.as_ref().is_some_and(|sent| sent.release == release.id && sent.outcome == outcome)).count();
    let (waits, out, stopped) = (of(Outcome::Waits), of(Outcome::LetOut), of(Outcome::Stopped));
    let when = datetime(release.due_at, release.zone);
    let section = Section::new(format!("Released by {}, {}", release.by_name, datetime(release.at, release.zone)));
    if let Some(at) = release.cancelled_at {
        return section.text(format!("Held until {when}; called off {}.", datetime(at, release.zone)));
    }
    let section = section.text(format!("From {when} on: {waits} wait, {out} let out, {stopped} stopped."));
    if !may || !release.is_to_come(now) {
        return section;
    }
    let form = SheetForm::new(
        format!("{HERE}/{slug}/cancel"),
        FormKeys::new(app.fresh_key()),
        "Call this release off",
        vec![Input::hidden("release", &release.id.text())],
    );
    section.text("Called off, no city gets these letters; they can be changed and released again.").form(form.quiet())
}

async fn cancel(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Release> = form.text("release").parse().map_err(|_| Problem::missing())?;
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let done = app.submit(&viewer, &form, move |tx| {
        let of = feedback::cancel(tx, &actor, id)?;
        if of == slug {
            Ok::<_, ReleaseError>(format!("{HERE}/{of}?done=feedback-cancelled"))
        } else {
            Err(crate::db::Error::Missing.into())
        }
    });
    Ok(done.await?)
}
