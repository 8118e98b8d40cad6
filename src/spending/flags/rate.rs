//! Nights and days of meals against the federal travel rates of the place and time. Where several places of one name
//! are known, the highest rate counts, in the city's favour. The arithmetic is pure.

use super::people;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::rates::{self, Known, Rate};
use crate::spending::check::Checked;
use chrono::{Days, NaiveDate};

/// The longest stay that is counted night by night.
const MOST_NIGHTS: i32 = 366;

/// What the rates allow, and how it was counted.
struct Allowed {
    amount: Money,
    place: String,
    source: String,
}

/// A sentence where nights or meals cost more than the rate; nothing where no rate is known.
pub(super) fn over(conn: &mut Conn, checked: &Checked) -> Result<Option<String>, Error> {
    let mut allowed: Option<Allowed> = None;
    if let Some(nights) = checked.nights {
        allowed = sum(allowed, rooms(conn, checked, nights.min(MOST_NIGHTS))?);
    }
    if let Some(days) = checked.days {
        let found = best(conn, checked, checked.activity.starts_on)?;
        allowed = sum(allowed, found.map(|rate| Allowed { amount: meals(&rate, i64::from(days)), ..named(&rate) }));
    }
    let Some(allowed) = allowed else { return Ok(None) };
    let count = people(&checked.activity, checked.attendee.as_deref());
    let most = Money::from_cents(allowed.amount.cents().saturating_mul(count));
    if checked.amount <= most {
        return Ok(None);
    }
    let over = checked.amount.minus(most).unwrap_or(Money::ZERO);
    let who = if count == 1 { "one person".to_owned() } else { format!("{count} people") };
    let told = [(checked.nights, "night"), (checked.days, "day of meals")];
    let counted: Vec<String> = told.iter().filter_map(|(n, word)| n.map(|n| counted(n, word))).collect();
    let Allowed { place, source, .. } = allowed;
    Ok(Some(format!("{} in {place} for {who} may cost {most} ({source}); this is {over} more.", counted.join(" and "))))
}

fn counted(n: i32, word: &str) -> String {
    match (n, word) {
        (1, _) => format!("1 {word}"),
        (_, "night") => format!("{n} nights"),
        _ => format!("{n} days of meals"),
    }
}

fn named(rate: &Rate) -> Allowed {
    Allowed { amount: Money::ZERO, place: rate.place.clone(), source: rate.citation.clone() }
}

fn sum(one: Option<Allowed>, other: Option<Allowed>) -> Option<Allowed> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Allowed { amount: one.amount.plus(other.amount).unwrap_or(one.amount), ..one }),
        (one, other) => one.or(other),
    }
}

/// The rooms of one person, night by night: the rate changes with the month.
fn rooms(conn: &mut Conn, checked: &Checked, nights: i32) -> Result<Option<Allowed>, Error> {
    let (mut total, mut last): (Money, Option<(NaiveDate, Rate)>) = (Money::ZERO, None);
    for night in 0..u64::try_from(nights).unwrap_or(0) {
        let Some(day) = checked.activity.starts_on.checked_add_days(Days::new(night)) else { return Ok(None) };
        let rate = match last.take() {
            Some((of, rate)) if is_same_month(of, day) => rate,
            _ => match best(conn, checked, day)? {
                Some(rate) => rate,
                None => return Ok(None),
            },
        };
        total = total.plus(rate.room).unwrap_or(total);
        last = Some((day, rate));
    }
    Ok(last.map(|(_, rate)| Allowed { amount: total, ..named(&rate) }))
}

fn is_same_month(one: NaiveDate, other: NaiveDate) -> bool {
    one.format("%Y-%m").to_string() == other.format("%Y-%m").to_string()
}

/// Meals of one person: the first and the last day cost less.
fn meals(rate: &Rate, days: i64) -> Money {
    let edges = days.min(2);
    let full = days - edges;
    Money::from_cents(rate.first_last.cents().saturating_mul(edges).saturating_add(rate.meals.cents().saturating_mul(full)))
}

/// The highest of the rates that are known.
fn best(conn: &mut Conn, checked: &Checked, day: NaiveDate) -> Result<Option<Rate>, Error> {
    let activity = &checked.activity;
    Ok(match rates::of(conn, &activity.place, &activity.country, day)? {
        Known::Rates(rates) => rates.into_iter().max_by_key(|rate| (rate.room, rate.meals)),
        Known::OutsideTheStates | Known::Abroad | Known::Nothing => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_day_of_meals_cost_less() {
        let rate = Rate {
            place: "Chicago, IL".into(),
            is_standard: false,
            fiscal_year: 2027,
            room: Money::from_dollars(148),
            meals: Money::from_dollars(92),
            first_last: Money::from_dollars(69),
            citation: "GSA".into(),
        };
        for (days, dollars) in [(1, 69), (2, 138), (3, 230), (5, 414)] {
            assert_eq!(meals(&rate, days), Money::from_dollars(dollars), "{days}");
        }
    }
}
