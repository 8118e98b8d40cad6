//! Figures of spending as pages and files show them: one grid of values, from which the table, the chart, the CSV and the
//! workbook are made, so that all say the same.

use crate::charts::BarChart;
use crate::kernel::Money;
use crate::locale::format::{date_range, number, percent};
use crate::reporting::tracking::{By, Came, CostRow, CostView, EventView, MoneyView};
use crate::reporting::{Amounts, Holds, Value};
use crate::web::fields::{Cell, Column, Table};
use rust_decimal::Decimal;

/// What is said where nobody came.
const NOBODY: &str = "No people";

/// One row: a value for each column, and where it leads.
#[derive(Clone, Debug)]
pub(super) struct GridRow {
    /// Its values.
    pub(super) values: Vec<Value>,
    /// Where each leads, if it leads anywhere.
    pub(super) hrefs: Vec<Option<String>>,
}

/// A table of figures.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Its columns.
    pub(super) columns: Vec<(&'static str, Holds)>,
    /// Its rows.
    pub(super) rows: Vec<GridRow>,
    /// All rows of all pages together.
    pub(super) total: Option<Vec<Value>>,
}

/// Where a row's figures lead, by its key.
pub(super) struct Links<'a> {
    /// Of its name.
    pub(super) name: &'a dyn Fn(&str) -> Option<String>,
    /// Of what is obligated.
    pub(super) obligated: &'a dyn Fn(&str) -> Option<String>,
    /// Of what is advanced.
    pub(super) advanced: &'a dyn Fn(&str) -> Option<String>,
    /// Of what is spent.
    pub(super) spent: &'a dyn Fn(&str) -> Option<String>,
}

impl Grid {
    /// Planned, obligated, advanced, spent and left.
    pub(super) fn money(by: By, view: &MoneyView, links: &Links<'_>) -> Self {
        let heads = ["Planned", "Obligated", "Advanced", "Spent", "Left"].map(|head| (head, Holds::Money));
        let columns = std::iter::once((by.label(), Holds::Text(40))).chain(heads).collect();
        let row = |row: &crate::reporting::tracking::MoneyRow| GridRow {
            values: five(row.name.clone(), row.amounts),
            hrefs: vec![
                (links.name)(&row.key),
                None,
                (links.obligated)(&row.key),
                (links.advanced)(&row.key).filter(|_| row.amounts.advanced.is_positive()),
                (links.spent)(&row.key).filter(|_| row.amounts.spent.is_positive()),
                None,
            ],
        };
        let total = (!view.rows.is_empty()).then(|| five("All".to_owned(), view.total));
        Self { columns, rows: view.rows.iter().map(row).collect(), total }
    }

    /// Accepted costs, and who came for them.
    pub(super) fn cost(by: By, view: &CostView, links: &Links<'_>) -> Self {
        let with_people = by == By::Kind;
        let mut columns = vec![(by.label(), Holds::Text(40)), ("Expenses", Holds::Number), ("Spent", Holds::Money)];
        if with_people {
            columns.extend(PEOPLE);
        }
        let values = |name: String, row: &CostRow| {
            let mut values = vec![Value::Text(name), count(row.expenses), Value::Money(row.spent)];
            if with_people {
                values.extend(people(row.came));
            }
            values
        };
        let row = |row: &CostRow| {
            let mut hrefs = vec![(links.name)(&row.key), None, (links.spent)(&row.key)];
            hrefs.resize(columns.len(), None);
            GridRow { values: values(row.name.clone(), row), hrefs }
        };
        let rows = view.rows.iter().map(row).collect();
        let total = (!view.rows.is_empty()).then(|| values("All".to_owned(), &view.total));
        Self { columns, rows, total }
    }

    /// What events of the register cost.
    pub(super) fn events(view: &EventView, links: &Links<'_>) -> Self {
        let mut columns = vec![
            (By::Event.label(), Holds::Text(40)),
            ("When", Holds::Text(26)),
            ("Awards", Holds::Number),
            ("Planned", Holds::Money),
            ("Obligated", Holds::Money),
            ("Advanced", Holds::Money),
            ("Spent", Holds::Money),
            ("Left", Holds::Money),
            ("Waiting", Holds::Money),
        ];
        columns.extend(PEOPLE);
        let row = |event: &crate::reporting::tracking::EventCost| {
            let mut values = vec![
                Value::Text(format!("{}, {}", event.title, event.place)),
                Value::Text(date_range(event.starts_on, event.ends_on)),
                count(i64::try_from(event.awards).unwrap_or(i64::MAX)),
            ];
            let a = event.amounts;
            values.extend([a.planned, a.obligated, a.advanced, a.spent, a.left, event.waiting].map(Value::Money));
            values.extend(people(event.came));
            let spent = (links.spent)(&event.id).filter(|_| a.spent.is_positive());
            let (obligated, advanced) = ((links.obligated)(&event.id), (links.advanced)(&event.id).filter(|_| a.advanced.is_positive()));
            let mut hrefs = vec![(links.name)(&event.id), None, None, None, obligated, advanced, spent];
            hrefs.resize(columns.len(), None);
            GridRow { values, hrefs }
        };
        let rows = view.rows.iter().map(row).collect();
        Self { columns, rows, total: None }
    }

