//! The years of a fund that lives longer than one: adopting the rules for it, and closing a
//! year. Two people each time.

use super::policy;
use super::year_facts::{FundYearClosed, RulesAdopted};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Kind, Refusal};
use crate::ledger::{self, Command, Leg, Rejection, YearError};
use crate::people::Actor;
use chrono::NaiveDate;

/// What becomes of money that is not obligated when a year is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Unobligated {
    /// It can be apportioned anew in the next year.
    Carrying,
    /// It has expired: it obligates nothing new.
    Expiring,
}

/// Why it was refused.
#[derive(Debug, thiserror::Error)]
pub enum YearStepError {
    /// Not the right people.
    #[error("A finance officer does this, and an approving official or another finance officer approves it.")]
    NotFinance,
    /// The state of the books.
    #[error(transparent)]
    Year(#[from] YearError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for YearStepError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Forbidden,
            Self::Year(e) => e.kind(),
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Adopts an optional rule set from a day on.
///
/// # Errors
/// [`YearStepError`].
pub fn adopt_rules(tx: &mut Tx<'_>, (actor, approver): (&Actor, &Actor), rule_set: &str, from_day: NaiveDate) -> Result<(), YearStepError> {
    let approved_by = policy::second_person(actor, approver).ok_or(YearStepError::NotFinance)?;
    ledger::adopt(tx, &actor.doer(), &approved_by, rule_set, from_day)?;
    let fact = RulesAdopted { rule_set: rule_set.to_owned(), from_day, approved_by: approver.name.clone() };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Most legs of one journal of a close; the fund's own come first and stay together.
const LEGS: usize = 1_000;

/// Closes a year of a fund; says which journals did it.
///
/// # Errors
/// [`YearStepError`].
pub fn close_year(
    tx: &mut Tx<'_>,
    (actor, approver): (&Actor, &Actor),
    fund: &str,
    (last_day, unobligated): (NaiveDate, Unobligated),
) -> Result<Vec<i64>, YearStepError> {
    let approved_by = policy::second_person(actor, approver).ok_or(YearStepError::NotFinance)?;
    let variant = unobligated.to_string();
    let mut legs: Vec<Leg> = ledger::year_end_legs(tx, fund, &variant, last_day)?;
    legs.sort_by(|a, b| (&a.award, &a.category, &a.part).cmp(&(&b.award, &b.category, &b.part)));
    let mut journals = Vec::new();
    for (n, legs) in (1..).zip(legs.chunks(LEGS)) {
        let command = Command::new(format!("year/{fund}/{last_day}/{n}"), ledger::YEAR_END, fund, last_day, &actor.doer())
            .variant(&variant)
            .legs(legs.to_vec())
            .evidenced_by(format!("close of the year to {last_day}"))
            .approved_by(&approved_by);
        journals.push(ledger::post(tx, &command)?.seq);
    }
    let fact = FundYearClosed {
        fund: fund.to_owned(),
        last_day,
        unobligated: variant,
        journals: journals.clone(),
        approved_by: approver.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(journals)
}
