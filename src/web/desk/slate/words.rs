//! What is said of a slate: points with two digits, its proof, and the price of each rule.

use crate::locale;
use crate::slate::{Next, Price, Proposal};
use rust_decimal::Decimal;

/// So many names are listed.
const NAMED: usize = 12;

/// Points as they are read: at most two digits after the point.
pub(super) fn points(exact: &str) -> String {
    let Ok(number) = exact.parse::<Decimal>() else { return exact.to_owned() };
    let short = number.round_dp(2).normalize();
    if short.is_zero() && !number.is_zero() { "less than 0.01".to_owned() } else { short.to_string() }
}

/// `1 point`, `2.5 points`.
fn counted(exact: &str) -> String {
    let short = points(exact);
    format!("{short} point{}", if short == "1" { "" } else { "s" })
}

/// Whether these points are nothing.
fn is_nothing(exact: &str) -> bool {
    exact.parse::<Decimal>().is_ok_and(|number| number.is_zero())
}

/// `A, B, and C`, or the first of many.
pub(super) fn named(names: &[String]) -> String {
    match names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")),
        None => locale::list(names),
    }
}

/// `1 application`, `3 applications`.
pub(super) fn applications(n: usize) -> String {
    locale::plural(i64::try_from(n).unwrap_or(i64::MAX), "application", "applications")
}

/// Who gets how much.
pub(super) fn message(proposal: &Proposal) -> String {
    let (chosen, all) = (proposal.chosen().count(), proposal.lines.len());
    let (cost, budget) = (proposal.cost, proposal.inputs.budget);
    match chosen {
        0 => format!("Nobody is chosen: with a budget of {budget} and these rules, none of {} can be funded.", applications(all)),
        1 if all == 1 => format!("The one application that can be chosen gets {cost} of {budget}."),
        n if n == all => format!("All {} that can be chosen get {cost} of {budget}.", applications(all)),
        1 => format!("1 of {} gets {cost} of {budget}.", applications(all)),
        n => format!("{n} of {} get {cost} of {budget}.", applications(all)),
    }
}

/// How good the slate is, and what it leaves out.
pub(super) fn sentences(proposal: &Proposal) -> Vec<String> {
    let mut said = vec![match &proposal.gap {
        _ if proposal.is_proved() => {
            format!(
                "It is worth {}, and no choice within the budget and the rules is worth more: that is proved (gap 0).",
                counted(&proposal.value)
            )
        }
        Some(gap) => format!(
            "It is worth {}. The time allowed for the proof was used up: another choice may be worth up to {} more (the gap).",
            counted(&proposal.value),
            counted(gap)
        ),
        None => format!(
            "It is worth {}. The time allowed for the proof was used up before it was known how much more another choice may be worth.",
            counted(&proposal.value)
        ),
    }];
    said.push(proposal.inputs.basis.sentence().to_owned());
    if proposal.is_proved() && !proposal.ties_settled {
        said.push(
            "Other choices are worth as much; whether one of them goes before this one was not settled in the time allowed.".to_owned(),
        );
    }
    if proposal.inputs.holding > 0 {
        let verb = if proposal.inputs.holding == 1 { "holds" } else { "hold" };
        said.push(format!("The rules count {} that {verb} money of the round already.", applications(proposal.inputs.holding)));
    }
    if !proposal.waiting.is_empty() {
        said.push(format!("Without a score, and so not to be chosen: {}.", named(&proposal.waiting)));
    }
    said.push("A slate recommends nothing by itself. People decide.".to_owned());
    said
}

/// Who comes in and who goes out, as the end of a sentence.
fn changes(added: &[String], removed: &[String]) -> String {
    match (added, removed) {
        ([], []) => String::new(),
        (added, []) => format!(": {} would come in", named(added)),
        ([], removed) => format!(": {} would go out", named(removed)),
        (added, removed) => format!(": {} would come in, and {} go out", named(added), named(removed)),
    }
}

/// How much more it may be, where that is not proved.
fn unproved(gap: Option<&String>) -> String {
    match gap {
        Some(gap) if is_nothing(gap) => String::new(),
        Some(gap) => format!(" It may be up to {} more: the time allowed for the proof was used up.", counted(gap)),
        None => " It may be more: the time allowed for the proof was used up.".to_owned(),
    }
}

