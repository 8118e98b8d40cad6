//! The city's own side of the figures: where the money of one award stands, and of all its awards. What they are made of is in
//! `money/made_of.rs`, each as a file in `money/file.rs`.

mod asked;
mod file;
mod made_of;

use self::asked::{Asked, Own, WAITING};
use super::payments::own_award;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money};
use crate::locale::format::{date_range, number};
use crate::people::{Actor, Organisation};
use crate::reporting::tracking::{self, By, CityFigures, CostView, MoneyRow, MoneyView};
use crate::reporting::{self, ActivitySpending, AwardSpending, Came};
use crate::spending::ExpenseState;
use crate::web::access::CITY;
use crate::web::fields::{Cell, Column, FormKeys, Table};
use crate::web::figures::{AVERAGES, Figure, Grid, LEFT, not_held, spent_chart};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

const HERE: &str = "/portal/spending";
const LINES: &str = "/portal/spending/lines";
const BUDGETS: &str = "/portal/spending/budgets";
const HELD: &str = "/portal/spending/activities";
const PAGE: usize = 50;
const OBLIGATED: &str = "What is obligated rests on the agreement of each award and its amendments: the budget in force. What is advanced is among \
     the payments of each award.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(HERE, Access::City(CITY), all),
        get(LINES, Access::City(CITY), made_of::lines),
        get(BUDGETS, Access::City(CITY), made_of::budgets),
        get(HELD, Access::City(CITY), made_of::activities),
        post("/portal/spending/export", Access::City(CITY), file::export),
        get("/portal/awards/{reference}/money", Access::City(CITY), one),
    ]
}

/// The page of one award.
fn one_award(reference: &str) -> String {
    format!("/portal/awards/{reference}/money")
}

/// The expenses that a question leads to, accepted ones.
fn accepted(asked: &Asked) -> String {
    asked.with(|a| a.stage = ExpenseState::Accepted.to_string()).href(LINES)
}

/// The money of each award, leading to what it is made of.
fn awards_grid(view: &MoneyView, city: Id<Organisation>) -> Grid {
    let links = |figure: Figure, key: Option<&str>| -> Option<String> {
        let asked = Asked { award: key.unwrap_or_default().to_owned(), ..Asked::of(city) };
        match figure {
            Figure::Name => key.map(one_award),
            Figure::Planned | Figure::Obligated => Some(asked.href(BUDGETS)),
            Figure::Advanced => key.map(|reference| format!("/portal/awards/{reference}/payments")),
            Figure::Spent => Some(accepted(&asked)),
            Figure::Waiting | Figure::Left | Figure::People => None,
        }
    };
    Grid::money(By::Award, view, &links)
}

/// The same of each category, over all awards.
fn categories_grid(view: &MoneyView, city: Id<Organisation>) -> Grid {
    let links = |figure: Figure, key: Option<&str>| -> Option<String> {
        let asked = Asked { category: key.unwrap_or_default().to_owned(), ..Asked::of(city) };
        match figure {
            Figure::Planned | Figure::Obligated => Some(asked.href(BUDGETS)),
            Figure::Spent => Some(accepted(&asked)),
            Figure::Name | Figure::Advanced | Figure::Waiting | Figure::Left | Figure::People => None,
        }
    };
    Grid::money(By::Category, view, &links)
}

/// What each kind of activity cost, and who came.
fn kinds_grid(view: &CostView, city: Id<Organisation>) -> Grid {
    let links = |figure: Figure, key: Option<&str>| -> Option<String> {
        // What is in no plan has no kind to narrow to.
        if key == Some("") {
            return None;
        }
        let asked = Asked { kind: key.unwrap_or_default().to_owned(), ..Asked::of(city) };
        match figure {
            Figure::Spent => Some(accepted(&asked)),
            Figure::People => Some(asked.href(HELD)),
            _ => None,
        }
    };
    Grid::cost(By::Kind, view, &links)
}

/// The forms that take a part of a page out as a file.
fn take_out(section: Section, app: &App, asked: &Asked, (what, words): (&'static str, &str)) -> Section {
    let form = |format: &'static str, label: &str| {
        let carried = [("query", asked.with(|_| ()).query()), ("what", what.to_owned()), ("format", format.to_owned())];
        let inputs = carried.into_iter().map(|(name, value)| Input::hidden(name, &value)).collect();
        SheetForm::new("/portal/spending/export", FormKeys::new(app.fresh_key()), &format!("Take {words} out as {label}"), inputs).quiet()
    };
    section.form(form("csv", "CSV")).form(form("xlsx", "a workbook"))
}

fn load(conn: &mut Conn, actor: &Actor, asked: &Asked) -> Result<(Own, CityFigures), Error> {
    let own = Own::read(conn, actor, asked)?;
    let figures = tracking::city_figures(conn, actor, own.city, (&asked.after, PAGE))?;
    Ok((own, figures))
}

