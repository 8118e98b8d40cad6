//! Rows of meetings, by table. The only place in this slice that names diesel.

pub(super) mod meetings;
pub(super) mod minutes;
pub(super) mod votes;

use crate::db::Error;
use crate::kernel::Id;

/// An identifier as stored.
fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
