//! What was accepted of expenses, by kind of activity and by the fiscal year of their day, and who came for it: cost for
//! each attendee and each person and day, and the share of career staff. Averages are of activities that were held.

use super::ask::{By, Wanted};
use super::store::{self, AwardRow, Cost, Program, Which};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::opportunity;
use crate::people::Actor;
use crate::rates::fiscal_year;
use crate::reporting::Came;
use std::collections::BTreeMap;

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostRow {
    /// What tells it apart.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Accepted cost.
    pub spent: Money,
    /// Of so many expenses.
    pub expenses: i64,
    /// Who came.
    pub came: Came,
}

/// A view of costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostView {
    /// Its rows.
    pub rows: Vec<CostRow>,
    /// All rows together.
    pub total: CostRow,
}

/// Accepted costs by kind of activity, or by fiscal year of their day.
///
/// # Errors
/// The database's refusal.
pub fn by_cost(conn: &mut Conn, reader: &Actor, wanted: &Wanted) -> Result<CostView, Error> {
    let programs = store::programs(conn)?;
    let scope = wanted.filters.scope(reader, &programs);
    let is_year = wanted.by == By::CostYear;
    let mut rows: BTreeMap<String, CostRow> = BTreeMap::new();
    if let Some(city) = scope.city.clone() {
        let awards = store::list_awards(conn, &scope, Which::Cities(&[city]))?;
        add_awards(conn, &ids(awards), (is_year, 1), &mut rows)?;
    } else {
        add(&mut rows, store::costs_by(conn, &scope)?, (is_year, 1));
        if !is_year {
            add_people(&mut rows, store::came_by_kind(conn, &scope)?, 1);
        }
        let closed = store::list_awards(conn, &scope, Which::Ids(&scope.closed))?;
        add_awards(conn, &ids(closed), (is_year, -1), &mut rows)?;
    }
    rows.retain(|_, row| row.expenses != 0 || row.came.people() != 0);
    let names = if is_year { BTreeMap::new() } else { kind_names(conn, &programs)? };
    let mut view = CostView::default();
    for (key, row) in rows {
        view.total.spent = cents(view.total.spent.cents().saturating_add(row.spent.cents()));
        view.total.expenses += row.expenses;
        view.total.came = view.total.came.plus(row.came);
        let name = names.get(&key).cloned().unwrap_or_else(|| if key.is_empty() { "Not in a plan".to_owned() } else { key.clone() });
        view.rows.push(CostRow { key, name, ..row });
    }
    Ok(view)
}

fn ids(awards: Vec<AwardRow>) -> Vec<String> {
    awards.into_iter().map(|award| award.id).collect()
}

/// The accepted costs of some awards and who came, so many times.
fn add_awards(
    conn: &mut Conn,
    awards: &[String],
    (is_year, times): (bool, i64),
    rows: &mut BTreeMap<String, CostRow>,
) -> Result<(), Error> {
    let records = store::records(conn, awards)?;
    let planned = store::kinds_of(conn, awards)?;
    let became: BTreeMap<&str, (&str, bool)> = records.iter().map(|r| (r.id.as_str(), (r.kind.as_str(), r.is_held))).collect();
    let cost = |(activity, day, cents): (String, chrono::NaiveDate, i64)| {
        let as_planned = || (planned.get(&activity).map_or("", String::as_str), false);
        let (kind, is_held) = became.get(activity.as_str()).copied().unwrap_or_else(as_planned);
        Cost { kind: kind.to_owned(), year: fiscal_year(day), is_held, cents, count: 1 }
    };
    let costs: Vec<Cost> = store::costs(conn, awards)?.into_iter().map(cost).collect();
    add(rows, costs, (is_year, times));
    if !is_year {
        let people = records.iter().filter_map(|r| {
            let came = r.came(Money::ZERO)?;
            Some((r.kind.clone(), [came.career, came.appointees, came.person_days]))
        });
        add_people(rows, people.collect(), times);
    }
    Ok(())
}

fn add(rows: &mut BTreeMap<String, CostRow>, costs: Vec<Cost>, (is_year, times): (bool, i64)) {
    for cost in costs {
        let row = rows.entry(if is_year { cost.year.to_string() } else { cost.kind }).or_default();
        let more = times * cost.cents;
        row.spent = cents(row.spent.cents().saturating_add(more));
        row.expenses += times * cost.count;
        if cost.is_held && !is_year {
            row.came.cost = cents(row.came.cost.cents().saturating_add(more));
        }
    }
}

fn add_people(rows: &mut BTreeMap<String, CostRow>, people: Vec<(String, [i64; 3])>, times: i64) {
    for (kind, [career, appointees, person_days]) in people {
        let row = rows.entry(kind).or_default();
        let more = Came { career: times * career, appointees: times * appointees, person_days: times * person_days, cost: Money::ZERO };
        row.came = row.came.plus(more);
    }
}

/// What rounds call the kinds of activities, by their codes; of several names the latest round's.
///
/// # Errors
/// The database's refusal.
pub fn kind_names(conn: &mut Conn, programs: &[Program]) -> Result<BTreeMap<String, String>, Error> {
    let mut names = BTreeMap::new();
    let mut seen: Vec<&str> = Vec::new();
    for program in programs {
        if seen.contains(&program.definition_sha256.as_str()) {
            continue;
        }
        seen.push(&program.definition_sha256);
        let definition = match opportunity::definition(conn, &program.definition_sha256) {
            Err(Error::Missing) => continue,
            other => other?,
        };
        for kind in &definition.activities.kinds {
            names.entry(kind.id.clone()).or_insert_with(|| kind.title.clone());
        }
    }
    Ok(names)
}
