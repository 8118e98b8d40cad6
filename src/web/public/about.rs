//! `/about`, `/accessibility`, `/privacy` and `/help`: what every site owes its
//! readers, in plain words.

use crate::config::Settings;
use crate::locale::format;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/about", Access::Anyone, about),
        get("/accessibility", Access::Anyone, accessibility),
        get("/privacy", Access::Anyone, privacy),
        get("/help", Access::Anyone, help),
    ]
}

#[derive(Clone, Serialize)]
struct Contact {
    fund: String,
    contact_email: String,
    contact_phone: String,
}

impl Contact {
    fn of(settings: &Settings) -> Self {
        let fund = &settings.fund;
        Self { fund: fund.name.clone(), contact_email: fund.contact_email.clone(), contact_phone: fund.contact_phone.clone() }
    }

    fn samples() -> [Self; 2] {
        ["", "202-555-0142"].map(|phone| Self {
            fund: "Urban Diplomacy Fund".into(),
            contact_email: "help@fund.example".into(),
            contact_phone: phone.into(),
        })
    }
}

#[derive(Serialize)]
struct AboutPage(Contact);

impl Page for AboutPage {
    const TEMPLATE: &'static str = "public/about";

    fn title(&self) -> String {
        "About the fund".into()
    }

    fn samples() -> Vec<Self> {
        Contact::samples().map(Self).into()
    }
}

#[derive(Serialize)]
struct AccessibilityPage(Contact);

impl Page for AccessibilityPage {
    const TEMPLATE: &'static str = "public/accessibility";

    fn title(&self) -> String {
        "Accessibility".into()
    }

    fn samples() -> Vec<Self> {
        Contact::samples().map(Self).into()
    }
}

#[derive(Serialize)]
struct PrivacyPage {
    #[serde(flatten)]
    contact: Contact,
    cookies: Table,
}

impl PrivacyPage {
    fn new(contact: Contact, cookie: &str) -> Self {
        let columns = vec![Column::text("Name"), Column::text("What it is for"), Column::text("How long")];
        let row = vec![
            Cell::text(cookie).heading(),
            Cell::text("Keeps you signed in. It holds a random number."),
            Cell::text("Until you sign out or close the browser, or the session times out"),
        ];
        let check = vec![
            Cell::text("check-… (one for each opportunity)").heading(),
            Cell::text("Carries your answers from “Check if your city can apply” into the application that you start."),
            Cell::text("7 days"),
        ];
        Self { contact, cookies: Table::new("cookies", "Cookies this site sets", columns).row(row).row(check).under_heading() }
    }
}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "public/privacy";

    fn title(&self) -> String {
        "Privacy".into()
    }

    fn samples() -> Vec<Self> {
        Contact::samples().map(|contact| Self::new(contact, "udf_session")).into()
    }
}

#[derive(Serialize)]
struct HelpPage {
    #[serde(flatten)]
    contact: Contact,
    from: Option<String>,
    now: String,
    now_iso: String,
}

impl Page for HelpPage {
    const TEMPLATE: &'static str = "public/help";

    fn title(&self) -> String {
        "I’m having trouble".into()
    }

    fn samples() -> Vec<Self> {
        let help = |(contact, from): (Contact, Option<&str>)| Self {
            contact,
            from: from.map(str::to_owned),
            now: "January 31, 2027, 11:59 PM EST".into(),
            now_iso: "2027-02-01T04:59:00Z".into(),
        };
        Contact::samples().into_iter().zip([None, Some("/portal")]).map(help).collect()
    }
}

async fn about(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &AboutPage(Contact::of(&app.settings)))
}

async fn accessibility(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &AccessibilityPage(Contact::of(&app.settings)))
}

async fn privacy(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &PrivacyPage::new(Contact::of(&app.settings), app.cookie_name()))
}

async fn help(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let now = app.now();
    let page = HelpPage {
        contact: Contact::of(&app.settings),
        from: came_from(&req, &app.settings.server.public_origin),
        now: format::datetime(now, app.settings.fund.zone()),
        now_iso: now.iso(),
    };
    app.page(&viewer, &page)
}

/// The path of ours that the reader came from, without its query.
fn came_from(req: &HttpRequest, origin: &str) -> Option<String> {
    let referer = req.headers().get(header::REFERER)?.to_str().ok()?;
    let path = referer.strip_prefix(origin)?.split(['?', '#']).next()?;
    path.starts_with('/').then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::check::page;

    #[test]
    fn pages_render() {
        page::<AboutPage>();
        page::<AccessibilityPage>();
        page::<PrivacyPage>();
        page::<HelpPage>();
    }

    #[test]
    fn only_our_own_pages_are_named() {
        let from = |referer: &str| {
            came_from(
                &actix_web::test::TestRequest::default().insert_header((header::REFERER, referer)).to_http_request(),
                "https://fund.example",
            )
        };
        assert_eq!(from("https://fund.example/portal/x?token=1").as_deref(), Some("/portal/x"));
        assert_eq!(from("https://fund.example.evil/"), None);
    }
}
