//! `/portal/cities/{city}/history`: what became of the people of a city, for its people and the fund's.

use crate::db;
use crate::kernel::Id;
use crate::locale::format;
use crate::people::{Organisation, history, organisation};
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/cities/{city}/history", Access::SignedIn, show)]
}

async fn show(app: Data<App>, viewer: Viewer, city: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, id): (_, Id<Organisation>) = (viewer.actor(), city.parse().map_err(|_| Problem::missing())?);
    let read = app.read(move |conn| {
        let all = history::list(conn, &actor, id)?;
        Ok::<_, db::Error>((organisation::city(conn, id)?, all))
    });
    let (city, all) = read.await?;
    let columns = vec![Column::text("What happened"), Column::text("By"), Column::text("When")];
    let rows = all
        .iter()
        .map(|event| vec![Cell::text(&event.what).heading(), Cell::text(&event.by), Cell::text(format::datetime(event.at, city.zone))]);
    let table = Table::new("history", "The newest first", columns).empty("Nothing is on record yet.").rows(rows.collect::<Vec<_>>());
    let sheet = Sheet::new("History of people", &[])
        .about(&city.full_name())
        .lead("Who came, who left and who may sign. Nothing here can be changed.")
        .back(format!("/portal/cities/{id}"), city.full_name())
        .with(Section::new("The newest first").table(table));
    app.page(&viewer, &sheet)
}
