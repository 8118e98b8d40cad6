//! Rows of opportunities and their versions.

mod extensions;
mod revisions;

pub use extensions::{insert_extension, list_extensions};
pub(super) use extensions::{latest_extension, list_extensions_of_all};
pub(super) use revisions::{change_revision, delete_revision, insert_revision};
pub use revisions::{find_revision, list_revisions, list_versions};

use super::definition::Definition;
use super::opportunity::{Opportunity, State};
use crate::db::schema::{opportunities as o, opportunity_versions as v};
use crate::db::{Conn, Error, Memo, Tx};
use crate::kernel::{Deadline, Id, Timestamp};
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use diesel::prelude::*;
use std::sync::Arc;

static DEFINITIONS: Memo<Definition> = Memo::new();

#[derive(Queryable)]
struct Row {
    id: String,
    slug: String,
    title: String,
    fund: String,
    state: String,
    definition_sha256: String,
    opens_at: NaiveDateTime,
    closes_at: NaiveDateTime,
    zone: String,
    _created_at: NaiveDateTime,
    published_at: Option<NaiveDateTime>,
    version: i64,
}

impl TryFrom<Row> for Opportunity {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let zone: Tz = row.zone.parse().map_err(|_| Error::unreadable("time zone", &row.zone))?;
        let instant = |at| Deadline { at: Timestamp::from_naive(at), zone };
        Ok(Self {
            id: row.id.parse().map_err(|_| Error::unreadable("opportunity id", &row.id))?,
            slug: row.slug,
            title: row.title,
            fund: row.fund,
            state: row.state.parse().map_err(|_| Error::unreadable("opportunity state", &row.state))?,
            definition_sha256: row.definition_sha256,
            opens: instant(row.opens_at),
            closes: instant(row.closes_at),
            published_at: row.published_at.map(Timestamp::from_naive),
            version: row.version,
        })
    }
}

/// One opportunity.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn opportunity(conn: &mut Conn, id: Id<Opportunity>) -> Result<Opportunity, Error> {
    o::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The opportunity with this slug, published or not.
///
/// # Errors
/// The database's refusal.
pub fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Opportunity>, Error> {
    o::table.filter(o::slug.eq(slug)).first::<Row>(conn).optional()?.map(Opportunity::try_from).transpose()
}

/// The published opportunity with this slug.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Opportunity, Error> {
    let found = find_by_slug(conn, slug)?;
    found.filter(|opportunity| opportunity.state == State::Published).ok_or(Error::Missing)
}

/// Published opportunities, those that close next first.
///
/// # Errors
/// The database's refusal.
pub fn list_published(conn: &mut Conn) -> Result<Vec<Opportunity>, Error> {
    let rows = o::table.filter(o::state.eq(State::Published.to_string())).order(o::closes_at.desc()).load::<Row>(conn)?;
    rows.into_iter().map(Opportunity::try_from).collect()
}

/// Every opportunity, the latest deadline first. For fund staff.
///
/// # Errors
/// The database's refusal.
pub fn list_all(conn: &mut Conn) -> Result<Vec<Opportunity>, Error> {
    let rows = o::table.order((o::closes_at.desc(), o::id)).load::<Row>(conn)?;
    rows.into_iter().map(Opportunity::try_from).collect()
}

/// The definition with this digest.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn definition(conn: &mut Conn, sha256: &str) -> Result<Arc<Definition>, Error> {
    DEFINITIONS.get(sha256, || {
        let json: String = v::table.find(sha256).select(v::json).first(conn)?;
        serde_json::from_str(&json).map_err(|e| Error::unreadable("definition", e))
    })
}

/// The definition that the opportunity has now.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn current_definition(conn: &mut Conn, id: Id<Opportunity>) -> Result<Arc<Definition>, Error> {
    let sha256 = opportunity(conn, id)?.definition_sha256;
    definition(conn, &sha256)
}

/// The TOML text of a version, as it was imported.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn toml_text(conn: &mut Conn, sha256: &str) -> Result<String, Error> {
    Ok(v::table.find(sha256).select(v::toml).first(conn)?)
}

