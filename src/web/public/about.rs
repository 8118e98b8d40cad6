//! `/about`, `/accessibility` and `/privacy`: what every site owes its readers, in plain words.

use crate::config::Settings;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/about", Access::Anyone, about),
        get("/accessibility", Access::Anyone, accessibility),
        get("/privacy", Access::Anyone, privacy),
    ]
}

/// How people reach the fund.
#[derive(Clone, Serialize)]
pub(super) struct Contact {
    fund: String,
    contact_email: String,
    contact_phone: String,
}

impl Contact {
    pub(super) fn of(settings: &Settings) -> Self {
        let fund = &settings.fund;
        Self { fund: fund.name.clone(), contact_email: fund.contact_email.clone(), contact_phone: fund.contact_phone.clone() }
    }

    pub(super) fn samples() -> [Self; 2] {
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
        let saved = vec![
            Cell::text("udf_saved").heading(),
            Cell::text("Tells your browser that a form arrived, so that it no longer keeps what you typed in it."),
            Cell::text("10 minutes"),
        ];
        let check = vec![
            Cell::text("check-… (one for each opportunity)").heading(),
            Cell::text("Carries your answers from “Check if your city can apply” into the application that you start."),
            Cell::text("7 days"),
        ];
        Self { contact, cookies: Table::new("cookies", "Cookies this site sets", columns).row(row).row(saved).row(check).under_heading() }
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

async fn about(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &AboutPage(Contact::of(&app.settings)))
}

async fn accessibility(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &AccessibilityPage(Contact::of(&app.settings)))
}

async fn privacy(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &PrivacyPage::new(Contact::of(&app.settings), app.cookie_name()))
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
    }
}
