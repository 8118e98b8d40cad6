//! `/desk/search`: an application, a city or a person by what somebody says on the telephone.

use crate::db::Error;
use crate::process::{self, Found, MOST_FOUND};
use crate::web::access::{Access, STAFF};
use crate::web::desk::applications;
use crate::web::fields::{Cell, Column, Field, Table};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/search", Access::Fund(STAFF), show)]
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, text, now) = (viewer.actor(), asked.q.trim().to_owned(), app.now());
    let wanted = text.clone();
    let found = app.read(move |conn| process::search(conn, &actor, &wanted, now)).await.map_err(|e: Error| Problem::from(e))?;
    let field = Field::new("q", "What do you look for?")
        .hint("The number of an application, a city that applies or takes part, or a word of a person’s name or email address.")
        .value(&text)
        .kind("search");
    let mut sheet =
        Sheet::new("Search", &[]).back("/desk", "Desk").with(Section::new("Look for").filters("/desk/search", vec![Input::line(field)]));
    if !text.is_empty() {
        sheet = sheet.with(cases(&found, &viewer, app.settings.fund.zone())).with(people(&found));
    }
    app.page(&viewer, &sheet)
}

fn told(count: usize, caption: &str) -> String {
    let is_full = i64::try_from(count).is_ok_and(|n| n >= MOST_FOUND);
    if is_full { format!("{caption}, the first {MOST_FOUND}") } else { caption.to_owned() }
}

fn cases(found: &Found, viewer: &Viewer, zone: chrono_tz::Tz) -> Section {
    let heading = told(found.cases.len(), "Applications");
    let rows = found.cases.iter().map(|row| applications::cells(row, &viewer.actor, zone));
    let table = Table::new("applications", heading.clone(), applications::columns()).empty("No received application is found.");
    Section::new(heading).table(table.rows(rows))
}

fn people(found: &Found) -> Section {
    let heading = told(found.people.len(), "People");
    let columns = ["Name", "Email address", "Belongs to"].map(Column::text).to_vec();
    let rows = found
        .people
        .iter()
        .map(|person| vec![Cell::text(&person.name).heading(), Cell::text(&person.email), Cell::text(person.cities.join("; "))]);
    Section::new(heading.clone()).table(Table::new("people", heading, columns).empty("Nobody is found.").rows(rows))
}
