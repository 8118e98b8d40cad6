//! The independent check of a choice: from the table and the rules alone, without
//! anything of the search, it adds up and counts again.

use super::rule::{Limit, Side, name_of};
use super::table::{Award, Table};
use crate::kernel::Money;
use std::collections::{BTreeMap, BTreeSet};

/// What a choice comes to, added up from the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// In units of value.
    pub value: i128,
    /// What it costs.
    pub cost: Money,
}

/// How a choice breaks what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// An application that is not in the table, or an amount that it was not stated for.
    #[error("\"{0}\" is not in the file with this amount")]
    Unknown(String),
    /// An application is chosen twice.
    #[error("\"{0}\" is chosen twice")]
    Twice(String),
    /// More is spent than there is.
    #[error("the choice costs {cost}, more than the budget of {budget}")]
    Budget {
        /// What it costs.
        cost: Money,
        /// What there is.
        budget: Money,
    },
    /// A floor or a cap does not hold.
    #[error("{count} with {group} are chosen, which breaks a rule")]
    Limit {
        /// The column and its value.
        group: String,
        /// How many are chosen.
        count: i64,
    },
}

/// Adds a choice up and holds it against the budget and every limit.
///
/// # Errors
/// The first [`Breach`].
pub fn check(table: &Table, limits: &[Limit], budget: Money, chosen: &[(String, Award)]) -> Result<Sum, Breach> {
    let mut value = 0_i128;
    let mut cost = Money::ZERO;
    let mut ids = BTreeSet::new();
    let mut counts: BTreeMap<(usize, &str), i64> = BTreeMap::new();
    for (id, award) in chosen {
        let application = table.applications.iter().find(|application| application.id == *id && application.awards.contains(award));
        let application = application.ok_or_else(|| Breach::Unknown(id.clone()))?;
        if !ids.insert(id) {
            return Err(Breach::Twice(id.clone()));
        }
        value += i128::from(award.value);
        cost = cost.plus(award.cost).map_err(|_| Breach::Budget { cost: award.cost, budget })?;
        for (column, cell) in application.groups.iter().enumerate() {
            *counts.entry((column, cell)).or_default() += 1;
        }
    }
    if cost > budget {
        return Err(Breach::Budget { cost, budget });
    }
    for limit in limits {
        let count = counts.get(&(limit.column, limit.value.as_str())).copied().unwrap_or(0);
        let holds = match limit.side {
            Side::Floor => count >= limit.count,
            Side::Cap => count <= limit.count,
        };
        if !holds {
            return Err(Breach::Limit { group: format!("{} \"{}\"", name_of(table, limit.column), limit.value), count });
        }
    }
    Ok(Sum { value, cost })
}
