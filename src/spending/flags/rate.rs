//! Nights and days of meals against the federal travel rates of the place, each by the rate of its own day. Where several
//! places of one name are known, the highest rate counts, in the city's favour. What is over the rates is flagged when an
//! expense is submitted; how it stands to them today, or why it cannot be told, is told to whoever judges it.

use super::{FlagKind, policy};
use crate::db::{Conn, Error};
use crate::gathering::{self, ActivityRecord};
use crate::intake::Activity;
use crate::kernel::Money;
use crate::locale::format::date;
use crate::rates::{Known, Rate, Span};
use crate::spending::check::Checked;
use crate::spending::expense::Expense;
use chrono::{Days, NaiveDate};

const NOT_GIVEN: &str =
    "Not compared with the travel rate: neither nights nor days of meals are given. If it is for a room or for meals, ask for them.";
const NO_ACTIVITY: &str = "Not compared with the travel rate: its activity is not in the plan any more.";

/// How a cost stands to the travel rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// There is nothing to compare: no nights and no days of meals, or no activity.
    Nothing,
    /// The rate of one of its days is not known.
    NotKnown,
    /// It is not more than the rates allow.
    Within,
    /// It is more.
    Over,
}

/// How an expense stands to the travel rates that are known today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateNote {
    /// In short.
    pub compared: Compared,
    /// As sentences.
    pub words: String,
    /// The rule it rests on.
    pub citation: String,
}

/// What is compared.
struct Cost<'a> {
    activity: &'a Activity,
    nights: Option<i32>,
    days: Option<i32>,
    amount: Money,
    people: i64,
}

/// What the rates allow one person, and how it was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Allowed {
    amount: Money,
    places: Vec<String>,
    sources: Vec<String>,
}

/// A sentence where nights or meals of so many people cost more than the rates; nothing where they cannot be compared.
pub(super) fn over(conn: &mut Conn, checked: &Checked, people: i64) -> Result<Option<String>, Error> {
    let cost = Cost { activity: &checked.activity, nights: checked.nights, days: checked.days, amount: checked.amount, people };
    let (compared, words) = cost.compare(conn)?;
    Ok((compared == Compared::Over).then_some(words))
}

/// How an expense stands to the rates that are known today, or why it cannot be told. It is looked at anew, so that it
/// tells of rates that were brought in and of people that were recorded after the city submitted it.
///
/// # Errors
/// The database's refusal, or a mistake in the policy.
pub fn compare_with_rates(
    conn: &mut Conn,
    expense: &Expense,
    activity: Option<&Activity>,
    records: &[ActivityRecord],
) -> Result<RateNote, Error> {
    let citation = policy::on(expense.submitted_at.day())?.citation(FlagKind::OverRate).to_owned();
    let Some(activity) = activity else {
        return Ok(RateNote { compared: Compared::Nothing, words: NO_ACTIVITY.to_owned(), citation });
    };
    let people = if expense.attendee.is_some() { 1 } else { gathering::people_at(activity, records) };
    let cost = Cost { activity, nights: expense.nights, days: expense.days, amount: expense.amount, people };
    let (compared, words) = cost.compare(conn)?;
    let words = match compared {
        Compared::Nothing | Compared::NotKnown => words,
        Compared::Within | Compared::Over => format!("By the rates known today, {words}"),
    };
    Ok(RateNote { compared, words, citation })
}

