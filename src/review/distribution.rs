//! How often a reviewer gave each score in a round, beside the rest of the panel. Whether it is time for them
//! to see it is asked by `process`, which knows what they still owe.

use super::{list_begun_scales, store};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::panel::{self, Scores};
use crate::people::{Account, Actor};
use std::collections::{BTreeMap, BTreeSet};

/// Of fewer others nothing is shown: it would be the scores of a person.
pub const FEWEST_OTHERS: usize = 2;

/// How often each score was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// By the reviewer.
    pub own: BTreeMap<i64, i64>,
    /// By the others of the panel together; empty where there are fewer than [`FEWEST_OTHERS`], or scales differ.
    pub others: BTreeMap<i64, i64>,
    /// How many others there are.
    pub reviewers: usize,
    /// Whether the phase of the round withholds the scores of others.
    pub is_withheld: bool,
    /// Whether reviews of the round were begun on different scales: then there is nobody to compare with.
    pub is_mixed: bool,
}

/// The scores of all submitted reviews of a round, without the applications from which the actor stepped back. In a phase in which
/// nobody sees the scores of others, the actor's own alone.
///
/// # Errors
/// [`Error::Missing`] for somebody who submitted none.
pub fn distribution(conn: &mut Conn, actor: &Actor, opportunity: Id<Opportunity>, now: Timestamp) -> Result<Distribution, Error> {
    let account = actor.account.ok_or(Error::Missing)?;
    let closed = actor.walls.ids();
    let mut rows = store::count_scores(conn, opportunity, &closed)?;
    let is_withheld = panel::flags_now(conn, opportunity, now)?.scores == Scores::Never;
    rows.retain(|(reviewer, _, _)| !is_withheld || *reviewer == account);
    let is_mixed = list_begun_scales(conn, opportunity)?.len() > 1;
    let mut found = Distribution { is_withheld, is_mixed, ..summed(account, rows) };
    if is_mixed {
        found.others.clear();
    }
    if found.own.is_empty() { Err(Error::Missing) } else { Ok(found) }
}

fn summed(account: Id<Account>, rows: Vec<(Id<Account>, i64, i64)>) -> Distribution {
    let mut found = Distribution::default();
    let mut others = BTreeSet::new();
    for (reviewer, score, count) in rows {
        let side = if reviewer == account { &mut found.own } else { &mut found.others };
        *side.entry(score).or_default() += count;
        if reviewer != account {
            others.insert(reviewer.text());
        }
    }
    found.reviewers = others.len();
    if found.reviewers < FEWEST_OTHERS {
        found.others.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_other_is_a_person_and_not_a_panel() {
        let id = |n: u8| format!("01999999-0000-7000-8000-00000000000{n}").parse::<Id<Account>>().expect("an identifier");
        let mut rows = vec![(id(1), 4, 3), (id(1), 5, 1), (id(2), 2, 4)];
        let two = summed(id(1), rows.clone());
        assert_eq!((two.own.get(&4), two.others.len(), two.reviewers), (Some(&3), 0, 1));
        rows.push((id(3), 2, 1));
        let three = summed(id(1), rows);
        assert_eq!((three.own.values().sum::<i64>(), three.others.get(&2), three.reviewers), (4, Some(&5), 2));
    }
}
