//! The audit record: the latest events, what happened to one thing, and, when asked,
//! whether every link of the chain holds.

use super::fact_words::{spelled, words};
use crate::audit::{self, ChainEnd, ChainReport, Event};
use crate::conflict::Walls;
use crate::db::{self, Conn};
use crate::intake;
use crate::kernel::{FieldError, Money, Subject, Timestamp};
use crate::locale::format::datetime;
use crate::people::FundRole;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, ErrorSummary, Field, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const READERS: Access = Access::Fund(&[FundRole::Auditor, FundRole::Administrator]);
/// The kinds of things that events are about, in addresses and in words.
const KINDS: [(&str, &str); 13] = [
    ("application", "Application"),
    ("award", "Award"),
    ("organisation", "City"),
    ("fund", "Fund"),
    ("payment_run", "Payment run"),
    ("bank_statement", "Bank statement"),
    ("manual_entry", "Entry by hand"),
    ("opportunity", "Opportunity"),
    ("seat", "Seat on a panel"),
    ("meeting", "Panel meeting"),
    ("workflow", "Workflow"),
    ("account", "Account"),
    ("message", "Letter"),
];
const LATEST: i64 = 100;
/// So many times more is looked for in place of what is closed to the reader.
const MOST_LOOKS: usize = 50;
/// The members of facts that are cents.
const MONEY: [&str; 7] = ["amount", "total", "returned", "unspent", "to_return", "from_advance", "claimed"];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/audit", READERS, list), get("/desk/audit/{kind}/{id}", READERS, subject)]
}

/// What is looked for.
#[derive(Debug, Deserialize)]
struct Asked {
    reference: Option<String>,
    check: Option<String>,
}

/// The chain as the page shows it: its end, and what a check found, if one was asked for.
struct Chain {
    end: ChainEnd,
    report: Option<ChainReport>,
}

/// The record: a search, the events found or the latest, and the state of the chain.
#[derive(Serialize)]
struct AuditPage {
    summary: ErrorSummary,
    reference: Field,
    is_search: bool,
    events: Table,
    facts: Vec<SummaryRow>,
    faults: Option<Table>,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "desk/audit/list";

    fn title(&self) -> String {
        "Audit record".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let end = || ChainEnd { sealed: 2, unsealed: 0, head: "abc".into() };
        let report = ChainReport { sealed: 2, unsealed: 0, oldest_unsealed: None, head: "abc".into(), faults: vec!["Broken.".into()] };
        let (checked, unchecked) = (Chain { end: end(), report: Some(report) }, Chain { end: end(), report: None });
        let errors = [FieldError::new("reference", "There is no application with this number.")];
        vec![page(("", &[]), &checked, (&[], Tz::UTC)), page(("UDF-2027-0001", &errors), &unchecked, (&[], Tz::UTC))]
    }
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let Asked { reference, check } = asked.into_inner();
    let reference = reference.unwrap_or_default().trim().to_uppercase();
    let (wanted, walls) = (reference.clone(), viewer.actor.walls.clone());
    let (chain, found) = app
        .long_read(move |conn| {
            let report = check.map(|_| audit::verify(conn)).transpose()?;
            Ok::<_, db::Error>((Chain { end: audit::end(conn)?, report }, find(conn, &walls, &wanted)?))
        })
        .await?;
    let zone = app.settings.fund.zone();
    match found {
        Some(events) => app.page(&viewer, &page((&reference, &[]), &chain, (&events, zone))),
        None => {
            let errors = [FieldError::new("reference", "There is no application or award with this number. It looks like UDF-2027-0142.")];
            app.page_with_mistakes(&viewer, &page((&reference, &errors), &chain, (&[], zone)))
        }
    }
}

/// The events of an application and its award, or the latest of all; `None` when
/// nothing has this number.
fn find(conn: &mut Conn, walls: &Walls, reference: &str) -> Result<Option<Vec<Event>>, db::Error> {
    if reference.is_empty() {
        return latest(conn, walls).map(Some);
    }
    let application = match intake::by_reference(conn, reference) {
        Err(db::Error::Missing) => return Ok(None),
        other => other?,
    };
    if walls.hide(application.id) {
        return Ok(None);
    }
    let mut events = audit::list_for(conn, &Subject::new("application", application.id), LATEST)?;
    events.extend(audit::list_for(conn, &Subject::new("award", application.id), LATEST)?);
    events.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    Ok(Some(events))
}

/// The latest events that are open to the reader: as many as if there were no others.
fn latest(conn: &mut Conn, walls: &Walls) -> Result<Vec<Event>, db::Error> {
    let wanted = usize::try_from(LATEST).unwrap_or(usize::MAX);
    let mut found = audit::list_latest(conn, LATEST)?;
    let mut last = found.last().map(|event| event.id.clone());
    found.retain(|event| is_open(event, walls));
    for _ in 0..MOST_LOOKS {
        let Some(before) = last.filter(|_| found.len() < wanted && !walls.is_empty()) else { break };
        let more = audit::list_before(conn, &before, LATEST)?;
        last = more.last().map(|event| event.id.clone());
        found.extend(more.into_iter().filter(|event| is_open(event, walls)));
    }
    found.truncate(wanted);
    Ok(found)
}

