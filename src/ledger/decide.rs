//! The pure core: what stands in the books and a command in, a journal or a
//! refusal out. No clock, no random numbers, no database.

use super::account::{AccountKey, Balance};
use super::command::{Command, HoldId};
use super::expand::{Line, Wanted, expand};
use super::hold::{self, Hold, Resolution};
use super::period::PeriodState;
use super::rejection::{Code, Refused};
use super::reverse::{self, Original};
use super::rulebook::Rulebook;
use super::rules::HoldEffect;
use crate::kernel::{Money, Timestamp};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What the core may see of the books. An account that is absent stands at zero.
#[derive(Clone, Debug)]
pub struct View {
    /// The instant of booking.
    pub now: Timestamp,
    /// Its day in the zone of the command.
    pub today: NaiveDate,
    /// The balances of the accounts that the command touches.
    pub balances: BTreeMap<AccountKey, Balance>,
    /// The holds it names, and the open ones of the same accounts.
    pub holds: Vec<Hold>,
    /// The journal it reverses.
    pub original: Option<Original>,
    /// Where the period of its day stands.
    pub period: PeriodState,
}

/// A line with the balance of its account after it.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// The line.
    pub line: Line,
    /// The balance after it.
    pub after: Balance,
}

/// A hold to open.
#[derive(Clone, Debug)]
pub struct DraftHold {
    /// Its number in the journal, from 1.
    pub n: i32,
    /// The account it will debit.
    pub debit: AccountKey,
    /// The account it will credit.
    pub credit: AccountKey,
    /// How much.
    pub amount: Money,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
}

/// A journal that may be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its lines in order.
    pub lines: Vec<DraftLine>,
    /// The holds it opens.
    pub opens: Vec<DraftHold>,
    /// The holds it resolves.
    pub resolves: Vec<Resolution>,
    /// The balances of every account it touches, after it.
    pub balances: BTreeMap<AccountKey, Balance>,
}

/// Decides one command.
///
/// # Errors
/// The first refusal, in the order of the codes: the command, the approval, the state.
pub fn decide(book: &Rulebook, view: &View, command: &Command) -> Result<Draft, Refused> {
    let wanted = expand(book, command)?;
    check_approval(&wanted, command)?;
    check_period(view.period)?;
    let (lines, resolves) = match (command.reverses, wanted.rule.hold) {
        (Some(_), _) => (reverse::mirror(view.original.as_ref(), command)?, vec![]),
        (None, Some(HoldEffect::Post)) => {
            let resolves = hold::post(view, &wanted.pairs, &command.holds)?;
            ([hold::release(&resolves)?, wanted.lines].concat(), resolves)
        }
        (None, Some(effect @ (HoldEffect::Void | HoldEffect::Expire))) => {
            let resolves = hold::end(view, command, effect)?;
            (hold::release(&resolves)?, resolves)
        }
        (None, Some(HoldEffect::Open) | None) => (wanted.lines, vec![]),
    };
    let opens = if wanted.rule.hold == Some(HoldEffect::Open) { hold::open(wanted.pairs, command.expires_on) } else { vec![] };
    let (lines, balances) = book_lines(view, lines)?;
    check_limits(book, &balances)?;
    Ok(Draft { lines, opens, resolves, balances })
}

/// Another person approved exactly this (L20).
fn check_approval(wanted: &Wanted<'_>, command: &Command) -> Result<(), Refused> {
    let Some(approval) = &command.approval else {
        return if wanted.rule.approval { Err(Code::ApprovalMissing.into()) } else { Ok(()) };
    };
    if approval.approver.is_empty() {
        Err(Code::ApprovalMissing.into())
    } else if command.actor.account_id.as_ref() == Some(&approval.approver) {
        Err(Code::ApproverIsActor.into())
    } else if approval.subject_digest != command.subject_digest() {
        Err(Code::ApprovalDiffers.into())
    } else {
        Ok(())
    }
}

/// Nothing is posted into a period that is closed or sealed (L16).
fn check_period(state: PeriodState) -> Result<(), Refused> {
    match state {
        PeriodState::Open => Ok(()),
        PeriodState::Closed => Err(Code::PeriodClosed.into()),
        PeriodState::Sealed => Err(Code::PeriodSealed.into()),
    }
}

fn book_lines(view: &View, lines: Vec<Line>) -> Result<(Vec<DraftLine>, BTreeMap<AccountKey, Balance>), Refused> {
    let mut balances = BTreeMap::new();
    let mut drafted = Vec::with_capacity(lines.len());
    for line in lines {
        let now = view.balances.get(&line.account).copied().unwrap_or_default();
        let balance: &mut Balance = balances.entry(line.account.clone()).or_insert(now);
        balance.add(line.layer, line.side, line.releases, line.amount).map_err(|_| Code::AmountTooLarge)?;
        drafted.push(DraftLine { after: *balance, line });
    }
    Ok((drafted, balances))
}

/// Limits are tested after the whole journal, on its net amount per account (L8, L9).
fn check_limits(book: &Rulebook, balances: &BTreeMap<AccountKey, Balance>) -> Result<(), Refused> {
    for (key, balance) in balances {
        let account = book.chart.account(&key.code).ok_or(Code::UnknownEvent)?;
        if !balance.keeps(account.limit) {
            let message = account.shortfall.clone().unwrap_or_else(|| format!("{}: {}", account.title, Code::LimitBreached.sentence()));
            return Err(Refused { message, account: Some(key.text()), ..Code::LimitBreached.into() });
        }
    }
    Ok(())
}

/// The accounts whose balances a command needs, as far as the command alone tells.
pub(super) fn touched(wanted: &Wanted<'_>) -> Vec<AccountKey> {
    let mut keys: Vec<AccountKey> = wanted.lines.iter().map(|l| l.account.clone()).collect();
    keys.sort();
    keys.dedup();
    keys
}

impl Draft {
    /// The identities of the holds it opens, once its number is known.
    #[must_use]
    pub fn hold_ids(&self, seq: i64) -> Vec<HoldId> {
        self.opens.iter().map(|h| HoldId { seq, n: h.n }).collect()
    }
}
