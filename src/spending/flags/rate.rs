//! Nights and days of meals against the federal travel rates of the place, each by the rate of its own day. Where several
//! places of one name are known, the highest rate counts, in the city's favour. The arithmetic is pure.

use super::people;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::rates::{Known, Rate, Span};
use crate::spending::check::Checked;
use chrono::{Days, NaiveDate};

/// What the rates allow one person, and how it was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Allowed {
    amount: Money,
    places: Vec<String>,
    sources: Vec<String>,
}

/// A sentence where nights or meals cost more than the rates; nothing where the rate of one of the days is not known.
pub(super) fn over(conn: &mut Conn, checked: &Checked) -> Result<Option<String>, Error> {
    let of = |n: Option<i32>| u64::try_from(n.unwrap_or(0)).unwrap_or(0);
    let (nights, days) = (of(checked.nights), of(checked.days));
    let activity = &checked.activity;
    let first = activity.starts_on;
    let Some(last) = nights.max(days).checked_sub(1).and_then(|n| first.checked_add_days(Days::new(n))) else { return Ok(None) };
    let span = Span::read(conn, (&activity.place, &activity.country), (first, last))?;
    let Some(allowed) = allowed(first, (nights, days), |day| best(span.on(day))) else { return Ok(None) };
    let count = people(activity, checked.attendee.as_deref());
    let most = Money::from_cents(allowed.amount.cents().saturating_mul(count));
    if checked.amount <= most {
        return Ok(None);
    }
    let over = checked.amount.minus(most).unwrap_or(Money::ZERO);
    let who = if count == 1 { "one person".to_owned() } else { format!("{count} people") };
    let told = [(checked.nights, "night"), (checked.days, "day of meals")];
    let counted: Vec<String> = told.iter().filter_map(|(n, word)| n.map(|n| counted(n, word))).collect();
    let (place, source) = (allowed.places.join(" and "), allowed.sources.join("; "));
    Ok(Some(format!("{} in {place} for {who} may cost {most} ({source}); this is {over} more.", counted.join(" and "))))
}

fn counted(n: i32, word: &str) -> String {
    match (n, word) {
        (1, _) => format!("1 {word}"),
        (_, "night") => format!("{n} nights"),
        _ => format!("{n} days of meals"),
    }
}

/// What one person may spend from the first day on: each night and each day of meals by the rate of its own day, meals
/// less on the first and the last day (41 CFR 301-11.101). Nothing where the rate of one of them is not known.
fn allowed(first: NaiveDate, (nights, days): (u64, u64), on: impl Fn(NaiveDate) -> Option<Rate>) -> Option<Allowed> {
    let mut all = Allowed::default();
    for n in 0..nights.max(days) {
        let rate = on(first.checked_add_days(Days::new(n))?)?;
        let room = if n < nights { rate.room } else { Money::ZERO };
        let meals = if n >= days {
            Money::ZERO
        } else if n == 0 || n + 1 == days {
            rate.first_last
        } else {
            rate.meals
        };
        all.amount = all.amount.plus(room).and_then(|sum| sum.plus(meals)).ok()?;
        if !all.places.contains(&rate.place) {
            all.places.push(rate.place);
        }
        if !all.sources.contains(&rate.citation) {
            all.sources.push(rate.citation);
        }
    }
    Some(all)
}

/// The highest of the rates that are known.
fn best(known: Known) -> Option<Rate> {
    match known {
        Known::Rates(rates) => rates.into_iter().max_by_key(|rate| (rate.room, rate.meals)),
        Known::OutsideTheStates | Known::Abroad | Known::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(room: i64, meals: i64, first_last: i64, citation: &str) -> Rate {
        Rate {
            place: "Chicago, IL".into(),
            is_standard: false,
            fiscal_year: 2027,
            room: Money::from_dollars(room),
            meals: Money::from_dollars(meals),
            first_last: Money::from_dollars(first_last),
            citation: citation.into(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_first_and_the_last_day_of_meals_cost_less() {
        for (days, dollars) in [(1, 69), (2, 138), (3, 230), (5, 414)] {
            let found = allowed(day("2027-05-10"), (0, days), |_| Some(rate(148, 92, 69, "GSA"))).expect("known");
            assert_eq!(found.amount, Money::from_dollars(dollars), "{days}");
        }
    }

    #[test]
    fn each_night_and_day_has_the_rate_of_its_own_day() {
        // From the 16th of the month on another rate holds.
        let on = |of: NaiveDate| Some(if of < day("2027-05-16") { rate(100, 80, 60, "Old") } else { rate(200, 120, 90, "New") });
        let spent = |(nights, days)| allowed(day("2027-05-14"), (nights, days), on).map(|found| found.amount);
        assert_eq!(spent((2, 0)), Some(Money::from_dollars(200)));
        assert_eq!(spent((4, 0)), Some(Money::from_dollars(100 + 100 + 200 + 200)), "two nights before the change, two after");
        assert_eq!(spent((0, 5)), Some(Money::from_dollars(60 + 80 + 120 + 120 + 90)), "the first and the last day by their own rates");
        assert_eq!(spent((4, 5)), Some(Money::from_dollars(600 + 470)));
        let found = allowed(day("2027-05-14"), (4, 5), on).expect("known");
        assert_eq!((found.places, found.sources), (vec!["Chicago, IL".to_owned()], vec!["Old".to_owned(), "New".to_owned()]));
    }

    #[test]
    fn two_fiscal_years_meet_in_one_stay() {
        let on = |of: NaiveDate| {
            let year = if of < day("2027-10-01") { 2027 } else { 2028 };
            Some(if year == 2027 { rate(148, 92, 69, "FY 2027") } else { rate(155, 100, 75, "FY 2028") })
        };
        // September 29 and 30, October 1 and 2; meals on October 3 too.
        let found = allowed(day("2027-09-29"), (4, 5), on).expect("known");
        assert_eq!(found.amount, Money::from_dollars(148 + 148 + 155 + 155 + 69 + 92 + 100 + 100 + 75));
        assert_eq!(found.sources, ["FY 2027", "FY 2028"]);
    }

    #[test]
    fn nothing_is_said_where_the_rate_of_one_day_is_not_known() {
        let on = |of: NaiveDate| (of < day("2027-05-12")).then(|| rate(100, 80, 60, "GSA"));
        assert!(allowed(day("2027-05-10"), (2, 2), on).is_some());
        assert_eq!(allowed(day("2027-05-10"), (2, 3), on), None, "the last day of meals");
        assert_eq!(allowed(day("2027-05-10"), (3, 0), on), None, "the last night");
    }
}
