//! Money that is not spent near the end of its period.

use super::ageing::sides;
use super::ask::Filters;
use super::store::{self, AwardRow, Which};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger;
use crate::people::Actor;
use crate::reporting::Amounts;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// So many awards whose period ends soon are looked at.
const MOST: i64 = 2_000;

/// An award whose period ends soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unspent {
    /// The award.
    pub award: AwardRow,
    /// Where its money stands; nothing is said of what was planned.
    pub amounts: Amounts,
}

/// What is not spent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NearEnd {
    /// The awards with money left, the one that ends soonest first.
    pub rows: Vec<Unspent>,
    /// What is left of all of them.
    pub left: Money,
}

/// The awards that are open to the reader, end within so many days and have money left.
///
/// # Errors
/// The database's refusal.
pub fn near_end(conn: &mut Conn, reader: &Actor, filters: &Filters, (today, days): (NaiveDate, u64)) -> Result<NearEnd, Error> {
    let programs = store::programs(conn)?;
    let scope = filters.scope(reader, &programs);
    let last = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let awards = store::list_awards(conn, &scope, Which::Ending(today, last, MOST))?;
    let ids: Vec<String> = awards.iter().map(|award| award.id.clone()).collect();
    let mut sums: BTreeMap<String, BTreeMap<String, (i64, i64)>> = BTreeMap::new();
    for (award, code, cents) in store::balances(conn, &ids)? {
        sums.entry(award).or_default().insert(code, sides(cents));
    }
    let mut found = NearEnd::default();
    for award in awards {
        let stands = match sums.get(&award.id) {
            Some(codes) => ledger::position_of(codes)?,
            None => continue,
        };
        let amounts = Amounts::new(Money::ZERO, stands.obligated, stands.advanced, stands.accepted());
        if amounts.left.is_positive() {
            found.left = found.left.plus(amounts.left).unwrap_or(found.left);
            found.rows.push(Unspent { award, amounts });
        }
    }
    Ok(found)
}
