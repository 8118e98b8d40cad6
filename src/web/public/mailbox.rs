//! The demo's mailbox: every message the demo "sent", so that a newcomer can open
//! the link in it. Exists only in a demo that delivers here; elsewhere there is
//! no such page, because letters carry links that let people in.

use crate::db;
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::mailer::mailbox::{self, Delivered};
use crate::templates::Page;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Serialize;
use std::collections::BTreeMap;

const NEWEST: i64 = 200;
/// The letter's own HTML may style itself, and nothing else.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/mailbox", Access::Anyone, list),
        get("/mailbox/{message}", Access::Anyone, show),
        get("/mailbox/{message}/html", Access::Anyone, html),
        get("/desk/mail", Access::Fund(access::STAFF), list),
    ]
}

/// Nothing is here unless this is a demo that delivers into the mailbox.
fn must_be_demo(app: &App) -> Result<(), Problem> {
    let settings = &app.settings;
    if settings.fund.demo && settings.mail.transport == "mailbox" { Ok(()) } else { Err(Problem::missing()) }
}

/// The newest messages, to one person or to all.
#[derive(Serialize)]
pub struct ListPage {
    to: Option<String>,
    messages: Table,
}

impl ListPage {
    fn new(app: &App, to: Option<String>, messages: Vec<Delivered>) -> Self {
        let zone = app.settings.fund.zone();
        let columns = vec![Column::text("Subject"), Column::text("To"), Column::text("Arrived")];
        let rows = messages.into_iter().map(|m| {
            vec![
                Cell::link(m.subject_line, format!("/mailbox/{}", m.message_id)).heading(),
                Cell::link(m.to_address.clone(), format!("/mailbox?to={}", encoded(&m.to_address))),
                Cell::text(datetime(Timestamp::from_naive(m.delivered_at), zone)),
            ]
        });
        let table = Table::new("messages", "Messages, newest first", columns).rows(rows);
        Self { to, messages: table.empty("No message has been sent yet. A new one appears here within a second or two.") }
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "public/mailbox/list";

    fn title(&self) -> String {
        self.to.as_ref().map_or("Mail of this demo".into(), |to| format!("Mail to {to}"))
    }

    fn samples() -> Vec<Self> {
        let table = || Table::new("messages", "Messages, newest first", vec![Column::text("Subject")]).empty("Nothing yet.");
        let filled = table().row(vec![Cell::link("We received it", "/mailbox/1@fund.example").heading()]);
        vec![Self { to: None, messages: table() }, Self { to: Some("ada@city.example".into()), messages: filled }]
    }
}

/// One message: its text, its headers, a link to its HTML.
#[derive(Serialize)]
pub struct MessagePage {
    subject: String,
    to_name: String,
    to_address: String,
    arrived: String,
    text: Vec<Piece>,
    headers: String,
    html_path: String,
}

/// A stretch of the text; addresses are links.
#[derive(Serialize)]
struct Piece {
    text: String,
    href: Option<String>,
}

/// Splits the text so that the addresses of this site in it can be followed.
fn pieces(body: &str, origin: &str) -> Vec<Piece> {
    let plain = |text: &str| Piece { text: text.to_owned(), href: None };
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find(&format!("{origin}/")) {
        let (before, from) = rest.split_at(start);
        let (address, after) = from.split_at(from.find(char::is_whitespace).unwrap_or(from.len()));
        found.push(plain(before));
        found.push(Piece { text: address.to_owned(), href: Some(address.to_owned()) });
        rest = after;
    }
    found.push(plain(rest));
    found
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "public/mailbox/message";

    fn title(&self) -> String {
        self.subject.clone()
    }

    fn samples() -> Vec<Self> {
        vec![Self {
            subject: "Create your account".into(),
            to_name: "Ada Park".into(),
            to_address: "ada@city.example".into(),
            arrived: "January 11, 2027 at 10:00 AM EST".into(),
            text: pieces("Hello,\nhttp://localhost:8080/sign-up/abc\nBye", "http://localhost:8080"),
            headers: "From: Fund <grants@fund.example>".into(),
            html_path: "/mailbox/1@fund.example/html".into(),
        }]
    }
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<BTreeMap<String, String>>) -> Result<HttpResponse, Problem> {
    must_be_demo(&app)?;
    let to = query.get("to").filter(|to| !to.is_empty()).cloned();
    let address = to.clone();
    let messages = app.read(move |conn| mailbox::list(conn, address.as_deref(), NEWEST)).await.map_err(|e: db::Error| Problem::from(e))?;
    app.page(&viewer, &ListPage::new(&app, to, messages))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let m = message(&app, path.into_inner()).await?;
    let page = MessagePage {
        html_path: format!("/mailbox/{}/html", m.message_id),
        text: pieces(&m.body_text, &app.settings.server.public_origin),
        arrived: datetime(Timestamp::from_naive(m.delivered_at), app.settings.fund.zone()),
        subject: m.subject_line,
        to_name: m.to_name,
        to_address: m.to_address,
        headers: m.headers,
    };
    app.page(&viewer, &page)
}

async fn html(app: Data<App>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let m = message(&app, path.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .body(m.body_html))
}

async fn message(app: &App, id: String) -> Result<Delivered, Problem> {
    must_be_demo(app)?;
    app.read(move |conn| mailbox::message(conn, &id)).await.map_err(|e: db::Error| Problem::from(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<ListPage>();
        crate::templates::check::page::<MessagePage>();
    }

    #[test]
    fn only_addresses_of_this_site_become_links() {
        let found = pieces("go http://a.example/x now http://a.example.evil.example/y", "http://a.example");
        let links: Vec<_> = found.iter().filter_map(|p| p.href.as_deref()).collect();
        assert_eq!(links, ["http://a.example/x"]);
        assert_eq!(found.iter().map(|p| p.text.as_str()).collect::<String>(), "go http://a.example/x now http://a.example.evil.example/y");
    }
}
