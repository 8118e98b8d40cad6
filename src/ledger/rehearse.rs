//! What a command would do to the books as they stand: the same pure core that posts,
//! with nothing written. Another person's approval is taken as given, because whoever
//! prepares a command asks before anybody could approve it.

use super::account::{AccountKey, Balance, Layer, Side, Track};
use super::command::Command;
use super::post::{Written, decided, in_force};
use super::rejection::{Code, Rejection};
use crate::db::Conn;
use crate::kernel::{Money, Timestamp};
use std::collections::BTreeMap;

/// A line that would be posted, with what stands on its account before and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RehearsedLine {
    /// The account.
    pub account: AccountKey,
    /// Its title.
    pub title: String,
    /// Its track.
    pub track: Track,
    /// The layer.
    pub layer: Layer,
    /// The side.
    pub side: Side,
    /// The amount.
    pub amount: Money,
    /// The settled balance before it, positive on the account's normal side.
    pub before: Money,
    /// The settled balance after it.
    pub after: Money,
}

/// The lines that this command would post at `now`, if another person approved it.
///
/// # Errors
/// The refusal that posting would meet; no key is used up by it.
pub fn rehearse(conn: &mut Conn, command: &Command, now: Timestamp) -> Result<Vec<RehearsedLine>, Rejection> {
    let approved = command.clone().approved_by("another person");
    let book = in_force(conn, &approved)?;
    let (Written { view, draft, .. }, _) = decided(conn, book, &approved, now)?;
    let mut running: BTreeMap<AccountKey, Balance> = view.balances;
    let mut lines = Vec::with_capacity(draft.lines.len());
    for drafted in draft.lines {
        let account = book.chart.account(&drafted.line.account.code).ok_or(Code::UnknownEvent).map_err(super::Refused::from)?;
        let before = running.insert(drafted.line.account.clone(), drafted.after).unwrap_or_default();
        lines.push(RehearsedLine {
            title: account.title.clone(),
            track: account.track,
            layer: drafted.line.layer,
            side: drafted.line.side,
            amount: drafted.line.amount,
            before: before.settled(account.normal),
            after: drafted.after.settled(account.normal),
            account: drafted.line.account,
        });
    }
    Ok(lines)
}
