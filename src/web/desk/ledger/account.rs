//! The statement of one account, oldest first, with the balance after each line.

use super::{READERS, amount, statement_href};
use crate::conflict::Walls;
use crate::kernel::Money;
use crate::ledger::{self, Dims, Side, Statement, StatementLine};
use crate::locale::format::short_date;
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/accounts/{code}", READERS, show)]
}

/// After which journal, and of what.
#[derive(Debug, Deserialize)]
struct Asked {
    after: Option<i64>,
    fund: Option<String>,
    program: Option<String>,
    award: Option<String>,
    category: Option<String>,
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let code = path.into_inner();
    let Asked { after, fund, program, award, category } = asked.into_inner();
    let given = |value: Option<String>| value.filter(|v| !v.is_empty());
    let of = Dims { fund: given(fund), program: given(program), award: given(award), category: given(category) };
    let walls = &viewer.actor.walls;
    if of.award.as_ref().is_some_and(|award| walls.hide_text(award)) {
        return Err(Problem::missing());
    }
    let (wanted, dims) = (code.clone(), of.clone());
    let Statement { lines, goes_on } = app.read(move |conn| ledger::statement(conn, &wanted, &dims, after.unwrap_or(0))).await?;
    let mut section = Section::new("Statement");
    if let Some(last) = lines.last().filter(|_| goes_on) {
        section = section.link(statement_href(&code, &of, Some(last.seq)), "Later lines");
    }
    if after.is_some() {
        section = section.link(statement_href(&code, &of, None), "The first lines");
    }
    let sheet = Sheet::new(format!("Account {code}"), &[]).back("/desk/ledger", "Ledger");
    app.page(&viewer, &sheet.with(section.table(table(&code, lines, walls))))
}

/// The balance runs over every line; a line of what is closed to the reader says nothing else.
fn table(code: &str, lines: Vec<StatementLine>, walls: &Walls) -> Table {
    let columns = vec![
        Column::text("Journal"),
        Column::text("Counts for"),
        Column::text("Event"),
        Column::number("Debit"),
        Column::number("Credit"),
        Column::number("Balance"),
    ];
    Table::new("statement", format!("Statement of {code}"), columns).empty("Nothing was posted here.").rows(lines.into_iter().map(|line| {
        let (debit, credit) = if line.side == Side::Dr { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
        let is_closed = line.account.dims.award.as_ref().is_some_and(|award| walls.hide_text(award));
        let journal = Cell::text(line.seq.to_string());
        vec![
            if is_closed { journal } else { Cell::link(line.seq.to_string(), format!("/desk/ledger/journals/{}", line.seq)) }.heading(),
            Cell::text(short_date(line.effective_on)),
            Cell::text(if is_closed { "–".to_owned() } else { line.event }),
            amount(debit),
            amount(credit),
            Cell::number(line.balance.to_string()),
        ]
    }))
}
