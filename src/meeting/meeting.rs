//! The noun: a meeting of the panel of a round, and the applications on its agenda.

use crate::intake::Application;
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;

/// The longest note, sentence or reason, in characters.
pub(super) const LONGEST: usize = 2_000;
/// So many applications stand on one agenda at most.
pub(super) const MOST_ITEMS: usize = 1_000;

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Its members are invited.
    Planned,
    /// It goes on.
    Open,
    /// It is over, and has minutes.
    Closed,
    /// It does not take place.
    Cancelled,
}

impl Stage {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Open => "Under way",
            Self::Closed => "Closed",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// A meeting of the panel of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its identifier.
    pub id: Id<Meeting>,
    /// The round.
    pub round: Id<Opportunity>,
    /// Its name.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Where: a room, or the address of a call.
    pub place: String,
    /// The money against which recommendations add up.
    pub budget: Money,
    /// Who chairs it and votes too; nobody, if an officer leads it.
    pub chair: Option<Id<Account>>,
    /// By the name of then.
    pub chair_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// What is on the table.
    pub on_table: Option<Id<Item>>,
    /// Who planned it.
    pub planned_by: Id<Account>,
    /// By the name of then.
    pub planned_by_name: String,
    /// When.
    pub planned_at: Timestamp,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was closed or cancelled.
    pub closed_at: Option<Timestamp>,
    /// Why it was cancelled.
    pub reason: String,
    /// Grows with every change.
    pub version: i64,
}

/// An application on the agenda of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its identifier.
    pub id: Id<Item>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// The application.
    pub application: Id<Application>,
    /// Its place, from 1, among all.
    pub place: i32,
}

/// The agenda with one item moved to a place, counted from 1 among those items that are seen. What is not seen keeps
/// its neighbours.
pub(super) fn moved(all: &[Id<Item>], is_seen: impl Fn(Id<Item>) -> bool, item: Id<Item>, to: usize) -> Vec<Id<Item>> {
    let mut order: Vec<Id<Item>> = all.iter().copied().filter(|other| *other != item).collect();
    let seen = order.iter().enumerate().filter(|(_, id)| is_seen(**id)).map(|(at, _)| at).nth(to.saturating_sub(1));
    let at = seen.unwrap_or(order.len());
    order.insert(at, item);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    #[test]
    fn an_item_moves_among_those_that_are_seen() {
        let ids = IdSource::seeded(1);
        let all: Vec<Id<Item>> = (0..5).map(|_| ids.id(Timestamp::from_micros(0))).collect();
        let letters = |order: Vec<Id<Item>>| -> String {
            order.iter().filter_map(|id| all.iter().position(|known| known == id)).filter_map(|at| "abcde".chars().nth(at)).collect()
        };
        let everything = |item: usize, to| letters(moved(&all, |_| true, all[item], to));
        assert_eq!([everything(4, 1), everything(0, 5), everything(2, 3), everything(1, 99)], ["eabcd", "bcdea", "abcde", "acdeb"]);
        // `b` is closed to whoever moves: the second that they see is `c`.
        let closed = all[1];
        let some = |item: usize, to| letters(moved(&all, |id| id != closed, all[item], to));
        assert_eq!([some(4, 2), some(0, 1), some(3, 1)], ["abecd", "bacde", "dabce"]);
    }
}
