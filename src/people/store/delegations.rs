//! Rows of lent roles.

use super::id;
use crate::db::schema::delegations as d;
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Account;
use crate::people::delegation::Delegation;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Row = (String, String, String, String, Option<i64>, NaiveDate, NaiveDate, NaiveDateTime, Option<NaiveDateTime>);

fn read((key, from, to, role, most, first_day, last_day, made_at, revoked_at): Row) -> Result<Delegation, Error> {
    Ok(Delegation {
        id: id(&key)?,
        from: id(&from)?,
        to: id(&to)?,
        role: role.parse().map_err(|_| Error::unreadable("role of the fund", &role))?,
        most: most.map(Money::from_cents),
        first_day,
        last_day,
        made_at: Timestamp::from_naive(made_at),
        revoked_at: revoked_at.map(Timestamp::from_naive),
    })
}

/// The newest loans: all, or those that a person made or got.
pub(in crate::people) fn list(conn: &mut Conn, of: Option<Id<Account>>, limit: i64) -> Result<Vec<Delegation>, Error> {
    let mut query = d::table.order((d::made_at.desc(), d::id.desc())).limit(limit).into_boxed::<Multi>();
    if let Some(of) = of {
        query = query.filter(d::from_account.eq(of.text()).or(d::to_account.eq(of.text())));
    }
    query.load::<Row>(conn)?.into_iter().map(read).collect()
}

pub(in crate::people) fn delegation(conn: &mut Conn, key: Id<Delegation>) -> Result<Delegation, Error> {
    read(d::table.find(key.text()).first::<Row>(conn)?)
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, made: &Delegation) -> Result<(), Error> {
    diesel::insert_into(d::table)
        .values((
            (d::id.eq(made.id.text()), d::from_account.eq(made.from.text()), d::to_account.eq(made.to.text())),
            (d::role.eq(made.role.to_string()), d::most_cents.eq(made.most.map(Money::cents))),
            (d::first_day.eq(made.first_day), d::last_day.eq(made.last_day), d::made_at.eq(made.made_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::people) fn mark_revoked(tx: &mut Tx<'_>, key: Id<Delegation>) -> Result<(), Error> {
    let now = tx.now().naive();
    let open = d::table.filter(d::id.eq(key.text())).filter(d::revoked_at.is_null());
    let changed = diesel::update(open).set(d::revoked_at.eq(now)).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
