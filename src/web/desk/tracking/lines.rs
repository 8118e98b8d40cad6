//! The expenses that a figure is made of.

use super::asked::{Asked, find_award};
use super::{HERE, Known, LINES, show::take_out};
use crate::db::{Conn, Error};
use crate::kernel::FieldError;
use crate::people::Actor;
use crate::reporting::tracking::{self, ExpenseLine, LineFilter};
use crate::web::made_of::lines_table;
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

const PAGE: usize = 50;

/// The expenses that are asked for: inside, what is wrong with the question.
pub(super) fn filter(conn: &mut Conn, actor: &Actor, asked: &Asked, known: &Known) -> Result<Result<LineFilter, Vec<FieldError>>, Error> {
    Ok(match find_award(conn, actor, &asked.award)? {
        Ok(award) => asked.lines(known, award),
        Err(mistake) => Err(vec![mistake]),
    })
}

type Page = (Vec<ExpenseLine>, Option<String>);

fn load(conn: &mut Conn, actor: &Actor, asked: &Asked) -> Result<(Known, Page, Vec<FieldError>), Error> {
    let known = Known::with_kinds(conn, actor, asked)?;
    match filter(conn, actor, asked, &known)? {
        Ok(filter) => Ok((known, tracking::list_lines(conn, actor, &filter, asked.after_line(), PAGE)?, vec![])),
        Err(errors) => Ok((known, Page::default(), errors)),
    }
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let of = asked.clone();
    let (known, (lines, next), errors) = app.long_read(move |conn| load(conn, &actor, &of)).await?;
    let mut inputs = asked.inputs(&known, &errors);
    inputs.extend(asked.line_inputs(&known, &errors));
    let expense = |line: &ExpenseLine| format!("/desk/spending/expenses/{}", line.id);
    let table = lines_table(&lines, &expense, &|reference| format!("{HERE}/{reference}"));
    let mut section = Section::new("Expenses").filters(LINES, inputs).table(table);
    if let Some(next) = next {
        section = section.link(asked.with(|a| a.after = next).href(LINES), "Later expenses");
    }
    if errors.is_empty() {
        section = take_out(section, &app, &asked, "lines");
    }
    let sheet = Sheet::new("Expenses of all awards", &errors)
        .lead("What figures of spending are made of, in the order of the days of the costs.")
        .back(HERE, "Spending")
        .with(section);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}
