//! Holds: reservations that count against limits until they are resolved, once,
//! by posting (in full or in part; the rest returns), voiding or expiring. Pure.

use super::account::{AccountKey, Layer};
use super::command::{Command, HoldId};
use super::decide::{DraftHold, View};
use super::expand::{Line, Pair, summed};
use super::rejection::{Code, Refused};
use super::rules::HoldEffect;
use crate::kernel::Money;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A hold as the books know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub id: HoldId,
    /// The account it will debit.
    pub debit: AccountKey,
    /// The account it will credit.
    pub credit: AccountKey,
    /// How much it holds.
    pub amount: Money,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// Whether it is not resolved yet.
    pub is_open: bool,
}

impl Hold {
    /// Whether its last day has passed.
    #[must_use]
    pub fn has_expired(&self, today: NaiveDate) -> bool {
        self.expires_on.is_some_and(|last| last < today)
    }

    /// The fund it holds money of.
    #[must_use]
    pub const fn fund(&self) -> Option<&String> {
        self.debit.dims.fund.as_ref()
    }
}

/// The end of a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Which hold.
    pub hold: Hold,
    /// How it ended.
    pub how: HoldEffect,
    /// How much of it was posted.
    pub posted: Money,
}

/// Opens one hold per pair.
pub(super) fn open(pairs: Vec<Pair>, expires_on: Option<NaiveDate>) -> Vec<DraftHold> {
    (1..).zip(pairs).map(|(n, Pair { debit, credit, amount })| DraftHold { n, debit, credit, amount, expires_on }).collect()
}

/// Finds the holds that carry these amounts: the named ones, or every open one of the same accounts.
pub(super) fn post(view: &View, pairs: &[Pair], named: &[HoldId]) -> Result<Vec<Resolution>, Refused> {
    let mut wanted: BTreeMap<(&AccountKey, &AccountKey), Money> = BTreeMap::new();
    for pair in pairs {
        let sum = wanted.entry((&pair.debit, &pair.credit)).or_default();
        *sum = sum.plus(pair.amount).map_err(|_| Code::AmountTooLarge)?;
    }
    let today = view.today;
    let mut resolutions = Vec::new();
    for ((debit, credit), amount) in wanted {
        let of_pair = view.holds.iter().filter(|h| h.debit == *debit && h.credit == *credit);
        let chosen: Vec<&Hold> = of_pair.filter(|h| if named.is_empty() { h.is_open } else { named.contains(&h.id) }).collect();
        if chosen.is_empty() {
            return Err(Code::NoOpenHold.into());
        }
        let mut rest = amount;
        for hold in chosen {
            check_open(hold)?;
            if hold.has_expired(today) {
                return Err(Code::HoldExpired.into());
            }
            let posted = rest.min(hold.amount);
            rest = rest.minus(posted).map_err(|_| Code::AmountTooLarge)?;
            resolutions.push(Resolution { hold: hold.clone(), how: HoldEffect::Post, posted });
        }
        if rest.is_positive() {
            return Err(Code::HoldTooSmall.into());
        }
    }
    match named.iter().find(|id| !resolutions.iter().any(|r| r.hold.id == **id)) {
        Some(_) => Err(Code::HoldUnknown.into()),
        None => Ok(resolutions),
    }
}

/// Ends the holds that a command names without posting: voids them until their last day, expires them
/// after it. A hold of another fund is none that the command could name.
pub(super) fn end(view: &View, command: &Command, how: HoldEffect) -> Result<Vec<Resolution>, Refused> {
    let today = view.today;
    let mut resolutions = Vec::new();
    for id in &command.holds {
        let named = |h: &&Hold| h.id == *id && h.fund() == Some(&command.fund);
        let hold = view.holds.iter().find(named).ok_or(Code::HoldUnknown)?;
        check_open(hold)?;
        match (how, hold.has_expired(today)) {
            (HoldEffect::Expire, false) => return Err(Code::HoldNotDue.into()),
            (HoldEffect::Void, true) => return Err(Code::HoldExpired.into()),
            _ => {}
        }
        resolutions.push(Resolution { hold: hold.clone(), how, posted: Money::ZERO });
    }
    Ok(resolutions)
}

fn check_open(hold: &Hold) -> Result<(), Refused> {
    if hold.is_open { Ok(()) } else { Err(Code::HoldResolved.into()) }
}

/// The lines that take the held amounts back: the whole of each hold, mirrored.
pub(super) fn release(resolutions: &[Resolution]) -> Result<Vec<Line>, Refused> {
    let mirrored: Vec<Pair> =
        resolutions.iter().map(|r| Pair { debit: r.hold.credit.clone(), credit: r.hold.debit.clone(), amount: r.hold.amount }).collect();
    let lines = summed(&mirrored, Layer::Pending)?;
    Ok(lines.into_iter().map(|line| Line { releases: true, ..line }).collect())
}
