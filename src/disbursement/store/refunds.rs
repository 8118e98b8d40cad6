//! Rows of refunds: unused advances that came back.

use crate::award::Award;
use crate::db::schema::advance_refunds as a;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money};
use crate::people::Account;
use chrono::NaiveDate;
use diesel::prelude::*;

/// One refund of an unused advance.
#[derive(Clone, Debug, Queryable)]
pub struct Refund {
    /// In cents.
    pub amount_cents: i64,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub bank_reference: String,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// The journal that booked it.
    pub journal_seq: i64,
}

pub(in crate::disbursement) fn insert_refund(tx: &mut Tx<'_>, award: Id<Award>, refund: &Refund, by: Id<Account>) -> Result<(), Error> {
    let id = tx.id::<Refund>();
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (
                a::id.eq(id.text()),
                a::award_id.eq(award.text()),
                a::amount_cents.eq(refund.amount_cents),
                a::received_on.eq(refund.received_on),
            ),
            (a::bank_reference.eq(&refund.bank_reference), a::recorded_by.eq(by.text()), a::recorded_by_name.eq(&refund.recorded_by_name)),
            (a::recorded_at.eq(now), a::journal_seq.eq(refund.journal_seq)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The refunds of one award, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_refunds(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Refund>, Error> {
    Ok(a::table
        .filter(a::award_id.eq(award.text()))
        .order(a::recorded_at)
        .select((a::amount_cents, a::received_on, a::bank_reference, a::recorded_by_name, a::journal_seq))
        .load(conn)?)
}

/// The sum of an award's refunds.
///
/// # Errors
/// The database's refusal.
pub fn refunded(conn: &mut Conn, award: Id<Award>) -> Result<Money, Error> {
    Ok(Money::from_cents(list_refunds(conn, award)?.iter().map(|r| r.amount_cents).sum()))
}
