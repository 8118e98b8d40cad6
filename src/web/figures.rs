//! Figures of spending as pages and files show them: one grid of values, from which the table, the chart, the CSV and the
//! workbook are made, so that all say the same.

use crate::charts::BarChart;
use crate::gathering::RecordState;
use crate::kernel::Money;
use crate::locale::format::{date_range, number, percent};
use crate::reporting::tracking::{AllEvents, By, CostRow, CostView, EventCost, EventView, MoneyView, NO_EVENT};
use crate::reporting::{ActivitySpending, Amounts, Came, Holds, Value};
use crate::web::fields::{Cell, Column, Table};
use rust_decimal::Decimal;

/// What stands in place of people and averages before anything was held.
pub(super) const NOT_HELD: &str = "– Not held yet";
/// What stands in place of an amount that cannot be told apart.
const NOT_KNOWN: &str = "–";
/// What figures that are worked out of others are made of.
pub(super) const LEFT: &str = "Left is what is obligated less what is spent.";
/// The same of averages.
pub(super) const AVERAGES: &str = "People are those who were there when an activity was held, as the city recorded it. The share is career staff of \
     all of them; the averages are what was accepted of the cost of these activities, divided by their people, or by people times days.";

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
    pub(super) total: Option<GridRow>,
}

/// What of a row leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// Its name.
    Name,
    /// What is planned.
    Planned,
    /// What is obligated.
    Obligated,
    /// What is advanced.
    Advanced,
    /// What is spent, and of how many expenses.
    Spent,
    /// What is left, which is made of what is obligated and what of that is spent.
    Left,
    /// What waits.
    Waiting,
    /// Who came, and what is worked out of that.
    People,
}

/// Where a figure leads, by the key of its row; that of all rows has none.
pub(super) type Links<'a> = dyn Fn(Figure, Option<&str>) -> Option<String> + 'a;

/// Where the five amounts of a row lead, after its name.
fn five_links(links: &Links<'_>, key: Option<&str>, a: Amounts) -> Vec<Option<String>> {
    let to = |figure: Figure, amount: Money| links(figure, key).filter(|_| amount != Money::ZERO);
    let amounts = [
        (Figure::Planned, a.planned),
        (Figure::Obligated, a.obligated),
        (Figure::Advanced, a.advanced),
        (Figure::Spent, a.spent),
        (Figure::Left, a.left),
    ];
    amounts.into_iter().map(|(figure, amount)| to(figure, amount)).collect()
}

/// Where what is told of people leads.
fn people_links(links: &Links<'_>, key: Option<&str>, came: Came) -> Vec<Option<String>> {
    vec![links(Figure::People, key).filter(|_| came.people() > 0); PEOPLE.len()]
}

impl Grid {
    /// Planned, obligated, advanced, spent and left.
    pub(super) fn money(by: By, view: &MoneyView, links: &Links<'_>) -> Self {
        let heads = ["Planned", "Obligated", "Advanced", "Spent", "Left"].map(|head| (head, Holds::Money));
        let columns = std::iter::once((by.label(), Holds::Text(40))).chain(heads).collect();
        let row = |name: &str, key: Option<&str>, amounts: Amounts| GridRow {
            values: five(name.to_owned(), amounts),
            hrefs: std::iter::once(key.and_then(|key| links(Figure::Name, Some(key)))).chain(five_links(links, key, amounts)).collect(),
        };
        let total = (!view.rows.is_empty()).then(|| row("All", None, view.total));
        Self { columns, rows: view.rows.iter().map(|r| row(&r.name, Some(r.key.as_str()), r.amounts)).collect(), total }
    }

    /// Accepted costs, and who came for them.
    pub(super) fn cost(by: By, view: &CostView, links: &Links<'_>) -> Self {
        let with_people = by == By::Kind;
        let mut columns = vec![(by.label(), Holds::Text(40)), ("Expenses", Holds::Number), ("Spent", Holds::Money)];
        if with_people {
            columns.extend(PEOPLE);
        }
        let row = |name: &str, key: Option<&str>, row: &CostRow| {
            let spent = links(Figure::Spent, key).filter(|_| row.expenses > 0);
            let mut hrefs = vec![key.and_then(|key| links(Figure::Name, Some(key))), spent.clone(), spent];
            let mut values = vec![Value::Text(name.to_owned()), count(row.expenses), Value::Money(row.spent)];
            if with_people {
                values.extend(people(row.came));
                hrefs.extend(people_links(links, key, row.came));
            }
            GridRow { values, hrefs }
        };
        let rows = view.rows.iter().map(|r| row(&r.name, Some(r.key.as_str()), r)).collect();
        let total = (!view.rows.is_empty()).then(|| row("All", None, &view.total));
        Self { columns, rows, total }
    }

