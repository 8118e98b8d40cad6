//! What to watch: how old open advances are, and what is not spent near the end of its period.

use super::HERE;
use super::asked::Asked;
use crate::charts::BarChart;
use crate::db::Error;
use crate::kernel::{FieldError, Money};
use crate::locale::format::{number, short_date};
use crate::reporting::tracking::{self, Ageing, AwardRow, NearEnd, Program};
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

/// So many awards are shown.
const MOST: usize = 100;
/// The end of a period is near within so many days.
const NEAR: u64 = 90;
const AGES: [&str; 4] = ["Up to 30 days", "31 to 60 days", "61 to 90 days", "More than 90 days"];

type Read<T> = (Vec<Program>, Result<T, Vec<FieldError>>);

pub(super) async fn advances(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let (of, today) = (asked.clone(), app.now().day_in(app.settings.fund.zone()));
    let (programs, found): Read<Ageing> = app
        .read(move |conn| {
            let programs = tracking::programs(conn)?;
            let found = match of.filters(&programs) {
                Ok(filters) => Ok(tracking::open_advances(conn, &actor, &filters, today, MOST)?),
                Err(errors) => Err(errors),
            };
            Ok::<_, Error>((programs, found))
        })
        .await?;
    let (found, errors) = split(found);
    let all = Money::total(found.total).unwrap_or(Money::ZERO);
    let bars = AGES.iter().zip(found.total).map(|(age, part)| ((*age).to_owned(), part.to_string(), part.cents(), all.cents()));
    let message = format!("{all} of advances are open in {} awards.", number(i64::try_from(found.awards).unwrap_or(i64::MAX)));
    let by_age = Table::new("ages", "Open advances by age", vec![Column::text("Age"), Column::number("Open")])
        .rows(AGES.iter().zip(found.total).map(|(age, part)| vec![Cell::text(*age).heading(), Cell::number(part.to_string())]))
        .total(vec![Cell::text("All").heading(), Cell::number(all.to_string())]);
    let ages = Section::new("By age")
        .filters("/desk/spending/advances", asked.inputs(&programs, &errors))
        .chart(BarChart::new(message, bars).reading("A full bar is all open advances."))
        .table(by_age)
        .text("What is spent uses up the oldest advance first. Cash for an advance is to be drawn only for immediate needs (2 CFR 200.305(b)).");
    let sheet = Sheet::new("Open advances", &errors).back(HERE, "Spending").with(ages).with(oldest(&found));
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

fn split<T: Default>(found: Result<T, Vec<FieldError>>) -> (T, Vec<FieldError>) {
    match found {
        Ok(found) => (found, vec![]),
        Err(errors) => (T::default(), errors),
    }
}

fn award(award: &AwardRow) -> Cell {
    Cell::link(format!("{}, {}, {}", award.reference, award.city, award.state), format!("{HERE}/{}", award.reference)).heading()
}

fn oldest(found: &Ageing) -> Section {
    let columns = [Column::text("Award"), Column::text("Open since")].into_iter();
    let columns = columns.chain(AGES.map(Column::number)).chain([Column::number("Open")]).collect();
    let table = Table::new("oldest", "Awards with an open advance, the oldest first", columns).empty("No advance is open.");
    let rows = found.rows.iter().map(|row| {
        let since = row.oldest.map_or_else(|| "Before the records".to_owned(), short_date);
        let ages = row.ages.map(|part| Cell::number(part.to_string()));
        [award(&row.award), Cell::text(since)].into_iter().chain(ages).chain([journals(row)]).collect::<Vec<Cell>>()
    });
    let section = Section::new("By award").table(table.rows(rows));
    if found.awards > found.rows.len() {
        return section.text(format!("The {MOST} oldest of {} are shown. Narrow the page to see others.", found.awards));
    }
    section
}

/// What is open, which leads to the page of the award and from there to its journals.
fn journals(row: &tracking::Advance) -> Cell {
    Cell { href: Some(format!("{HERE}/{}", row.award.reference)), ..Cell::number(row.open.to_string()) }
}

pub(super) async fn ending(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let (of, today) = (asked.clone(), app.now().day_in(app.settings.fund.zone()));
    let (programs, found): Read<NearEnd> = app
        .read(move |conn| {
            let programs = tracking::programs(conn)?;
            let found = match of.filters(&programs) {
                Ok(filters) => Ok(tracking::near_end(conn, &actor, &filters, (today, NEAR))?),
                Err(errors) => Err(errors),
            };
            Ok::<_, Error>((programs, found))
        })
        .await?;
    let (found, errors) = split(found);
    let heads = ["Obligated", "Advanced", "Spent", "Left"].map(Column::number);
    let columns = [Column::text("Award"), Column::text("Ends on")].into_iter().chain(heads).collect();
    let table = Table::new("ending", "Awards that end soon with money left", columns).empty("Nothing is left of what ends soon.");
    let rows = found.rows.iter().take(MOST).map(|row| {
        let a = row.amounts;
        let amounts = [a.obligated, a.advanced, a.spent, a.left].map(|amount| Cell::number(amount.to_string()));
        [award(&row.award), Cell::text(short_date(row.award.period_end))].into_iter().chain(amounts).collect::<Vec<Cell>>()
    });
    let mut section = Section::new(format!("Within {NEAR} days"))
        .filters("/desk/spending/ending", asked.inputs(&programs, &errors))
        .table(table.rows(rows))
        .text(format!("{} is left of {} awards that end within {NEAR} days.", found.left, found.rows.len()));
    if found.rows.len() > MOST {
        section = section.text(format!("The first {MOST} are shown. Narrow the page to see others."));
    }
    let sheet = Sheet::new("Unspent near the end", &errors).back(HERE, "Spending").with(section);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}
