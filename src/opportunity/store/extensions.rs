//! Rows of more time.

use super::super::extension::Extension;
use super::super::opportunity::Opportunity;
use crate::db::schema::{deadline_extensions as e, opportunities as o};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, String, Option<String>, NaiveDateTime, String, String, String, NaiveDateTime);

fn id_of<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read((id, opportunity, city, closes_at, reason, granted_by, granted_by_name, granted_at): Row) -> Result<Extension, Error> {
    Ok(Extension {
        id: id_of(&id)?,
        opportunity: id_of(&opportunity)?,
        city: city.as_deref().map(id_of).transpose()?,
        closes_at: Timestamp::from_naive(closes_at),
        reason,
        granted_by,
        granted_by_name,
        granted_at: Timestamp::from_naive(granted_at),
    })
}

/// The latest instant that was granted to a city, or to all.
pub(in super::super) fn latest_extension(
    conn: &mut Conn,
    round: Id<Opportunity>,
    city: Option<Id<Organisation>>,
) -> Result<Option<Timestamp>, Error> {
    let mut query =
        e::table.filter(e::opportunity_id.eq(round.text())).order(e::closes_at.desc()).select(e::closes_at).into_boxed::<Multi>();
    query = match city {
        Some(city) => query.filter(e::organisation_id.eq(city.text())),
        None => query.filter(e::organisation_id.is_null()),
    };
    Ok(query.first::<NaiveDateTime>(conn).optional()?.map(Timestamp::from_naive))
}

/// Everything granted in a round, the newest first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_extensions(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Extension>, Error> {
    let rows: Vec<Row> =
        e::table.filter(e::opportunity_id.eq(round.text())).order((e::granted_at.desc(), e::id.desc())).limit(limit).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// What was granted to all cities of a round, the newest first, at most `limit`.
pub(in super::super) fn list_extensions_of_all(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Extension>, Error> {
    let of_all = e::table.filter(e::opportunity_id.eq(round.text())).filter(e::organisation_id.is_null());
    let rows: Vec<Row> = of_all.order((e::granted_at.desc(), e::id.desc())).limit(limit).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Keeps more time; that of all cities is the deadline of the round from now on.
///
/// # Errors
/// [`Error::Stale`] when the round changed meanwhile.
pub fn insert_extension(tx: &mut Tx<'_>, round: &Opportunity, new: &Extension) -> Result<(), Error> {
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(new.id.text()), e::opportunity_id.eq(round.id.text()), e::organisation_id.eq(new.city.map(|city| city.text()))),
            (e::closes_at.eq(new.closes_at.naive()), e::reason.eq(&new.reason), e::granted_at.eq(new.granted_at.naive())),
            (e::granted_by.eq(&new.granted_by), e::granted_by_name.eq(&new.granted_by_name)),
        ))
        .execute(&mut **tx)?;
    if new.city.is_some() {
        return Ok(());
    }
    let row = o::table.filter(o::id.eq(round.id.text())).filter(o::version.eq(round.version));
    let changed = diesel::update(row).set((o::closes_at.eq(new.closes_at.naive()), o::version.eq(o::version + 1))).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