async fn all(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, asked) = (viewer.actor(), query.into_inner());
    let read = app.read(move |conn| load(conn, &actor, &asked)).await;
    let (own, figures) = read?;
    let asked = Asked::of(own.city);
    let mut awards = Section::new("By award");
    if let Some(input) = own.city_input() {
        awards = awards.filters(HERE, vec![input]);
    }
    if !figures.awards.rows.is_empty() {
        awards = awards.chart(spent_chart(&figures.awards));
    }
    let grid = awards_grid(&figures.awards, own.city);
    awards = awards.table(grid.table("awards", "Awards: planned, obligated, advanced, spent, left", "No award is signed yet."));
    if let Some(next) = &figures.awards.next {
        awards = awards.link(asked.with(|a| a.after.clone_from(next)).href(HERE), "More awards");
    }
    let awards = take_out(awards.text(OBLIGATED).text(LEFT), &app, &asked, ("awards", "awards"));
    let categories = categories_grid(&figures.categories, own.city);
    let mut by_category = Section::new("By category").table(categories.table("categories", "By category", "No award is signed yet."));
    if !figures.categories.rows.is_empty() {
        by_category = by_category.chart(spent_chart(&figures.categories));
    }
    let kinds = kinds_grid(&figures.kinds, own.city);
    let kinds = kinds.table("kinds", "Accepted costs by kind of activity, and who came", "Nothing was spent yet.");
    let by_kind = Section::new("By kind of activity").table(kinds).text(AVERAGES);
    let sheet = Sheet::new("Spending", &[])
        .lead("Where the money of your city’s awards stands. The fund sees the same numbers.")
        .back("/portal", "Your city")
        .with(awards)
        .with(take_out(by_category, &app, &asked, ("categories", "categories")))
        .with(take_out(by_kind, &app, &asked, ("kinds", "kinds of activities")));
    app.page(&viewer, &sheet)
}

async fn one(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let reference = award.reference.clone();
    let of = Asked { award: reference.clone(), ..Asked::of(award.organisation) };
    let found: AwardSpending = app.read(move |conn| reporting::award_spending(conn, award)).await?;
    let rows = found.categories.iter().map(|c| MoneyRow {
        key: c.category.clone(),
        name: found.definition.category_title(&c.category),
        amounts: c.amounts,
    });
    let view = MoneyView { rows: rows.collect(), total: found.total, next: None };
    let links = |figure: Figure, key: Option<&str>| -> Option<String> {
        let asked = of.with(|a| key.unwrap_or_default().clone_into(&mut a.category));
        match figure {
            Figure::Planned | Figure::Obligated => Some(asked.href(BUDGETS)),
            Figure::Advanced => Some(format!("/portal/awards/{reference}/payments")),
            Figure::Spent => Some(accepted(&asked)),
            Figure::Name | Figure::Waiting | Figure::Left | Figure::People => None,
        }
    };
    let grid = Grid::money(By::Category, &view, &links);
    let mut section = Section::new("By category");
    if !view.rows.is_empty() {
        section = section.chart(spent_chart(&view));
    }
    let section = section
        .table(grid.table("categories", "Planned, obligated, advanced, spent and left by category", "Nothing is obligated yet."))
        .text(OBLIGATED)
        .text(LEFT);
    let sheet = Sheet::new("Where the money stands", &[])
        .about(&reference)
        .lead(format!("Award {reference}: {}", found.award.title))
        .back(format!("/portal/awards/{reference}"), "The award")
        .with(section)
        .with(Section::new("By activity").table(activities(&found, &of)).text(AVERAGES))
        .with(Section::new("More").link(HERE, "Spending of all awards of your city"));
    app.page(&viewer, &sheet)
}

/// What each activity was planned to cost, what it cost, who came, and what that is for each of them and for each person and day.
fn activities(found: &AwardSpending, of: &Asked) -> Table {
    let words = ["Activity", "When"].map(Column::text).into_iter();
    let numbers = ["People", "Planned", "Waiting", "Spent", "For each attendee", "For each person and day"].map(Column::number);
    let row = |s: &ActivitySpending| {
        let asked = of.with(|a| a.activity = s.activity.id.text());
        let amount =
            |amount: Money, href: String| Cell { href: Some(href).filter(|_| amount.is_positive()), ..Cell::number(amount.to_string()) };
        let held = s.came.map(|_| asked.href(HELD));
        let told = |words: Option<String>| Cell { href: held.clone(), ..Cell::number(words.unwrap_or_else(|| not_held(s).to_owned())) };
        vec![
            Cell::text(s.activity.title.clone()).heading(),
            Cell::text(date_range(s.activity.starts_on, s.activity.ends_on)),
            told(s.came.map(|came| number(came.people()))),
            amount(s.amounts.planned, asked.href(BUDGETS)),
            amount(s.waiting, asked.with(|a| WAITING.clone_into(&mut a.stage)).href(LINES)),
            amount(s.amounts.spent, accepted(&asked)),
            told(s.came.and_then(Came::for_each).map(|each| each.to_string())),
            told(s.came.and_then(Came::for_each_day).map(|each| each.to_string())),
        ]
    };
    Table::new("activities", "Activities and what they cost", words.chain(numbers).collect())
        .empty("No activity yet.")
        .rows(found.activities.iter().map(row))
}
