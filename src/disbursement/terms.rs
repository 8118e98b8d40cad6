//! The disbursement policy: dated data in `config/policies/`, inside the binary.
//! It says how many people a payment needs, when money may move and how the
//! bank file names the fund. Pure.

use super::bank_rules::BankRules;
use super::nacha::{self, Originator};
use super::routing::RoutingNumber;
use crate::kernel::{CalendarError, Dated, Family, Money, Timestamp, banking_days_after, is_banking_day, next_banking_day, unknown_name};
use crate::locale::format::short_date;
use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 2] = [
    ("disbursement-2027.toml", include_str!("../../config/policies/disbursement-2027.toml")),
    ("disbursement-2028.toml", include_str!("../../config/policies/disbursement-2028.toml")),
];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, read).map(drop));

/// The most days that a line of the bank may lie apart from what it stands for: more is no nearness.
const MOST_DAYS: u16 = 30;

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
    /// Below this, whoever prepared a run may release it; nought where nobody may.
    pub two_allowed_below: Money,
    /// Days after its arrival from which a payment without a bank line is late.
    pub transit_days: u16,
    /// Days from which a cheque without a bank line is.
    pub cheque_days: u16,
    /// How near a line of the bank must be to what it stands for.
    pub matching: MatchDays,
    /// How the bank file names the fund.
    pub originator: Originator,
    /// The remittance text with `{reference}` and `{amount}`.
    pub remittance: String,
    /// The largest payment that may settle on the day of its release.
    pub same_day_limit: Money,
    /// What is asked before money goes to bank details.
    pub bank_details: BankRules,
    lead_days: u16,
    windows: Vec<NaiveTime>,
    farthest_days: u16,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

/// How far the days of a bank line and of what it stands for may lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchDays {
    /// Banking days before and after the line within which a payment that it does not name may be the one.
    pub near: u16,
    /// Days by which a line of money out may be dated before the release of its payment.
    pub early: i64,
    /// Banking days by which a line may be dated ahead.
    pub ahead: u16,
}

/// Why there is no policy to follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// No file covers the day.
    #[error("No disbursement policy is valid on {0}. An administrator must add one before money can move.")]
    NoneValid(NaiveDate),
    /// A file cannot be read.
    #[error("config/policies/{0}")]
    Unreadable(String),
    /// No calendar of banks for the day.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// Too late in the day, or no banking day.
    #[error("A run can settle today only on a banking day, until {0}. Choose a later day.")]
    SameDayIsOver(String),
    /// Another day than today was asked for.
    #[error("A run that settles today cannot name another day.")]
    SameDayAndAnother,
    /// Banks are closed on it.
    #[error("Banks settle no payments on {0}. Choose another day.")]
    NotABankingDay(String),
    /// The bank needs more time.
    #[error("The first day on which this run can arrive is {0}.")]
    TooEarly(String),
    /// Beyond what the policy allows.
    #[error("The last day that a run may name is {0}.")]
    TooFar(String),
}