    /// What events of the register cost and, below the last of them, what is tied to none and what all awards come to.
    pub(super) fn events(view: &EventView, links: &Links<'_>) -> Self {
        let columns = [(By::Event.label(), Holds::Text(40)), ("When", Holds::Text(26)), ("Awards", Holds::Number)];
        let row = |event: &EventCost| {
            let when = Value::Text(date_range(event.starts_on, event.ends_on));
            let key = Some(event.id.as_str());
            let name = links(Figure::Name, key);
            let mut hrefs = vec![name.clone(), None, name];
            hrefs.extend(five_links(links, key, event.amounts));
            hrefs.push(links(Figure::Waiting, key).filter(|_| event.waiting.is_positive()));
            let values = [event_name(event), when, count_of(event.awards)].into_iter().chain(six(event.amounts, event.waiting));
            GridRow { values: values.collect(), hrefs }
        };
        let rows = view.rows.iter().map(row);
        let none = view.all.map(|all| {
            let to = |figure: Figure, amount: Money| links(figure, Some(NO_EVENT)).filter(|_| amount.is_positive());
            let mut hrefs = vec![None; 6];
            hrefs.extend([to(Figure::Spent, all.spent_on_none), None, to(Figure::Waiting, all.waiting_of_none)]);
            GridRow { values: of_none(&all, 2), hrefs }
        });
        let total = view.all.map(|all| {
            let mut hrefs = vec![None; 3];
            hrefs.extend(five_links(links, None, all.total));
            hrefs.push(links(Figure::Waiting, None).filter(|_| all.waiting.is_positive()));
            GridRow { values: of_all(&all, 2), hrefs }
        });
        Self { columns: columns.into_iter().chain(SIX).collect(), rows: rows.chain(none).collect(), total }
    }

    /// Who came to events of the register.
    pub(super) fn event_people(view: &EventView, links: &Links<'_>) -> Self {
        let columns = std::iter::once((By::Event.label(), Holds::Text(40))).chain(PEOPLE).collect();
        let row = |event: &EventCost| {
            let key = Some(event.id.as_str());
            let hrefs = std::iter::once(links(Figure::Name, key)).chain(people_links(links, key, event.came)).collect();
            GridRow { values: std::iter::once(event_name(event)).chain(people(event.came)).collect(), hrefs }
        };
        Self { columns, rows: view.rows.iter().map(row).collect(), total: None }
    }

    /// Both in one, as a file has them: days can be sorted there.
    pub(super) fn event_file(view: &EventView) -> Self {
        let columns = [
            (By::Event.label(), Holds::Text(40)),
            ("First day", Holds::Text(12)),
            ("Last day", Holds::Text(12)),
            ("Awards", Holds::Number),
        ];
        let row = |event: &EventCost| {
            let days = [event.starts_on, event.ends_on].map(|day| Value::Text(day.to_string()));
            let values = std::iter::once(event_name(event)).chain(days).chain([count_of(event.awards)]);
            GridRow { values: values.chain(six(event.amounts, event.waiting)).chain(people(event.came)).collect(), hrefs: vec![] }
        };
        let nobody = || PEOPLE.map(|_| Value::Text(String::new()));
        let last = |mut values: Vec<Value>| {
            values.extend(nobody());
            GridRow { values, hrefs: vec![] }
        };
        let rows = view.rows.iter().map(row).chain(view.all.map(|all| last(of_none(&all, 3))));
        Self {
            columns: columns.into_iter().chain(SIX).chain(PEOPLE).collect(),
            rows: rows.collect(),
            total: view.all.map(|all| last(of_all(&all, 3))),
        }
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
            Some(total) => table.total(cells(&total.values, &total.hrefs)),
            None => table,
        }
    }

    /// The rows as a file has them, the total last.
    pub(super) fn into_values(self) -> Vec<Vec<Value>> {
        self.rows.into_iter().chain(self.total).map(|row| row.values).collect()
    }
}

