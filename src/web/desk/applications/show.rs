//! The one page of truth about an application: where it stands, what can be done,
//! what it says, its reviews, money, letters and record.

use super::decision::reserved_until;
use super::earlier::{self, EarlierReview};
use super::list::status;
use super::received::{Changes, Sent};
use super::reviewer;
use super::step::{Action, why_not};
use super::workflow::Drawing;
use crate::audit::{self, Event};
use crate::award;
use crate::blind;
use crate::db::{Conn, Error};
use crate::feedback;
use crate::intake;
use crate::kernel::{Subject, Timestamp};
use crate::locale::format::datetime;
use crate::notes;
use crate::outbox;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Case};
use crate::review::{self, Assignment};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::content::Content;
use crate::web::desk::fact_words::words;
use crate::web::desk::{award_links, checks, mail, meetings};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Markup, Status, SummaryRow, Table};
use crate::web::notes::ShownNote;
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// An administrator manages accounts and reads no application.
pub(super) const READERS: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Auditor];

/// So many notes stand on the page itself.
const LATEST: i64 = 3;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications/{reference}", Access::Fund(READERS), show)]
}

/// A step as a link, or why it is not possible.
#[derive(Clone, Serialize)]
struct StepLink {
    label: String,
    href: Option<String>,
    why_not: Option<String>,
    is_main: bool,
}

impl StepLink {
    fn open(label: &str, href: String) -> Self {
        Self { label: label.to_owned(), href: Some(href), why_not: None, is_main: false }
    }

    fn closed(label: &str, why: String) -> Self {
        Self { label: label.to_owned(), href: None, why_not: Some(why), is_main: false }
    }
}

/// The page.
#[derive(Serialize)]
struct CasePage {
    reference: String,
    heading: String,
    status: Status,
    facts: Vec<SummaryRow>,
    steps: Vec<StepLink>,
    links: Vec<Link>,
    /// The workflow, with the place of the case marked.
    drawing: Drawing,
    /// The latest notes; the rest is on their page.
    notes: Vec<ShownNote>,
    duplicates: Vec<super::duplicates::Shown>,
    reviews: Table,
    /// What reviews said before they were opened again.
    earlier: Vec<EarlierReview>,
    money: Option<Table>,
    received: Vec<SummaryRow>,
    /// What changed since it was received before.
    changes: Option<Changes>,
    content: Content,
    letters: Table,
    record: Table,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "desk/applications/show";

    fn title(&self) -> String {
        format!("{} – {}", self.heading, self.reference)
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let table = |id: &str| Table::new(id, "A table", vec![Column::text("One")]).row(vec![Cell::text("1")]);
        let full = Self {
            reference: "UDF-2027-0001".into(),
            heading: "Sister city training".into(),
            status: Status::active("Submitted"),
            facts: vec![SummaryRow::new("City", "Madison, WI")],
            steps: vec![
                StepLink { is_main: true, ..StepLink::open("Pass screening", "/desk".into()) },
                StepLink::open("Return for changes", "/desk".into()),
                StepLink::closed("Approve", "Another person must.".into()),
            ],
            links: vec![Link::new("/desk", "Spending")],
            drawing: Drawing { label: "Drawing of the workflow".into(), picture: Markup::drawing("<svg></svg>") },
            notes: ShownNote::samples(),
            duplicates: super::duplicates::Shown::samples(),
            reviews: table("reviews"),
            earlier: EarlierReview::samples(),
            money: Some(table("money")),
            received: vec![SummaryRow::new("Received", "January 31, 2027")],
            changes: None,
            content: Content::sample(),
            letters: table("letters"),
            record: table("record"),
        };
        let bare = Self {
            steps: vec![],
            links: vec![],
            notes: vec![],
            duplicates: vec![],
            earlier: vec![],
            money: None,
            reviews: Table::new("reviews", "Reviews", vec![Column::text("One")]).empty("None."),
            ..Self::copy(&full)
        };
        let changed = Changes::samples().into_iter().map(|changes| Self { changes: Some(changes), ..Self::copy(&full) });
        let mut all: Vec<Self> = changed.collect();
        all.extend([full, bare]);
        all
    }
}