impl Terms {
    /// The policy that is valid at this instant, by its own zone's calendar.
    ///
    /// # Errors
    /// [`TermsError`].
    pub fn at(now: Timestamp) -> Result<Self, TermsError> {
        static ALL: LazyLock<Result<Dated<Terms>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), read));
        let all = ALL.as_ref().map_err(|problem| TermsError::Unreadable(problem.clone()))?;
        let valid = all.all().filter(|terms| terms.is_valid_on(now.day_in(terms.zone))).last();
        let terms = valid.cloned().ok_or_else(|| TermsError::NoneValid(now.day()))?;
        // From here on the calendar of banks is known to reach as far as money goes.
        banking_days_after(now.day_in(terms.zone), terms.lead_days)?;
        Ok(terms)
    }

    /// The day at this instant in the zone of the fund's money; in UTC where no policy is valid.
    #[must_use]
    pub fn day(now: Timestamp) -> NaiveDate {
        Self::at(now).map_or_else(|_| now.day(), |terms| now.day_in(terms.zone))
    }

    fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether a run of `total` needs a third person to release it.
    #[must_use]
    pub fn needs_third_person(&self, total: Money) -> bool {
        self.distinct_people >= 3 && total >= self.two_allowed_below
    }

    /// The banking day on which money released at `now` arrives.
    #[must_use]
    pub fn effective_day(&self, now: Timestamp) -> NaiveDate {
        self.effective_on(now, None, false).unwrap_or_else(|_| now.day_in(self.zone))
    }

    /// The banking day on which money released at `now` arrives: the earliest there is, the day that was wanted, or
    /// today.
    ///
    /// # Errors
    /// A sentence why the day cannot be had.
    pub fn effective_on(&self, now: Timestamp, wanted: Option<NaiveDate>, same_day: bool) -> Result<NaiveDate, TermsError> {
        let local = now.utc().with_timezone(&self.zone).naive_local();
        let today = local.date();
        if same_day {
            if wanted.is_some_and(|day| day != today) {
                return Err(TermsError::SameDayAndAnother);
            }
            let last = self.windows.iter().max().copied().unwrap_or(NaiveTime::MIN);
            let is_open = is_banking_day(today)? && local.time() <= last;
            return if is_open { Ok(today) } else { Err(TermsError::SameDayIsOver(last.format("%-I:%M %p").to_string())) };
        }
        let earliest = if self.lead_days == 0 { next_banking_day(today)? } else { banking_days_after(today, self.lead_days)? };
        let Some(wanted) = wanted else { return Ok(earliest) };
        let farthest = today.checked_add_days(Days::new(u64::from(self.farthest_days))).unwrap_or(today).max(earliest);
        if wanted < earliest {
            return Err(TermsError::TooEarly(short_date(earliest)));
        }
        if wanted > farthest {
            return Err(TermsError::TooFar(short_date(farthest)));
        }
        if is_banking_day(wanted)? { Ok(wanted) } else { Err(TermsError::NotABankingDay(short_date(wanted))) }
    }

    /// Whether payments of these amounts may arrive on the day of their release.
    #[must_use]
    pub fn fits_same_day(&self, amounts: impl IntoIterator<Item = Money>) -> bool {
        amounts.into_iter().all(|amount| amount <= self.same_day_limit)
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
    valid_to: Option<toml::value::Datetime>,
    citation: String,
    zone: String,
    people: People,
    bank: Bank,
    ach: Ach,
    bank_details: BankRules,
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
    transit_days: u16,
    cheque_days: u16,
    match_banking_days: u16,
    early_days: i64,
    ahead_banking_days: u16,
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
    lead_days: u16,
    same_day_limit: String,
    windows: Vec<String>,
    farthest_days: u16,
}

fn read(text: &str) -> Result<Terms, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if !(2..=3).contains(&file.people.distinct) {
        return Err("people.distinct must be 2 or 3".into());
    }
    if file.bank.match_banking_days > MOST_DAYS
        || file.bank.ahead_banking_days > MOST_DAYS
        || !(0..=i64::from(MOST_DAYS)).contains(&file.bank.early_days)
    {
        return Err(format!("bank.match_banking_days, bank.early_days and bank.ahead_banking_days must be 0 to {MOST_DAYS}"));
    }
    if let Some(odd) = unknown_name(&file.ach.remittance, &["reference", "amount"]) {
        return Err(format!("ach.remittance names “{odd}”; known are {{reference}} and {{amount}}"));
    }
    let terms = Terms {
        name: file.name,
        citation: file.citation,
        zone: file.zone.parse().map_err(|_| format!("zone: `{}` is no IANA time zone", file.zone))?,
        distinct_people: file.people.distinct,
        two_allowed_below: Money::parse(&file.people.two_allowed_below).map_err(|e| format!("people.two_allowed_below: {e}"))?,
        transit_days: file.bank.transit_days,
        cheque_days: file.bank.cheque_days,
        matching: MatchDays { near: file.bank.match_banking_days, early: file.bank.early_days, ahead: file.bank.ahead_banking_days },
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
        same_day_limit: Money::parse(&file.ach.same_day_limit).map_err(|e| format!("ach.same_day_limit: {e}"))?,
        bank_details: file.bank_details,
        lead_days: file.ach.lead_days,
        windows: file.ach.windows.iter().map(|text| time(text)).collect::<Result<_, _>>()?,
        farthest_days: file.ach.farthest_days,
        valid_from: day(&file.valid_from)?,
        valid_to: file.valid_to.as_ref().map(day).transpose()?,
    };
    nacha::fits(&terms.originator).map_err(|e| e.to_string())?;
    Ok(terms)
}

