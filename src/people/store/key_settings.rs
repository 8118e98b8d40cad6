//! Rows of who uses keys on pages of reviews.

use crate::db::schema::key_settings as k;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::Account;
use diesel::prelude::*;

pub(in crate::people) fn find(conn: &mut Conn, account: Id<Account>) -> Result<Option<bool>, Error> {
    Ok(k::table.find(account.text()).select(k::is_on).first(conn).optional()?)
}

pub(in crate::people) fn save(tx: &mut Tx<'_>, account: Id<Account>, is_on: bool) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::delete(k::table.find(account.text())).execute(&mut **tx)?;
    diesel::insert_into(k::table)
        .values((k::account_id.eq(account.text()), k::is_on.eq(is_on), k::changed_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}
