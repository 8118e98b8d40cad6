//! What a city may ask for and how soon the fund pays: dated data in `config/policies/`, inside the binary. Pure.

use crate::db::Error;
use crate::kernel::{Dated, Family, Money, MoneyError, Rounding};
use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("requests-2025.toml", include_str!("../../config/policies/requests-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, read).map(drop));

/// So many days before a request must be paid, the desk counts it as due soon.
pub const DUE_SOON_DAYS: u64 = 5;

/// One version of the policy.
#[derive(Clone, Debug)]
pub struct RequestTerms {
    /// What it is called.
    pub name: String,
    /// Where its rules come from.
    pub citation: String,
    /// An advance is for what is spent within so many days.
    pub advance_days: u64,
    /// Days after which an advance that is not spent stands in the way of another.
    pub ageing_days: i64,
    /// Interest on advances that the city may keep in a year.
    pub interest_keep: Money,
    /// Calendar days from a complete request to the payment.
    pub pay_within_days: u64,
    /// The words that the official certifies.
    pub certification: String,
    max_percent: i64,
    max_open: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    citation: String,
    advance: Advance,
    payment: Payment,
    form: Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    days: u64,
    max_percent: i64,
    max_open: String,
    ageing_days: i64,
    interest_keep: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payment {
    within_days: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    certification: String,
}

fn read(text: &str) -> Result<RequestTerms, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if !(1..=100).contains(&file.advance.max_percent) {
        return Err("advance.max_percent must be 1 to 100".into());
    }
    let money = |name: &str, text: &str| Money::parse(text).map_err(|e: MoneyError| format!("{name}: {e}"));
    Ok(RequestTerms {
        name: file.name,
        citation: file.citation,
        advance_days: file.advance.days,
        ageing_days: file.advance.ageing_days,
        interest_keep: money("advance.interest_keep", &file.advance.interest_keep)?,
        pay_within_days: file.payment.within_days,
        certification: file.form.certification,
        max_percent: file.advance.max_percent,
        max_open: money("advance.max_open", &file.advance.max_open)?,
    })
}

/// The policy of requests on a day; the first one for days before it.
///
/// # Errors
/// A mistake in the files.
pub fn request_terms(day: NaiveDate) -> Result<&'static RequestTerms, Error> {
    static ALL: LazyLock<Result<Dated<RequestTerms>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), read));
    let all = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?;
    all.on(day).or_else(|| all.all().next()).ok_or_else(|| Error::Broken("config/policies has no policy of payment requests".into()))
}

impl RequestTerms {
    /// The most that advances of an award may come to before they are spent.
    ///
    /// # Errors
    /// An award that is too large to reckon with.
    pub fn most_open(&self, award: Money) -> Result<Money, MoneyError> {
        Ok(award.times(Decimal::new(self.max_percent, 2), Rounding::Down)?.min(self.max_open))
    }

    /// The last day of what an advance is for, asked for today.
    #[must_use]
    pub fn last_day(&self, today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(self.advance_days)).unwrap_or(today)
    }

    /// The months in which an advance that is asked for today is spent, each by its first day.
    #[must_use]
    pub fn months(&self, today: NaiveDate) -> Vec<NaiveDate> {
        let last = self.last_day(today);
        let mut months = Vec::new();
        let mut month = today.with_day(1);
        while let Some(first) = month.filter(|first| *first <= last && months.len() < 12) {
            months.push(first);
            month = first.checked_add_months(Months::new(1));
        }
        months
    }

    /// The day by which a request that was complete on a day is paid.
    #[must_use]
    pub fn due_on(&self, complete_on: NaiveDate) -> NaiveDate {
        complete_on.checked_add_days(Days::new(self.pay_within_days)).unwrap_or(complete_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_policy_says_what_the_rules_say() {
        let terms = request_terms(day("2027-06-01")).expect("a policy");
        assert_eq!((terms.pay_within_days, terms.interest_keep), (30, Money::from_dollars(500)));
        assert_eq!(terms.due_on(day("2028-02-01")), day("2028-03-02"));
        assert!(request_terms(day("2020-01-01")).is_ok(), "the first policy serves those before it");
    }

    #[test]
    fn the_months_of_an_advance_are_those_of_its_days() {
        let terms = request_terms(day("2027-06-01")).expect("a policy");
        let months = |text: &str| terms.months(day(text)).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(months("2027-06-01"), ["2027-06-01", "2027-07-01"]);
        assert_eq!(months("2027-07-01"), ["2027-07-01"], "30 days later it is July 31");
        assert_eq!(months("2027-01-31"), ["2027-01-01", "2027-02-01", "2027-03-01"]);
    }

    #[test]
    fn what_may_be_open_is_a_share_and_an_amount() {
        let terms = |percent: &str| {
            let (_, text) = FILES[0];
            read(&text.replace("max_percent = 100", &format!("max_percent = {percent}")))
        };
        let most = |percent: &str, dollars: i64| terms(percent).expect("sound").most_open(Money::from_dollars(dollars)).expect("an amount");
        assert_eq!(most("100", 8_000), Money::from_dollars(8_000));
        assert_eq!(most("25", 8_001), Money::from_cents(200_025));
        assert_eq!(most("100", 2_000_000), Money::from_dollars(1_000_000));
        assert!(terms("0").is_err() && terms("101").is_err());
    }

    #[test]
    fn unknown_keys_are_named() {
        let (_, text) = FILES[0];
        let problem = read(&text.replace("within_days", "within_dayz")).expect_err("refused");
        assert!(problem.contains("within_dayz"), "{problem}");
    }
}
