//! From applications and limits to the choice in whole numbers, and back.

use super::problem::{Problem, Row, Variable};
use super::rule::{Limit, Side};
use super::table::{Award, Table};
use crate::kernel::Money;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One amount for one application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// Its place in the table.
    pub(super) application: usize,
    pub(super) award: Award,
}

/// The choice, and what its variables stand for.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) problem: Problem,
    /// In the order of the variables: worth more first, then by id, then the larger amount.
    pub(super) offers: Vec<Offer>,
}

/// The choice from this table under these limits.
pub(super) fn plan<'a>(table: &Table, limits: impl IntoIterator<Item = &'a Limit>, budget: Money) -> Plan {
    let offers = offers(table);
    let mut rows: Vec<Row> = Vec::new();
    let mut groups: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for limit in limits {
        let place = *groups.entry((limit.column, &limit.value)).or_insert_with(|| {
            rows.push(Row { low: 0, high: i64::MAX });
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(place) {
            match limit.side {
                Side::Floor => row.low = row.low.max(limit.count),
                Side::Cap => row.high = row.high.min(limit.count),
            }
        }
    }
    let mut own_rows: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, _) in table.applications.iter().enumerate().filter(|(_, application)| application.awards.len() > 1) {
        own_rows.insert(place, rows.len());
        rows.push(Row { low: 0, high: 1 });
    }
    let variable = |offer: &Offer| {
        let cells = table.applications.get(offer.application).map(|application| application.groups.as_slice()).unwrap_or_default();
        let mut counted: Vec<usize> =
            cells.iter().enumerate().filter_map(|(column, cell)| groups.get(&(column, cell.as_str())).copied()).collect();
        counted.extend(own_rows.get(&offer.application));
        counted.sort_unstable();
        Variable { value: offer.award.value, cost: offer.award.cost.cents(), rows: counted }
    };
    let variables = offers.iter().map(variable).collect();
    Plan { problem: Problem { variables, rows, budget: budget.cents(), all: None }, offers }
}

/// Every amount for every application, in the order in which ties prefer them.
fn offers(table: &Table) -> Vec<Offer> {
    let all = table.applications.iter().enumerate();
    let mut offers: Vec<Offer> =
        all.flat_map(|(application, a)| a.awards.iter().map(move |award| Offer { application, award: *award })).collect();
    // Applications stand in the table by id.
    offers.sort_by_key(|offer| (Reverse(offer.award.value), offer.application, Reverse(offer.award.cost)));
    offers
}

impl Plan {
    /// The offers that a choice takes.
    pub(super) fn taken(&self, taken: &[bool]) -> Vec<Offer> {
        self.offers.iter().zip(taken).filter(|(_, taken)| **taken).map(|(offer, _)| *offer).collect()
    }
}
