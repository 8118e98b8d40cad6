//! Planned, obligated, advanced, spent and left, told apart by one thing. What is summed over everything comes from the kept
//! sums, less the awards that are closed to the reader; a page of cities or awards, and one city's, from its accounts.

use super::ask::{By, Wanted, cut, one_more};
use super::store::{self, AwardRow, Key, Program, Scope, Which};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger::{self, Rulebook};
use crate::people::Actor;
use crate::places::STATES;
use crate::reporting::Amounts;
use std::collections::BTreeMap;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyRow {
    /// What tells it apart: a code, an identifier, a reference number, a year.
    pub key: String,
    /// Its name as people read it.
    pub name: String,
    /// Where its money stands.
    pub amounts: Amounts,
}

/// A view of money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyView {
    /// Its rows, or one page of them.
    pub rows: Vec<MoneyRow>,
    /// All rows of all pages together.
    pub total: Amounts,
    /// The key after which the next page begins.
    pub next: Option<String>,
}

/// What is summed up under one key.
#[derive(Clone, Debug, Default)]
struct Sum {
    planned: i64,
    codes: BTreeMap<String, (i64, i64)>,
}

impl Sum {
    fn post(&mut self, code: &str, debits: i64, credits: i64) {
        let sums = self.codes.entry(code.to_owned()).or_default();
        *sums = (sums.0.saturating_add(debits), sums.1.saturating_add(credits));
    }

    fn is_nothing(&self) -> bool {
        self.planned == 0 && self.codes.values().all(|sums| *sums == (0, 0))
    }

    fn amounts(&self) -> Result<Amounts, Error> {
        let stands = ledger::position_of(&self.codes)?;
        Ok(Amounts::new(Money::from_cents(self.planned), stands.obligated, stands.advanced, stands.accepted()))
    }
}

type Sums = BTreeMap<String, Sum>;

/// Where money stands, told apart by what is asked; the views of costs are [`super::by_cost`] and [`super::by_event`].
///
/// # Errors
/// The database's refusal.
pub fn by_money(conn: &mut Conn, reader: &Actor, wanted: &Wanted) -> Result<MoneyView, Error> {
    let programs = store::programs(conn)?;
    let scope = wanted.filters.scope(reader, &programs);
    match wanted.by {
        By::City => cities(conn, &scope, wanted),
        By::Award => awards(conn, &scope, wanted),
        By::Opportunity => whole(conn, &scope, Key::Program, |key| program_name(&programs, key)),
        By::State => whole(conn, &scope, Key::State, state_name),
        By::Year => years(conn, &scope, &programs),
        _ => whole(conn, &scope, Key::Category, Rulebook::category_title),
    }
}

fn whole(conn: &mut Conn, scope: &Scope, key: Key, name: impl Fn(&str) -> String) -> Result<MoneyView, Error> {
    let sums = sums(conn, scope, key, false)?;
    view(sums, name)
}

fn years(conn: &mut Conn, scope: &Scope, programs: &[Program]) -> Result<MoneyView, Error> {
    let mut by_year = Sums::new();
    for (program, sum) in sums(conn, scope, Key::Program, false)? {
        let year = programs.iter().find(|p| p.id == program).and_then(|p| p.fiscal_year);
        let into = by_year.entry(year.map(|year| year.to_string()).unwrap_or_default()).or_default();
        into.planned = into.planned.saturating_add(sum.planned);
        for (code, (debits, credits)) in sum.codes {
            into.post(&code, debits, credits);
        }
    }
    view(by_year, |key| if key.is_empty() { "Not known".to_owned() } else { key.to_owned() })
}

fn view(sums: Sums, name: impl Fn(&str) -> String) -> Result<MoneyView, Error> {
    let mut view = MoneyView::default();
    for (key, sum) in sums {
        let amounts = sum.amounts()?;
        // What was only set aside is on accounts too, and none of these figures.
        if amounts == Amounts::default() {
            continue;
        }
        view.total = view.total.plus(amounts);
        view.rows.push(MoneyRow { name: name(&key), key, amounts });
    }
    view.rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(view)
}

