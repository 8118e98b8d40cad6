//! The outbox as staff see it: what was sent, what waits, what was given up and
//! needs a person, and whether the mail server refuses us.

use super::fact_words::words;
use crate::conflict::Walls;
use crate::db;
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::outbox::{self, Message, Pause, State};
use crate::people::FundRole;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, FormKeys, Status, Table};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;

const NEWEST: i64 = 200;
const ADMINISTRATOR: &[FundRole] = &[FundRole::Administrator];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/outbox", Access::Fund(access::STAFF), list),
        get("/desk/outbox/{message}", Access::Fund(access::STAFF), show),
        post("/desk/outbox/{message}/redrive", Access::Fund(ADMINISTRATOR), redrive),
        post("/desk/outbox/resume", Access::Fund(ADMINISTRATOR), resume),
    ]
}

/// How a state is told, and how it looks.
pub(super) fn status(state: &str) -> Status {
    match state.parse() {
        Ok(State::Sent) => Status::good("Sent"),
        Ok(State::Dead) => Status::warning("Given up"),
        Ok(State::Suppressed) => Status::warning("Address fails"),
        Ok(State::Retry) => Status::active("Will be tried again"),
        Ok(State::Leased) => Status::active("Being sent"),
        Ok(State::Pending) | Err(_) => Status::quiet("Waiting"),
    }
}

/// One link above the list: a state and how many messages stand in it.
#[derive(Serialize)]
struct Filter {
    label: String,
    href: String,
    current: bool,
}

/// The newest messages, in one state or in all.
#[derive(Serialize)]
pub struct ListPage {
    filters: Vec<Filter>,
    pause: Option<PauseNotice>,
    messages: Table,
}

/// That nothing is sent for now, and why.
#[derive(Serialize)]
struct PauseNotice {
    until: String,
    reason: String,
    keys: Option<FormKeys>,
}

impl PauseNotice {
    fn new(pause: Pause, zone: Tz, keys: Option<FormKeys>) -> Self {
        Self { until: datetime(pause.until, zone), reason: pause.reason, keys }
    }
}

fn filters(counts: &[(String, i64)], chosen: Option<State>) -> Vec<Filter> {
    let total: i64 = counts.iter().map(|(_, n)| n).sum();
    let all = Filter { label: format!("All ({total})"), href: "/desk/outbox".into(), current: chosen.is_none() };
    let each = counts.iter().map(|(state, n)| Filter {
        label: format!("{} ({n})", status(state).text),
        href: format!("/desk/outbox?state={state}"),
        current: chosen.is_some_and(|chosen| chosen.to_string() == *state),
    });
    std::iter::once(all).chain(each).collect()
}

fn table(messages: Vec<Message>, zone: Tz) -> Table {
    let columns =
        vec![Column::text("Letter"), Column::text("To"), Column::text("State"), Column::number("Attempts"), Column::text("Queued")];
    let rows = messages.into_iter().map(|m| {
        vec![
            Cell::link(m.subject_line.unwrap_or_else(|| words(&m.fact)), format!("/desk/outbox/{}", m.id)).heading(),
            Cell::text(m.to_address),
            Cell::status(status(&m.state)),
            Cell::number(m.attempts.to_string()),
            Cell::text(datetime(Timestamp::from_naive(m.created_at), zone)),
        ]
    });
    Table::new("messages", "Messages, newest first", columns).empty("There is no message here.").rows(rows)
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/mail/list";

    fn title(&self) -> String {
        "Outbox".into()
    }

    fn samples() -> Vec<Self> {
        let pause = |keys| Some(PauseNotice { until: "5:00 PM EST".into(), reason: "535 no".into(), keys });
        let counts = [("dead".to_owned(), 1)];
        [None, pause(None), pause(Some(FormKeys::new("k".into())))]
            .map(|pause| Self { filters: filters(&counts, Some(State::Dead)), pause, messages: table(vec![], Tz::UTC) })
            .into()
    }
}

