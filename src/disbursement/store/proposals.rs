//! Rows of notices of the bank.

use crate::db::schema::bank_proposals as n;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::{BankDetails, Done};
use crate::disbursement::bank_proposal::{BankProposal, Decision};
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Columns = (
    (n::id, n::organisation_id, n::bank_details_id, n::payment_id, n::code, n::trace_number),
    (n::routing_number, n::account_sealed, n::account_last4, n::account_kind, n::holder),
    (n::found_by, n::found_by_name, n::found_at),
    (n::outcome, n::decided_by, n::decided_by_name, n::decided_at, n::reason, n::new_details_id),
);
const COLUMNS: Columns = (
    (n::id, n::organisation_id, n::bank_details_id, n::payment_id, n::code, n::trace_number),
    (n::routing_number, n::account_sealed, n::account_last4, n::account_kind, n::holder),
    (n::found_by, n::found_by_name, n::found_at),
    (n::outcome, n::decided_by, n::decided_by_name, n::decided_at, n::reason, n::new_details_id),
);
type Row = (
    (String, String, String, Option<String>, String, String),
    (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<String>, Option<NaiveDateTime>, Option<String>, Option<String>),
);

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("notice of the bank", text))
}

fn read(row: Row) -> Result<BankProposal, Error> {
    let ((own, organisation, details, payment, code, trace), corrected, found, decided) = row;
    let (routing_number, account_sealed, account_last4, kind, holder) = corrected;
    let (outcome, by, name, at, reason, new_details) = decided;
    let done = by.zip(name).zip(at).map(|((by, name), at)| Done { by, name, at: Timestamp::from_naive(at) });
    let new_details = new_details.as_deref().map(id).transpose()?;
    Ok(BankProposal {
        id: id(&own)?,
        organisation: id(&organisation)?,
        details: id(&details)?,
        payment: payment.as_deref().map(id).transpose()?,
        code,
        trace,
        routing_number,
        account_sealed,
        account_last4,
        kind: kind.map(|kind| kind.parse().map_err(|_| Error::unreadable("account kind", &kind))).transpose()?,
        holder,
        found: Done { by: found.0, name: found.1, at: Timestamp::from_naive(found.2) },
        decision: done.zip(outcome).map(|(done, _)| Decision { done, new_details, reason }),
    })
}

pub(in crate::disbursement) fn insert_proposal(tx: &mut Tx<'_>, new: &BankProposal) -> Result<(), Error> {
    diesel::insert_into(n::table)
        .values((
            (n::id.eq(new.id.text()), n::organisation_id.eq(new.organisation.text()), n::bank_details_id.eq(new.details.text())),
            (n::payment_id.eq(new.payment.map(|payment| payment.text())), n::code.eq(&new.code), n::trace_number.eq(&new.trace)),
            (
                n::routing_number.eq(new.routing_number.as_deref()),
                n::account_sealed.eq(new.account_sealed.as_deref()),
                n::account_last4.eq(new.account_last4.as_deref()),
                n::account_kind.eq(new.kind.map(|kind| kind.to_string())),
                n::holder.eq(new.holder.as_deref()),
            ),
            (n::found_by.eq(&new.found.by), n::found_by_name.eq(&new.found.name), n::found_at.eq(new.found.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// One notice.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn bank_proposal(conn: &mut Conn, id: Id<BankProposal>) -> Result<BankProposal, Error> {
    read(n::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The notice with this code about the entry with this trace, if it was read before.
pub(in crate::disbursement) fn find_proposal_of(conn: &mut Conn, trace: &str, code: &str) -> Result<Option<BankProposal>, Error> {
    let row: Option<Row> = n::table.filter(n::trace_number.eq(trace)).filter(n::code.eq(code)).select(COLUMNS).first(conn).optional()?;
    row.map(read).transpose()
}

/// The notices that nobody has decided, oldest first.
pub(in crate::disbursement) fn list_open_proposals(conn: &mut Conn, limit: i64) -> Result<Vec<BankProposal>, Error> {
    let rows: Vec<Row> = n::table.filter(n::outcome.is_null()).order((n::found_at, n::id)).limit(limit).select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Marks a notice as taken over into new details, or as set aside for a reason.
pub(in crate::disbursement) fn mark_proposal_decided(
    tx: &mut Tx<'_>,
    id: Id<BankProposal>,
    by: &Done,
    outcome: Result<Id<BankDetails>, &str>,
) -> Result<(), Error> {
    let (word, new_details, reason) = match outcome {
        Ok(details) => ("taken_over", Some(details.text()), None),
        Err(reason) => ("set_aside", None, Some(reason)),
    };
    let changed = diesel::update(n::table.find(id.text()).filter(n::outcome.is_null()))
        .set((
            (n::outcome.eq(word), n::new_details_id.eq(new_details), n::reason.eq(reason)),
            (n::decided_by.eq(&by.by), n::decided_by_name.eq(&by.name), n::decided_at.eq(by.at.naive())),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Identifiers and sealed numbers of the notices after one of them, in their order.
pub(in crate::disbursement) fn list_sealed_proposals(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<(String, String)>, Error> {
    let sealed = n::table.filter(n::id.gt(after)).filter(n::account_sealed.is_not_null()).order(n::id).limit(limit);
    Ok(sealed.select((n::id, n::account_sealed.assume_not_null())).load(conn)?)
}

/// Puts a number that was sealed anew in the place of the old one.
pub(in crate::disbursement) fn change_sealed_proposal(tx: &mut Tx<'_>, id: &str, (old, new): (&str, &str)) -> Result<(), Error> {
    let changed = diesel::update(n::table.find(id).filter(n::account_sealed.eq(old))).set(n::account_sealed.eq(new)).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