/// What is summed per key; what comes to nothing is not there.
fn sums(conn: &mut Conn, scope: &Scope, key: Key, with_city: bool) -> Result<Sums, Error> {
    let mut sums = Sums::new();
    let of = |award: &AwardRow, category: &str| match key {
        Key::Category => category.to_owned(),
        Key::Program => award.program.clone(),
        Key::State => award.state.clone(),
    };
    if let Some(city) = scope.city.clone() {
        let awards = store::list_awards(conn, scope, Which::Cities(&[city]))?;
        add_awards(conn, &awards, &mut sums, of, 1)?;
    } else {
        for (key, code, debits, credits) in store::money_by(conn, scope, key, with_city)? {
            sums.entry(key).or_default().post(&code, debits, credits);
        }
        for (key, cents) in store::plans_by(conn, scope, key)? {
            let sum = sums.entry(key).or_default();
            sum.planned = sum.planned.saturating_add(cents);
        }
        let closed = store::list_awards(conn, scope, Which::Ids(&scope.closed))?;
        add_awards(conn, &closed, &mut sums, of, -1)?;
    }
    sums.retain(|_, sum| !sum.is_nothing());
    Ok(sums)
}

/// Adds what stands on the accounts of these awards, so many times.
fn add_awards(
    conn: &mut Conn,
    awards: &[AwardRow],
    sums: &mut Sums,
    key: impl Fn(&AwardRow, &str) -> String,
    times: i64,
) -> Result<(), Error> {
    let ids: Vec<String> = awards.iter().map(|award| award.id.clone()).collect();
    let by_id: BTreeMap<&str, &AwardRow> = awards.iter().map(|award| (award.id.as_str(), award)).collect();
    for part in store::parts(conn, &ids)? {
        let Some(award) = by_id.get(part.award.as_str()) else { continue };
        sums.entry(key(award, &part.category)).or_default().post(&part.code, times * part.debits, times * part.credits);
    }
    for (award, category, cents) in store::plans(conn, &ids)? {
        let Some(award) = by_id.get(award.as_str()) else { continue };
        let sum = sums.entry(key(award, &category)).or_default();
        sum.planned = sum.planned.saturating_add(times * cents);
    }
    Ok(())
}

/// Where all money within the scope stands; `with_city` leaves out what came with opening balances and has no city.
pub(super) fn total(conn: &mut Conn, scope: &Scope, with_city: bool) -> Result<Amounts, Error> {
    let mut all = Amounts::default();
    for sum in sums(conn, scope, Key::State, with_city)?.values() {
        all = all.plus(sum.amounts()?);
    }
    Ok(all)
}

fn cities(conn: &mut Conn, scope: &Scope, wanted: &Wanted) -> Result<MoneyView, Error> {
    let mut cities = store::list_cities(conn, scope, &wanted.after, one_more(wanted.limit))?;
    let next = cut(&mut cities, wanted.limit, |city: &(String, String, String)| city.0.clone());
    let ids: Vec<String> = cities.iter().map(|city| city.0.clone()).collect();
    let awards = store::list_awards(conn, scope, Which::Cities(&ids))?;
    let mut sums = Sums::new();
    add_awards(conn, &awards, &mut sums, |award, _| award.city_id.clone(), 1)?;
    let mut rows = Vec::with_capacity(cities.len());
    for (id, name, state) in cities {
        let amounts = sums.get(&id).map_or(Ok(Amounts::default()), Sum::amounts)?;
        rows.push(MoneyRow { key: id, name: format!("{name}, {state}"), amounts });
    }
    Ok(MoneyView { rows, total: total(conn, scope, true)?, next })
}

fn awards(conn: &mut Conn, scope: &Scope, wanted: &Wanted) -> Result<MoneyView, Error> {
    let mut awards = store::list_awards(conn, scope, Which::After(&wanted.after, one_more(wanted.limit)))?;
    let next = cut(&mut awards, wanted.limit, |award: &AwardRow| award.reference.clone());
    let mut sums = Sums::new();
    add_awards(conn, &awards, &mut sums, |award, _| award.id.clone(), 1)?;
    let mut rows = Vec::with_capacity(awards.len());
    for award in awards {
        let amounts = sums.get(&award.id).map_or(Ok(Amounts::default()), Sum::amounts)?;
        rows.push(MoneyRow { name: format!("{}, {}", award.reference, award.city), key: award.reference, amounts });
    }
    Ok(MoneyView { rows, total: total(conn, scope, true)?, next })
}

fn program_name(programs: &[Program], key: &str) -> String {
    programs.iter().find(|p| p.id == key).map_or_else(|| "Opening balances".to_owned(), |p| p.title.clone())
}

fn state_name(key: &str) -> String {
    if key.is_empty() {
        return "Opening balances, without a city".to_owned();
    }
    STATES.iter().find(|(code, _)| *code == key).map_or_else(|| key.to_owned(), |(_, name)| (*name).to_owned())
}
