//! Spending on training and conferences: over all awards, per award, per event and
//! per person; and the expenses that wait for an officer. One expense is in `expenses.rs`.

use super::award_links::of_award;
use super::spending_tables as tables;
use crate::award;
use crate::charts::BarChart;
use crate::db;
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::reporting;
use crate::spending::{self, ExpenseState, Which};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Table};
use crate::web::portal::expenses::status;
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const PAGE: i64 = 25;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/spending", READERS, list), get("/desk/spending/{reference}", READERS, show)]
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<After>) -> Result<HttpResponse, Problem> {
    let after = query.into_inner().after.unwrap_or_default();
    let actor = viewer.actor();
    let (awards, waiting) = app
        .read(move |conn| {
            let mut waiting = spending::list_expenses(conn, Which::State(ExpenseState::Submitted))?;
            waiting.retain(|expense| !actor.is_kept_from(expense.award));
            Ok::<_, db::Error>((reporting::list_award_spending(conn, &actor, &after, PAGE)?, waiting))
        })
        .await?;
    let columns = vec![Column::text("Expense"), Column::text("Day"), Column::text("Submitted by"), Column::number("Amount")];
    let open = Table::new("waiting", "Expenses that wait for a decision", columns).empty("Nothing waits.").rows(waiting.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(&e.submitted_by_name),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let bars = awards.iter().map(|a| {
        let value = format!("{} of {}", a.total.spent, a.total.obligated);
        (format!("{} {}", a.award.reference, a.award.city), value, a.total.spent.cents(), a.total.obligated.cents())
    });
    let (spent, obligated) = tables::spent_of(&awards);
    let message = format!("The awards on this page have spent {spent} of {obligated} obligated.");
    let mut section = Section::new("By award").table(tables::by_award(&awards));
    if !awards.is_empty() {
        section = section.chart(BarChart::new(message, bars));
    }
    if let Some(last) = awards.last().filter(|_| i64::try_from(awards.len()).unwrap_or(0) == PAGE) {
        section = section.link(format!("/desk/spending?after={}", last.award.reference), "More awards");
    }
    let sheet = Sheet::new("Spending", &[]).lead("Training and conferences: where the money of each award stands.").back("/desk", "Desk");
    let sheet = sheet
        .with(Section::new("To decide").table(open))
        .with(Section::new("By kind of event").table(tables::by_kind(&awards)))
        .with(section)
        .with(tables::events("By event", &awards))
        .with(tables::people("People", &awards));
    app.page(&viewer, &sheet)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, reference) = (viewer.actor(), path.into_inner());
    let (one, expenses) = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
            Ok::<_, db::Error>((reporting::award_spending(conn, award)?, expenses))
        })
        .await?;
    let bars = one.categories.iter().map(|c| {
        let a = c.amounts;
        (one.definition.category_title(&c.category), format!("{} of {}", a.spent, a.obligated), a.spent.cents(), a.obligated.cents())
    });
    let message = format!("{} of {} is spent; {} is left.", one.total.spent, one.total.obligated, one.total.left);
    let columns =
        vec![Column::text("Expense"), Column::text("Day"), Column::text("Category"), Column::text("State"), Column::number("Amount")];
    let listed = Table::new("expenses", "Expenses", columns).empty("No expense yet.").rows(expenses.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(one.definition.category_title(&e.category)),
            Cell::status(status(e)),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let sheet = Sheet::new(format!("Spending of {}", one.award.reference), &[])
        .lead(format!("{}: {}", one.award.city, one.award.title))
        .back("/desk/spending", "Spending");
    let by_category = Section::new("By category").chart(BarChart::new(message, bars)).table(tables::by_category(&one));
    app.page(
        &viewer,
        &sheet
            .with(by_category)
            .with(tables::events("By event", std::slice::from_ref(&one)))
            .with(tables::by_attendee(&one))
            .with(tables::people("People", std::slice::from_ref(&one)))
            .with(Section::new("Expenses").table(listed))
            .with(of_award(Doors::of(&viewer.actor), (&one.award.reference, one.award.id), &viewer.path)),
    )
}