/// Which version of its opportunity a definition is, counted from 1.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn version_number(conn: &mut Conn, sha256: &str) -> Result<i32, Error> {
    Ok(v::table.find(sha256).select(v::n).first(conn)?)
}

pub(super) struct Version<'a> {
    pub(super) sha256: &'a str,
    pub(super) n: i32,
    pub(super) toml: &'a str,
    pub(super) json: &'a str,
    pub(super) imported_by: &'a str,
}

pub(super) fn find_version(conn: &mut Conn, sha256: &str) -> Result<Option<(Id<Opportunity>, i32)>, Error> {
    let found: Option<(String, i32)> = v::table.find(sha256).select((v::opportunity_id, v::n)).first(conn).optional()?;
    found.map(|(id, n)| id.parse().map(|id| (id, n)).map_err(|_| Error::unreadable("opportunity id", id))).transpose()
}

pub(super) fn last_version(conn: &mut Conn, id: Id<Opportunity>) -> Result<i32, Error> {
    let last: Option<i32> = v::table.filter(v::opportunity_id.eq(id.text())).select(diesel::dsl::max(v::n)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert_version(tx: &mut Tx<'_>, id: Id<Opportunity>, version: &Version<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(v::table)
        .values((
            v::sha256.eq(version.sha256),
            v::opportunity_id.eq(id.text()),
            v::n.eq(version.n),
            v::toml.eq(version.toml),
            v::json.eq(version.json),
            v::imported_by.eq(version.imported_by),
            v::imported_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_opportunity(tx: &mut Tx<'_>, id: Id<Opportunity>, d: &Definition, sha256: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let (opens, closes) = instants(d)?;
    diesel::insert_into(o::table)
        .values((
            (o::id.eq(id.text()), o::slug.eq(&d.slug), o::title.eq(&d.title), o::fund.eq(&d.fund)),
            (o::state.eq(State::Draft.to_string()), o::definition_sha256.eq(sha256)),
            (o::opens_at.eq(opens), o::closes_at.eq(closes), o::zone.eq(d.dates.zone.name()), o::created_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn change_definition(tx: &mut Tx<'_>, opportunity: &Opportunity, d: &Definition, sha256: &str) -> Result<(), Error> {
    let (opens, closes) = instants(d)?;
    // What all cities were granted stays granted.
    let closes = latest_extension(tx, opportunity.id, None)?.map_or(closes, |granted| granted.naive().max(closes));
    let row = o::table.filter(o::id.eq(opportunity.id.text())).filter(o::version.eq(opportunity.version));
    let changed = diesel::update(row)
        .set((
            (o::title.eq(&d.title), o::fund.eq(&d.fund), o::definition_sha256.eq(sha256)),
            (o::opens_at.eq(opens), o::closes_at.eq(closes), o::zone.eq(d.dates.zone.name())),
            o::version.eq(o::version + 1),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn mark_published(tx: &mut Tx<'_>, opportunity: &Opportunity) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = o::table.filter(o::id.eq(opportunity.id.text())).filter(o::version.eq(opportunity.version));
    let changed = diesel::update(row)
        .set((o::state.eq(State::Published.to_string()), o::published_at.eq(now), o::version.eq(o::version + 1)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn instants(d: &Definition) -> Result<(NaiveDateTime, NaiveDateTime), Error> {
    let opens = d.dates.opening().ok_or_else(|| Error::unreadable("opening", &d.dates.opens))?;
    let closes = d.dates.deadline().ok_or_else(|| Error::unreadable("deadline", &d.dates.closes))?;
    Ok((opens.at.naive(), closes.at.naive()))
}

/// The name of an opportunity, if there is one with this identifier.
///
/// # Errors
/// The database's refusal.
pub fn find_title(conn: &mut Conn, id: Id<Opportunity>) -> Result<Option<String>, Error> {
    Ok(o::table.find(id.text()).select(o::title).first(conn).optional()?)
}
