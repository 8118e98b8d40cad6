//! Rows of people, by table. The only place in this slice that names diesel.

pub(super) mod accounts;
pub(super) mod api_tokens;
pub(super) mod claims;
pub(super) mod delegations;
pub(super) mod holdings;
pub(super) mod key_settings;
pub(super) mod links;
pub(super) mod namings;
pub(super) mod organisations;
pub(super) mod presences;
pub(super) mod roles;
pub(super) mod same_people;
pub(super) mod sessions;
pub(super) mod sign_in_failures;

use crate::db::Error;
use crate::kernel::Id;

/// An identifier as stored.
fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}
