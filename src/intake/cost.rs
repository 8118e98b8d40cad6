//! What a budget is counted from: so many of something at a price each, less what the city pays
//! itself. What is left is asked for; the lines of the budget are sums of it.

use super::partner::Partner;
use super::plan::{Activity, BudgetLine, text_mistake};
use crate::kernel::{FieldError, Id, Money, Rounding};
use crate::opportunity::Definition;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The most rows of one activity.
pub const MOST_COSTS: usize = 60;
/// The most rows of costs in all activities of an application.
pub const MOST_COSTS_IN_ALL: usize = 2_400;

/// What is said of a cost that is put down to nobody who applies.
pub(super) const NO_CITY: &str = "Choose a city of this application.";

/// The longest note of a line, which is made from its costs.
const LONGEST_NOTE: usize = 300;

/// How many of something: more than nothing, to the hundredth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity(i64);

impl Quantity {
    /// One.
    pub const ONE: Self = Self(100);

    /// So many hundredths.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// So many hundredths.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Reads `3`, `1,200` or `2.5`.
    fn parse(typed: &str) -> Result<Self, String> {
        const PLAIN: &str = "must be a number, such as 3 or 2.5";
        let plain = typed.replace(',', "");
        if !plain.starts_with(|c: char| c.is_ascii_digit()) || !plain.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return Err(PLAIN.into());
        }
        let number = Decimal::from_str(&plain).map_err(|_| PLAIN)?;
        if number.normalize().scale() > 2 {
            return Err("can have at most two digits after the point".into());
        }
        let hundredths = (number * Decimal::ONE_HUNDRED).to_i64().filter(|n| *n <= 10_000_000).ok_or("must be 100,000 at most")?;
        if hundredths == 0 { Err("must be more than 0".into()) } else { Ok(Self(hundredths)) }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.decimal().normalize())
    }
}

/// One cost of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostItem {
    /// The activity.
    pub activity: Id<Activity>,
    /// The code of the category.
    pub category: String,
    /// What it is for.
    pub what: String,
    /// How many.
    pub quantity: Quantity,
    /// Of what: `nights`, `tickets`; may be empty.
    pub unit: String,
    /// The price of one.
    pub each: Money,
    /// How much of the whole the city pays itself; never more than the whole.
    pub city_pays: Money,
    /// The partner it is put down to; otherwise the lead city.
    pub partner: Option<Id<Partner>>,
}

impl CostItem {
    /// Quantity times price, half a cent upwards. No accepted item overflows.
    #[must_use]
    pub fn whole(&self) -> Money {
        self.each.times(self.quantity.decimal(), Rounding::HalfUp).unwrap_or_default()
    }

    /// What the fund is asked for.
    #[must_use]
    pub fn asked(&self) -> Money {
        self.whole().minus(self.city_pays).unwrap_or_default()
    }

    /// `8 nights × $217.00`; for one of something its price alone.
    #[must_use]
    pub fn worked_out(&self) -> String {
        worked_out(&self.quantity.to_string(), &self.unit, self.each)
    }
}

/// So many of a unit at a price each, as one reads it.
pub(super) fn worked_out(quantity: &str, unit: &str, each: Money) -> String {
    match (quantity, unit) {
        ("1", "") => each.to_string(),
        (_, "") => format!("{quantity} × {each}"),
        _ => format!("{quantity} {unit} × {each}"),
    }
}

/// One row as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostInput {
    /// The code of the category.
    pub category: String,
    /// What it is for.
    pub what: String,
    /// How many; nothing typed is one.
    pub quantity: String,
    /// Of what.
    pub unit: String,
    /// The price of one.
    pub each: String,
    /// What the city pays itself.
    pub city_pays: String,
    /// The identifier of the partner it is put down to; empty for the lead city.
    pub partner: String,
}

impl CostInput {
    /// Whether nothing was typed; a category alone is nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.what, &self.quantity, &self.unit, &self.each, &self.city_pays].iter().all(|text| text.is_empty())
    }

    /// As one would type a cost that is known.
    #[must_use]
    pub fn of(item: &CostItem) -> Self {
        Self {
            category: item.category.clone(),
            what: item.what.clone(),
            quantity: item.quantity.to_string(),
            unit: item.unit.clone(),
            each: item.each.plain(),
            city_pays: if item.city_pays.is_zero() { String::new() } else { item.city_pays.plain() },
            partner: item.partner.map(|id| id.text()).unwrap_or_default(),
        }
    }
}

