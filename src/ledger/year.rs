//! The year of a fund: adopting the rules that tell years apart, and closing one.

use super::account::{AccountKey, Balance, Dims, Side};
use super::command::Leg;
use super::position::fund_position;
use super::rulebook::{Adopted, Rulebook};
use super::rules::{RuleLine, YEAR_END};
use super::store;
use crate::audit::Doer;
use crate::db::{self, Conn, Tx};
use crate::kernel::{Kind, Refusal};
use crate::people::identity;
use chrono::NaiveDate;

/// Why rules were not adopted, or a year cannot be closed.
#[derive(Debug, thiserror::Error)]
pub enum YearError {
    /// There is no such optional rule set.
    #[error("There is no optional rule set “{0}”.")]
    NotOptional(String),
    /// It is in force.
    #[error("The rule set “{0}” was adopted before; that is not undone.")]
    Adopted(String),
    /// The day lies before the first day of the file.
    #[error("The rule set “{0}” is valid from {1} on.")]
    TooEarly(String, NaiveDate),
    /// One person alone.
    #[error("This needs the approval of another person than the one who does it.")]
    SamePerson,
    /// The rules in force close no year.
    #[error("The posting rules in force on {0} close no year. Adopt rules that do, or keep one fund for each year.")]
    NoRule(NaiveDate),
    /// The year was closed.
    #[error("A year of this fund was closed on {0} already, after the day asked for.")]
    Closed(NaiveDate),
    /// Money is still on its way.
    #[error("{0}")]
    Open(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for YearError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOptional(_) | Self::TooEarly(..) => Kind::Invalid,
            Self::SamePerson => Kind::Forbidden,
            Self::Adopted(_) | Self::NoRule(_) | Self::Closed(_) | Self::Open(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Puts an optional rule set in force from a day on, for good.
///
/// # Errors
/// [`YearError`].
pub fn adopt(tx: &mut Tx<'_>, doer: &Doer, approver: &str, rule_set: &str, from_day: NaiveDate) -> Result<(), YearError> {
    let name = || rule_set.to_owned();
    let all = Rulebook::all().map_err(broken)?;
    let book = all.iter().find(|book| book.rules.optional && book.rules.id == rule_set).ok_or_else(|| YearError::NotOptional(name()))?;
    let by = doer.account_id.as_deref().filter(|_| !approver.is_empty()).ok_or(YearError::SamePerson)?;
    if identity::are_one_person(tx, by, approver)? {
        return Err(YearError::SamePerson);
    }
    if from_day < book.rules.valid_from {
        return Err(YearError::TooEarly(name(), book.rules.valid_from));
    }
    if store::list_adopted(tx)?.iter().any(|adopted| adopted.rule_set == rule_set) {
        return Err(YearError::Adopted(name()));
    }
    Ok(store::insert_adopted(tx, &Adopted { rule_set: name(), from_day }, (by, approver))?)
}

/// The optional rule sets that were adopted.
///
/// # Errors
/// The database's refusal.
pub fn list_adopted(conn: &mut Conn) -> Result<Vec<Adopted>, db::Error> {
    store::list_adopted(conn)
}

/// What closing a year of a fund moves, by the rule in force on its last day: each part of
/// the rule that is named after an account empties that account.
///
/// # Errors
/// [`YearError`] while something of the fund is reserved, committed or on its way to the bank.
pub fn year_end_legs(conn: &mut Conn, fund: &str, variant: &str, last_day: NaiveDate) -> Result<Vec<Leg>, YearError> {
    let adopted = store::list_adopted(conn)?;
    let book = Rulebook::in_force(last_day, &adopted).map_err(broken)?;
    let rule = book.rule(YEAR_END, variant).ok_or(YearError::NoRule(last_day))?;
    if let Some((.., closed_on)) = store::last_year_end(conn, fund)?.filter(|(.., closed_on)| *closed_on >= last_day) {
        return Err(YearError::Closed(closed_on));
    }
    let position = fund_position(conn, fund)?;
    let open = [
        (position.held, "is reserved for recommendations: decide them, or let them lapse"),
        (position.committed, "is committed to awards that are not signed: obligate it or give it back"),
        (position.in_transit, "is on its way to the bank: match the statement first"),
    ];
    if let Some((amount, words)) = open.iter().find(|(amount, _)| amount.is_positive()) {
        return Err(YearError::Open(format!("{amount} {words}.")));
    }
    let standing = store::list_of_fund(conn, fund)?;
    let legs = rule.lines.iter().flat_map(|line| standing.iter().filter_map(|(key, balance)| emptied(line, key, balance)));
    Ok(legs.collect())
}

/// The leg that empties an account, if the line is there for it and something stands on it.
fn emptied(line: &RuleLine, key: &AccountKey, balance: &Balance) -> Option<Leg> {
    let part = line.part.as_ref().filter(|part| **part == key.code)?;
    // A line that debits an account takes away what stands to its credit.
    let side = if line.dr.code == *part { Side::Cr } else { Side::Dr };
    let Dims { program, award, category, .. } = key.dims.clone();
    let leg = Leg { program, award, category, part: Some(part.clone()), to_category: None, amount: balance.settled(side) };
    leg.amount.is_positive().then_some(leg)
}

fn broken(e: impl ToString) -> db::Error {
    db::Error::Broken(e.to_string())
}