impl Cost<'_> {
    /// How it stands to the rates, and that as a sentence.
    fn compare(&self, conn: &mut Conn) -> Result<(Compared, String), Error> {
        let of = |n: Option<i32>| u64::try_from(n.unwrap_or(0)).unwrap_or(0);
        let (nights, days) = (of(self.nights), of(self.days));
        let activity = self.activity;
        let first = activity.starts_on;
        let Some(last) = nights.max(days).checked_sub(1).and_then(|n| first.checked_add_days(Days::new(n))) else {
            return Ok((Compared::Nothing, NOT_GIVEN.to_owned()));
        };
        let span = Span::read(conn, (&activity.place, &activity.country), (first, last))?;
        Ok(match allowed(first, (nights, days), |day| best(span.on(day))) {
            Ok(allowed) => self.against(&allowed),
            Err(day) => (Compared::NotKnown, not_known(&activity.place, day, &span.on(day))),
        })
    }

    /// The same against what one person may spend.
    fn against(&self, allowed: &Allowed) -> (Compared, String) {
        let most = Money::from_cents(allowed.amount.cents().saturating_mul(self.people));
        let who = if self.people == 1 { "one person".to_owned() } else { format!("{} people", self.people) };
        let told = [(self.nights, "night"), (self.days, "day of meals")];
        let counted: Vec<String> = told.iter().filter_map(|(n, word)| n.map(|n| counted(n, word))).collect();
        let (place, source) = (allowed.places.join(" and "), allowed.sources.join("; "));
        let (compared, by) = if self.amount <= most {
            (Compared::Within, "not".to_owned())
        } else {
            (Compared::Over, self.amount.minus(most).unwrap_or(Money::ZERO).to_string())
        };
        (compared, format!("{} in {place} for {who} may cost {most} ({source}); this is {by} more.", counted.join(" and ")))
    }
}

/// That no rate is known, and what can be done about it.
fn not_known(place: &str, day: NaiveDate, known: &Known) -> String {
    let whose = match known {
        Known::Abroad => "the foreign rates",
        Known::OutsideTheStates => "the rates of the Department of Defense",
        Known::Rates(_) | Known::Nothing => "the rates",
    };
    format!("Not compared with the travel rate: no rate is known for {place} on {}. Import {whose} or type one.", date(day))
}

fn counted(n: i32, word: &str) -> String {
    match (n, word) {
        (1, _) => format!("1 {word}"),
        (_, "night") => format!("{n} nights"),
        _ => format!("{n} days of meals"),
    }
}

/// What one person may spend from the first day on: each night and each day of meals by the rate of its own day, meals
/// less on the first and the last day (41 CFR 301-11.101). The first of them whose rate is not known, where one is not.
fn allowed(first: NaiveDate, (nights, days): (u64, u64), on: impl Fn(NaiveDate) -> Option<Rate>) -> Result<Allowed, NaiveDate> {
    let mut all = Allowed::default();
    for n in 0..nights.max(days) {
        let day = first.checked_add_days(Days::new(n)).ok_or(first)?;
        let rate = on(day).ok_or(day)?;
        let room = if n < nights { rate.room } else { Money::ZERO };
        let meals = if n >= days {
            Money::ZERO
        } else if n == 0 || n + 1 == days {
            rate.first_last
        } else {
            rate.meals
        };
        all.amount = all.amount.plus(room).and_then(|sum| sum.plus(meals)).map_err(|_| day)?;
        if !all.places.contains(&rate.place) {
            all.places.push(rate.place);
        }
        if !all.sources.contains(&rate.citation) {
            all.sources.push(rate.citation);
        }
    }
    Ok(all)
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
        assert_eq!(spent((2, 0)), Ok(Money::from_dollars(200)));
        assert_eq!(spent((4, 0)), Ok(Money::from_dollars(100 + 100 + 200 + 200)), "two nights before the change, two after");
        assert_eq!(spent((0, 5)), Ok(Money::from_dollars(60 + 80 + 120 + 120 + 90)), "the first and the last day by their own rates");
        assert_eq!(spent((4, 5)), Ok(Money::from_dollars(600 + 470)));
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
    fn the_first_day_whose_rate_is_not_known_is_told() {
        let on = |of: NaiveDate| (of < day("2027-05-12")).then(|| rate(100, 80, 60, "GSA"));
        assert!(allowed(day("2027-05-10"), (2, 2), on).is_ok());
        assert_eq!(allowed(day("2027-05-10"), (2, 3), on), Err(day("2027-05-12")), "the last day of meals");
        assert_eq!(allowed(day("2027-05-10"), (4, 0), on), Err(day("2027-05-12")), "the third of four nights");
    }
}
