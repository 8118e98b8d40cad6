//! What a change of the budget must keep, and how the ledger moves with it. Pure.

use super::amendment::AmendmentKind;
use crate::award::{self, Line};
use crate::kernel::{FieldError, Money};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Money that moves from one category to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The category it leaves.
    pub from: String,
    /// The category it goes to.
    pub to: String,
    /// How much.
    pub amount: Money,
}

/// The categories whose amount is another one: code, amount before, amount after.
pub(super) fn differences(before: &[Line], after: &[Line]) -> Vec<(String, Money, Money)> {
    let mut all: BTreeMap<&str, (Money, Money)> = BTreeMap::new();
    for line in before {
        all.entry(&line.category).or_default().0 = line.amount;
    }
    for line in after {
        all.entry(&line.category).or_default().1 = line.amount;
    }
    all.into_iter().filter(|(_, (was, is))| was != is).map(|(code, (was, is))| (code.to_owned(), was, is)).collect()
}

/// What is added to categories, all of them together: what a transfer counts.
pub(super) fn added(before: &[Line], after: &[Line]) -> Money {
    let more = differences(before, after).into_iter().filter_map(|(_, was, is)| is.minus(was).ok()).filter(|more| more.is_positive());
    Money::total(more).unwrap_or(Money::ZERO)
}

/// How money moves so that the budget before becomes the one after: between the largest first.
#[must_use]
pub fn moves(before: &[Line], after: &[Line]) -> Vec<Move> {
    let changes: Vec<(String, i64)> =
        differences(before, after).into_iter().map(|(code, was, is)| (code, is.cents().saturating_sub(was.cents()))).collect();
    let side = |sign: i64| {
        let mut side: Vec<(String, i64)> =
            changes.iter().filter(|(_, by)| by.signum() == sign).map(|(code, by)| (code.clone(), by.saturating_abs())).collect();
        side.sort_by_key(|(code, cents)| (Reverse(*cents), code.clone()));
        side.into_iter()
    };
    let (mut givers, mut takers) = (side(-1), side(1));
    let (mut giver, mut taker) = (givers.next(), takers.next());
    let mut moves = Vec::new();
    while let (Some((from, has)), Some((to, wants))) = (giver.take(), taker.take()) {
        let cents = has.min(wants);
        moves.push(Move { from: from.clone(), to: to.clone(), amount: Money::from_cents(cents) });
        giver = if has > cents { Some((from, has - cents)) } else { givers.next() };
        taker = if wants > cents { Some((to, wants - cents)) } else { takers.next() };
    }
    moves
}

/// Everything that is wrong with a budget that is asked for. `free` is what may leave each category.
pub(super) fn check(kind: AmendmentKind, before: &[Line], after: &[Line], free: &BTreeMap<String, Money>) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    let changed = differences(before, after);
    for (code, was, is) in &changed {
        let free = free.get(code).copied().unwrap_or(Money::ZERO);
        let least = was.minus(free).unwrap_or(*was);
        if is < was && kind == AmendmentKind::Increase {
            mistakes.push(field(code, format!("More money leaves no category with less than the {was} that it has.")));
        } else if is > was && kind == AmendmentKind::Decrease {
            mistakes.push(field(code, format!("Less money leaves no category with more than the {was} that it has.")));
        } else if is < was && *is < least {
            mistakes.push(field(code, format!("At least {least} must stay here: it is paid, asked for or spent already.")));
        }
    }
    let first = after.first().or(before.first()).map_or("", |line| line.category.as_str());
    let (Some(old), Some(new)) = (award::total(before), award::total(after)) else {
        mistakes.push(field(first, "The amounts are too large to add up.".to_owned()));
        return mistakes;
    };
    if !mistakes.is_empty() {
        return mistakes;
    }
    if changed.is_empty() {
        mistakes.push(field(first, "Change the amount of at least one category.".to_owned()));
    } else if kind == AmendmentKind::Budget && old != new {
        mistakes.push(field(first, format!("The categories come to {new}, and the award is {old}. Make them equal.")));
    } else if !new.is_positive() {
        mistakes.push(field(first, "Something must be left of the award. If nothing is, it is closed instead.".to_owned()));
    }
    mistakes
}