/// The costs in these rows, of which the blank ones count for nothing, or every mistake in them,
/// with the fields named after the row: `each_0`.
pub(super) fn read(definition: &Definition, activity: Id<Activity>, rows: &[CostInput]) -> Result<Vec<CostItem>, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let filled: Vec<(usize, &CostInput)> = rows.iter().enumerate().filter(|(_, row)| !row.is_blank()).collect();
    if let Some((n, _)) = filled.get(MOST_COSTS) {
        mistakes.push(FieldError::new(
            format!("what_{n}"),
            format!("An activity can have {MOST_COSTS} rows. Put small costs together, or make two activities of it."),
        ));
    }
    let mut items = Vec::new();
    for (n, row) in filled {
        match read_row(definition, activity, row) {
            Ok(item) => items.push(item),
            Err(found) => mistakes.extend(
                found.into_iter().map(|(field, message)| FieldError::new(format!("{field}_{n}"), format!("Row {}: {message}", n + 1))),
            ),
        }
    }
    if mistakes.is_empty() { Ok(items) } else { Err(mistakes) }
}

/// What one row comes to, if it has no mistake.
#[must_use]
pub fn read_cost(definition: &Definition, activity: Id<Activity>, row: &CostInput) -> Option<CostItem> {
    read_row(definition, activity, row).ok()
}

fn read_row(definition: &Definition, activity: Id<Activity>, row: &CostInput) -> Result<CostItem, Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    if definition.category(&row.category).is_none() {
        found.push(("category", "Choose a category.".to_owned()));
    }
    if row.what.is_empty() {
        found.push(("what", "Say what it is for, such as “Rooms in Graz”.".to_owned()));
    }
    found.extend(text_mistake("what", &row.what, "text", 120).map(|e| ("what", e.message)));
    found.extend(text_mistake("unit", &row.unit, "unit", 30).map(|e| ("unit", e.message)));
    let quantity = if row.quantity.is_empty() { Ok(Quantity::ONE) } else { Quantity::parse(&row.quantity) };
    let quantity = quantity.map_err(|e| found.push(("quantity", format!("How many {e}.")))).ok();
    let each = Money::parse(&row.each).map_err(|e| found.push(("each", e.to_string()))).ok();
    if each.is_some_and(Money::is_zero) {
        found.push(("each", "Enter a price above $0, or empty the row.".to_owned()));
    }
    let share = if row.city_pays.is_empty() { Ok(Money::ZERO) } else { Money::parse(&row.city_pays) };
    let share = share.map_err(|e| found.push(("city_pays", e.to_string()))).ok();
    let partner = if row.partner.is_empty() { None } else { row.partner.parse().ok() };
    if partner.is_none() && !row.partner.is_empty() {
        found.push(("partner", NO_CITY.to_owned()));
    }
    let (Some(quantity), Some(each), Some(city_pays), true) = (quantity, each, share, found.is_empty()) else { return Err(found) };
    let (what, unit) = (row.what.clone(), row.unit.clone());
    let item = CostItem { activity, category: row.category.clone(), what, quantity, unit, each, city_pays, partner };
    let Ok(whole) = each.times(quantity.decimal(), Rounding::HalfUp) else {
        return Err(vec![("each", "The whole is too large. Enter less.".to_owned())]);
    };
    let cap = definition.amounts.cap();
    if city_pays > whole {
        return Err(vec![("city_pays", format!("Your city cannot pay more than the whole cost, {whole}. Enter {whole} or less."))]);
    }
    if item.asked() > cap {
        return Err(vec![("each", format!("{} is more than the largest grant, {cap}. Enter less.", item.asked()))]);
    }
    if whole.is_zero() {
        return Err(vec![("each", "The whole comes to less than a cent. Enter more, or empty the row.".to_owned())]);
    }
    Ok(item)
}

/// What is asked for, summed by category in the order of its code, with how it was worked out.
pub(super) fn lines(items: &[CostItem]) -> Vec<BudgetLine> {
    let mut sums: BTreeMap<&str, BudgetLine> = BTreeMap::new();
    for item in items {
        let line = sums.entry(item.category.as_str()).or_insert_with(|| BudgetLine {
            activity: item.activity,
            category: item.category.clone(),
            amount: Money::ZERO,
            note: String::new(),
        });
        line.amount = line.amount.plus(item.asked()).unwrap_or(line.amount);
        let joint = if line.note.is_empty() { "" } else { "; " };
        line.note = format!("{}{joint}{}: {}", line.note, item.what, item.worked_out());
        if !item.city_pays.is_zero() {
            line.note = format!("{}, the city pays {}", line.note, item.city_pays);
        }
    }
    sums.into_values().filter(|line| line.amount.is_positive()).map(shortened).collect()
}

fn shortened(mut line: BudgetLine) -> BudgetLine {
    if line.note.chars().count() > LONGEST_NOTE {
        line.note = line.note.chars().take(LONGEST_NOTE - 1).chain(['…']).collect();
    }
    line
}

#[cfg(test)]
mod tests;
