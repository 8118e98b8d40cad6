//! Entries that people make in the books by hand, for what no workflow records: a
//! finance officer prepares one, another person approves it, and only then is it posted.
//!
//! ```text
//! prepared ──▶ posted (by another person) | refused (by another person) | withdrawn (by its preparer)
//! ```
//!
//! Invariants: what may be entered is dated data and never lets money leave the bank; an
//! entry is never edited; what is posted is what was prepared, by its digest (L20).

mod approve;
mod catalogue;
mod entry;
mod facts;
mod open;
pub mod policy;
mod prepare;
mod read;
mod refusal;
mod refuse;
mod store;
mod withdraw;

pub use approve::{ApproveEntryError, approve_entry};
pub use catalogue::{Catalogue, Enterable, Needs, REVERSAL};
pub use entry::{EntryState, ManualEntry};
pub use facts::{EntryPosted, EntryPrepared, EntryRefused, EntryWithdrawn};
pub use open::{count_open_waiting, list_open_decided, list_open_waiting, open_entry, touches_closed};
pub use prepare::{NewEntry, NewLine, PrepareEntryError, prepare_entry};
pub use read::{numbered, shown_by_bank};
pub use refusal::explained;
pub use refuse::{RefuseEntryError, refuse_entry};
pub use store::{find_of_journal, find_waiting_reversal, list_decided, list_waiting};
pub use withdraw::{WithdrawEntryError, withdraw_entry};

use crate::db::{Conn, Error};
use crate::kernel::Family;
use crate::outbox::{Recipient, Side};
use crate::people::account;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[catalogue::DEFINITION];

/// Whoever prepared an entry, as the recipient of a letter.
fn preparer(conn: &mut Conn, entry: &ManualEntry) -> Result<Vec<Recipient>, Error> {
    let id = entry.prepared.by.parse().map_err(|_| Error::unreadable("account", &entry.prepared.by))?;
    Ok(vec![account::account(conn, id)?.recipient(Side::Fund)])
}
