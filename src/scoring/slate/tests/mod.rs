//! The slate held against enumeration, its properties, and what it refuses.

mod enumeration;
mod examples;
mod refusals;

use super::{Request, Rule, Side, Slate, SlateError, Table, TableError, choose};
use crate::kernel::Money;

/// A table of a fund whose smallest grant is $5,000.
fn read(bytes: &[u8]) -> Result<Table, TableError> {
    super::read(bytes, Money::from_dollars(5_000))
}

/// A table from lines below `application,value,cost,category,state`.
fn table(lines: &[&str]) -> Table {
    read(format!("application,value,cost,category,state\n{}\n", lines.join("\n")).as_bytes()).expect("a table")
}

/// Rules as they are written: `>training=3` is a floor, `<state=2` a cap.
fn rules(texts: &[&str]) -> Vec<Rule> {
    let rule = |text: &&str| {
        let side = if text.starts_with('>') { Side::Floor } else { Side::Cap };
        Rule::parse(side, text.trim_start_matches(['>', '<'])).expect("a rule")
    };
    texts.iter().map(rule).collect()
}

/// The choice from these, with a budget in dollars.
fn slate(table: &Table, budget: i64, texts: &[&str]) -> Result<Slate, SlateError> {
    let rules = rules(texts);
    choose(&Request { table, rules: &rules, budget: Money::from_dollars(budget) })
}

/// The ids chosen, in their order.
fn ids(slate: &Slate) -> Vec<&str> {
    slate.chosen.iter().map(|(id, _)| id.as_str()).collect()
}