/// What a rule costs.
pub(super) fn price(price: &Price) -> String {
    let rest = unproved(price.gap.as_ref());
    if is_nothing(&price.gain) {
        return format!("Nothing: without “{}” the slate would be worth as much.{rest}", price.rule);
    }
    format!("Without “{}” the slate would gain {}{}.{rest}", price.rule, counted(&price.gain), changes(&price.added, &price.removed))
}

/// What the next money buys, or why that is not known.
pub(super) fn next_money(found: Option<&Next>, is_undecided: bool) -> String {
    match found {
        Some(found) => next(found),
        None if is_undecided => {
            "What it would buy could not be worked out in the time given. The slate itself stands without it.".to_owned()
        }
        None => "This is not known for so large a budget.".to_owned(),
    }
}

fn next(next: &Next) -> String {
    let rest = unproved(next.gap.as_ref());
    let others: Vec<String> = next.changed.iter().map(|(reference, from, to)| format!("{reference} {to} in place of {from}")).collect();
    let others = if others.is_empty() { String::new() } else { format!(" Of those chosen would get: {}.", named(&others)) };
    if is_nothing(&next.gain) {
        return format!("Nothing: with {} no choice is worth more.{rest}", next.budget);
    }
    format!("With {} the slate would gain {}{}.{others}{rest}", next.budget, counted(&next.gain), changes(&next.added, &next.removed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Money;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn points_are_short_and_something_is_never_nothing() {
        assert_eq!(["2", "1.954109738", "0.0000001", "0", "12.5"].map(points), ["2", "1.95", "less than 0.01", "0", "12.5"]);
        assert_eq!([counted("1"), counted("0.5")], ["1 point", "0.5 points"]);
        assert_eq!(points("?"), "?");
    }

    #[test]
    fn the_price_of_a_rule_is_told_in_words() {
        let one = |gain: &str, gap: Option<&str>| Price {
            rule: "at most 3 in Texas".into(),
            binds: true,
            gain: gain.into(),
            gap: gap.map(str::to_owned),
            added: names(&["A"]),
            removed: names(&["B", "C"]),
        };
        assert_eq!(
            price(&one("2.5", Some("0"))),
            "Without “at most 3 in Texas” the slate would gain 2.5 points: A would come in, and B and C go out."
        );
        assert_eq!(price(&one("0", Some("0"))), "Nothing: without “at most 3 in Texas” the slate would be worth as much.");
        assert!(price(&one("0", Some("0.25"))).ends_with("It may be up to 0.25 points more: the time allowed for the proof was used up."));
        assert!(price(&one("0", None)).ends_with("It may be more: the time allowed for the proof was used up."));
    }

    #[test]
    fn what_more_money_buys_is_told_in_words() {
        let ten = Money::from_dollars(30_000);
        let one = |gain: &str| Next {
            budget: ten,
            gain: gain.into(),
            gap: Some("0".into()),
            added: names(&["A"]),
            removed: vec![],
            changed: vec![("D".into(), Money::from_dollars(5_000), Money::from_dollars(8_000))],
        };
        assert_eq!(
            next(&one("1")),
            "With $30,000.00 the slate would gain 1 point: A would come in. Of those chosen would get: D $8,000.00 in place of $5,000.00."
        );
        assert_eq!(next(&one("0")), "Nothing: with $30,000.00 no choice is worth more.");
        assert!(next_money(Some(&one("1")), false).starts_with("With $30,000.00"));
        assert!(next_money(None, true).starts_with("What it would buy could not be worked out in the time given."));
        assert_eq!(next_money(None, false), "This is not known for so large a budget.");
    }

    #[test]
    fn many_names_are_cut() {
        let many: Vec<String> = (1..=15).map(|n| format!("A{n}")).collect();
        assert!(named(&many).ends_with("A12 and 3 more"), "{}", named(&many));
        assert_eq!(named(&names(&["A", "B", "C"])), "A, B, and C");
    }
}