    /// As a table.
    pub(super) fn table(&self, id: &str, caption: &str, empty: &str) -> Table {
        let column = |(label, holds): &(&'static str, Holds)| match holds {
            Holds::Money | Holds::Number => Column::number(*label),
            Holds::Text(_) | Holds::Moment => Column::text(*label),
        };
        let table = Table::new(id, caption, self.columns.iter().map(column).collect()).empty(empty);
        let row = |row: &GridRow| cells(&row.values, &row.hrefs);
        let table = table.rows(self.rows.iter().map(row));
        match &self.total {
            Some(total) => table.total(cells(total, &[])),
            None => table,
        }
    }

    /// The rows as a file has them, the total last.
    pub(super) fn into_values(self) -> Vec<Vec<Value>> {
        self.rows.into_iter().map(|row| row.values).chain(self.total).collect()
    }
}

/// The columns about people.
const PEOPLE: [(&str, Holds); 5] = [
    ("Career staff", Holds::Number),
    ("Appointees", Holds::Number),
    ("Share of career staff", Holds::Text(20)),
    ("For each attendee", Holds::Money),
    ("For each person and day", Holds::Money),
];

fn five(name: String, a: Amounts) -> Vec<Value> {
    let amounts = [a.planned, a.obligated, a.advanced, a.spent, a.left].map(Value::Money);
    std::iter::once(Value::Text(name)).chain(amounts).collect()
}

fn people(came: Came) -> [Value; 5] {
    let average = |amount: Option<Money>| amount.map_or_else(|| Value::Text(NOBODY.to_owned()), Value::Money);
    [
        count(came.career),
        count(came.appointees),
        Value::Text(came.career_share().map_or_else(|| NOBODY.to_owned(), percent)),
        average(came.for_each()),
        average(came.for_each_day()),
    ]
}

fn count(number: i64) -> Value {
    Value::Number(Some(Decimal::from(number)))
}

fn cells(values: &[Value], hrefs: &[Option<String>]) -> Vec<Cell> {
    let cell = |(at, value): (usize, &Value)| {
        let cell = match value {
            Value::Text(text) => Cell::text(text.clone()),
            Value::Money(amount) => Cell::number(amount.to_string()),
            Value::Number(Some(counted)) => Cell::number(i64::try_from(*counted).map_or_else(|_| counted.to_string(), number)),
            Value::Number(None) | Value::Moment(_) => Cell::text(""),
        };
        let cell = Cell { href: hrefs.get(at).cloned().flatten(), ..cell };
        if at == 0 { cell.heading() } else { cell }
    };
    values.iter().enumerate().map(cell).collect()
}

/// How much of what is obligated is spent, row by row.
pub(super) fn spent_chart(view: &MoneyView) -> BarChart {
    let bars = view.rows.iter().map(|row| {
        let a = row.amounts;
        (row.name.clone(), format!("{} of {}", a.spent, a.obligated), a.spent.cents(), a.obligated.cents())
    });
    let all = view.total;
    BarChart::new(format!("{} of {} obligated is spent; {} is left.", all.spent, all.obligated, all.left), bars)
}

/// What share of all accepted cost each row has.
pub(super) fn cost_chart(by: By, view: &CostView) -> BarChart {
    let all = view.total.spent;
    let bars = view.rows.iter().map(|row| (row.name.clone(), row.spent.to_string(), row.spent.cents(), all.cents()));
    let what = if by == By::Kind { "by kind of activity" } else { "by fiscal year of the cost" };
    BarChart::new(format!("Accepted costs of {all} {what}."), bars).reading("A full bar is all accepted cost.")
}

/// What is said of an event's part of the ledger, below its figures.
pub(super) const BY_PLAN: &str = "The ledger obligates and advances by category, not by event. An event’s part of both, and so what is left, follows the \
     plans of its cities; planned, spent and waiting are exact.";

/// How much of its part of what is obligated was spent on each event of a page.
pub(super) fn event_chart(view: &EventView) -> BarChart {
    let bars = view.rows.iter().map(|event| {
        let a = event.amounts;
        (event.title.clone(), format!("{} of {}", a.spent, a.obligated), a.spent.cents(), a.obligated.cents())
    });
    let all = view.rows.iter().fold(Amounts::default(), |sum, event| sum.plus(event.amounts));
    BarChart::new(format!("{} of {} obligated for these events is spent; {} is left.", all.spent, all.obligated, all.left), bars)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::tracking::MoneyRow;

    #[test]
    fn the_table_the_chart_and_the_file_say_the_same() {
        let amounts =
            Amounts { spent: Money::from_cents(150), obligated: Money::from_cents(200), left: Money::from_cents(50), ..Amounts::default() };
        let row = MoneyRow { key: "travel".into(), name: "=Travel".into(), amounts };
        let view = MoneyView { rows: vec![row], total: amounts, next: None };
        let none = |_: &str| None;
        let spent = |key: &str| Some(format!("/lines?category={key}"));
        let grid = Grid::money(By::Category, &view, &Links { name: &none, obligated: &none, advanced: &none, spent: &spent });
        let table = grid.table("x", "x", "");
        assert_eq!(table.rows[0].cells[4].href.as_deref(), Some("/lines?category=travel"));
        assert_eq!((table.rows[0].cells[4].text.as_str(), table.rows.len()), ("$1.50", 2));
        assert_eq!(spent_chart(&view).bars[0].value, "$1.50 of $2.00");
        let values = grid.into_values();
        assert_eq!(values[0][4], Value::Money(Money::from_cents(150)));
        assert_eq!(values[1][0], Value::Text("All".into()));
    }
}
