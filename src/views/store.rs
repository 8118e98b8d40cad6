//! Rows of views.

use super::view::View;
use crate::db::schema::saved_views as v;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::Account;
use diesel::prelude::*;

type Row = (String, String, String, String, String, bool, i64);

macro_rules! columns {
    () => {
        (v::id, v::account_id, v::owner_name, v::name, v::query, v::is_shared, v::version)
    };
}

fn read((id, owner, owner_name, name, query, is_shared, version): Row) -> Result<View, Error> {
    let unreadable = |what: &str| Error::unreadable("view", what);
    Ok(View {
        id: id.parse().map_err(|_| unreadable(&id))?,
        owner: owner.parse().map_err(|_| unreadable(&owner))?,
        owner_name,
        name,
        query,
        is_shared,
        version,
    })
}

pub(super) fn insert(tx: &mut Tx<'_>, view: &View) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(v::table)
        .values((
            (v::id.eq(view.id.text()), v::account_id.eq(view.owner.text()), v::owner_name.eq(&view.owner_name)),
            (v::name.eq(&view.name), v::query.eq(&view.query), v::is_shared.eq(view.is_shared)),
            (v::changed_at.eq(now), v::version.eq(view.version)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, (id, version): (Id<View>, i64), (name, is_shared): (&str, bool)) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(v::table.filter(v::id.eq(id.text())).filter(v::version.eq(version)))
        .set((v::name.eq(name), v::is_shared.eq(is_shared), v::changed_at.eq(now), v::version.eq(version + 1)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn delete(tx: &mut Tx<'_>, id: Id<View>) -> Result<(), Error> {
    diesel::delete(v::table.filter(v::id.eq(id.text()))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find(conn: &mut Conn, id: Id<View>) -> Result<Option<View>, Error> {
    let row: Option<Row> = v::table.filter(v::id.eq(id.text())).select(columns!()).first(conn).optional()?;
    row.map(read).transpose()
}

pub(super) fn list_own(conn: &mut Conn, owner: Id<Account>, limit: i64) -> Result<Vec<View>, Error> {
    let own = v::table.filter(v::account_id.eq(owner.text())).order((v::name, v::id)).limit(limit);
    own.select(columns!()).load::<Row>(conn)?.into_iter().map(read).collect()
}

/// Those that others share.
pub(super) fn list_shared(conn: &mut Conn, but: Id<Account>, limit: i64) -> Result<Vec<View>, Error> {
    let shared = v::table.filter(v::is_shared.eq(true)).filter(v::account_id.ne(but.text())).order((v::name, v::id)).limit(limit);
    shared.select(columns!()).load::<Row>(conn)?.into_iter().map(read).collect()
}
