//! Accounting periods: opened, closed (and opened again) by one person, sealed by
//! another with a root over every balance. Nothing is posted into a closed period, and
//! a sealed one stays shut for ever; a correction goes into the open period (L16).
//!
//! ```text
//! open ──close──▶ closed ──seal (another person)──▶ sealed
//!   ▲───reopen──────┘
//! ```
//! A day that belongs to no period is open: a fund that does not close periods need not open any.

use super::account::AccountKey;
use super::canonical::Canonical;
use super::store;
use super::tree::{self, Tree};
use crate::audit::Doer;
use crate::db::{self, Conn, Tx};
use crate::kernel::{Kind, Refusal, Timestamp};
use crate::people::identity;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;

/// Where a period stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum PeriodState {
    /// Journals may count for its days.
    #[default]
    Open,
    /// They may not, until somebody opens it again.
    Closed,
    /// They may not, for ever.
    Sealed,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026-10-01_2026-12-31`.
    pub id: String,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Where it stands.
    pub state: PeriodState,
    /// Who closed it last, while it is closed or sealed.
    pub closed_by: Option<String>,
    /// The name of who closed it.
    pub closed_by_name: Option<String>,
    /// Its seal.
    pub seal: Option<Seal>,
}

/// What a seal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The last journal that counted.
    pub at_seq: i64,
    /// The root over the balances of all accounts at the end of the period.
    pub root: String,
    /// The name of who sealed it.
    pub sealed_by_name: String,
    /// When.
    pub sealed_at: Timestamp,
}

/// Why a period was not opened, closed or sealed.
#[derive(Debug, thiserror::Error)]
pub enum PeriodError {
    /// The last day comes before the first.
    #[error("The period must end on or after the day it starts.")]
    Backwards,
    /// Another period has some of its days.
    #[error("Some of these days belong to the period {0} already.")]
    Overlaps(String),
    /// It does not stand where the step begins.
    #[error("This period is {0}, so this cannot be done.")]
    Stands(PeriodState),
    /// The closer wants to seal.
    #[error("You closed this period, so another person must seal it.")]
    SamePerson,
    /// Nobody who could be named.
    #[error("Only a person with an account can do this.")]
    Nobody,
    /// An earlier period is not sealed yet.
    #[error("Seal the period {0} first: periods are sealed in the order of time.")]
    EarlierOpen(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PeriodError {
    fn kind(&self) -> Kind {
        match self {
            Self::Backwards => Kind::Invalid,
            Self::Overlaps(_) | Self::Stands(_) | Self::EarlierOpen(_) => Kind::Conflict,
            Self::SamePerson | Self::Nobody => Kind::Forbidden,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Opens a period for these days.
///
/// # Errors
/// [`PeriodError::Backwards`], [`PeriodError::Overlaps`].
pub fn open_period(tx: &mut Tx<'_>, doer: &Doer, first_day: NaiveDate, last_day: NaiveDate) -> Result<Period, PeriodError> {
    if last_day < first_day {
        return Err(PeriodError::Backwards);
    }
    store::lock_head(tx)?;
    if let Some(other) = store::list_periods(tx)?.into_iter().find(|p| p.first_day <= last_day && first_day <= p.last_day) {
        return Err(PeriodError::Overlaps(other.id));
    }
    let id = format!("{first_day}_{last_day}");
    store::insert_period(tx, doer, &id, (first_day, last_day))?;
    Ok(store::period(tx, &id)?)
}

/// Closes an open period.
///
/// # Errors
/// [`PeriodError::Stands`] unless it is open.
pub fn close_period(tx: &mut Tx<'_>, doer: &Doer, id: &str, reason: &str) -> Result<(), PeriodError> {
    step(tx, doer, id, (PeriodState::Open, "close"), reason)
}

/// Opens a closed period again.
///
/// # Errors
/// [`PeriodError::Stands`] unless it is closed.
pub fn reopen_period(tx: &mut Tx<'_>, doer: &Doer, id: &str, reason: &str) -> Result<(), PeriodError> {
    step(tx, doer, id, (PeriodState::Closed, "reopen"), reason)
}

fn step(tx: &mut Tx<'_>, doer: &Doer, id: &str, (from, name): (PeriodState, &str), reason: &str) -> Result<(), PeriodError> {
    // Posters queue on the head, so nothing is posted between the look and the step.
    store::lock_head(tx)?;
    let found = store::period(tx, id)?;
    if doer.account_id.is_none() {
        return Err(PeriodError::Nobody);
    }
    if found.state != from {
        return Err(PeriodError::Stands(found.state));
    }
    Ok(store::insert_period_step(tx, doer, id, (name, reason))?)
}

/// Seals a closed period: keeps the root over every balance at its end.
///
/// # Errors
/// [`PeriodError::SamePerson`] for who closed it; [`PeriodError::EarlierOpen`].
pub fn seal_period(tx: &mut Tx<'_>, doer: &Doer, id: &str) -> Result<Seal, PeriodError> {
    let head = store::lock_head(tx)?;
    let all = store::list_periods(tx)?;
    let found = all.iter().find(|p| p.id == id).ok_or(db::Error::Missing)?;
    let closed_by = match (&found.closed_by, found.state) {
        (Some(closed_by), PeriodState::Closed) => closed_by.clone(),
        _ => return Err(PeriodError::Stands(found.state)),
    };
    let sealer = doer.account_id.clone().ok_or(PeriodError::Nobody)?;
    if identity::are_one_person(tx, &sealer, &closed_by)? {
        return Err(PeriodError::SamePerson);
    }
    if let Some(earlier) = all.iter().find(|p| p.last_day < found.first_day && p.state != PeriodState::Sealed) {
        return Err(PeriodError::EarlierOpen(earlier.id.clone()));
    }
    let root = balances_root(store::balances_on(tx, found.last_day)?);
    let seal = Seal { at_seq: head.seq, root, sealed_by_name: doer.name.clone(), sealed_at: tx.now() };
    store::insert_period_seal(tx, id, &seal, (&closed_by, &sealer))?;
    Ok(seal)
}

/// Every period, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_periods(conn: &mut Conn) -> Result<Vec<Period>, db::Error> {
    let mut all = store::list_periods(conn)?;
    all.reverse();
    Ok(all)
}

/// For which day something counts that happened on a day and may be known late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingDay {
    /// For its own.
    Own,
    /// For the first open day after it: its own belongs to this period, which is shut.
    Later(NaiveDate, Period),
    /// For none: its own belongs to this period, which is shut, and no day since then is open.
    NoneOpen(Period),
}

/// Finds the day for which something counts that happened on `day`; not later than `today`, unless that day is open.
///
/// # Errors
/// The database's refusal.
pub fn posting_day(conn: &mut Conn, day: NaiveDate, today: NaiveDate) -> Result<PostingDay, db::Error> {
    Ok(find_posting_day(&store::list_periods(conn)?, day, today))
}

fn find_posting_day(all: &[Period], day: NaiveDate, today: NaiveDate) -> PostingDay {
    let shut_on = |on: NaiveDate| all.iter().find(|p| p.state != PeriodState::Open && p.first_day <= on && on <= p.last_day);
    let Some(own) = shut_on(day) else { return PostingDay::Own };
    let mut next = own.last_day.succ_opt();
    while let Some(on) = next.filter(|on| *on <= today) {
        match shut_on(on) {
            Some(shut) => next = shut.last_day.succ_opt(),
            None => return PostingDay::Later(on, own.clone()),
        }
    }
    PostingDay::NoneOpen(own.clone())
}

/// One period.
///
/// # Errors
/// [`db::Error::Missing`].
pub fn period(conn: &mut Conn, id: &str) -> Result<Period, db::Error> {
    store::period(conn, id)
}

/// The RFC 6962 root over settled balances, in the order of the accounts' texts: a leaf
/// per account that was ever used, its debits and its credits in cents.
pub(super) fn balances_root(mut balances: Vec<(AccountKey, (i64, i64))>) -> String {
    balances.sort_by_key(|(key, _)| key.text());
    let mut tree = Tree::default();
    for (key, (debits, credits)) in balances {
        tree.push(tree::leaf(&Canonical::of("udf.ledger.balance.1").text(&key.text()).number(debits).number(credits).leaf()));
    }
    HEXLOWER.encode(&tree.root())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn period(first: &str, last: &str, state: PeriodState) -> Period {
        let id = format!("{first}_{last}");
        Period { id, first_day: day(first), last_day: day(last), state, closed_by: None, closed_by_name: None, seal: None }
    }

    #[test]
    fn what_is_known_late_counts_for_the_first_open_day() {
        let april = period("2027-04-01", "2027-04-30", PeriodState::Sealed);
        let may = period("2027-05-01", "2027-05-31", PeriodState::Closed);
        let june = period("2027-06-01", "2027-06-30", PeriodState::Open);
        let all = [april.clone(), may.clone(), june];
        let on = |text: &str, today: &str| find_posting_day(&all, day(text), day(today));
        assert_eq!(on("2027-03-31", "2027-06-10"), PostingDay::Own, "a day of no period is open");
        assert_eq!(on("2027-06-02", "2027-06-10"), PostingDay::Own);
        assert_eq!(on("2027-04-30", "2027-06-10"), PostingDay::Later(day("2027-06-01"), april.clone()));
        assert_eq!(on("2027-05-31", "2027-06-01"), PostingDay::Later(day("2027-06-01"), may.clone()));
        assert_eq!(on("2027-05-31", "2027-05-31"), PostingDay::NoneOpen(may), "nothing counts for a day to come");
        assert_eq!(on("2027-04-01", "2027-05-31"), PostingDay::NoneOpen(april));
    }
}
