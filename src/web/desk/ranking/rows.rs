//! One row of the ranking, once for the page and the files: what a cell says on the page, and the value that it has in a file.

use super::beside::Beside;
use crate::blind::WITHHELD;
use crate::kernel::Money;
use crate::people::Actor;
use crate::process::Stage;
use crate::reporting::Value;
use crate::reporting::ranking::{Candidate, Group, Line};
use crate::scoring::Summary;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Status};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Words.
    Words(String),
    /// An amount.
    Amount(Money),
    /// A number: as it is read, and with all its digits.
    Number(String, Decimal),
}

impl Held {
    /// A number with all the digits that are read.
    fn printed(text: String) -> Self {
        match text.parse() {
            Ok(number) => Self::Number(text, number),
            Err(_) => Self::Words(text),
        }
    }

    /// As a file has it.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Words(text) => Value::Text(text),
            Self::Amount(money) => Value::Money(money),
            Self::Number(_, number) => Value::Number(Some(number)),
        }
    }

    /// As the page says it.
    fn words(self) -> String {
        match self {
            Self::Words(text) | Self::Number(text, _) => text,
            Self::Amount(money) => money.to_string(),
        }
    }
}

/// The cells of a row, in the order of `tables::COLUMNS`.
pub(super) fn held(line: &Line<'_>) -> [Held; 13] {
    let Line { place, candidate, ranked, sum, group } = line;
    let unknown = || Held::Words("Not known".into());
    let has_order = *group != Group::NoOrder;
    let of = |text: &dyn Fn(&Summary) -> String| candidate.summary.as_ref().map(text);
    [
        Held::Words(candidate.reference.clone()),
        if has_order { Held::printed(place.to_string()) } else { unknown() },
        Held::Words(candidate.city.clone()),
        Held::Amount(candidate.amount),
        sum.map_or_else(|| if has_order { Held::Words("Not reached".into()) } else { unknown() }, Held::Amount),
        Held::Words(reviews(candidate)),
        of(&|summary| summary.mean.to_string()).map_or_else(unknown, Held::printed),
        of(&|summary| summary.median.to_string()).map_or_else(unknown, Held::printed),
        of(&|summary| range(summary)).map_or_else(unknown, Held::Words),
        ranked.and_then(|ranked| ranked.expected_rank).map_or_else(unknown, |rank| Held::Number(rank.text(1), rank.decimal())),
        ranked.and_then(|ranked| ranked.interval).map_or_else(unknown, |[low, high]| Held::Words(span(low, high))),
        Held::Words(group.label().into()),
        Held::Words(candidate.stage.label().into()),
    ]
}

/// The row as the page draws it: what belongs together in one cell.
pub(super) fn cells(line: &Line<'_>, beside: &Beside<'_>) -> Vec<Cell> {
    let [_, place, _, amount, sum, reviews, mean, median, range, rank, interval, _, _] = held(line).map(Held::words);
    let range = if line.candidate.is_far { format!("{range}, far apart") } else { range };
    let funding = Cell::status(status(line.group));
    let (drawn, panel) = (beside.told.drawn(line.candidate), beside.told.panel_lines(line.candidate));
    // Why what is reviewed cannot be recommended yet, for those who recommend: its number leads to the case file.
    let why_not = beside.step.why_not.get(&line.candidate.reference).map(|why| format!("Cannot be recommended now. {why}"));
    let sum = match line.group {
        _ if line.sum.is_some() => format!("sum {sum}"),
        Group::NoOrder => "no sum".to_owned(),
        _ => "not reached".to_owned(),
    };
    let stage = Cell::status(super::super::applications::status(line.candidate.stage));
    vec![
        reference(line.candidate, (beside.actor, &beside.step.open)).detail(&line.candidate.city),
        Cell::number(place),
        Cell::number(amount).detail(sum),
        Cell::number(reviews),
        Cell::number(mean).detail(format!("median {median}")).detail(range),
        Cell::number(rank).detail(interval),
        drawn.into_iter().fold(funding, Cell::detail),
        panel.into_iter().chain(why_not).fold(stage, Cell::detail),
    ]
}

fn status(group: Group) -> Status {
    match group {
        Group::Above | Group::AboveByMean => Status::good(group.label()),
        Group::Cut => Status::warning(group.label()),
        Group::Below | Group::BelowByMean | Group::NoLine | Group::NoOrder => Status::quiet(group.label()),
    }
}

/// Whether its reviews are in and nothing is recommended yet. Whether the step is open is asked of the workflow.
pub(super) fn is_ready(candidate: &Candidate) -> bool {
    matches!(candidate.stage, Stage::InReview | Stage::Panel) && candidate.owed == 0
}

/// Where its number leads: to the recommendation where that step is open, or to the case file, which says what it waits for.
fn reference(candidate: &Candidate, (actor, open): (&Actor, &BTreeSet<String>)) -> Cell {
    let number = &candidate.reference;
    if candidate.city == WITHHELD {
        return Cell::text(number).heading();
    }
    let step = if open.contains(number) { "/recommend" } else { "" };
    Doors::of(actor).cell(number, format!("/desk/applications/{number}{step}")).heading()
}

/// `2 of 3`
pub(super) fn reviews(candidate: &Candidate) -> String {
    format!("{} of {}", candidate.submitted, candidate.submitted + candidate.owed)
}

/// `3.20 to 4.80`
pub(super) fn range(summary: &Summary) -> String {
    if summary.lowest == summary.highest {
        return summary.lowest.to_string();
    }
    format!("{} to {}", summary.lowest, summary.highest)
}

/// `3 to 7`, or `3`.
pub(super) fn span(low: usize, high: usize) -> String {
    if low == high { low.to_string() } else { format!("{low} to {high}") }
}