/// The columns about the money of an event.
const SIX: [(&str, Holds); 6] = [
    ("Planned", Holds::Money),
    ("Obligated", Holds::Money),
    ("Advanced", Holds::Money),
    ("Spent", Holds::Money),
    ("Left", Holds::Money),
    ("Waiting", Holds::Money),
];

fn six(a: Amounts, waiting: Money) -> [Value; 6] {
    [a.planned, a.obligated, a.advanced, a.spent, a.left, waiting].map(Value::Money)
}

fn event_name(event: &EventCost) -> Value {
    Value::Text(format!("{}, {}", event.title, event.place))
}

/// A name, and so many cells without words.
fn named(name: &str, empty: usize) -> Vec<Value> {
    let mut values = vec![Value::Text(name.to_owned())];
    values.resize(empty.saturating_add(1), Value::Text(String::new()));
    values
}

/// What is tied to no event: of its money only what is spent and what waits is known.
fn of_none(all: &AllEvents, empty: usize) -> Vec<Value> {
    let unknown = || Value::Text(NOT_KNOWN.to_owned());
    let mut values = named("Tied to no event", empty);
    values.extend([unknown(), unknown(), unknown(), Value::Money(all.spent_on_none), unknown(), Value::Money(all.waiting_of_none)]);
    values
}

/// All awards together.
fn of_all(all: &AllEvents, empty: usize) -> Vec<Value> {
    let mut values = named("All", empty);
    values.extend(six(all.total, all.waiting));
    values
}

/// The columns about people.
pub(super) const PEOPLE: [(&str, Holds); 5] = [
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

/// What is told of people.
pub(super) fn people(came: Came) -> [Value; 5] {
    let average = |amount: Option<Money>| amount.map_or_else(|| Value::Text(NOT_HELD.to_owned()), Value::Money);
    [
        count(came.career),
        count(came.appointees),
        Value::Text(came.career_share().map_or_else(|| NOT_HELD.to_owned(), percent)),
        average(came.for_each()),
        average(came.for_each_day()),
    ]
}

fn count(number: i64) -> Value {
    Value::Number(Some(Decimal::from(number)))
}

fn count_of(many: usize) -> Value {
    count(i64::try_from(many).unwrap_or(i64::MAX))
}

fn cells(values: &[Value], hrefs: &[Option<String>]) -> Vec<Cell> {
    let cell = |(at, value): (usize, &Value)| {
        let cell = match value {
            Value::Text(text) if text == NOT_KNOWN => Cell::number(text.clone()),
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

/// What is said of people before an event was held.
pub(super) fn not_held(s: &ActivitySpending) -> &'static str {
    if s.state == RecordState::Cancelled { "– Cancelled" } else { NOT_HELD }
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

/// What is said of the rows below the last event.
pub(super) const TIED_TO_NONE: &str = "“Tied to no event” is what was spent, and what waits, on activities that are part of no event of the register, and what \
     came with opening balances. What is planned, obligated, advanced and left there is not told: budgets and the ledger go by category. “All” is all \
     awards the page is narrowed to, as in every other view: budgets in force, and every accepted cost.";

/// What is said instead before the last page of events.
pub(super) const MORE_EVENTS: &str = "The last page says what is tied to no event and what all awards come to.";

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
        let spent = |figure: Figure, key: Option<&str>| {
            (figure == Figure::Spent).then(|| key.map_or_else(|| "/lines".to_owned(), |key| format!("/lines?category={key}")))
        };
        let grid = Grid::money(By::Category, &view, &spent);
        let table = grid.table("x", "x", "");
        assert_eq!(table.rows[0].cells[4].href.as_deref(), Some("/lines?category=travel"));
        assert_eq!((table.rows[1].cells[4].href.as_deref(), table.rows[1].cells[5].href.as_deref()), (Some("/lines"), None));
        assert_eq!((table.rows[0].cells[4].text.as_str(), table.rows.len()), ("$1.50", 2));
        assert_eq!(spent_chart(&view).bars[0].value, "$1.50 of $2.00");
        let values = grid.into_values();
        assert_eq!(values[0][4], Value::Money(Money::from_cents(150)));
        assert_eq!(values[1][0], Value::Text("All".into()));
    }
}
