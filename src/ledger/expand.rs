//! From a command and the rules to the lines it wants to post. Pure; knows
//! nothing of what stands in the books.

use super::account::{AccountKey, Dimension, Layer, Side};
use super::command::{Command, Leg};
use super::rejection::{Code, Refused};
use super::rulebook::Rulebook;
use super::rules::{HoldEffect, REVERSAL, Rule, RuleLine, RuleSide};
use crate::kernel::Money;
use std::collections::BTreeMap;

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where.
    pub account: AccountKey,
    /// On which layer.
    pub layer: Layer,
    /// On which side.
    pub side: Side,
    /// Whether it takes back a hold.
    pub releases: bool,
    /// How much.
    pub amount: Money,
}

/// A debit and a credit of one amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The account debited.
    pub debit: AccountKey,
    /// The account credited.
    pub credit: AccountKey,
    /// How much.
    pub amount: Money,
}

/// What a command wants, with the rule that says so.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// For events with holds: one pair per leg.
    pub pairs: Vec<Pair>,
    /// The lines, summed per account, debits before credits within each rule line.
    pub lines: Vec<Line>,
}

/// Checks a command against the rules and expands it.
///
/// # Errors
/// Codes 1xx.
pub fn expand<'a>(book: &'a Rulebook, command: &Command) -> Result<Wanted<'a>, Refused> {
    if command.key.trim().is_empty() || command.key.len() > 200 {
        return Err(Code::BadKey.into());
    }
    let rule = book.rule_of(command).ok_or(Code::UnknownEvent)?;
    if !book.is_valid_on(command.effective_on) {
        return Err(Code::NotDated.into());
    }
    check_parts(rule, command)?;
    for leg in &command.legs {
        check_leg(book, command, leg)?;
        check_part(rule, leg)?;
        check_move(rule, leg)?;
    }
    let mut wanted = Wanted { rule, pairs: vec![], lines: vec![] };
    for line in &rule.lines {
        let legs = command.legs.iter().filter(|leg| line.takes(leg.part.as_deref()));
        let pairs = legs.map(|leg| pair(book, command, line, leg)).collect::<Result<Vec<_>, _>>()?;
        let lines = summed(&pairs, rule.layer())?;
        if lines.iter().any(|line| line.amount > LARGEST) {
            return Err(Code::AmountTooLarge.into());
        }
        wanted.lines.extend(lines);
        if rule.hold.is_some() {
            wanted.pairs = pairs;
        }
    }
    Ok(wanted)
}

fn check_parts(rule: &Rule, command: &Command) -> Result<(), Refused> {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
    if rule.lines.is_empty() != command.legs.is_empty() || command.legs.len() > MOST_LEGS {
        return Err(Code::BadLegs.into());
    }
    let may_name_holds = matches!(rule.hold, Some(HoldEffect::Post | HoldEffect::Void | HoldEffect::Expire));
    let must_name_holds = matches!(rule.hold, Some(HoldEffect::Void | HoldEffect::Expire));
    let mut unique = command.holds.clone();
    unique.sort();
    unique.dedup();
    if command.holds.is_empty() == must_name_holds && (must_name_holds || !may_name_holds) || unique.len() != command.holds.len() {
        return Err(Code::BadHolds.into());
    }
    if command.reverses.is_some() != (rule.event == REVERSAL) {
        return Err(Code::UnknownEvent.into());
    }
    if rule.reason && !given(&command.reason) {
        return Err(Code::ReasonMissing.into());
    }
    match &rule.evidence {
        Some(document) if !given(&command.evidence) => {
            Err(Refused { message: format!("This needs a reference to {document}."), ..Code::EvidenceMissing.into() })
        }
        _ => Ok(()),
    }
}

/// More than any opening entry of one fund needs, and little enough for one transaction.
const MOST_LEGS: usize = 2_000;

/// One trillion dollars, for a leg and for a line: beyond any fund, and small enough that no sum in a report overflows.
const LARGEST: Money = Money::from_cents(100_000_000_000_000);

fn check_leg(book: &Rulebook, command: &Command, leg: &Leg) -> Result<(), Refused> {
    if !leg.amount.is_positive() {
        return Err(Code::AmountNotPositive.into());
    }
    if leg.amount > LARGEST {
        return Err(Code::AmountTooLarge.into());
    }
    let values = [
        (Dimension::Fund, Some(&command.fund)),
        (Dimension::Program, leg.program.as_ref()),
        (Dimension::Award, leg.award.as_ref()),
        (Dimension::Category, leg.category.as_ref()),
        (Dimension::Category, leg.to_category.as_ref()),
    ];
    let refused = values.iter().find(|(dimension, value)| value.is_some_and(|v| !book.chart.allows(*dimension, v)));
    match refused {
        Some((dimension, value)) => {
            let value = value.map(String::as_str).unwrap_or_default();
            Err(Refused { message: format!("The chart of accounts has no {dimension} “{value}”."), ..Code::DimensionUnknown.into() })
        }
        None => Ok(()),
    }
}

/// Every leg belongs to a line.
fn check_part(rule: &Rule, leg: &Leg) -> Result<(), Refused> {
    let part = leg.part.as_deref();
    if rule.lines.is_empty() || rule.lines.iter().any(|line| line.takes(part)) {
        return Ok(());
    }
    let message = match part {
        Some(part) => format!("“{}” has no part “{part}”.", rule.title),
        None => format!("It is not said to which part of “{}” this amount belongs.", rule.title),
    };
    Err(Refused { message, ..Code::BadLegs.into() })
}

/// A move goes to another category than it comes from.
fn check_move(rule: &Rule, leg: &Leg) -> Result<(), Refused> {
    match &leg.to_category {
        Some(to) if rule.only_moves() && leg.category.as_ref() == Some(to) => {
            let message = "This moves an amount from a category to itself. Choose another category.".to_owned();
            Err(Refused { message, ..Code::BadLegs.into() })
        }
        _ => Ok(()),
    }
}

fn pair(book: &Rulebook, command: &Command, line: &RuleLine, leg: &Leg) -> Result<Pair, Refused> {
    let key = |side: &RuleSide| -> Result<AccountKey, Refused> {
        let account = book.chart.account(&side.code).ok_or(Code::UnknownEvent)?;
        let missing = |d: Dimension| Refused {
            message: format!("Account {} needs a {d} for this amount.", side.code),
            ..Code::DimensionMissing.into()
        };
        account.key(&leg.dims(&command.fund, side.to)).map_err(missing)
    };
    Ok(Pair { debit: key(&line.dr)?, credit: key(&line.cr)?, amount: leg.amount })
}

/// The pairs as lines, one per account and side.
pub(super) fn summed(pairs: &[Pair], layer: Layer) -> Result<Vec<Line>, Refused> {
    let mut lines = Vec::new();
    for side in [Side::Dr, Side::Cr] {
        let mut sums: BTreeMap<&AccountKey, Money> = BTreeMap::new();
        for pair in pairs {
            let sum = sums.entry(if side == Side::Dr { &pair.debit } else { &pair.credit }).or_default();
            *sum = sum.plus(pair.amount).map_err(|_| Code::AmountTooLarge)?;
        }
        lines.extend(sums.into_iter().map(|(account, amount)| Line { account: account.clone(), layer, side, releases: false, amount }));
    }
    Ok(lines)
}