impl CasePage {
    fn copy(other: &Self) -> Self {
        Self {
            reference: other.reference.clone(),
            heading: other.heading.clone(),
            status: other.status.clone(),
            facts: other.facts.clone(),
            steps: other.steps.clone(),
            links: other.links.clone(),
            drawing: other.drawing.clone(),
            notes: other.notes.clone(),
            duplicates: other.duplicates.clone(),
            reviews: other.reviews.clone(),
            earlier: other.earlier.clone(),
            money: other.money.clone(),
            received: other.received.clone(),
            changes: other.changes.clone(),
            content: other.content.clone(),
            letters: other.letters.clone(),
            record: other.record.clone(),
        }
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, now, with_scanner) = (viewer.actor(), app.now(), app.settings.files.has_scanner());
    let page = app.read(move |conn| load(conn, &actor, &reference, (now, with_scanner))).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

/// The case, if this member of staff may see it: received, and not recused from it.
pub(super) fn visible(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Case, Error> {
    let application = intake::find_visible(conn, actor, reference)?;
    if process::is_recused(conn, actor, application.id)? {
        return Err(Error::Missing);
    }
    Case::of(conn, application)
}

fn load(conn: &mut Conn, actor: &Actor, reference: &str, (now, with_scanner): (Timestamp, bool)) -> Result<CasePage, Error> {
    let case = visible(conn, actor, reference)?;
    let sent = Sent::load(conn, &case)?;
    let stage = process::stage(conn, case.application.id)?;
    let subject = Subject::new("application", case.application.id);
    let base = format!("/desk/applications/{reference}");
    let tasks = review::list_for_application(conn, actor, case.application.id, now)?;
    Ok(CasePage {
        reference: reference.to_owned(),
        heading: case.application.shown_title().to_owned(),
        status: status(stage),
        facts: [facts(conn, (actor, &case), now)?, super::decision::failures(conn, actor, &case, now)?].concat(),
        steps: steps(conn, actor, (&case, now), &base)?,
        links: links(conn, actor, &case, &base)?,
        drawing: super::workflow::drawing(conn, &case)?,
        notes: latest_notes(conn, actor, &case)?,
        duplicates: super::duplicates::shown(conn, actor, &case)?,
        reviews: reviews(actor, (&case, &tasks)),
        earlier: earlier::versions(conn, actor, (&case, &tasks), now)?,
        money: money(conn, &case)?,
        received: sent.rows(case.definition.dates.zone),
        changes: sent.changes(conn, (&case, &base))?,
        content: sent.content(conn, (&case, &base), with_scanner)?,
        letters: letters(conn, &case)?,
        record: record(&audit::list_for(conn, &subject, 100)?, &case),
    })
}

fn latest_notes(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<Vec<ShownNote>, Error> {
    let found = notes::list(conn, actor, &case.application, None, LATEST)?;
    Ok(found.iter().map(|note| ShownNote::new(note, case.definition.dates.zone)).collect())
}

/// The other pages about this case: its ranking, its audit record, and those of its award.
fn links(conn: &mut Conn, actor: &Actor, case: &Case, base: &str) -> Result<Vec<Link>, Error> {
    let doors = Doors::of(actor);
    let (id, reference) = (case.application.id, &case.application.reference);
    let mut found: Vec<Link> = doors.link(format!("{base}/workflow"), super::workflow::TITLE).into_iter().collect();
    if case.application.entry.is_some() && super::entered::received_page(conn, &case.application)?.is_some() {
        found.extend(doors.link(format!("{base}/signed-page"), "The page that the official signed"));
    }
    if cfg!(feature = "pdf") {
        found.extend(doors.link(format!("{base}/receipt.pdf"), "Receipt as PDF: all that was received"));
    }
    if blind::is_to_prepare(conn, actor, &case.application)? {
        found.extend(doors.link(format!("{base}/blind"), "Copy for blind review"));
    }
    found.extend(doors.link(format!("/desk/ranking/{}", case.opportunity.slug), "Ranking of the round"));
    if feedback::policy::is_prepared_at(process::stage(conn, id)?) {
        found.extend(doors.link(format!("{base}/feedback"), "Feedback to the city"));
    }
    if award::find_award(conn, case.award())?.is_some_and(|award| award.accepted_at.is_some()) {
        found.extend(award_links::links(doors, (reference, case.award())).into_iter().filter(|link| link.href != base));
    } else {
        found.extend(doors.link(checks::href(reference), checks::TITLE));
    }
    if let Some(release) = process::find_planned_release(conn, id)? {
        found.extend(doors.link(format!("/desk/releases/{}", release.id), "The release in which its city is told"));
    }
    found.extend(doors.link(format!("/desk/applications/{reference}/step-back"), "Step back because of a conflict of interest"));
    found.extend(doors.link(format!("/desk/audit/application/{id}"), "Audit record of the application"));
    Ok(found)
}

fn facts(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<Vec<SummaryRow>, Error> {
    let zone = case.definition.dates.zone;
    let mut rows = vec![
        SummaryRow::new("City", &case.application.city_name),
        SummaryRow::new("Round", &case.definition.title),
        SummaryRow::new("Asked for", &case.application.shown_total(case.definition.concept_note.is_some())),
    ];
    rows.extend(super::entered::rows(conn, case)?);
    rows.extend(checks::summary(conn, case, now)?);
    rows.extend(meetings::outcome_row(conn, (actor, case), now)?);
    if let Some(back) = intake::last_return(conn, case.application.id)? {
        rows.push(SummaryRow::new("Sent back", &format!("{}\n{}", datetime(back.returned_at, zone), back.note)));
    }
    rows.extend(super::decision::turns(conn, case)?);
    if let Some(open) = award::find_open_recommendation(conn, case.award())? {
        rows.push(reserved_until(&open));
    }
    if let Some(release) = process::find_planned_release(conn, case.application.id)? {
        let said = format!("{}\nPlanned by {}. Until then the city is not told.", datetime(release.due_at, zone), release.planned_by_name);
        rows.push(SummaryRow::new("In a release", &said));
    }
    for decision in award::list_decisions(conn, case.award())? {
        rows.push(SummaryRow::new(
            format!("Decision: {}", decision.verdict.to_string().replace('_', " ")),
            &format!("{}, {}\n{}", decision.by_name, datetime(decision.at, zone), decision.reason),
        ));
    }
    Ok(rows)
}

/// What can be done, the main step first and what is final last; what this person
/// cannot do comes after it, with the reason.
fn steps(conn: &mut Conn, actor: &Actor, (case, now): (&Case, Timestamp), base: &str) -> Result<Vec<StepLink>, Error> {
    let choices = process::explain(conn, actor, case, now)?;
    let mut found: Vec<(Action, StepLink)> = Vec::new();
    if choices.iter().any(|c| c.act == "recommend") && actor.has(FundRole::ProgramOfficer) {
        found.push((Action::Assign, StepLink::open("Assign reviewers", format!("{base}/assign"))));
    }
    for choice in choices {
        let Some(action) = Action::of_act(&choice.act) else { continue };
        found.push((
            action,
            match why_not(conn, case, &choice)? {
                None => StepLink::open(&choice.label, format!("{base}/{}", action.slug())),
                Some(why) => StepLink::closed(&choice.label, why),
            },
        ));
    }
    let is_reviewed = review::standing(conn, case.application.id)?.summary.is_some();
    let main = [Action::Complete, Action::Invite, if is_reviewed { Action::Recommend } else { Action::Assign }, Action::Approve];
    found.sort_by_key(|(action, link)| (link.href.is_none(), !main.contains(action), action.weight()));
    if let Some((_, first)) = found.first_mut().filter(|(action, link)| link.href.is_some() && main.contains(action)) {
        first.is_main = true;
    }
    Ok(found.into_iter().map(|(_, link)| link).collect())
}

fn reviews(actor: &Actor, (case, all): (&Case, &[Assignment])) -> Table {
    let mut columns = vec![Column::text("Reviewer"), Column::text("Status"), Column::number("Score"), Column::text("Comment")];
    let may_remove = actor.has(FundRole::ProgramOfficer) && all.iter().any(|a| a.stage.is_open());
    columns.extend(may_remove.then(|| Column::text("Change")));
    let table = Table::new("reviews", "Reviews", columns);
    let rows = all.iter().map(|a| {
        let score = a.points.map(|p| p.to_string()).unwrap_or_default();
        let note = if a.conflict_note.is_empty() { a.abstained.as_ref().unwrap_or(&a.overall) } else { &a.conflict_note };
        let mut cells = vec![Cell::text(&a.reviewer_name).heading(), Cell::text(a.stage.label()), Cell::number(score), Cell::text(note)];
        cells.extend(may_remove.then(|| match a.stage.is_open() {
            true => Cell::link(format!("Take {} off", a.reviewer_name), reviewer::href(case, a)),
            false => Cell::text(""),
        }));
        cells
    });
    table.empty("No reviewer is assigned.").rows(rows.collect::<Vec<_>>())
}

fn money(conn: &mut Conn, case: &Case) -> Result<Option<Table>, Error> {
    let all = award::list_recommendations(conn, case.award())?;
    let Some(latest) = all.last() else { return Ok(None) };
    let table = Table::new("money", format!("Recommended by {}", latest.by_name), vec![Column::text("Category"), Column::number("Amount")]);
    let rows = latest
        .lines
        .iter()
        .map(|line| vec![Cell::text(case.category_title(&line.category)).heading(), Cell::number(line.amount.to_string())]);
    Ok(Some(table.rows(rows.collect::<Vec<_>>()).total(vec![Cell::text("Total").heading(), Cell::number(latest.total.to_string())])))
}

fn letters(conn: &mut Conn, case: &Case) -> Result<Table, Error> {
    let zone = case.definition.dates.zone;
    let table =
        Table::new("letters", "Letters sent", vec![Column::text("When"), Column::text("To"), Column::text("About"), Column::text("State")])
            .empty("No letter yet.");
    let subject = Subject::new("application", case.application.id);
    let rows = outbox::list_about(conn, &subject, 100)?.into_iter().map(|m| {
        let at = datetime(Timestamp::from_naive(m.created_at), zone);
        vec![
            Cell::text(at),
            Cell::text(m.to_name),
            Cell::text(m.subject_line.unwrap_or_else(|| words(&m.fact))),
            Cell::status(mail::status(&m.state)),
        ]
    });
    Ok(table.rows(rows.collect::<Vec<_>>()))
}

/// What happened; the same by the same person in a row is one line.
fn record(events: &[Event], case: &Case) -> Table {
    let zone = case.definition.dates.zone;
    let table = Table::new("record", "Record, newest first", vec![Column::text("When"), Column::text("Who"), Column::text("What")]);
    let runs = events.chunk_by(|a, b| (&a.fact, &a.actor_name) == (&b.fact, &b.actor_name));
    table.rows(runs.filter_map(|run| {
        let latest = run.first()?;
        let at = datetime(Timestamp::from_naive(latest.at), zone);
        let times = if run.len() > 1 { format!(" ({} times)", run.len()) } else { String::new() };
        Some(vec![Cell::text(at), Cell::text(&latest.actor_name), Cell::text(format!("{}{times}", words(&latest.fact)))])
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::CasePage>();
    }
}
