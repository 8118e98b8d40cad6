//! Rows of returns that were recorded by hand.

use crate::db::schema::{payments as p, return_proposals as n};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::Done;
use crate::disbursement::payment::Payment;
use crate::disbursement::return_proposal::{ReturnOutcome, ReturnProposal};
use crate::kernel::{Id, Money, Timestamp};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (n::id, n::payment_id, p::award_id, p::reference, p::amount_cents),
    (n::code, n::told_on, n::evidence),
    (n::proposed_by, n::proposed_by_name, n::proposed_at),
    (n::outcome, n::decided_by_name, n::reason),
);
const COLUMNS: Columns = (
    (n::id, n::payment_id, p::award_id, p::reference, p::amount_cents),
    (n::code, n::told_on, n::evidence),
    (n::proposed_by, n::proposed_by_name, n::proposed_at),
    (n::outcome, n::decided_by_name, n::reason),
);
type Row = (
    (String, String, String, String, i64),
    (String, NaiveDate, String),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<String>),
);

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("return of a payment", text))
}

fn read(row: Row) -> Result<ReturnProposal, Error> {
    let ((own, payment, award, reference, cents), (code, told_on, evidence), (by, name, at), (outcome, decided_by_name, reason)) = row;
    let outcome: Option<ReturnOutcome> =
        outcome.map(|kept| kept.parse().map_err(|_| Error::unreadable("outcome of a return", &kept))).transpose()?;
    Ok(ReturnProposal {
        id: id(&own)?,
        payment: id(&payment)?,
        award: id(&award)?,
        reference,
        amount: Money::from_cents(cents),
        code,
        told_on,
        evidence,
        proposed: Done { by, name, at: Timestamp::from_naive(at) },
        outcome,
        decided_by_name,
        reason,
    })
}

pub(in crate::disbursement) fn insert_return(tx: &mut Tx<'_>, new: &ReturnProposal) -> Result<(), Error> {
    diesel::insert_into(n::table)
        .values((
            (n::id.eq(new.id.text()), n::payment_id.eq(new.payment.text()), n::code.eq(&new.code)),
            (n::told_on.eq(new.told_on), n::evidence.eq(&new.evidence)),
            (n::proposed_by.eq(&new.proposed.by), n::proposed_by_name.eq(&new.proposed.name), n::proposed_at.eq(new.proposed.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// One return that was recorded by hand.
pub(in crate::disbursement) fn return_proposal(conn: &mut Conn, id: Id<ReturnProposal>) -> Result<ReturnProposal, Error> {
    let with_payment = n::table.inner_join(p::table.on(n::payment_id.eq(p::id)));
    read(with_payment.filter(n::id.eq(id.text())).select(COLUMNS).first::<Row>(conn)?)
}

/// The returns of a payment that were recorded by hand, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_returns_of(conn: &mut Conn, payment: Id<Payment>) -> Result<Vec<ReturnProposal>, Error> {
    let with_payment = n::table.inner_join(p::table.on(n::payment_id.eq(p::id)));
    let of_it = with_payment.filter(n::payment_id.eq(payment.text())).order((n::proposed_at, n::id));
    let rows: Vec<Row> = of_it.select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Those that wait, without those of some awards, oldest first.
pub(in crate::disbursement) fn list_open_returns(conn: &mut Conn, without: &[String], limit: i64) -> Result<Vec<ReturnProposal>, Error> {
    let with_payment = n::table.inner_join(p::table.on(n::payment_id.eq(p::id)));
    let open = with_payment.filter(n::outcome.is_null()).filter(p::award_id.ne_all(without));
    let rows: Vec<Row> = open.order((n::proposed_at, n::id)).limit(limit).select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(in crate::disbursement) fn mark_return_decided(
    tx: &mut Tx<'_>,
    id: Id<ReturnProposal>,
    (outcome, reason): (ReturnOutcome, Option<&str>),
    by: &Done,
) -> Result<(), Error> {
    let changed = diesel::update(n::table.find(id.text()).filter(n::outcome.is_null()))
        .set((
            (n::outcome.eq(outcome.to_string()), n::reason.eq(reason)),
            (n::decided_by.eq(&by.by), n::decided_by_name.eq(&by.name), n::decided_at.eq(by.at.naive())),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// A payment came back: what still waits of it needs nobody any more.
pub(in crate::disbursement) fn mark_return_overtaken(tx: &mut Tx<'_>, payment: Id<Payment>, by: &Done) -> Result<(), Error> {
    let waits = n::table.filter(n::payment_id.eq(payment.text())).filter(n::outcome.is_null());
    diesel::update(waits)
        .set((
            n::outcome.eq(ReturnOutcome::Overtaken.to_string()),
            (n::decided_by.eq(&by.by), n::decided_by_name.eq(&by.name), n::decided_at.eq(by.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
