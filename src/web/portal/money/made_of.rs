//! What a city's figures are made of: its expenses, its budgets and plans, its activities that were held.

use super::asked::{Asked, Own, after_line};
use super::{BUDGETS, HELD, HERE, LINES, one_award, take_out};
use crate::db::{Conn, Error};
use crate::people::Actor;
use crate::reporting::tracking::{self, ExpenseLine, HeldLine, PlanLine};
use crate::web::figures::{AVERAGES, Grid};
use crate::web::made_of::{held_grid, lines_table, plans_grid};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

const PAGE: usize = 50;

/// A page of something, with the key after which the next page begins.
type Page<T> = (Vec<T>, Option<String>);

fn load<T>(
    conn: &mut Conn,
    actor: &Actor,
    asked: &Asked,
    list: impl FnOnce(&mut Conn, &Own) -> Result<Page<T>, Error>,
) -> Result<Page<T>, Error> {
    let own = Own::read(conn, actor, asked)?;
    list(conn, &own)
}

pub(super) async fn lines(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let read = app
        .read(move |conn| load(conn, &actor, &of, |conn, own| tracking::list_lines(conn, &actor, &own.lines(&of)?, after_line(&of), PAGE)));
    let (lines, next) = read.await?;
    let expense = |line: &ExpenseLine| format!("/portal/awards/{}/spending/{}", line.reference, line.id);
    let mut section = Section::new("Expenses").table(lines_table(&lines, &expense, &one_award));
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(LINES), "Later expenses");
    }
    let sheet = Sheet::new("Expenses of your awards", &[])
        .lead("What figures of spending are made of, in the order of the days of the costs.")
        .back(HERE, "Spending")
        .with(take_out(section, &app, &asked, ("lines", "this")));
    app.page(&viewer, &sheet)
}

/// Lines of plans as a table of figures.
pub(super) fn plans(lines: &[PlanLine], are_all: bool) -> Grid {
    plans_grid(lines, are_all, &one_award)
}

/// Activities that were held as a table of figures.
pub(super) fn held(lines: &[HeldLine], are_all: bool) -> Grid {
    let expenses = |line: &HeldLine| format!("{LINES}?activity={}&award={}&stage=accepted", line.id, line.reference);
    held_grid(lines, are_all, &expenses, &one_award)
}

pub(super) async fn budgets(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let read =
        app.read(move |conn| load(conn, &actor, &of, |conn, own| tracking::list_plans(conn, &actor, &own.parts(&of), &of.after, PAGE)));
    let (lines, next) = read.await?;
    let grid = plans(&lines, next.is_none() && asked.after.is_empty());
    let mut section = Section::new("Lines").table(grid.table("plans", "What is planned", "Nothing is planned."));
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(BUDGETS), "More lines");
    }
    let sheet = Sheet::new("What is planned", &[])
        .lead("The budgets in force of your city’s awards; of an activity, what your city planned for it.")
        .back(HERE, "Spending")
        .with(take_out(section, &app, &asked, ("budgets", "this")));
    app.page(&viewer, &sheet)
}

pub(super) async fn activities(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let read =
        app.read(move |conn| load(conn, &actor, &of, |conn, own| tracking::list_held(conn, &actor, &own.parts(&of), &of.after, PAGE)));
    let (lines, next) = read.await?;
    let grid = held(&lines, next.is_none() && asked.after.is_empty());
    let mut section = Section::new("Activities")
        .table(grid.table("held", "Activities that were held, and who came", "No such activity was held yet."))
        .text(AVERAGES);
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(HELD), "Later activities");
    }
    let sheet = Sheet::new("Activities that were held", &[])
        .lead("Who came to them, and what was accepted of their cost: what the counts of people and the averages are made of.")
        .back(HERE, "Spending")
        .with(take_out(section, &app, &asked, ("held", "this")));
    app.page(&viewer, &sheet)
}
