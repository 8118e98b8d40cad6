//! Rows of bank details.

use crate::db::schema::bank_details as b;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::{BankDetails, Done};
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

type Columns = (
    (b::id, b::organisation_id, b::number, b::holder, b::routing_number, b::account_sealed, b::account_last4, b::account_kind),
    (b::entered_by, b::entered_by_name, b::entered_at),
    (b::verified_by, b::verified_by_name, b::verified_at, b::how_verified, b::blocked_reason),
    (b::confirmed_by, b::confirmed_by_name, b::confirmed_at, b::usable_from, b::awaits_prenote, b::source, b::frozen_at),
);
const COLUMNS: Columns = (
    (b::id, b::organisation_id, b::number, b::holder, b::routing_number, b::account_sealed, b::account_last4, b::account_kind),
    (b::entered_by, b::entered_by_name, b::entered_at),
    (b::verified_by, b::verified_by_name, b::verified_at, b::how_verified, b::blocked_reason),
    (b::confirmed_by, b::confirmed_by_name, b::confirmed_at, b::usable_from, b::awaits_prenote, b::source, b::frozen_at),
);
type Row = (
    (String, String, i32, String, String, String, String, String),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<String>, Option<String>),
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<NaiveDateTime>, bool, String, Option<NaiveDateTime>),
);

fn done(by: Option<String>, name: Option<String>, at: Option<NaiveDateTime>) -> Option<Done> {
    by.zip(name).zip(at).map(|((by, name), at)| Done { by, name, at: Timestamp::from_naive(at) })
}

fn read(row: Row) -> Result<BankDetails, Error> {
    let ((id, organisation, number, holder, routing_number, account_sealed, account_last4, kind), entered, verified, rest) = row;
    let (by, name, at, how_verified, blocked_reason) = verified;
    let (confirmed_by, confirmed_name, confirmed_at, usable_from, awaits_prenote, source, frozen_at) = rest;
    Ok(BankDetails {
        organisation: organisation.parse().map_err(|_| Error::unreadable("organisation", &organisation))?,
        kind: kind.parse().map_err(|_| Error::unreadable("account kind", &kind))?,
        source: source.parse().map_err(|_| Error::unreadable("source of bank details", &source))?,
        entered: Done { by: entered.0, name: entered.1, at: Timestamp::from_naive(entered.2) },
        verified: done(by, name, at),
        confirmed: done(confirmed_by, confirmed_name, confirmed_at),
        id: id.parse().map_err(|_| Error::unreadable("bank details", &id))?,
        number,
        holder,
        routing_number,
        account_sealed,
        account_last4,
        how_verified,
        usable_from: usable_from.map(Timestamp::from_naive),
        awaits_prenote,
        blocked_reason,
        frozen_at: frozen_at.map(Timestamp::from_naive),
    })
}

