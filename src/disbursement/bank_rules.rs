//! What the disbursement policy asks before money goes to bank details: whether they cool off, who must agree, and
//! whether a test entry goes first. Pure.

use crate::kernel::{CalendarError, Deadline, Timestamp, business_days_after};
use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::Deserialize;

/// Who must agree to changed bank details besides whoever entered them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondPerson {
    /// A finance officer of the fund.
    Fund,
    /// Another person who writes for the city, then a finance officer of the fund.
    CityAndFund,
}

/// When a test entry of no money goes before the first payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrenoteRule {
    /// When whoever verifies asks for it.
    OnRequest,
    /// To every changed account, and on request.
    Changed,
    /// To every account.
    Always,
}

/// The part of the policy about bank details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankRules {
    /// Business days between verification and the first payment.
    pub cooling_off_days: u16,
    /// Whether the first bank details of a city wait too.
    pub first_details_cool_off: bool,
    /// Who agrees to a change.
    pub second_person: SecondPerson,
    /// When a test entry goes first.
    pub prenote: PrenoteRule,
    /// Banking days after a test entry settled.
    pub prenote_wait_banking_days: u16,
}

impl BankRules {
    /// For how many business days a version rests after it is verified; 1 is a city's first version.
    #[must_use]
    pub fn rest_days(&self, number: i32) -> u16 {
        if number > 1 || self.first_details_cool_off { self.cooling_off_days } else { 0 }
    }

    /// Whether another person of the city must confirm this version before the fund verifies it.
    #[must_use]
    pub fn city_confirms(&self, number: i32) -> bool {
        number > 1 && self.second_person == SecondPerson::CityAndFund
    }

    /// Whether a test entry goes to this version before money does.
    #[must_use]
    pub fn needs_prenote(&self, number: i32, is_asked: bool) -> bool {
        match self.prenote {
            PrenoteRule::OnRequest => is_asked,
            PrenoteRule::Changed => is_asked || number > 1,
            PrenoteRule::Always => true,
        }
    }

    /// From when money may go to a version that was verified at this instant: at the same time of day, so many
    /// business days later. `None` where it need not rest.
    ///
    /// # Errors
    /// No calendar for the day.
    pub fn usable_from(&self, number: i32, verified_at: Timestamp, zone: Tz) -> Result<Option<Timestamp>, CalendarError> {
        let days = self.rest_days(number);
        if days == 0 {
            return Ok(None);
        }
        let local = verified_at.utc().with_timezone(&zone).naive_local();
        let day = business_days_after(local.date(), days)?;
        // No clock of the United States is changed on a business day; were it so, the day after would count.
        let skipped = || Timestamp::start_of(day).plus(TimeDelta::days(1));
        Ok(Some(Deadline::from_local(day.and_time(local.time()), zone).map_or_else(skipped, |end| end.at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::New_York;

    const RULES: BankRules = BankRules {
        cooling_off_days: 3,
        first_details_cool_off: false,
        second_person: SecondPerson::Fund,
        prenote: PrenoteRule::OnRequest,
        prenote_wait_banking_days: 3,
    };

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn a_change_rests_for_business_days_to_the_second() {
        let rows = [
            ("2027-06-01T15:00:07Z", "2027-06-04T15:00:07Z"), // Tuesday to Friday
            ("2027-06-03T15:00:07Z", "2027-06-08T15:00:07Z"), // over a weekend
            ("2027-07-02T15:00:07Z", "2027-07-08T15:00:07Z"), // over July 5
            ("2027-11-05T15:00:07Z", "2027-11-10T16:00:07Z"), // the clocks go back: the same time of day
            ("2027-06-05T02:30:00Z", "2027-06-10T02:30:00Z"), // still Friday in New York
        ];
        for (verified, usable) in rows {
            assert_eq!(RULES.usable_from(2, at(verified), New_York), Ok(Some(at(usable))), "{verified}");
        }
        assert_eq!(RULES.usable_from(1, at("2027-06-01T15:00:07Z"), New_York), Ok(None), "the first details");
        let all = BankRules { first_details_cool_off: true, ..RULES };
        assert_eq!(all.usable_from(1, at("2027-06-01T15:00:07Z"), New_York), Ok(Some(at("2027-06-04T15:00:07Z"))));
        let none = BankRules { cooling_off_days: 0, ..RULES };
        assert_eq!(none.usable_from(2, at("2027-06-01T15:00:07Z"), New_York), Ok(None));
    }

    #[test]
    fn the_rule_says_who_agrees_and_whether_a_test_entry_goes_first() {
        let city = BankRules { second_person: SecondPerson::CityAndFund, ..RULES };
        assert!(city.city_confirms(2) && !city.city_confirms(1) && !RULES.city_confirms(2));
        let rule = |prenote| BankRules { prenote, ..RULES };
        let asked = |prenote| [(1, false), (1, true), (2, false), (2, true)].map(|(n, asked)| rule(prenote).needs_prenote(n, asked));
        assert_eq!(asked(PrenoteRule::OnRequest), [false, true, false, true]);
        assert_eq!(asked(PrenoteRule::Changed), [false, true, true, true]);
        assert_eq!(asked(PrenoteRule::Always), [true; 4]);
    }
}
