//! Money that is not spent near the end of its period, or after it and before the award is closed. All these awards are summed up by
//! the database in one statement; who they are is read page by page.

use super::ask::{Filters, cut};
use super::store::{self, AT_ONCE, AwardRow, Scope, Which};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger;
use crate::people::Actor;
use crate::reporting::Amounts;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, VecDeque};

/// An award whose period ends soon, or ended.
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
    /// A page of the awards with money left, the one that ended or ends soonest first.
    pub rows: Vec<Unspent>,
    /// Where the money of all of them stands.
    pub total: Amounts,
    /// How many they are.
    pub awards: usize,
    /// How many of them ended before today.
    pub ended: usize,
    /// What is left of those that ended.
    pub ended_left: Money,
    /// The key after which the next page begins.
    pub next: Option<String>,
}

/// An award with money left: its last day, its identifier, where its money stands.
type Left = (NaiveDate, String, Amounts);

/// Every award that is open to the reader, is not closed, ended or ends within so many days, and has money left; soonest first.
fn left(conn: &mut Conn, scope: &Scope, (today, days): (NaiveDate, u64)) -> Result<Vec<Left>, Error> {
    let last = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let mut found = Vec::new();
    for (ends_on, award, [obligated, advanced, accepted]) in store::ending(conn, scope, last, &ledger::figure_codes()?)? {
        let cents = Money::from_cents;
        let amounts = Amounts::new(Money::ZERO, cents(obligated), cents(advanced), cents(accepted));
        if amounts.left.is_positive() {
            found.push((ends_on, award, amounts));
        }
    }
    found.sort_by(|(day, id, _), (other_day, other, _)| (day, id).cmp(&(other_day, other)));
    Ok(found)
}

/// Who these are, in the same order.
fn named(conn: &mut Conn, scope: &Scope, some: &[Left]) -> Result<Vec<Unspent>, Error> {
    let ids: Vec<String> = some.iter().map(|(_, id, _)| id.clone()).collect();
    let awards = store::list_awards(conn, scope, Which::Ids(&ids))?;
    let mut by_id: BTreeMap<String, AwardRow> = awards.into_iter().map(|award| (award.id.clone(), award)).collect();
    Ok(some.iter().filter_map(|(_, id, amounts)| Some(Unspent { award: by_id.remove(id)?, amounts: *amounts })).collect())
}

/// The awards that are open to the reader, are not closed, ended or end within so many days, and have money left; a page of at
/// most `limit` after a key.
///
/// # Errors
/// The database's refusal.
pub fn near_end(
    conn: &mut Conn,
    reader: &Actor,
    filters: &Filters,
    days: (NaiveDate, u64),
    (after, limit): (&str, usize),
) -> Result<NearEnd, Error> {
    let scope = filters.scope(reader, &store::programs(conn)?);
    let all = left(conn, &scope, days)?;
    let total = all.iter().fold(Amounts::default(), |sum, (_, _, amounts)| sum.plus(*amounts));
    let awards = all.len();
    let over: Vec<Amounts> = all.iter().filter(|(ends_on, ..)| *ends_on < days.0).map(|(_, _, amounts)| *amounts).collect();
    let ended_left = over.iter().fold(Amounts::default(), |sum, amounts| sum.plus(*amounts)).left;
    let key = |(ends_on, id, _): &Left| format!("{ends_on}~{id}");
    let mut page: Vec<Left> = all.into_iter().filter(|one| key(one).as_str() > after).collect();
    let next = cut(&mut page, limit, key);
    Ok(NearEnd { rows: named(conn, &scope, &page)?, total, awards, ended: over.len(), ended_left, next })
}

/// All of these awards, named piece by piece. Used within one snapshot they are those of one instant.
pub struct Ending<'c> {
    conn: &'c mut Conn,
    scope: Scope,
    left: VecDeque<Left>,
    piece: VecDeque<Unspent>,
    /// Where the money of all of them stands.
    pub total: Amounts,
}

impl<'c> Ending<'c> {
    /// Those that are open to the reader, are not closed, ended or end within so many days, and have money left.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn new(conn: &'c mut Conn, reader: &Actor, filters: &Filters, days: (NaiveDate, u64)) -> Result<Self, Error> {
        let scope = filters.scope(reader, &store::programs(conn)?);
        let all = left(conn, &scope, days)?;
        let total = all.iter().fold(Amounts::default(), |sum, (_, _, amounts)| sum.plus(*amounts));
        Ok(Self { conn, scope, left: all.into(), piece: VecDeque::new(), total })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left.is_empty() && self.piece.is_empty()
    }
}

impl Iterator for Ending<'_> {
    type Item = Result<Unspent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.piece.is_empty() && !self.left.is_empty() {
            let some: Vec<Left> = self.left.drain(..self.left.len().min(AT_ONCE)).collect();
            match named(self.conn, &self.scope, &some) {
                Ok(piece) => self.piece = piece.into(),
                Err(e) => {
                    self.left.clear();
                    return Some(Err(e));
                }
            }
        }
        self.piece.pop_front().map(Ok)
    }
}