/// Stores a new version with all it says of itself, verified or not.
pub(in crate::disbursement) fn insert_bank_details(tx: &mut Tx<'_>, new: &BankDetails) -> Result<(), Error> {
    let verified = new.verified.as_ref();
    diesel::insert_into(b::table)
        .values((
            (b::id.eq(new.id.text()), b::organisation_id.eq(new.organisation.text()), b::number.eq(new.number), b::holder.eq(&new.holder)),
            (b::routing_number.eq(&new.routing_number), b::account_sealed.eq(&new.account_sealed), b::account_last4.eq(&new.account_last4)),
            (b::account_kind.eq(new.kind.to_string()), b::entered_by.eq(&new.entered.by), b::entered_by_name.eq(&new.entered.name)),
            (b::entered_at.eq(new.entered.at.naive()), b::source.eq(new.source.to_string()), b::awaits_prenote.eq(new.awaits_prenote)),
            (
                b::verified_by.eq(verified.map(|done| done.by.as_str())),
                b::verified_by_name.eq(verified.map(|done| done.name.as_str())),
                b::verified_at.eq(verified.map(|done| done.at.naive())),
                b::how_verified.eq(new.how_verified.as_deref()),
                b::usable_from.eq(new.usable_from.map(Timestamp::naive)),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// One version.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn bank_details(conn: &mut Conn, id: Id<BankDetails>) -> Result<BankDetails, Error> {
    read(b::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The latest version of a city: the only one that counts.
///
/// # Errors
/// The database's refusal.
pub fn find_current_bank_details(conn: &mut Conn, organisation: Id<Organisation>) -> Result<Option<BankDetails>, Error> {
    let row: Option<Row> =
        b::table.filter(b::organisation_id.eq(organisation.text())).order(b::number.desc()).select(COLUMNS).first(conn).optional()?;
    row.map(read).transpose()
}

/// The latest version of each of these cities: some hundred cities in a statement. A city that entered none is left out.
///
/// # Errors
/// The database's refusal.
pub fn list_current_bank_details(
    conn: &mut Conn,
    organisations: &[Id<Organisation>],
) -> Result<BTreeMap<Id<Organisation>, BankDetails>, Error> {
    let mut current = BTreeMap::new();
    for piece in organisations.chunks(500) {
        let ids: Vec<String> = piece.iter().map(Id::text).collect();
        let later = diesel::alias!(b as later);
        let replaced = later
            .filter(later.field(b::organisation_id).eq(b::organisation_id))
            .filter(later.field(b::number).gt(b::number))
            .select(later.field(b::id));
        let latest = b::table.filter(b::organisation_id.eq_any(ids)).filter(diesel::dsl::not(diesel::dsl::exists(replaced)));
        let rows: Vec<Row> = latest.select(COLUMNS).load(conn)?;
        for row in rows {
            let details = read(row)?;
            current.insert(details.organisation, details);
        }
    }
    Ok(current)
}

/// Details that wait for a second person, oldest first. Older versions of the
/// same city are left out.
///
/// # Errors
/// The database's refusal.
pub fn list_unverified_bank_details(conn: &mut Conn) -> Result<Vec<BankDetails>, Error> {
    let rows: Vec<Row> =
        b::table.filter(b::verified_by.is_null()).filter(b::blocked_reason.is_null()).order(b::entered_at).select(COLUMNS).load(conn)?;
    let mut waiting = Vec::new();
    for details in rows.into_iter().map(read) {
        let details = details?;
        if find_current_bank_details(conn, details.organisation)?.is_some_and(|current| current.id == details.id) {
            waiting.push(details);
        }
    }
    Ok(waiting)
}

/// How many cities have details that wait for a second person.
///
/// # Errors
/// The database's refusal.
pub fn count_unverified_bank_details(conn: &mut Conn) -> Result<i64, Error> {
    let later = diesel::alias!(b as later);
    let replaced = later
        .filter(later.field(b::organisation_id).eq(b::organisation_id))
        .filter(later.field(b::number).gt(b::number))
        .select(later.field(b::id));
    let waiting = b::table.filter(b::verified_by.is_null()).filter(b::blocked_reason.is_null());
    Ok(waiting.filter(diesel::dsl::not(diesel::dsl::exists(replaced))).count().get_result(conn)?)
}

/// Those of these versions that are their city's latest, verified and not frozen.
pub(super) fn list_current_verified(conn: &mut Conn, ids: &[String]) -> Result<Vec<BankDetails>, Error> {
    let later = diesel::alias!(b as later);
    let replaced = later
        .filter(later.field(b::organisation_id).eq(b::organisation_id))
        .filter(later.field(b::number).gt(b::number))
        .select(later.field(b::id));
    let rows: Vec<Row> = b::table
        .filter(b::id.eq_any(ids))
        .filter(b::verified_by.is_not_null())
        .filter(b::blocked_reason.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Marks as verified, with the instant from which it is usable and whether a test entry goes first.
pub(in crate::disbursement) fn mark_verified(
    tx: &mut Tx<'_>,
    id: Id<BankDetails>,
    by: &Done,
    how: &str,
    (usable_from, awaits_prenote): (Option<Timestamp>, bool),
) -> Result<(), Error> {
    let changed = diesel::update(b::table.find(id.text()).filter(b::verified_by.is_null()).filter(b::blocked_reason.is_null()))
        .set((
            b::verified_by.eq(&by.by),
            b::verified_by_name.eq(&by.name),
            b::verified_at.eq(by.at.naive()),
            b::how_verified.eq(how),
            b::usable_from.eq(usable_from.map(Timestamp::naive)),
            b::awaits_prenote.eq(awaits_prenote),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in crate::disbursement) fn mark_confirmed(tx: &mut Tx<'_>, id: Id<BankDetails>, by: &Done) -> Result<(), Error> {
    let changed = diesel::update(b::table.find(id.text()).filter(b::confirmed_by.is_null()).filter(b::verified_by.is_null()))
        .set((b::confirmed_by.eq(&by.by), b::confirmed_by_name.eq(&by.name), b::confirmed_at.eq(by.at.naive())))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The test entry has left: from when money may follow. An instant that is later already stays.
pub(in crate::disbursement) fn mark_prenoted(tx: &mut Tx<'_>, id: Id<BankDetails>, usable_from: Timestamp) -> Result<(), Error> {
    let changed = diesel::update(b::table.find(id.text()))
        .set((b::usable_from.eq(usable_from.naive()), b::awaits_prenote.eq(false)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Missing) }
}

/// Freezes a version; whether it was not frozen before.
pub(in crate::disbursement) fn mark_blocked(tx: &mut Tx<'_>, id: Id<BankDetails>, reason: &str) -> Result<bool, Error> {
    let now = tx.now().naive();
    let changed = diesel::update(b::table.find(id.text()).filter(b::blocked_reason.is_null()))
        .set((b::blocked_reason.eq(reason), b::frozen_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Identifiers and sealed numbers of the versions after one of them, in their order.
pub(in crate::disbursement) fn list_sealed(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<(String, String)>, Error> {
    Ok(b::table.filter(b::id.gt(after)).order(b::id).limit(limit).select((b::id, b::account_sealed)).load(conn)?)
}

/// Puts a number that was sealed anew in the place of the old one.
pub(in crate::disbursement) fn change_sealed(tx: &mut Tx<'_>, id: &str, (old, new): (&str, &str)) -> Result<(), Error> {
    let changed = diesel::update(b::table.find(id).filter(b::account_sealed.eq(old))).set(b::account_sealed.eq(new)).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
