//! What a city reports and when, and the days of closing: dated data in `config/policies/`, inside
//! the binary. Pure; no award is read here.

use super::program_income::IncomeUse;
use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("reporting-2025.toml", include_str!("../../config/policies/reporting-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::<Reporting>::of_toml(files).map(drop));

/// The most periods of one award; more are not made.
const MOST_PERIODS: usize = 200;

/// How often a report comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Each quarter of the calendar.
    Quarterly,
    /// Each half year of the calendar.
    SemiAnnual,
    /// Each year of the calendar.
    Annual,
}

impl Frequency {
    /// As line 6 of the form says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Quarterly => "Quarterly",
            Self::SemiAnnual => "Semi-Annual",
            Self::Annual => "Annual",
        }
    }

    /// The number of months between two ends.
    fn months(self) -> u32 {
        match self {
            Self::Quarterly => 3,
            Self::SemiAnnual => 6,
            Self::Annual => 12,
        }
    }
}

/// Which reports come round, and how often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interim {
    /// Reports on what was done.
    pub performance: Frequency,
    /// Reports on the money.
    pub financial: Frequency,
    /// A first period of fewer days joins the next one.
    pub shortest_days: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueDays {
    quarterly: u64,
    semi_annual: u64,
    annual: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reminders {
    before_days: Vec<u64>,
    late_every_days: u64,
    late_most: u64,
}

/// What is fixed about financial reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Financial {
    /// Line 7 of the form.
    pub basis: String,
    /// Lines that must be zero on the final report.
    pub final_zero: Vec<String>,
    /// How income of the program is used; it is deducted where the file does not say.
    #[serde(default)]
    pub program_income: IncomeUse,
    /// The words that are certified.
    pub certification: String,
    /// Where they come from.
    pub certification_citation: String,
}

/// The days of closing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Where they come from.
    pub citation: String,
    liquidate_days: u64,
    finish_days: u64,
    retain_years: u32,
    /// Where the years of keeping records come from.
    pub retain_citation: String,
}

/// What is owed back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debts {
    /// Where the days come from.
    pub citation: String,
    due_days: u64,
    delinquent_days: u64,
}

/// One version of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporting {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    /// Where the schedule comes from.
    pub citation: String,
    /// Which reports come round.
    pub interim: Interim,
    due_days: DueDays,
    reminders: Reminders,
    /// What is fixed about financial reports.
    pub financial: Financial,
    /// The days of closing.
    pub closeout: Closing,
    /// What is owed back.
    pub debts: Debts,
}

fn versions() -> Result<&'static Dated<Reporting>, Error> {
    static ALL: LazyLock<Result<Dated<Reporting>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))
}

/// The policy of awards whose period begins on this day; the first one for those that began before it.
///
/// # Errors
/// A mistake in the files.
pub fn reporting(period_start: NaiveDate) -> Result<&'static Reporting, Error> {
    let all = versions()?;
    let found = all.on(period_start).or_else(|| all.all().next());
    found.ok_or_else(|| Error::Broken("config/policies has no reporting policy".to_owned()))
}

/// From when on awards whose period began in some days are late today.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateFrom {
    /// The period began on this day or later; the first policy serves those that began before it.
    pub(super) starts_from: Option<NaiveDate>,
    /// The period began before this day.
    pub(super) starts_before: Option<NaiveDate>,
    /// The period ended before this day: what is not settled is late.
    pub(super) unsettled_before: NaiveDate,
    /// The period ended before this day: an award that is not closed is late.
    pub(super) open_before: NaiveDate,
}

/// For the awards of each policy, from when on they are late on a day.
pub(super) fn late_from(today: NaiveDate) -> Result<Vec<LateFrom>, Error> {
    let before = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    let span = |(n, (from, end, policy)): (usize, (NaiveDate, Option<NaiveDate>, &Reporting))| LateFrom {
        starts_from: (n > 0).then_some(from),
        starts_before: end,
        unsettled_before: before(policy.closeout.liquidate_days.min(policy.closeout.finish_days)),
        open_before: before(policy.closeout.finish_days),
    };
    Ok(versions()?.spans().enumerate().map(span).collect())
}

/// So many days later.
pub(super) fn after(day: NaiveDate, days: u64) -> Result<NaiveDate, Error> {
    day.checked_add_days(Days::new(days)).ok_or_else(|| Error::Broken(format!("{day} is too far away")))
}

impl Reporting {
    /// When an interim report is due.
    ///
    /// # Errors
    /// A day that is too far away.
    pub fn due_on(&self, frequency: Frequency, period_end: NaiveDate) -> Result<NaiveDate, Error> {
        let days = match frequency {
            Frequency::Quarterly => self.due_days.quarterly,
            Frequency::SemiAnnual => self.due_days.semi_annual,
            Frequency::Annual => self.due_days.annual,
        };
        after(period_end, days)
    }

    /// The first day after `today` on which the city is reminded of a report that is due on a day; none once it was often enough.
    #[must_use]
    pub fn remind_after(&self, today: NaiveDate, due_on: NaiveDate) -> Option<NaiveDate> {
        let before = self.reminders.before_days.iter().filter_map(|days| due_on.checked_sub_days(Days::new(*days)));
        let first_late = due_on.succ_opt();
        let late = (0..self.reminders.late_most)
            .filter_map(|n| first_late?.checked_add_days(Days::new(n.saturating_mul(self.reminders.late_every_days))));
        before.chain(late).filter(|day| *day > today).min()
    }