/// One message and what became of it.
#[derive(Serialize)]
pub struct MessagePage {
    id: String,
    title: String,
    fact: String,
    to_name: String,
    to_address: String,
    status: Status,
    attempts: i32,
    queued: String,
    sent: Option<String>,
    error: Option<String>,
    redrive: Option<FormKeys>,
}

impl MessagePage {
    fn new(m: Message, zone: Tz, keys: Option<FormKeys>) -> Self {
        let shown = |at| datetime(Timestamp::from_naive(at), zone);
        let dead = m.state == State::Dead.to_string();
        Self {
            title: m.subject_line.unwrap_or_else(|| words(&m.fact)),
            status: status(&m.state),
            queued: shown(m.created_at),
            sent: m.sent_at.map(shown),
            redrive: keys.filter(|_| dead),
            id: m.id,
            fact: words(&m.fact),
            to_name: m.to_name,
            to_address: m.to_address,
            attempts: m.attempts,
            error: m.last_error,
        }
    }
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "desk/mail/message";

    fn title(&self) -> String {
        format!("{} – Outbox", self.title)
    }

    fn samples() -> Vec<Self> {
        let message = |state: State, error: Option<&str>| Message {
            id: "1".into(),
            fact: "application.submitted".into(),
            subject_kind: "application".into(),
            subject_id: "2".into(),
            to_name: "Ada Park".into(),
            to_address: "ada@city.example".into(),
            state: state.to_string(),
            attempts: 1,
            subject_line: None,
            last_error: error.map(str::to_owned),
            created_at: chrono::NaiveDateTime::default(),
            sent_at: (state == State::Sent).then(chrono::NaiveDateTime::default),
        };
        let keys = || Some(FormKeys::new("k".into()));
        vec![
            Self::new(message(State::Sent, None), Tz::UTC, keys()),
            Self::new(message(State::Dead, Some("550 no such user")), Tz::UTC, keys()),
        ]
    }
}

/// Whether a message is about nothing that is closed to the reader because of a conflict of interest.
fn is_open(message: &Message, walls: &Walls) -> bool {
    !walls.hide_text(&message.subject_id) && message.subject_line.as_deref().is_none_or(|line| !walls.are_named_in(line))
}

/// The hidden fields of a form, for those who may send it.
fn keys(app: &App, viewer: &Viewer) -> Option<FormKeys> {
    viewer.actor.has_any(ADMINISTRATOR).then(|| FormKeys::new(app.fresh_key()))
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<BTreeMap<String, String>>) -> Result<HttpResponse, Problem> {
    let chosen: Option<State> = query.get("state").and_then(|state| state.parse().ok());
    let (now, walls) = (app.now(), viewer.actor.walls.clone());
    let read = move |conn: &mut db::Conn| {
        let (mut messages, counts) = outbox::list_besides(conn, &walls.ids(), chosen, NEWEST)?;
        messages.retain(|message| is_open(message, &walls));
        Ok::<_, db::Error>((counts, outbox::find_pause(conn, now)?, messages))
    };
    let (counts, pause, messages) = app.read(read).await?;
    let zone = app.settings.fund.zone();
    let pause = pause.map(|pause| PauseNotice::new(pause, zone, keys(&app, &viewer)));
    app.page(&viewer, &ListPage { filters: filters(&counts, chosen), pause, messages: table(messages, zone) })
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let message = app.read(move |conn| outbox::message(conn, &id)).await?;
    if !is_open(&message, &viewer.actor.walls) {
        return Err(Problem::missing());
    }
    app.page(&viewer, &MessagePage::new(message, app.settings.fund.zone(), keys(&app, &viewer)))
}

async fn redrive(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, doer) = (path.into_inner(), viewer.actor.doer());
    let again = move |tx: &mut db::Tx<'_>| Ok::<_, db::Error>(format!("/desk/outbox/{}?done=queued", outbox::redrive(tx, &doer, &id)?));
    Ok(app.submit(&viewer, &form, again).await?)
}

async fn resume(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let go_on = move |tx: &mut db::Tx<'_>| outbox::resume(tx).map(|()| "/desk/outbox".to_owned());
    Ok(app.submit(&viewer, &form, go_on).await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
        crate::templates::check::page::<super::MessagePage>();
    }
}
