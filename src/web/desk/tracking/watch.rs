//! What to watch: how old open advances are, and what is not spent near the end of its period or after it. Pages and files have the
//! same rows.

use super::asked::Asked;
use super::show::take_out;
use super::{HERE, Known};
use crate::charts::BarChart;
use crate::db::Error;
use crate::kernel::{FieldError, Money};
use crate::locale::format::{number, short_date};
use crate::locale::plural;
use crate::reporting::tracking::{self, Ageing, AwardRow, NearEnd, Unspent};
use crate::reporting::{Amounts, Holds, Value};
use crate::web::fields::{Cell, Column, Table};
use crate::web::figures::{Grid, GridRow, LEFT};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::NaiveDate;

/// So many awards are shown.
const MOST: usize = 100;
/// The end of a period is near within so many days.
pub(super) const NEAR: u64 = 90;
pub(super) const ADVANCES: &str = "/desk/spending/advances";
pub(super) const ENDING: &str = "/desk/spending/ending";
const AGES: [&str; 4] = ["Up to 30 days", "31 to 60 days", "61 to 90 days", "More than 90 days"];

type Read<T> = (Known, Result<T, Vec<FieldError>>);

pub(super) async fn advances(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let (of, today) = (asked.clone(), app.now().day_in(app.settings.fund.zone()));
    let (known, found): Read<Ageing> = app
        .long_read(move |conn| {
            let known = Known::read(conn, &actor, &of)?;
            let found = match of.filters(&known.programs) {
                Ok(filters) => Ok(tracking::open_advances(conn, &actor, &filters, today, (&of.after, MOST))?),
                Err(errors) => Err(errors),
            };
            Ok::<_, Error>((known, found))
        })
        .await?;
    let (found, errors) = split(found);
    let all = Money::total(found.total).unwrap_or(Money::ZERO);
    let bars = AGES.iter().zip(found.total).map(|(age, part)| ((*age).to_owned(), part.to_string(), part.cents(), all.cents()));
    let message = format!("{all} of advances are open in {}.", awards(found.awards));
    // Each sum leads to the list of all of them, in whose rows each amount leads to payments and journals.
    let first = format!("{}#oldest", asked.with(|_| ()).href(ADVANCES));
    let sum = |part: Money| Cell { href: part.is_positive().then(|| first.clone()), ..Cell::number(part.to_string()) };
    let by_age = Table::new("ages", "Open advances by age", vec![Column::text("Age"), Column::number("Open")])
        .rows(AGES.iter().zip(found.total).map(|(age, part)| vec![Cell::text(*age).heading(), sum(part)]))
        .total(vec![Cell::text("All").heading(), sum(all)]);
    let ages = Section::new("By age")
        .filters(ADVANCES, asked.inputs(&known, &errors))
        .chart(BarChart::new(message, bars).reading("A full bar is all open advances."))
        .table(by_age)
        .text("What is spent uses up the oldest advance first. Cash for an advance is to be drawn only for immediate needs (2 CFR 200.305(b)).");
    let sheet =
        Sheet::new("Open advances", &errors).back(HERE, "Spending").with(ages).with(oldest(&app, &asked, &found, errors.is_empty()));
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

fn split<T: Default>(found: Result<T, Vec<FieldError>>) -> (T, Vec<FieldError>) {
    match found {
        Ok(found) => (found, vec![]),
        Err(errors) => (T::default(), errors),
    }
}

/// Why a table of awards has no rows.
fn nothing(awards: usize, none: &'static str) -> &'static str {
    if awards == 0 { none } else { "No more awards: the first page has them." }
}

/// `1 award`, `1,204 awards`.
fn awards(n: usize) -> String {
    plural(i64::try_from(n).unwrap_or(i64::MAX), "award", "awards")
}

/// The name of an award, and its page.
fn award(award: &AwardRow) -> (Value, Option<String>) {
    let name = format!("{}, {}, {}", award.reference, award.city, award.state);
    (Value::Text(name), Some(format!("{HERE}/{}", award.reference)))
}

/// Awards with an open advance, and all of them together. What is open leads to the journals of its award.
pub(super) fn advances_grid(found: &Ageing) -> Grid {
    let columns = [("Award", Holds::Text(40)), ("Open since", Holds::Text(20))].into_iter();
    let columns = columns.chain(AGES.map(|age| (age, Holds::Money))).chain([("Open", Holds::Money)]).collect();
    let values = |name: Value, since: String, ages: [Money; 4], open: Money| -> Vec<Value> {
        [name, Value::Text(since)].into_iter().chain(ages.map(Value::Money)).chain([Value::Money(open)]).collect()
    };
    let rows = found.rows.iter().map(|row| {
        let (name, href) = award(&row.award);
        let since = row.oldest.map_or_else(|| "Before the records".to_owned(), short_date);
        let journals = Some(format!("/desk/ledger?award={}", row.award.reference));
        let payments = format!("/desk/payments?award={}", row.award.reference);
        let ages = row.ages.map(|part| part.is_positive().then(|| payments.clone()));
        let hrefs = [href, None].into_iter().chain(ages).chain([journals]).collect();
        GridRow { values: values(name, since, row.ages, row.open), hrefs }
    });
    let all = Money::total(found.total).unwrap_or(Money::ZERO);
    let all = || values(Value::Text("All".to_owned()), String::new(), found.total, all);
    let total = (found.awards > 0).then(|| GridRow { values: all(), hrefs: vec![] });
    Grid { columns, rows: rows.collect(), total }
}

fn oldest(app: &App, asked: &Asked, found: &Ageing, is_sound: bool) -> Section {
    let caption = "Awards with an open advance, the oldest first";
    let mut section =
        Section::new("By award").table(advances_grid(found).table("oldest", caption, nothing(found.awards, "No advance is open.")));
    if let Some(next) = &found.next {
        section = section.link(format!("{}#oldest", asked.with(|a| a.after.clone_from(next)).href(ADVANCES)), "More awards");
    }
    if is_sound { take_out(section, app, asked, "advances") } else { section }
}

/// The columns of awards that end soon, or ended, with money left.
pub(super) fn ending_columns() -> Vec<(&'static str, Holds)> {
    let columns = [("Award", Holds::Text(40)), ("Ends on", Holds::Text(24))].into_iter();
    columns.chain(["Obligated", "Advanced", "Spent", "Left"].map(|head| (head, Holds::Money))).collect()
}

fn ending_values(name: Value, day: String, a: Amounts) -> Vec<Value> {
    [name, Value::Text(day)].into_iter().chain([a.obligated, a.advanced, a.spent, a.left].map(Value::Money)).collect()
}

/// An award that ends soon, or ended before today, with money left; what its figures are made of.
pub(super) fn ending_row(row: &Unspent, today: NaiveDate) -> GridRow {
    let (name, href) = award(&row.award);
    let journals = Some(format!("/desk/ledger?award={}", row.award.reference));
    let spent = Some(format!("/desk/spending/lines?award={}&stage=accepted", row.award.reference));
    let (advanced, spent) =
        (journals.clone().filter(|_| row.amounts.advanced.is_positive()), spent.filter(|_| row.amounts.spent.is_positive()));
    let hrefs = vec![href, None, journals.clone(), advanced, spent, journals];
    let ends_on = short_date(row.award.period_end);
    let day = if row.award.period_end < today { format!("Ended on {ends_on}") } else { ends_on };
    GridRow { values: ending_values(name, day, row.amounts), hrefs }
}

/// All of them together.
pub(super) fn ending_total(all: Amounts) -> Vec<Value> {
    ending_values(Value::Text("All".to_owned()), String::new(), all)
}

/// What is left, and what of it was to be spent by a day that is over.
fn left(found: &NearEnd) -> String {
    let (all, of) = (found.total.left, awards(found.awards));
    let (end, are) = if found.awards == 1 { ("ends", "is") } else { ("end", "are") };
    if found.ended == 0 {
        return format!("{all} is left of {of} that {end} within {NEAR} days.");
    }
    let (ended, ended_left) = (number(i64::try_from(found.ended).unwrap_or(i64::MAX)), found.ended_left);
    format!(
        "{all} is left of {of} that {end} within {NEAR} days, or ended and {are} not closed. {ended} of them ended, with {ended_left} left."
    )
}

pub(super) async fn ending(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let (of, today) = (asked.clone(), app.now().day_in(app.settings.fund.zone()));
    let (known, found): Read<NearEnd> = app
        .long_read(move |conn| {
            let known = Known::read(conn, &actor, &of)?;
            let found = match of.filters(&known.programs) {
                Ok(filters) => Ok(tracking::near_end(conn, &actor, &filters, (today, NEAR), (&of.after, MOST))?),
                Err(errors) => Err(errors),
            };
            Ok::<_, Error>((known, found))
        })
        .await?;
    let (found, errors) = split(found);
    let bars = found.rows.iter().map(|row| {
        let a = row.amounts;
        (row.award.reference.clone(), format!("{} of {}", a.spent, a.obligated), a.spent.cents(), a.obligated.cents())
    });
    let chart = BarChart::new(format!("{} is left of what ended or ends within {NEAR} days.", found.total.left), bars);
    let total = (found.awards > 0).then(|| GridRow { values: ending_total(found.total), hrefs: vec![] });
    let grid = Grid { columns: ending_columns(), rows: found.rows.iter().map(|row| ending_row(row, today)).collect(), total };
    let mut section = Section::new(format!("Ended, or ending within {NEAR} days"))
        .filters(ENDING, asked.inputs(&known, &errors))
        .table(grid.table(
            "ending",
            "Awards that end soon, or ended, with money left",
            nothing(found.awards, "Nothing is left of what ends soon."),
        ))
        .text(left(&found))
        .text(LEFT);
    if !found.rows.is_empty() {
        section = section.chart(chart);
    }
    if let Some(next) = &found.next {
        section = section.link(asked.with(|a| a.after.clone_from(next)).href(ENDING), "More awards");
    }
    if errors.is_empty() {
        section = take_out(section, &app, &asked, "ending");
    }
    let sheet = Sheet::new("Unspent near the end", &errors).back(HERE, "Spending").with(section);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}
