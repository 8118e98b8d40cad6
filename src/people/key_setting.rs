//! Whether somebody uses keys of one letter or digit on pages of reviews: kept with the account, so that it follows the person from
//! browser to browser. Whoever never said uses them.

use super::store::key_settings;
use super::{Account, Actor, facts};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;

/// Whether the account uses keys.
///
/// # Errors
/// The database's refusal.
pub fn is_on(conn: &mut Conn, account: Id<Account>) -> Result<bool, Error> {
    Ok(key_settings::find(conn, account)?.unwrap_or(true))
}

/// Keeps what the actor chooses.
///
/// # Errors
/// [`Error::Missing`] for nobody.
pub fn choose(tx: &mut Tx<'_>, actor: &Actor, wants: bool) -> Result<(), Error> {
    let account = actor.account.ok_or(Error::Missing)?;
    if is_on(tx, account)? == wants {
        return Ok(());
    }
    key_settings::save(tx, account, wants)?;
    audit::record(tx, &actor.doer(), &facts::KeysChosen { account: account.text(), is_on: wants })
}
