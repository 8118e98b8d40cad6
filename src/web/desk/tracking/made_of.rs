//! What figures are made of beside expenses and journals: lines of budgets and plans, and activities that were held.

use super::asked::{Asked, find_award};
use super::{BUDGETS, HELD, HERE, Known, LINES, show::take_out};
use crate::db::{Conn, Error};
use crate::kernel::FieldError;
use crate::people::Actor;
use crate::reporting::tracking::{self, HeldLine, PartFilter, PlanLine};
use crate::web::figures::{AVERAGES, Grid};
use crate::web::made_of::{held_grid, plans_grid};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

const PAGE: usize = 50;

/// What is asked for: inside, what is wrong with the question.
pub(super) fn filter(conn: &mut Conn, actor: &Actor, asked: &Asked, known: &Known) -> Result<Result<PartFilter, Vec<FieldError>>, Error> {
    Ok(match find_award(conn, actor, &asked.award)? {
        Ok(award) => asked.parts(known, award),
        Err(mistake) => Err(vec![mistake]),
    })
}

fn award(reference: &str) -> String {
    format!("{HERE}/{reference}")
}

/// Lines of plans as a table of figures.
pub(super) fn plans(lines: &[PlanLine], are_all: bool) -> Grid {
    plans_grid(lines, are_all, &award)
}

/// Activities that were held as a table of figures.
pub(super) fn held(lines: &[HeldLine], are_all: bool) -> Grid {
    held_grid(lines, are_all, &|line| format!("{LINES}?award={}&activity={}&stage=accepted", line.reference, line.id), &award)
}

/// A page of lines, and the key after which the next page begins.
type Page<T> = (Vec<T>, Option<String>);

/// What can be named, a page, and what is wrong with the question.
type Shown<T> = (Known, Page<T>, Vec<FieldError>);

fn load<T>(
    conn: &mut Conn,
    actor: &Actor,
    asked: &Asked,
    list: impl FnOnce(&mut Conn, &PartFilter) -> Result<Page<T>, Error>,
) -> Result<Shown<T>, Error> {
    let known = Known::with_kinds(conn, actor, asked)?;
    match filter(conn, actor, asked, &known)? {
        Ok(filter) => Ok((known, list(conn, &filter)?, vec![])),
        Err(errors) => Ok((known, (vec![], None), errors)),
    }
}

pub(super) async fn budgets(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let read =
        app.long_read(move |conn| load(conn, &actor, &of, |conn, filter| tracking::list_plans(conn, &actor, filter, &of.after, PAGE)));
    let (known, (lines, next), errors) = read.await?;
    let mut inputs = asked.inputs(&known, &errors);
    inputs.extend(asked.part_inputs(&["award", "category"], &known, &errors));
    let grid = plans(&lines, next.is_none() && asked.after.is_empty());
    let mut section = Section::new("Lines").filters(BUDGETS, inputs).table(grid.table("plans", "What is planned", "Nothing is planned."));
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(BUDGETS), "More lines");
    }
    if errors.is_empty() {
        section = take_out(section, &app, &asked, "budgets");
    }
    let sheet = Sheet::new("What is planned", &errors)
        .lead("The budgets in force of signed awards; of an event or an activity, what its cities planned for it.")
        .back(HERE, "Spending")
        .with(section);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

pub(super) async fn activities(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let read =
        app.long_read(move |conn| load(conn, &actor, &of, |conn, filter| tracking::list_held(conn, &actor, filter, &of.after, PAGE)));
    let (known, (lines, next), errors) = read.await?;
    let mut inputs = asked.inputs(&known, &errors);
    inputs.extend(asked.part_inputs(&["award", "kind"], &known, &errors));
    let grid = held(&lines, next.is_none() && asked.after.is_empty());
    let mut section = Section::new("Activities")
        .filters(HELD, inputs)
        .table(grid.table("held", "Activities that were held, and who came", "No such activity was held yet."))
        .text(AVERAGES);
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(HELD), "Later activities");
    }
    if errors.is_empty() {
        section = take_out(section, &app, &asked, "held");
    }
    let sheet = Sheet::new("Activities that were held", &errors)
        .lead("Who came to them, and what was accepted of their cost: what the counts of people and the averages are made of.")
        .back(HERE, "Spending")
        .with(section);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}
