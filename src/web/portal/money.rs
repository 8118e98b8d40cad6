//! The city's own side of the figures: where the money of one award stands, and of all its awards.

use super::payments::own_award;
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::Id;
use crate::locale::format::{date_range, number};
use crate::people::{Actor, Organisation};
use crate::reporting::tracking::{self, By, CityFigures, MoneyRow, MoneyView};
use crate::reporting::{self, ActivitySpending, AwardSpending};
use crate::web::access::CITY;
use crate::web::fields::{Cell, Choices, Column, Table};
use crate::web::figures::{Grid, Links, spent_chart};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

const HERE: &str = "/portal/spending";
const PAGE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get(HERE, Access::City(CITY), all), get("/portal/awards/{reference}/money", Access::City(CITY), one)]
}

/// Of which city, and where the list goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    city: String,
    after: String,
}

/// What leads nowhere.
fn nowhere(_: &str) -> Option<String> {
    None
}

/// The reader's cities by identifier and name, which of them is shown, and its figures.
type Read = (Vec<(String, String)>, String, CityFigures);

fn load(conn: &mut Conn, actor: &Actor, asked: &Asked) -> Result<Read, Error> {
    let cities: Vec<(String, String)> =
        intake::city_names(conn, &actor.cities())?.into_iter().map(|(id, name)| (id.text(), name)).collect();
    let chosen = if asked.city.is_empty() { cities.first().map(|city| city.0.clone()).unwrap_or_default() } else { asked.city.clone() };
    let id: Id<Organisation> = chosen.parse().map_err(|_| Error::Missing)?;
    let figures = tracking::city_figures(conn, actor, id, (&asked.after, PAGE))?;
    Ok((cities, chosen, figures))
}

async fn all(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, asked) = (viewer.actor(), query.into_inner());
    let read = app.read(move |conn| load(conn, &actor, &asked)).await;
    let (cities, chosen, figures) = read?;
    let award = |key: &str| Some(format!("/portal/awards/{key}/money"));
    let spent = |key: &str| Some(format!("/portal/awards/{key}/spending"));
    let links = Links { name: &award, obligated: &nowhere, advanced: &nowhere, spent: &spent };
    let mut awards = Section::new("By award");
    if cities.len() > 1 {
        awards = awards.filters(HERE, vec![Input::select(Choices::new("city", "City", cities).chosen(&chosen))]);
    }
    if !figures.awards.rows.is_empty() {
        awards = awards.chart(spent_chart(&figures.awards));
    }
    let grid = Grid::money(By::Award, &figures.awards, &links);
    awards = awards.table(grid.table("awards", "Awards: planned, obligated, advanced, spent, left", "No award is signed yet."));
    if let Some(next) = &figures.awards.next {
        awards = awards.link(format!("{HERE}?city={chosen}&after={next}"), "More awards");
    }
    let none = Links { name: &nowhere, obligated: &nowhere, advanced: &nowhere, spent: &nowhere };
    let categories = Grid::money(By::Category, &figures.categories, &none);
    let kinds = Grid::cost(By::Kind, &figures.kinds, &none);
    let empty = "Nothing was spent yet.";
    let mut by_category = Section::new("By category").table(categories.table("categories", "By category", "No award is signed yet."));
    if !figures.categories.rows.is_empty() {
        by_category = by_category.chart(spent_chart(&figures.categories));
    }
    let sheet = Sheet::new("Spending", &[])
        .lead("Where the money of your city’s awards stands. The fund sees the same numbers.")
        .back("/portal", "Your city")
        .with(awards)
        .with(by_category)
        .with(Section::new("By kind of activity").table(kinds.table("kinds", "Accepted costs by kind of activity, and who came", empty)));
    app.page(&viewer, &sheet)
}

async fn one(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let reference = award.reference.clone();
    let found: AwardSpending = app.read(move |conn| reporting::award_spending(conn, award)).await?;
    let rows = found.categories.iter().map(|c| MoneyRow {
        key: c.category.clone(),
        name: found.definition.category_title(&c.category),
        amounts: c.amounts,
    });
    let view = MoneyView { rows: rows.collect(), total: found.total, next: None };
    let spent = |_: &str| Some(format!("/portal/awards/{reference}/spending"));
    let paid = |_: &str| Some(format!("/portal/awards/{reference}/payments"));
    let links = Links { name: &nowhere, obligated: &nowhere, advanced: &paid, spent: &spent };
    let grid = Grid::money(By::Category, &view, &links);
    let mut section = Section::new("By category");
    if !view.rows.is_empty() {
        section = section.chart(spent_chart(&view));
    }
    let section =
        section.table(grid.table("categories", "Planned, obligated, advanced, spent and left by category", "Nothing is obligated yet."));
    let sheet = Sheet::new("Where the money stands", &[])
        .about(&reference)
        .lead(format!("Award {reference}: {}", found.award.title))
        .back(format!("/portal/awards/{reference}"), "The award")
        .with(section)
        .with(Section::new("By activity").table(activities(&found)))
        .with(Section::new("More").link(HERE, "Spending of all awards of your city"));
    app.page(&viewer, &sheet)
}

/// What each activity was planned to cost, what it cost, and what that is for each person and day.
fn activities(found: &AwardSpending) -> Table {
    let words = ["Activity", "When"].map(Column::text).into_iter();
    let numbers = ["People", "Planned", "Waiting", "Spent", "For each person and day"].map(Column::number);
    let row = |s: &ActivitySpending| {
        let people = s.people.career.saturating_add(s.people.appointees);
        vec![
            Cell::text(s.activity.title.clone()).heading(),
            Cell::text(date_range(s.activity.starts_on, s.activity.ends_on)),
            Cell::number(number(people)),
            Cell::number(s.amounts.planned.to_string()),
            Cell::number(s.waiting.to_string()),
            Cell::number(s.amounts.spent.to_string()),
            Cell::number(s.per_person_day.map_or_else(|| "No people".to_owned(), |each| each.to_string())),
        ]
    };
    Table::new("activities", "Activities and what they cost", words.chain(numbers).collect())
        .empty("No activity yet.")
        .rows(found.activities.iter().map(row))
}
