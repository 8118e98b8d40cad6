//! The disbursement policy: dated data in `config/policies/`, inside the binary.
//! It says how many people a payment needs, when money may move and how the
//! bank file names the fund. Pure.

use super::nacha::Originator;
use super::routing::RoutingNumber;
use crate::kernel::{Money, Timestamp};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::Deserialize;

const FILES: [(&str, &str); 1] = [("disbursement-2027.toml", include_str!("../../config/policies/disbursement-2027.toml"))];

/// One dated policy.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What it is called.
    pub name: String,
    /// Where its rules come from.
    pub citation: String,
    /// The zone whose days count.
    pub zone: Tz,
    /// Different people that a payment run needs.
    pub distinct_people: u32,
    /// Below this, a preparer or approver may release.
    pub two_allowed_below: Money,
    /// Days after which a released payment without a bank line is late.
    pub transit_days: i64,
    /// How the bank file names the fund.
    pub originator: Originator,
    /// The remittance text with `{reference}` and `{amount}`.
    pub remittance: String,
    lead_days: u32,
    holidays: Vec<NaiveDate>,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
}

/// Why there is no policy to follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// No file covers the day.
    #[error("No disbursement policy is valid on {0}. An administrator must add one before money can move.")]
    NoneValid(NaiveDate),
    /// A file cannot be read.
    #[error("config/policies/{file}: {problem}")]
    Unreadable {
        /// Which file.
        file: &'static str,
        /// What is wrong in it.
        problem: String,
    },
}

impl Terms {
    /// The policy that is valid at this instant, by its own zone's calendar.
    ///
    /// # Errors
    /// [`TermsError`].
    pub fn at(now: Timestamp) -> Result<Self, TermsError> {
        for (file, text) in FILES {
            let terms = read(text).map_err(|problem| TermsError::Unreadable { file, problem })?;
            let day = now.day_in(terms.zone);
            if (terms.valid_from..=terms.valid_to).contains(&day) {
                return Ok(terms);
            }
        }
        Err(TermsError::NoneValid(now.day()))
    }

    /// Whether a run of `total` needs a third person to release it.
    #[must_use]
    pub fn needs_third_person(&self, total: Money) -> bool {
        self.distinct_people >= 3 && total >= self.two_allowed_below
    }

    /// The banking day on which money released at `now` arrives.
    #[must_use]
    pub fn effective_day(&self, now: Timestamp) -> NaiveDate {
        let mut day = now.day_in(self.zone);
        let mut left = self.lead_days;
        while left > 0 || !self.is_banking_day(day) {
            let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
            if next == day {
                break;
            }
            day = next;
            if self.is_banking_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }

    fn is_banking_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The addenda text of one payment.
    #[must_use]
    pub fn remittance_for(&self, reference: &str, amount: Money) -> String {
        self.remittance.replace("{reference}", reference).replace("{amount}", &amount.plain())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    valid_from: toml::value::Datetime,
    valid_to: toml::value::Datetime,
    citation: String,
    zone: String,
    people: People,
    bank: Bank,
    ach: Ach,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    distinct: u32,
    two_allowed_below: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bank {
    transit_days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ach {
    destination_routing: String,
    destination_name: String,
    origin_id: String,
    origin_name: String,
    company_name: String,
    company_id: String,
    description: String,
    odfi: String,
    originator_status: String,
    remittance: String,
    lead_days: u32,
    holidays: Vec<toml::value::Datetime>,
}

fn read(text: &str) -> Result<Terms, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if !(2..=3).contains(&file.people.distinct) {
        return Err("people.distinct must be 2 or 3".into());
    }
    Ok(Terms {
        name: file.name,
        citation: file.citation,
        zone: file.zone.parse().map_err(|_| format!("zone: `{}` is no IANA time zone", file.zone))?,
        distinct_people: file.people.distinct,
        two_allowed_below: Money::parse(&file.people.two_allowed_below).map_err(|e| format!("people.two_allowed_below: {e}"))?,
        transit_days: file.bank.transit_days,
        originator: Originator {
            destination: RoutingNumber::parse(&file.ach.destination_routing).map_err(|e| format!("ach.destination_routing: {e}"))?,
            destination_name: file.ach.destination_name,
            origin_id: file.ach.origin_id,
            origin_name: file.ach.origin_name,
            company_name: file.ach.company_name,
            company_id: file.ach.company_id,
            description: file.ach.description,
            odfi: file.ach.odfi,
            originator_status: file.ach.originator_status,
        },
        remittance: file.ach.remittance,
        lead_days: file.ach.lead_days,
        holidays: file.ach.holidays.iter().map(day).collect::<Result<_, _>>()?,
        valid_from: day(&file.valid_from)?,
        valid_to: day(&file.valid_to)?,
    })
}

fn day(value: &toml::value::Datetime) -> Result<NaiveDate, String> {
    value.to_string().parse().map_err(|_| format!("{value} is not a day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn money_arrives_on_the_next_banking_day() {
        let terms = Terms::at(at("2026-11-24T15:00:00Z")).expect("valid");
        let rows = [
            ("2026-11-24T15:00:00Z", "2026-11-25"), // Tuesday
            ("2026-11-25T15:00:00Z", "2026-11-27"), // the day before Thanksgiving
            ("2026-11-28T02:00:00Z", "2026-11-30"), // Friday night in New York, Saturday in UTC
            ("2026-11-28T15:00:00Z", "2026-11-30"), // Saturday
            ("2026-12-31T23:00:00Z", "2027-01-04"),
        ];
        for (now, expected) in rows {
            assert_eq!(terms.effective_day(at(now)).to_string(), expected, "{now}");
        }
    }

    #[test]
    fn a_policy_holds_for_its_days_only() {
        assert!(Terms::at(at("2024-10-01T04:00:00Z")).is_ok());
        assert!(matches!(Terms::at(at("2024-10-01T03:59:59Z")), Err(TermsError::NoneValid(_))), "still September in New York");
        assert!(Terms::at(at("2027-10-01T04:00:00Z")).is_err());
    }

    #[test]
    fn small_runs_need_two_people() {
        let terms = Terms::at(at("2026-11-24T15:00:00Z")).expect("valid");
        assert!(!terms.needs_third_person(Money::from_cents(99_999)));
        assert!(terms.needs_third_person(Money::from_dollars(1000)));
    }

    #[test]
    fn unknown_keys_are_named() {
        let (_, text) = FILES[0];
        let problem = read(&text.replace("transit_days", "transit_dayz")).expect_err("refused");
        assert!(problem.contains("transit_dayz"), "{problem}");
    }
}