fn time(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("ach.windows: `{text}` is not a time such as 14:45"))
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
        let name = |text| Terms::at(at(text)).expect("valid").name;
        assert_eq!(name("2027-10-01T03:59:59Z"), "Disbursement policy 2027");
        assert_eq!(name("2027-10-01T04:00:00Z"), "Disbursement policy 2028");
        assert_eq!(name("2035-01-02T04:00:00Z"), "Disbursement policy 2028", "the latest lasts until another begins");
    }

    #[test]
    fn a_run_names_a_banking_day_within_reach_or_settles_today() {
        let terms = Terms::at(at("2026-11-24T15:00:00Z")).expect("valid");
        let on = |now: &str, wanted: Option<&str>, same_day| {
            let wanted = wanted.map(|day| day.parse().expect("a day"));
            terms.effective_on(at(now), wanted, same_day).map(|day| day.to_string()).map_err(|e| e.to_string())
        };
        let tuesday = "2026-11-24T15:00:00Z";
        assert_eq!(on(tuesday, Some("2026-11-25"), false), Ok("2026-11-25".into()));
        assert_eq!(on(tuesday, Some("2026-12-24"), false), Ok("2026-12-24".into()));
        let refused = |wanted, words: &str| on(tuesday, Some(wanted), false).is_err_and(|told| told.contains(words));
        assert!(refused("2026-11-24", "Nov 25, 2026"), "no earlier than the bank can");
        assert!(refused("2026-11-26", "settle no payments on Nov 26, 2026"), "Thanksgiving");
        assert!(refused("2026-12-25", "Dec 24, 2026"), "too far away");
        // Same day: until the last window, 16:45 in New York, to the minute.
        assert_eq!(on("2026-11-24T21:45:00Z", None, true), Ok("2026-11-24".into()));
        assert!(on("2026-11-24T21:45:01Z", None, true).is_err_and(|told| told.contains("until 4:45 PM")));
        assert!(on("2026-11-28T15:00:00Z", None, true).is_err(), "Saturday");
        assert!(on(tuesday, Some("2026-11-25"), true).is_err());
        assert_eq!(on(tuesday, Some("2026-11-24"), true), Ok("2026-11-24".into()));
    }

    #[test]
    fn a_payment_up_to_a_million_dollars_arrives_on_the_day_and_a_cent_more_does_not() {
        for now in ["2026-11-24T15:00:00Z", "2028-03-01T15:00:00Z"] {
            let terms = Terms::at(at(now)).expect("valid");
            let (limit, over) = (Money::from_dollars(1_000_000), Money::from_cents(100_000_001));
            assert!(terms.fits_same_day([]) && terms.fits_same_day([limit, limit]), "each payment, not their sum");
            assert!(!terms.fits_same_day([Money::from_cents(1), over]), "{now}");
        }
    }

    #[test]
    fn every_run_needs_three_people_unless_a_fund_lets_two_pay_small_ones() {
        for (name, text) in FILES {
            let shipped = read(text).expect("valid");
            assert!(shipped.needs_third_person(Money::from_cents(1)), "{name}");
            let changed = text.replace("two_allowed_below = \"0.00\"", "two_allowed_below = \"1000.00\"");
            let other = read(&changed).expect("valid");
            assert!(!other.needs_third_person(Money::from_cents(99_999)), "{name}");
            assert!(other.needs_third_person(Money::from_dollars(1000)), "{name}");
        }
    }

    #[test]
    fn days_that_are_no_nearness_are_refused() {
        let (_, text) = FILES[0];
        for (sound, odd) in [("match_banking_days = 3", "match_banking_days = 31"), ("early_days = 1", "early_days = -1")] {
            let problem = read(&text.replace(sound, odd)).expect_err("refused");
            assert!(problem.contains("bank.early_days"), "{problem}");
        }
    }

    #[test]
    fn unknown_keys_are_named() {
        let (_, text) = FILES[0];
        let problem = read(&text.replace("transit_days", "transit_dayz")).expect_err("refused");
        assert!(problem.contains("transit_dayz"), "{problem}");
    }

    #[test]
    fn what_the_bank_file_cannot_say_is_refused_when_it_is_read() {
        let (_, text) = FILES[1];
        for (from, to, words) in [
            ("= \"06100014\"", "= \"0610001\"", "ach.odfi"),
            ("origin_id           = \"1123456789\"", "origin_id = \"112345678\"", "ach.origin_id"),
            ("originator_status   = \"2\"", "originator_status = \"22\"", "ach.originator_status"),
            ("= \"061000146\"", "= \"061000147\"", "ach.destination_routing"),
            ("{reference}", "{award}", "ach.remittance names “award”"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            let told = read(&changed).expect_err(from);
            assert!(told.contains(words), "{from}: {told}");
        }
    }
}
