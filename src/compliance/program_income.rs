//! Income of the program on a financial report (2 CFR 200.307): fees, sales and rent that the award brought in. The books keep
//! none of it, so the official states it, cumulative, and never less than what requests for payment were lowered by.

use super::award_report::AwardReport;
use super::reporting::reporting;
use super::sf425::Figures;
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Money};
use serde::Deserialize;

/// How the fund's terms let a city use the income of its award.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeUse {
    /// It pays for costs before the fund does: line 10m.
    #[default]
    Deduction,
    /// It pays for more than the award does: line 10n.
    Addition,
}

impl IncomeUse {
    /// The line of the income that was spent.
    #[must_use]
    pub fn line(self) -> &'static str {
        match self {
            Self::Deduction => "10m",
            Self::Addition => "10n",
        }
    }
}

/// Income of the program, from the first day of the award on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Income {
    /// 10l: what was earned.
    pub earned: Money,
    /// 10m or 10n, as the terms have it: what of it was spent.
    pub spent: Money,
}

impl Income {
    fn of(figures: &Figures, how: IncomeUse) -> Self {
        Self { earned: figures.line("10l"), spent: figures.line(how.line()) }
    }

    /// What is wrong with it beside the figures of the requests for payment.
    #[must_use]
    pub fn mistakes(self, shown: &Figures, how: IncomeUse) -> Vec<FieldError> {
        let mut found = Vec::new();
        let least = Self::of(shown, how);
        if self.earned < least.earned {
            found.push(FieldError::new("income_earned", at_least(least.earned, "your requests for payment state it already")));
        }
        // What requests were lowered by is spent, whatever happens to the rest.
        let lowered = if how == IncomeUse::Addition { shown.line("10m") } else { Money::ZERO };
        let most = self.earned.minus(lowered).unwrap_or(Money::ZERO).max(Money::ZERO);
        if self.spent < least.spent {
            found.push(FieldError::new("income_spent", at_least(least.spent, "your requests for payment were lowered by it")));
        } else if self.spent > most && found.is_empty() {
            found.push(FieldError::new("income_spent", format!("Enter at most {most}: no more was earned.")));
        }
        found
    }

    /// The figures with this income in them, and 10o as the form has it: 10l less 10m and 10n.
    #[must_use]
    pub fn on(self, mut figures: Figures, how: IncomeUse) -> Figures {
        set(&mut figures, "10l", self.earned);
        set(&mut figures, how.line(), self.spent);
        let left = [figures.line("10m"), figures.line("10n")].into_iter().try_fold(self.earned, Money::minus).unwrap_or(Money::ZERO);
        set(&mut figures, "10o", left);
        figures
    }
}

fn at_least(least: Money, why: &str) -> String {
    if least.is_positive() { format!("Enter at least {least}: {why}.") } else { "Enter an amount of zero or more.".to_owned() }
}

fn set(figures: &mut Figures, number: &str, amount: Money) {
    for line in figures.lines.iter_mut().filter(|line| line.number == number) {
        line.amount = amount;
    }
}

/// How income of an award is used, and how much of it is known: what the last financial report stated that was certified for a day
/// until this one's, and no less than what requests for payment state.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn known_income(conn: &mut Conn, report: &AwardReport, award: &Award, shown: &Figures) -> Result<(IncomeUse, Income), Error> {
    let how = reporting(award.period_start)?.financial.program_income;
    let least = Income::of(shown, how);
    let mut reports = store::list_award_reports(conn, award.id)?;
    reports.retain(|other| other.form.is_financial() && other.period_end <= report.period_end);
    reports.sort_by_key(|other| other.period_end);
    for other in reports.iter().rev() {
        if let Some(last) = store::list_submissions(conn, other.id)?.first() {
            let told = Income::of(&Figures::of_document(&last.document)?, how);
            return Ok((how, Income { earned: told.earned.max(least.earned), spent: told.spent.max(least.spent) }));
        }
    }
    Ok((how, least))
}

#[cfg(test)]
mod tests {
    use super::super::sf425::FigureLine;
    use super::*;

    fn shown(requests: i64) -> Figures {
        let amounts = [("10l", requests), ("10m", requests), ("10n", 0), ("10o", 0)];
        let line = |(number, dollars): (&str, i64)| FigureLine {
            number: number.to_owned(),
            title: String::new(),
            amount: Money::from_dollars(dollars),
        };
        Figures {
            format: String::new(),
            header: vec![],
            lines: amounts.into_iter().map(line).collect(),
            indirect: None,
            remarks: String::new(),
            certification: String::new(),
            source: String::new(),
            until: "2027-12-31".parse().expect("a day"),
        }
    }

    fn income(earned: i64, spent: i64) -> Income {
        Income { earned: Money::from_dollars(earned), spent: Money::from_dollars(spent) }
    }

    fn lines(figures: &Figures) -> [Money; 4] {
        ["10l", "10m", "10n", "10o"].map(|number| figures.line(number))
    }

    #[test]
    fn what_was_spent_stands_in_the_line_of_the_terms_and_the_rest_is_left() {
        let deducted = income(800, 600).on(shown(500), IncomeUse::Deduction);
        assert_eq!(lines(&deducted), [800, 600, 0, 200].map(Money::from_dollars));
        let added = income(800, 250).on(shown(500), IncomeUse::Addition);
        assert_eq!(lines(&added), [800, 500, 250, 50].map(Money::from_dollars));
    }

    #[test]
    fn no_less_than_the_requests_state_and_no_more_than_was_earned() {
        let fields = |income: Income, how| income.mistakes(&shown(500), how).into_iter().map(|m| m.field).collect::<Vec<_>>();
        let none: Vec<String> = Vec::new();
        let (minus, plus) = (IncomeUse::Deduction, IncomeUse::Addition);
        assert_eq!((fields(income(500, 500), minus), fields(income(500, 0), plus)), (none.clone(), none.clone()));
        assert_eq!(fields(income(800, 800), minus), none);
        assert_eq!(fields(income(499, 499), minus), ["income_earned", "income_spent"]);
        assert_eq!(fields(income(800, 499), minus), ["income_spent"]);
        assert_eq!(fields(income(800, 801), minus), ["income_spent"]);
        assert_eq!((fields(income(800, 300), plus), fields(income(800, 301), plus)), (none, vec!["income_spent".to_owned()]));
        assert_eq!(fields(income(800, -1), plus), ["income_spent"]);
    }
}
