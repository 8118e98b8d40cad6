//! Rows of banners.

use super::put::Banner;
use crate::db::schema::banners as b;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The banner that stands on every page, if one does.
///
/// # Errors
/// The database's refusal.
pub fn standing(conn: &mut Conn) -> Result<Option<Banner>, Error> {
    let row: Option<(String, String, String, NaiveDateTime)> = b::table
        .filter(b::taken_at.is_null())
        .order(b::id.desc())
        .select((b::id, b::text, b::put_by_name, b::put_at))
        .first(conn)
        .optional()?;
    row.map(|(id, text, by_name, at)| {
        let id = id.parse().map_err(|_| Error::unreadable("banner", &id))?;
        Ok(Banner { id, text, by_name, at: Timestamp::from_naive(at) })
    })
    .transpose()
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Banner, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(b::table)
        .values((
            (b::id.eq(new.id.text()), b::text.eq(&new.text)),
            (b::put_by.eq(by.text()), b::put_by_name.eq(&new.by_name), b::put_at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn take_off(tx: &mut Tx<'_>, id: Id<Banner>, (by, by_name): (Id<Account>, &str)) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(b::table.find(id.text()).filter(b::taken_at.is_null()))
        .set((b::taken_by.eq(Some(by.text())), b::taken_by_name.eq(Some(by_name)), b::taken_at.eq(Some(now))))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
