//! Where the money of each fund stands: from its authority to what was paid, by
//! opportunity and category, with the lines of a status of budgetary resources.

use super::{READERS, trial_table};
use crate::charts::BarChart;
use crate::db::{self, Conn};
use crate::disbursement::{self, Fund};
use crate::kernel::Money;
use crate::ledger::{self, AllotmentPosition, AsOf, CategoryPosition, Dims, FundPosition, FundStatus, Rulebook, TrialLine};
use crate::opportunity::{self, Opportunity};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/status", READERS, show)]
}

/// One fund with everything below it.
struct Standing {
    fund: Fund,
    position: FundPosition,
    programs: Vec<(Opportunity, AllotmentPosition)>,
    categories: Vec<CategoryPosition>,
    accounts: Vec<TrialLine>,
    status: FundStatus,
}

fn load(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Standing>, db::Error> {
    let opportunities = opportunity::list_all(conn)?;
    let mut all = Vec::new();
    for fund in disbursement::list_funds(conn)? {
        let mut programs = Vec::new();
        for program in opportunities.iter().filter(|o| o.fund == fund.code) {
            programs.push((program.clone(), ledger::allotment_position(conn, &fund.code, &program.id.text())?));
        }
        let of = Dims { fund: Some(fund.code.clone()), ..Dims::default() };
        all.push(Standing {
            position: ledger::fund_position(conn, &fund.code)?,
            categories: ledger::category_positions(conn, &of)?,
            accounts: ledger::trial_balance(conn, &of, AsOf::Now)?,
            status: ledger::fund_status(conn, &fund.code, today)?,
            programs,
            fund,
        });
    }
    Ok(all)
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let today = app.now().day_in(app.settings.fund.zone());
    let all = app.read(move |conn| load(conn, today)).await?;
    let mut sheet = Sheet::new("Status of funds", &[])
        .lead("How far each dollar has come: received, allotted, committed, obligated, delivered, paid.")
        .back("/desk/ledger", "Ledger")
        .with(Section::new("By fiscal year").table(by_year(&all)));
    for one in &all {
        sheet = sheet.with(of_fund(one));
        sheet = sheet.with(Section::new(format!("{} by account", one.fund.code)).table(by_account(one)));
        sheet = sheet.with(Section::new(format!("{} by opportunity", one.fund.code)).table(by_program(one, Doors::of(&viewer.actor))));
        sheet = sheet.with(Section::new(format!("{} by category", one.fund.code)).table(by_category(one)));
        sheet = sheet.with(resources(one));
    }
    app.page(&viewer, &sheet)
}

/// What of an allotment or a fund no reservation, commitment or obligation has taken.
fn free(position: &FundPosition) -> Money {
    position.allotted.minus(position.held).unwrap_or(Money::ZERO)
}

fn amounts(amounts: impl IntoIterator<Item = Money>) -> Vec<Cell> {
    amounts.into_iter().map(|amount| Cell::number(amount.to_string())).collect()
}

fn by_year(all: &[Standing]) -> Table {
    let mut years: BTreeMap<i32, [i64; 6]> = BTreeMap::new();
    for one in all {
        let p = &one.position;
        let sums = years.entry(one.fund.fiscal_year).or_default();
        for (sum, amount) in sums.iter_mut().zip([p.authority, p.committed, p.obligated, p.spent, p.paid, free(p)]) {
            *sum += amount.cents();
        }
    }
    let columns = ["Authority", "Committed", "Obligated", "Delivered", "Paid", "Free"].map(Column::number);
    let table = Table::new("years", "Funds by fiscal year", std::iter::once(Column::text("Year")).chain(columns).collect());
    table.empty("No fund yet.").rows(years.into_iter().rev().map(|(year, sums)| {
        let mut cells = vec![Cell::text(year.to_string()).heading()];
        cells.extend(amounts(sums.map(Money::from_cents)));
        cells
    }))
}

/// A fund's way of the money, drawn and in numbers.
fn of_fund(one: &Standing) -> Section {
    let p = &one.position;
    let stages = [
        ("Received in all", p.authority),
        ("Not yet apportioned", p.unapportioned),
        ("Apportioned, not yet allotted", p.apportioned),
        ("Allotted, not yet committed", p.allotted),
        ("Committed, not yet obligated", p.committed),
        ("Obligated in all", p.obligated),
        ("Delivered", p.spent),
        ("Paid", p.paid),
    ];
    let whole = p.authority.cents();
    let bars = stages.iter().skip(1).map(|(name, amount)| ((*name).to_owned(), amount.to_string(), amount.cents(), whole));
    let message = format!("Of {} received, {} is obligated and {} is paid.", p.authority, p.obligated, p.paid);
    let columns = vec![Column::text("Stage"), Column::number("Amount")];
    let rows = stages.iter().map(|(name, amount)| vec![Cell::text(*name).heading(), Cell::number(amount.to_string())]);
    let table = Table::new(&format!("stages-{}", one.fund.code), format!("{} by stage", one.fund.code), columns).rows(rows);
    Section::new(format!("{} ({})", one.fund.title, one.fund.code)).chart(BarChart::new(message, bars)).table(table)
}

/// What each stage is made of; each account leads to its journals.
fn by_account(one: &Standing) -> Table {
    let of = Dims { fund: Some(one.fund.code.clone()), ..Dims::default() };
    trial_table(&format!("accounts-{}", one.fund.code), "Accounts; each leads to its journals", &of, &one.accounts)
}

fn by_program(one: &Standing, doors: Doors<'_>) -> Table {
    let columns = ["Allotted", "Reserved", "Free", "Committed", "Obligated", "Delivered", "Paid"].map(Column::number);
    let columns = std::iter::once(Column::text("Opportunity")).chain(columns).collect();
    Table::new(&format!("programs-{}", one.fund.code), "Opportunities of this fund", columns).empty("Nothing is allotted yet.").rows(
        one.programs.iter().map(|(program, p)| {
            let mut cells = vec![doors.cell(program.title.clone(), format!("/desk/opportunities/{}", program.slug)).heading()];
            cells.extend(amounts([p.allotted, p.held, p.available, p.committed, p.obligated, p.spent, p.paid]));
            cells
        }),
    )
}

fn by_category(one: &Standing) -> Table {
    let columns = ["Reserved", "Committed", "Obligated", "Advanced", "Delivered", "Paid"].map(Column::number);
    let columns = std::iter::once(Column::text("Category")).chain(columns).collect();
    let rows = one.categories.iter().map(|c| {
        let mut cells = vec![Cell::text(Rulebook::category_title(&c.category)).heading()];
        cells.extend(amounts([c.reserved, c.committed, c.obligated, c.advanced, c.spent, c.paid]));
        cells
    });
    Table::new(&format!("categories-{}", one.fund.code), "Categories of cost", columns).empty("Nothing is awarded yet.").rows(rows)
}

/// The lines of the status of budgetary resources.
fn resources(one: &Standing) -> Section {
    let columns = vec![Column::text("Line"), Column::text("Title"), Column::text("Accounts"), Column::number("Amount")];
    let rows = one.status.lines.iter().map(|line| {
        vec![
            Cell::text(&line.number).heading(),
            Cell::text(&line.title),
            Cell::text(line.less.iter().fold(line.accounts.join(" + "), |sum, code| format!("{sum} − {code}"))),
            Cell::number(line.amount.to_string()),
        ]
    });
    let table = Table::new(&format!("status-{}", one.fund.code), "In the manner of SF 133", columns).rows(rows);
    Section::new(format!("{}: status of budgetary resources", one.fund.code)).text(&one.status.source).table(table)
}
