//! How the checks of one application stand, the conditions in force, and what is proposed.

use super::{READERS, href};
use crate::db;
use crate::kernel::Id;
use crate::locale::format::short_date;
use crate::risk::{self, Attestation, CheckStanding, Condition, Record, State};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/checks", READERS, show),
        get("/desk/applications/{reference}/checks/evidence/{id}", READERS, evidence),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let (subject, record) = app
        .read(move |conn| {
            let subject = risk::find_subject(conn, &actor, &reference)?;
            let record = risk::record(conn, &actor, subject.application.id, subject.day(now))?;
            Ok::<_, db::Error>((subject, record))
        })
        .await?;
    let (reference, doors) = (&subject.application.reference, Doors::of(&viewer.actor));
    let page = format!("/desk/applications/{reference}");
    let sheet = Sheet::new("Checks before the award", &[]).about(reference).lead(format!("{reference}, {}", subject.application.city_name));
    let sheet = match doors.link(page, format!("Application {reference}")) {
        Some(back) => sheet.back(back.href, back.label),
        None => sheet.back("/desk", "Desk"),
    };
    let checks = Section::new("Checks").table(checks(reference, &record, subject.zone));
    let sheet = sheet
        .with(Section::new("Risk").facts(level(&record)))
        .with(checks)
        .with(in_force(doors, reference, &record, subject.zone))
        .with_some(proposed(doors, reference, &record));
    app.page(&viewer, &sheet)
}

/// The level, or what it waits for.
fn level(record: &Record) -> Vec<SummaryRow> {
    let missing = record.standing.checks.iter().filter(|c| c.check.required && c.current().is_none());
    let missing: Vec<&str> = missing.map(|c| c.check.title.as_str()).collect();
    let text = match record.standing.level() {
        Some(level) => level.label().to_owned(),
        None => format!("Not known while these are missing or expired: {}", missing.join(", ")),
    };
    let open = record.conditions.iter().filter(|c| c.lifted.is_none()).count();
    vec![SummaryRow::new("Level", &text), SummaryRow::new("Conditions in force", &open.to_string())]
}

/// Whether the newest answer counts, as a tag.
pub(super) fn state(check: &CheckStanding) -> Status {
    match check.state {
        State::Current => Status::good("Current"),
        State::Expiring => Status::warning("Expiring soon"),
        State::Expired => Status::warning("Expired"),
        State::Missing => Status::active("Missing"),
    }
}

/// The file of an attestation as a link.
pub(super) fn proof(reference: &str, attestation: &Attestation) -> Cell {
    match &attestation.evidence {
        Some(file) => Cell::link(&file.name, format!("{}/evidence/{}", href(reference), attestation.id)),
        None => Cell::text("None"),
    }
}

fn checks(reference: &str, record: &Record, zone: Tz) -> Table {
    let columns = ["Check", "State", "Answer", "Passed", "Recorded", "By", "Counts until", "Evidence"];
    let rows = record.standing.checks.iter().map(|c| {
        let mut cells = vec![Cell::link(&c.check.title, format!("{}/{}", href(reference), c.check.id)).heading(), Cell::status(state(c))];
        cells.extend(match &c.latest {
            Some(answer) => [
                Cell::text(&answer.outcome.label),
                Cell::text(if answer.outcome.clears { "Yes" } else { "No" }),
                Cell::text(short_date(answer.attested_at.day_in(zone))),
                Cell::text(&answer.attested_by_name),
                Cell::text(short_date(answer.valid_until)),
                proof(reference, answer),
            ],
            None => std::array::from_fn(|_| Cell::text("")),
        });
        cells
    });
    Table::new("checks", "Checks", columns.map(Column::text).to_vec()).rows(rows.collect::<Vec<_>>())
}

fn in_force(doors: Doors<'_>, reference: &str, record: &Record, zone: Tz) -> Section {
    let columns = ["Condition", "Why", "What ends it", "Rule", "Due on", "Imposed", "State"];
    let base = format!("/desk/applications/{reference}/conditions");
    let row = |c: &Condition| {
        let imposed = format!("{}, {}", short_date(c.imposed_at.day_in(zone)), c.imposed_by_name);
        let state = match &c.lifted {
            Some(end) => Cell::text(format!("Lifted {} by {}: {}", short_date(end.at.day_in(zone)), end.by_name, end.reason)),
            None if c.met.is_some() => Cell::status(Status::active("Done, says the city")),
            None => Cell::status(Status::active("In force")),
        };
        let due = c.due_on.map(short_date).unwrap_or_default();
        let due = Cell::text(if due.is_empty() { "No day".to_owned() } else { due });
        vec![
            doors.cell(&c.text, format!("{base}/{}", c.id)).heading(),
            Cell::text(&c.reason),
            Cell::text(&c.remedy),
            Cell::text(&c.citation),
            if c.gates_payment { due.detail("Holds back payments") } else { due },
            Cell::text(imposed),
            state,
        ]
    };
    let table = Table::new("conditions", "Specific conditions", columns.map(Column::text).to_vec())
        .empty("No condition was imposed.")
        .rows(record.conditions.iter().map(row).collect::<Vec<_>>());
    Section::new("Specific conditions").table(table).link_some(doors.link(format!("{base}/new"), "Impose a condition of your own words"))
}

/// What the answers propose. A person decides; nothing is imposed by itself.
fn proposed(doors: Doors<'_>, reference: &str, record: &Record) -> Option<Section> {
    let rows = record.proposals.iter().map(|p| {
        let href = format!("/desk/applications/{reference}/conditions/new?from={}&proposal={}", p.attestation, p.condition.id);
        vec![doors.cell(&p.condition.text, href).heading(), Cell::text(&p.check), Cell::text(&p.condition.citation)]
    });
    let columns = ["Condition", "Follows from", "Rule"].map(Column::text).to_vec();
    let table = Table::new("proposals", "Conditions that may follow", columns).rows(rows.collect::<Vec<_>>());
    let text = "The answers propose these. They bind the city only if a person imposes them.";
    (!record.proposals.is_empty()).then(|| Section::new("Conditions that may follow").text(text).table(table))
}

async fn evidence(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let id: Id<Attestation> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let file = app
        .read(move |conn| {
            let subject = risk::find_subject(conn, &actor, &reference)?;
            risk::attestation(conn, &actor, subject.application.id, id)?.evidence.ok_or(db::Error::Missing)
        })
        .await?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}
