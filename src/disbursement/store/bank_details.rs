//! Rows of bank details.

use crate::db::schema::bank_details as b;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::{BankDetails, Done};
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Organisation};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Columns = (
    (b::id, b::organisation_id, b::number, b::holder, b::routing_number, b::account_sealed, b::account_last4, b::account_kind),
    (b::entered_by, b::entered_by_name, b::entered_at),
    (b::verified_by, b::verified_by_name, b::verified_at, b::how_verified, b::blocked_reason),
);
const COLUMNS: Columns = (
    (b::id, b::organisation_id, b::number, b::holder, b::routing_number, b::account_sealed, b::account_last4, b::account_kind),
    (b::entered_by, b::entered_by_name, b::entered_at),
    (b::verified_by, b::verified_by_name, b::verified_at, b::how_verified, b::blocked_reason),
);
type Row = (
    (String, String, i32, String, String, String, String, String),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<String>, Option<String>),
);

fn read(row: Row) -> Result<BankDetails, Error> {
    let ((id, organisation, number, holder, routing_number, account_sealed, account_last4, kind), entered, verified) = row;
    let (by, name, at, how_verified, blocked_reason) = verified;
    Ok(BankDetails {
        organisation: organisation.parse().map_err(|_| Error::unreadable("organisation", &organisation))?,
        kind: kind.parse().map_err(|_| Error::unreadable("account kind", &kind))?,
        entered: Done { by: entered.0, name: entered.1, at: Timestamp::from_naive(entered.2) },
        verified: by.zip(name).zip(at).map(|((by, name), at)| Done { by, name, at: Timestamp::from_naive(at) }),
        id: id.parse().map_err(|_| Error::unreadable("bank details", &id))?,
        number,
        holder,
        routing_number,
        account_sealed,
        account_last4,
        how_verified,
        blocked_reason,
    })
}

pub(in crate::disbursement) fn insert_bank_details(tx: &mut Tx<'_>, new: &BankDetails) -> Result<(), Error> {
    diesel::insert_into(b::table)
        .values((
            (b::id.eq(new.id.text()), b::organisation_id.eq(new.organisation.text()), b::number.eq(new.number), b::holder.eq(&new.holder)),
            (b::routing_number.eq(&new.routing_number), b::account_sealed.eq(&new.account_sealed), b::account_last4.eq(&new.account_last4)),
            (b::account_kind.eq(new.kind.to_string()), b::entered_by.eq(&new.entered.by), b::entered_by_name.eq(&new.entered.name)),
            b::entered_at.eq(new.entered.at.naive()),
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

/// Details that wait for a second person, oldest first. Older versions of the
/// same city are left out.
///
/// # Errors
/// The database's refusal.
pub fn list_unverified_bank_details(conn: &mut Conn) -> Result<Vec<BankDetails>, Error> {
    let rows: Vec<Row> = b::table.filter(b::verified_by.is_null()).order(b::entered_at).select(COLUMNS).load(conn)?;
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
    Ok(b::table.filter(b::verified_by.is_null()).filter(diesel::dsl::not(diesel::dsl::exists(replaced))).count().get_result(conn)?)
}

pub(in crate::disbursement) fn mark_verified(
    tx: &mut Tx<'_>,
    id: Id<BankDetails>,
    by: Id<Account>,
    name: &str,
    how: &str,
) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(b::table.find(id.text()).filter(b::verified_by.is_null()))
        .set((b::verified_by.eq(by.text()), b::verified_by_name.eq(name), b::verified_at.eq(now), b::how_verified.eq(how)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in crate::disbursement) fn mark_blocked(tx: &mut Tx<'_>, id: Id<BankDetails>, reason: &str) -> Result<(), Error> {
    diesel::update(b::table.find(id.text())).set(b::blocked_reason.eq(reason)).execute(&mut **tx)?;
    Ok(())
}
