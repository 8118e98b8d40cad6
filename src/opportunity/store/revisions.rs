//! Rows of revisions: the next versions of opportunities while officers work on them.

use crate::db::schema::{opportunity_revisions as r, opportunity_versions as v};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::opportunity::revision::{Revision, Version};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, Option<String>, String, String, NaiveDateTime, i64);

fn read((slug, base_sha256, toml, changed_by, at, version): Row) -> Revision {
    Revision { slug, base_sha256, toml, changed_by, changed_at: Timestamp::from_naive(at), version }
}

/// The revision of the opportunity with this name in addresses, if there is one.
///
/// # Errors
/// The database's refusal.
pub fn find_revision(conn: &mut Conn, slug: &str) -> Result<Option<Revision>, Error> {
    Ok(r::table.find(slug).first::<Row>(conn).optional()?.map(read))
}

/// Every revision, the newest change first.
///
/// # Errors
/// The database's refusal.
pub fn list_revisions(conn: &mut Conn) -> Result<Vec<Revision>, Error> {
    Ok(r::table.order((r::changed_at.desc(), r::slug)).load::<Row>(conn)?.into_iter().map(read).collect())
}

pub(in super::super) fn insert_revision(tx: &mut Tx<'_>, new: &Revision) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((
            (r::slug.eq(&new.slug), r::base_sha256.eq(&new.base_sha256), r::toml.eq(&new.toml)),
            (r::changed_by.eq(&new.changed_by), r::changed_at.eq(now), r::version.eq(1)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Keeps a new text over the version that was read.
pub(in super::super) fn change_revision(tx: &mut Tx<'_>, changed: &Revision) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = r::table.filter(r::slug.eq(&changed.slug)).filter(r::version.eq(changed.version));
    let count = diesel::update(row)
        .set((
            (r::base_sha256.eq(&changed.base_sha256), r::toml.eq(&changed.toml)),
            (r::changed_by.eq(&changed.changed_by), r::changed_at.eq(now), r::version.eq(r::version + 1)),
        ))
        .execute(&mut **tx)?;
    if count == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in super::super) fn delete_revision(tx: &mut Tx<'_>, slug: &str, version: i64) -> Result<(), Error> {
    let row = r::table.filter(r::slug.eq(slug)).filter(r::version.eq(version));
    if diesel::delete(row).execute(&mut **tx)? == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The versions of an opportunity, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_versions(conn: &mut Conn, id: Id<Opportunity>) -> Result<Vec<Version>, Error> {
    let rows: Vec<(i32, String, String, NaiveDateTime)> = v::table
        .filter(v::opportunity_id.eq(id.text()))
        .order(v::n.desc())
        .select((v::n, v::sha256, v::imported_by, v::imported_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(n, sha256, by, at)| Version { n, sha256, by, at: Timestamp::from_naive(at) }).collect())
}