    /// The last day on which what the city owes from its own obligations is paid, and the last day of closing.
    ///
    /// # Errors
    /// A day that is too far away.
    pub fn closing_days(&self, period_end: NaiveDate) -> Result<(NaiveDate, NaiveDate), Error> {
        Ok((after(period_end, self.closeout.liquidate_days)?, after(period_end, self.closeout.finish_days)?))
    }

    /// Until when the city keeps its records, of a final financial report that was sent on this day.
    #[must_use]
    pub fn keep_until(&self, sent_on: NaiveDate) -> Option<NaiveDate> {
        sent_on.checked_add_months(Months::new(self.closeout.retain_years.saturating_mul(12)))
    }

    /// When a sum that is asked back on a day is due, and from when on it is a late debt.
    ///
    /// # Errors
    /// A day that is too far away.
    pub fn debt_days(&self, asked_on: NaiveDate) -> Result<(NaiveDate, NaiveDate), Error> {
        let due_on = after(asked_on, self.debts.due_days)?;
        Ok((due_on, after(due_on, self.debts.delinquent_days)?))
    }
}

/// The periods of an award that a frequency asks for, each with its first and last day. The last
/// stretch is told by the final report.
#[must_use]
pub fn periods(frequency: Frequency, (first, last): (NaiveDate, NaiveDate), shortest_days: i64) -> Vec<(NaiveDate, NaiveDate)> {
    let mut found = Vec::new();
    let mut from = first;
    let mut end = end_of(frequency, first);
    while let Some(day) = end.filter(|day| *day < last && found.len() < MOST_PERIODS) {
        let is_short = found.is_empty() && day.signed_duration_since(from).num_days() + 1 < shortest_days;
        let Some(next) = day.succ_opt() else { break };
        if !is_short {
            found.push((from, day));
            from = next;
        }
        end = end_of(frequency, next);
    }
    found
}

/// The end of the calendar's stretch in which a day lies.
fn end_of(frequency: Frequency, day: NaiveDate) -> Option<NaiveDate> {
    let months = frequency.months();
    let next_begins = (day.month0() / months + 1) * months;
    NaiveDate::from_ymd_opt(day.year(), 1, 1)?.checked_add_months(Months::new(next_begins))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn of(frequency: Frequency, first: &str, last: &str) -> Vec<String> {
        periods(frequency, (day(first), day(last)), 30).into_iter().map(|(first, last)| format!("{first} {last}")).collect()
    }

    #[test]
    fn periods_end_with_the_calendar_and_the_final_report_tells_the_rest() {
        assert_eq!(of(Frequency::Annual, "2027-04-01", "2028-06-30"), ["2027-04-01 2027-12-31"]);
        assert_eq!(of(Frequency::Annual, "2027-04-01", "2027-12-31"), Vec::<String>::new(), "the final report tells all of it");
        assert_eq!(
            of(Frequency::Quarterly, "2027-04-01", "2028-01-15"),
            ["2027-04-01 2027-06-30", "2027-07-01 2027-09-30", "2027-10-01 2027-12-31"]
        );
        assert_eq!(of(Frequency::SemiAnnual, "2027-06-10", "2028-02-29"), ["2027-06-10 2027-12-31"], "21 days join the next period");
        assert_eq!(of(Frequency::Quarterly, "2027-05-01", "2027-04-01"), Vec::<String>::new());
    }

    #[test]
    fn a_long_award_has_a_bounded_number_of_periods_without_gaps() {
        let found = periods(Frequency::Quarterly, (day("2027-01-01"), day("2199-12-31")), 30);
        assert_eq!(found.len(), MOST_PERIODS);
        assert!(found.windows(2).all(|pair| pair[0].1.succ_opt() == Some(pair[1].0)));
    }

    #[test]
    fn the_city_is_reminded_before_and_while_it_is_late_but_not_for_ever() {
        let policy = reporting(day("2027-04-01")).expect("a policy");
        let due = day("2028-03-30");
        let mut told = Vec::new();
        let mut today = day("2028-01-01");
        while let Some(next) = policy.remind_after(today, due) {
            told.push(next.to_string());
            today = next;
        }
        assert_eq!(told[..4], ["2028-03-16", "2028-03-27", "2028-03-31", "2028-04-14"]);
        assert_eq!(told.len(), 8);
        assert_eq!(policy.due_on(policy.interim.financial, day("2027-12-31")).expect("a day"), due);
    }

    #[test]
    fn the_days_are_those_of_the_rules() {
        let policy = reporting(day("2020-01-01")).expect("the first policy serves those before it");
        assert_eq!(policy.closing_days(day("2028-06-30")).expect("days"), (day("2028-10-28"), day("2029-06-30")));
        assert_eq!(policy.keep_until(day("2028-10-01")), Some(day("2031-10-01")));
        assert_eq!(policy.debt_days(day("2027-06-01")).expect("days"), (day("2027-07-01"), day("2027-09-29")));
    }
}