fn field(code: &str, message: String) -> FieldError {
    FieldError::new(format!("amount-{code}"), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn budget(amounts: &[(&str, i64)]) -> Vec<Line> {
        amounts.iter().map(|(code, cents)| Line { category: (*code).into(), amount: Money::from_cents(*cents) }).collect()
    }

    fn told(kind: AmendmentKind, before: &[(&str, i64)], after: &[(&str, i64)], free: &[(&str, i64)]) -> Vec<String> {
        let free = free.iter().map(|(code, cents)| ((*code).to_owned(), Money::from_cents(*cents))).collect();
        check(kind, &budget(before), &budget(after), &free).into_iter().map(|e| format!("{}: {}", e.field, e.message)).collect()
    }

    #[test]
    fn money_moves_between_the_largest_first() {
        let found = moves(&budget(&[("a", 500), ("b", 300), ("c", 0)]), &budget(&[("a", 100), ("b", 0), ("c", 450), ("d", 250)]));
        let found: Vec<_> = found.iter().map(|m| (m.from.as_str(), m.to.as_str(), m.amount.cents())).collect();
        assert_eq!(found, [("a", "c", 400), ("b", "c", 50), ("b", "d", 250)]);
        assert_eq!(added(&budget(&[("a", 500), ("b", 300)]), &budget(&[("a", 650), ("b", 150)])), Money::from_cents(150));
    }

    #[test]
    fn a_budget_revision_keeps_the_total_and_what_is_bound() {
        use AmendmentKind::{Budget, Decrease, Increase};
        let before = [("a", 500), ("b", 300)];
        let free = [("a", 200), ("b", 0)];
        assert_eq!(told(Budget, &before, &[("a", 300), ("b", 500)], &free), Vec::<String>::new());
        let bound = told(Budget, &before, &[("a", 299), ("b", 501)], &free);
        assert_eq!(bound, ["amount-a: At least $3.00 must stay here: it is paid, asked for or spent already."], "one cent too much");
        assert!(told(Budget, &before, &[("a", 300), ("b", 501)], &free)[0].contains("come to $8.01, and the award is $8.00"));
        assert!(told(Budget, &before, &before, &free)[0].contains("at least one category"));
        assert!(told(Increase, &before, &[("a", 499), ("b", 400)], &free)[0].contains("leaves no category with less"));
        assert_eq!(told(Increase, &before, &[("a", 500), ("b", 300), ("c", 1)], &free), Vec::<String>::new());
        assert!(told(Decrease, &before, &[("a", 400), ("b", 301)], &free)[0].contains("leaves no category with more"));
        assert_eq!(told(Decrease, &before, &[("a", 300), ("b", 300)], &free), Vec::<String>::new());
        assert!(told(Decrease, &[("a", 5)], &[("a", 0)], &[("a", 5)])[0].contains("Something must be left"));
    }

    proptest! {
        #[test]
        fn moves_lead_from_one_budget_to_the_other(
            before in proptest::collection::vec(0_i64..100_000, 5),
            weights in proptest::collection::vec(0_i64..1_000, 5),
        ) {
            let codes = ["a", "b", "c", "d", "e"];
            let line = |(code, amount): (&&str, Money)| Line { category: (*code).to_owned(), amount };
            let old: Vec<Line> = codes.iter().zip(before.iter().map(|c| Money::from_cents(*c))).map(line).collect();
            let total = Money::total(old.iter().map(|l| l.amount)).expect("small");
            let new: Vec<Line> = codes.iter().zip(total.split(&weights)).map(line).collect();
            let mut now: BTreeMap<String, i64> = old.iter().map(|l| (l.category.clone(), l.amount.cents())).collect();
            let found = moves(&old, &new);
            for m in &found {
                prop_assert!(m.amount.is_positive() && m.from != m.to);
                *now.entry(m.from.clone()).or_default() -= m.amount.cents();
                *now.entry(m.to.clone()).or_default() += m.amount.cents();
                prop_assert!(now.values().all(|cents| *cents >= 0), "a category is overdrawn on the way");
            }
            prop_assert!(new.iter().all(|l| now.get(&l.category) == Some(&l.amount.cents())));
            let moved: i64 = found.iter().map(|m| m.amount.cents()).sum();
            prop_assert_eq!(Money::from_cents(moved), added(&old, &new));
        }
    }
}
