//! What figures of spending are made of, as pages of the fund and of a city show it and as files have it: expenses, lines of
//! budgets and plans, activities that were held.

use super::fields::{Cell, Column, Table};
use super::figures::{Grid, GridRow, PEOPLE, people};
use crate::kernel::Money;
use crate::ledger::Rulebook;
use crate::locale::format::{date_range, short_date};
use crate::reporting::tracking::{ExpenseLine, HeldLine, PlanLine};
use crate::reporting::{Came, Holds, Value};
use rust_decimal::Decimal;

/// The address of the page of one award.
pub(super) type OfAward<'a> = dyn Fn(&str) -> String + 'a;

/// Expenses; each leads to its page, and to that of its award.
pub(super) fn lines_table(lines: &[ExpenseLine], expense: &dyn Fn(&ExpenseLine) -> String, award: &OfAward<'_>) -> Table {
    let words = ["What", "Day", "Award", "Activity", "Category", "Paid to", "State"].map(Column::text).into_iter();
    let columns = words.chain(["Amount", "Accepted"].map(Column::number)).collect();
    Table::new("lines", "Expenses", columns).empty("There are no such expenses.").rows(lines.iter().map(|line| {
        vec![
            Cell::link(line.description.clone(), expense(line)).heading(),
            Cell::text(short_date(line.spent_on)),
            Cell::link(format!("{}, {}", line.reference, line.city), award(&line.reference)),
            Cell::text(line.activity.clone()),
            Cell::text(Rulebook::category_title(&line.category)),
            Cell::text(line.payee.clone()),
            Cell::text(line.state.label()),
            Cell::number(line.amount.to_string()),
            Cell::number(line.accepted.to_string()),
        ]
    }))
}

/// The columns of a file of expenses.
pub(super) fn line_columns() -> Vec<(&'static str, Holds)> {
    vec![
        ("What", Holds::Text(40)),
        ("Day", Holds::Text(12)),
        ("Award", Holds::Text(16)),
        ("City", Holds::Text(26)),
        ("Activity", Holds::Text(30)),
        ("Kind", Holds::Text(16)),
        ("Category", Holds::Text(16)),
        ("Paid to", Holds::Text(26)),
        ("State", Holds::Text(20)),
        ("Submitted by", Holds::Text(26)),
        ("Amount", Holds::Money),
        ("Accepted", Holds::Money),
    ]
}

/// An expense as a file has it.
pub(super) fn line_values(line: ExpenseLine) -> Vec<Value> {
    let words = [
        line.description,
        line.spent_on.to_string(),
        line.reference,
        line.city,
        line.activity,
        line.kind,
        Rulebook::category_title(&line.category),
        line.payee,
        line.state.label().to_owned(),
        line.submitted_by,
    ];
    words.into_iter().map(Value::Text).chain([Value::Money(line.amount), Value::Money(line.accepted)]).collect()
}

/// Lines of budgets or of plans; where they are all of them, with their sum.
pub(super) fn plans_grid(lines: &[PlanLine], are_all: bool, award: &OfAward<'_>) -> Grid {
    let words = [("Award", Holds::Text(40)), ("Activity", Holds::Text(40)), ("Category", Holds::Text(20))];
    let columns = words.into_iter().chain([("Planned", Holds::Money)]).collect();
    let row = |line: &PlanLine| GridRow {
        values: vec![
            Value::Text(format!("{}, {}", line.reference, line.city)),
            Value::Text(line.activity.clone().unwrap_or_else(|| "Budget in force".to_owned())),
            Value::Text(Rulebook::category_title(&line.category)),
            Value::Money(line.amount),
        ],
        hrefs: vec![Some(award(&line.reference))],
    };
    let sum = Money::total(lines.iter().map(|line| line.amount)).unwrap_or(Money::ZERO);
    let words = ["All", "", ""].map(|word| Value::Text(word.to_owned()));
    let total = GridRow { values: words.into_iter().chain([Value::Money(sum)]).collect(), hrefs: vec![] };
    Grid { columns, rows: lines.iter().map(row).collect(), total: (are_all && !lines.is_empty()).then_some(total) }
}

/// Activities that were held, with who came; their cost leads to its expenses. Where they are all of them, with what all of
/// them come to.
pub(super) fn held_grid(lines: &[HeldLine], are_all: bool, expenses: &dyn Fn(&HeldLine) -> String, award: &OfAward<'_>) -> Grid {
    let words = [("Activity", Holds::Text(40)), ("When", Holds::Text(26)), ("Award", Holds::Text(40))].into_iter();
    let people_days = [("People times days", Holds::Number), ("Spent", Holds::Money)];
    let columns = words.chain(people_days).chain(PEOPLE).collect();
    let values = |words: [String; 3], came: Came| -> Vec<Value> {
        let words = words.into_iter().map(Value::Text);
        words.chain([Value::Number(Some(Decimal::from(came.person_days))), Value::Money(came.cost)]).chain(people(came)).collect()
    };
    let row = |line: &HeldLine| GridRow {
        values: values(
            [line.title.clone(), date_range(line.starts_on, line.ends_on), format!("{}, {}", line.reference, line.city)],
            line.came,
        ),
        hrefs: vec![None, None, Some(award(&line.reference)), None, Some(expenses(line)).filter(|_| line.came.cost.is_positive())],
    };
    let all = lines.iter().fold(Came::default(), |all, line| all.plus(line.came));
    let total = GridRow { values: values(["All".to_owned(), String::new(), String::new()], all), hrefs: vec![] };
    Grid { columns, rows: lines.iter().map(row).collect(), total: (are_all && !lines.is_empty()).then_some(total) }
}
