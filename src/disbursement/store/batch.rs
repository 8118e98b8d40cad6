//! What a run needs of all its payments at once: a few statements, however many payments there are.

use crate::db::schema::{awards as a, payment_lines as l, payments as p};
use crate::db::{Conn, Error, Fixed, Tx, pieces};
use crate::disbursement::payment::{CategoryAmount, Payment};
use crate::disbursement::run::Run;
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// The amounts of each payment of a run, by the payment's identifier; each list by category.
pub(in crate::disbursement) fn list_lines_of_run(conn: &mut Conn, run: Id<Run>) -> Result<BTreeMap<String, Vec<CategoryAmount>>, Error> {
    let rows: Vec<(String, String, i64)> = l::table
        .inner_join(p::table.on(p::id.eq(l::payment_id)))
        .filter(p::run_id.eq(run.text()))
        .order((l::payment_id, l::category))
        .select((l::payment_id, l::category, l::amount_cents))
        .load(conn)?;
    let mut lines: BTreeMap<String, Vec<CategoryAmount>> = BTreeMap::new();
    for (payment, category, cents) in rows {
        lines.entry(payment).or_default().push(CategoryAmount { category, amount: Money::from_cents(cents) });
    }
    Ok(lines)
}

/// The opportunity of each award that a run pays, by the award's identifier.
pub(in crate::disbursement) fn list_programs_of_run(conn: &mut Conn, run: Id<Run>) -> Result<BTreeMap<String, String>, Error> {
    let rows: Vec<(String, String)> = a::table
        .inner_join(p::table.on(p::award_id.eq(a::id)))
        .filter(p::run_id.eq(run.text()))
        .select((a::id, a::opportunity_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Which of these traces, vouchers and cheque numbers stand on a payment already.
pub(in crate::disbursement) fn list_used_traces(conn: &mut Conn, traces: &[String]) -> Result<Vec<String>, Error> {
    let mut used = Vec::new();
    for piece in traces.chunks(500) {
        let found: Vec<Option<String>> = p::table.filter(p::trace_number.eq_any(piece)).select(p::trace_number).load(conn)?;
        used.extend(found.into_iter().flatten());
    }
    Ok(used)
}

/// Puts waiting payments into a run, each with the account it goes to; one that changed meanwhile is stale.
pub(in crate::disbursement) fn mark_all_in_run(tx: &mut Tx<'_>, run: Id<Run>, payments: &[Payment]) -> Result<(), Error> {
    const BEFORE: &str = "UPDATE payments AS p SET state = 'in_run', run_id = v.column3, bank_details_id = v.column4,
        version = p.version + 1 FROM (VALUES";
    const AFTER: &str = ") AS v WHERE p.id = v.column1 AND p.version = v.column2 AND p.state = 'requested'";
    let run = run.text();
    for piece in pieces(payments) {
        let texts: Vec<(String, Option<String>)> = piece.iter().map(|p| (p.id.text(), p.bank_details.map(|id| id.text()))).collect();
        let change = piece.iter().zip(&texts).fold(Fixed::of_rows(BEFORE, (piece.len(), 4), AFTER), |change, (payment, (id, to))| {
            change.text(id).number(payment.version).text(&run).optional_text(to.as_deref())
        });
        if change.run(tx)? != piece.len() {
            return Err(Error::Stale);
        }
    }
    Ok(())
}

/// What the release of one payment adds to it.
pub(in crate::disbursement) struct Release<'a> {
    pub(in crate::disbursement) payment: &'a Payment,
    /// The trace in the bank file, the voucher or the cheque number.
    pub(in crate::disbursement) trace: &'a str,
    /// The number that the trace ends with, in a bank file.
    pub(in crate::disbursement) sequence: Option<u32>,
    pub(in crate::disbursement) on: NaiveDate,
    pub(in crate::disbursement) journal_seq: i64,
}

/// Marks the payments of a run as released; one that changed meanwhile is stale.
pub(in crate::disbursement) fn mark_all_released(tx: &mut Tx<'_>, releases: &[Release<'_>]) -> Result<(), Error> {
    const BEFORE: &str = "UPDATE payments AS p SET state = 'released', trace_number = v.column3, trace_sequence = v.column4,
        released_on = v.column5, journal_seq = v.column6, version = p.version + 1 FROM (VALUES";
    const AFTER: &str = ") AS v WHERE p.id = v.column1 AND p.version = v.column2 AND p.state = 'in_run'";
    for piece in pieces(releases) {
        let ids: Vec<String> = piece.iter().map(|release| release.payment.id.text()).collect();
        let change = piece.iter().zip(&ids).fold(Fixed::of_rows(BEFORE, (piece.len(), 6), AFTER), |change, (release, id)| {
            let known = change.text(id).number(release.payment.version).text(release.trace);
            known.optional_number(release.sequence.map(i64::from)).day(release.on).number(release.journal_seq)
        });
        if change.run(tx)? != piece.len() {
            return Err(Error::Stale);
        }
    }
    Ok(())
}
