//! Where the money of one award stands: by category, event and person, with its expenses. Over all awards: `tracking/`.

use super::award_links::of_award;
use super::spending_tables as tables;
use crate::award;
use crate::charts::BarChart;
use crate::db;
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::reporting;
use crate::spending::{self, Which};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Table};
use crate::web::portal::expenses::status;
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/spending/{reference}", READERS, show)]
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
    let files = format!("/desk/spending/lines?award={}", one.award.reference);
    app.page(
        &viewer,
        &sheet
            .with(by_category)
            .with(tables::events("By event", std::slice::from_ref(&one)))
            .with(tables::by_attendee(&one))
            .with(tables::people("People", std::slice::from_ref(&one)))
            .with(Section::new("Expenses").table(listed).link(files, "These expenses as CSV or a workbook"))
            .with(of_award(Doors::of(&viewer.actor), (&one.award.reference, one.award.id), &viewer.path)),
    )
}