/// Whether an event is about nothing that is closed to the reader because of a conflict of interest.
fn is_open(event: &Event, walls: &Walls) -> bool {
    walls.is_empty() || !(walls.hide_text(&event.subject_id) || walls.are_named_in(&event.payload))
}

fn page((reference, errors): (&str, &[FieldError]), chain: &Chain, (events, zone): (&[Event], Tz)) -> AuditPage {
    let columns = vec![Column::text("When"), Column::text("Who"), Column::text("What"), Column::text("About")];
    let caption =
        if reference.is_empty() { "The latest events, newest first".to_owned() } else { format!("Events of {reference}, newest first") };
    let rows = events.iter().map(|event| {
        vec![
            Cell::text(datetime(Timestamp::from_naive(event.at), zone)),
            Cell::text(&event.actor_name),
            Cell::text(words(&event.fact)),
            about(event),
        ]
    });
    let faults = |report: &ChainReport| {
        Table::new("faults", "Faults", vec![Column::text("What is wrong")])
            .empty("The chain holds: every link was recomputed.")
            .rows(report.faults.iter().map(|fault| vec![Cell::text(fault)]))
    };
    AuditPage {
        summary: ErrorSummary::new(errors),
        reference: Field::new("reference", "Number of an application or award").value(reference).errors(errors),
        is_search: !reference.is_empty(),
        events: Table::new("events", caption, columns).empty("Nothing is recorded.").rows(rows.collect::<Vec<_>>()),
        facts: vec![
            SummaryRow::new("Linked events", &chain.end.sealed.to_string()),
            SummaryRow::new("Waiting to be linked", &chain.end.unsealed.to_string()),
            SummaryRow::new("Head of the chain", &chain.end.head),
        ],
        faults: chain.report.as_ref().map(faults),
    }
}

/// The thing an event is about, with the way to all of its events.
fn about(event: &Event) -> Cell {
    match KINDS.iter().find(|(kind, _)| *kind == event.subject_kind) {
        Some((kind, label)) => Cell::link(*label, format!("/desk/audit/{kind}/{}", event.subject_id)),
        None => Cell::text(spelled(&event.subject_kind.replace('_', " "))),
    }
}

async fn subject(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (kind, id) = path.into_inner();
    let (kind, label) = *KINDS.iter().find(|(known, _)| *known == kind).ok_or_else(Problem::missing)?;
    let subject = Subject::new(kind, &id);
    let mut events = app.read(move |conn| audit::list_for(conn, &subject, 500)).await.map_err(|e: db::Error| Problem::from(e))?;
    events.retain(|event| is_open(event, &viewer.actor.walls));
    let zone = app.settings.fund.zone();
    let columns = vec![Column::text("When"), Column::text("Who"), Column::text("What"), Column::text("Values")];
    let table = Table::new("events", "Events, newest first", columns).empty("Nothing is recorded about this.").rows(
        events.into_iter().map(|event| {
            vec![
                Cell::text(datetime(Timestamp::from_naive(event.at), zone)),
                Cell::text(event.actor_name),
                Cell::text(words(&event.fact)),
                Cell::text(values(&event.payload, zone)),
            ]
        }),
    );
    let sheet = Sheet::new("Events", &[]).about(&id).lead(format!("{label} {id}")).back("/desk/audit", "Audit record");
    app.page(&viewer, &sheet.with(Section::new("What happened").table(table)))
}

/// The values of a fact as `name: value` pairs. The export holds them as they are kept.
fn values(payload: &str, zone: Tz) -> String {
    let Ok(serde_json::Value::Object(pairs)) = serde_json::from_str(payload) else { return payload.to_owned() };
    let shown = pairs.iter().map(|(name, value)| format!("{}: {}", spelled(&name.replace('_', " ")), shown(name, value, zone)));
    shown.collect::<Vec<_>>().join("; ")
}

/// One value of a fact.
fn shown(name: &str, value: &Value, zone: Tz) -> String {
    match value {
        Value::String(text) if text.ends_with('Z') => Timestamp::parse(text).map_or_else(|| text.clone(), |at| datetime(at, zone)),
        Value::String(text) if text.is_empty() => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(n) if MONEY.contains(&name) => n.as_i64().map_or_else(|| n.to_string(), |cents| Money::from_cents(cents).to_string()),
        Value::Number(n) => n.to_string(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(|item| shown(name, item, zone)).collect::<Vec<_>>().join(", "),
        Value::Object(pairs) => pairs
            .iter()
            .map(|(name, value)| format!("{} {}", name.replace('_', " "), shown(name, value, zone)))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::AuditPage>();
    }

    #[test]
    fn values_are_read_and_not_deciphered() {
        let shown = super::values(r#"{"verified_at":"2024-12-05T00:02:09.000000Z","city":"Madison","note":null}"#, Tz::UTC);
        assert_eq!(shown, "City: Madison; Note: none; Verified at: December 5, 2024, 12:02 AM UTC");
        let shown = super::values(
            r#"{"amount":845000,"criteria":3,"reasons":["Need","Plan"],"lines":[{"category":"travel","amount":5}]}"#,
            Tz::UTC,
        );
        assert_eq!(shown, "Amount: $8,450.00; Criteria: 3; Lines: amount $0.05 category travel; Reasons: Need, Plan");
        assert_eq!(super::values("no json", Tz::UTC), "no json");
    }
}
