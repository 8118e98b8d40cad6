//! Rows of payments and their lines.

use crate::award::Award;
use crate::db::schema::{awards as a, payment_lines as l, payment_needs as n, payments as p};
use crate::db::{Conn, Error, Multi, Tx};
use crate::disbursement::bank_details::Done;
use crate::disbursement::payment::{CategoryAmount, Payment, PaymentKind, PaymentState};
use crate::disbursement::run::Run;
use crate::disbursement::sf270::RequestForm;
use crate::kernel::{Id, Money, Timestamp};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (p::id, p::award_id, p::reference, p::organisation_id, p::kind, p::amount_cents, p::purpose, p::state),
    (p::requested_by, p::requested_by_name, p::requested_at, p::reason, p::run_id, p::bank_details_id, p::trace_number),
    (p::released_on, p::settled_on, p::returned_on, p::journal_seq, p::version, p::due_on),
);
const COLUMNS: Columns = (
    (p::id, p::award_id, p::reference, p::organisation_id, p::kind, p::amount_cents, p::purpose, p::state),
    (p::requested_by, p::requested_by_name, p::requested_at, p::reason, p::run_id, p::bank_details_id, p::trace_number),
    (p::released_on, p::settled_on, p::returned_on, p::journal_seq, p::version, p::due_on),
);
type Row = (
    (String, String, String, String, String, i64, String, String),
    (String, String, NaiveDateTime, Option<String>, Option<String>, Option<String>, Option<String>),
    (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<i64>, i64, Option<NaiveDate>),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read(row: Row) -> Result<Payment, Error> {
    let (what, course, days) = row;
    let (by, name, at, reason, run, bank_details, trace) = course;
    Ok(Payment {
        id: id(&what.0)?,
        award: id(&what.1)?,
        reference: what.2,
        organisation: id(&what.3)?,
        kind: what.4.parse().map_err(|_| Error::unreadable("payment kind", &what.4))?,
        amount: Money::from_cents(what.5),
        purpose: what.6,
        state: what.7.parse().map_err(|_| Error::unreadable("payment state", &what.7))?,
        requested: Done { by, name, at: Timestamp::from_naive(at) },
        reason,
        run: run.as_deref().map(id).transpose()?,
        bank_details: bank_details.as_deref().map(id).transpose()?,
        trace,
        released_on: days.0,
        settled_on: days.1,
        returned_on: days.2,
        journal_seq: days.3,
        due_on: days.5,
        version: days.4,
    })
}

/// Keeps a request with its amounts and the form as it was certified.
pub(in crate::disbursement) fn insert_payment(
    tx: &mut Tx<'_>,
    new: &Payment,
    lines: &[CategoryAmount],
    form: &RequestForm,
) -> Result<(), Error> {
    let kind: &str = new.kind.into();
    let state: &str = new.state.into();
    let certified = serde_json::to_string(form).map_err(|e| Error::Broken(e.to_string()))?;
    diesel::insert_into(p::table)
        .values((
            (
                p::id.eq(new.id.text()),
                p::award_id.eq(new.award.text()),
                p::reference.eq(&new.reference),
                p::organisation_id.eq(new.organisation.text()),
            ),
            (p::kind.eq(kind), p::amount_cents.eq(new.amount.cents()), p::purpose.eq(&new.purpose), p::state.eq(state)),
            (
                p::requested_by.eq(&new.requested.by),
                p::requested_by_name.eq(&new.requested.name),
                p::requested_at.eq(new.requested.at.naive()),
            ),
            (p::form_json.eq(certified), p::due_on.eq(new.due_on), p::proper_at.eq(new.requested.at.naive())),
        ))
        .execute(&mut **tx)?;
    for line in lines {
        diesel::insert_into(l::table)
            .values((l::payment_id.eq(new.id.text()), l::category.eq(&line.category), l::amount_cents.eq(line.amount.cents())))
            .execute(&mut **tx)?;
    }
    for need in &form.needs {
        diesel::insert_into(n::table)
            .values((n::payment_id.eq(new.id.text()), n::month.eq(need.month), n::amount_cents.eq(need.amount.cents())))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The form that was certified with a request; none with those before there was one.
///
/// # Errors
/// The database's refusal.
pub fn find_request_form(conn: &mut Conn, id: Id<Payment>) -> Result<Option<RequestForm>, Error> {
    let kept: Option<String> = p::table.find(id.text()).select(p::form_json).first(conn)?;
    kept.map(|text| serde_json::from_str(&text).map_err(|e| Error::unreadable("request form", e))).transpose()
}

/// One payment.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn payment(conn: &mut Conn, id: Id<Payment>) -> Result<Payment, Error> {
    read(p::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The amounts of a payment, by category.
///
/// # Errors
/// The database's refusal.
pub fn payment_lines(conn: &mut Conn, id: Id<Payment>) -> Result<Vec<CategoryAmount>, Error> {
    let rows: Vec<(String, i64)> =
        l::table.filter(l::payment_id.eq(id.text())).order(l::category).select((l::category, l::amount_cents)).load(conn)?;
    Ok(rows.into_iter().map(|(category, cents)| CategoryAmount { category, amount: Money::from_cents(cents) }).collect())
}

/// Which payments to list.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// Of one award, oldest first.
    Award(Id<Award>),
    /// In one run.
    Run(Id<Run>),
    /// In one state.
    State(PaymentState),
}

/// Payments, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_payments(conn: &mut Conn, which: Which) -> Result<Vec<Payment>, Error> {
    let query = p::table.select(COLUMNS).order((p::requested_at, p::id)).into_boxed::<Multi>();
    let rows: Vec<Row> = match which {
        Which::Award(award) => query.filter(p::award_id.eq(award.text())).load(conn)?,
        Which::Run(run) => query.filter(p::run_id.eq(run.text())).load(conn)?,
        Which::State(state) => query.filter(p::state.eq(state.to_string())).load(conn)?,
    };
    rows.into_iter().map(read).collect()
}

/// The most payments of closed awards that are looked at.
const MOST_BACK: i64 = 200;

/// Payments that came back on the day on which their award was closed or later, without those of some awards, the latest first.
pub(in crate::disbursement) fn list_back_after_closing(conn: &mut Conn, without: &[String]) -> Result<Vec<Payment>, Error> {
    let rows: Vec<(Row, Option<NaiveDateTime>)> = p::table
        .inner_join(a::table.on(a::id.eq(p::award_id)))
        .filter(p::state.eq(PaymentState::Returned.to_string()))
        .filter(a::closed_at.is_not_null())
        .filter(p::award_id.ne_all(without))
        .order((p::returned_on.desc(), p::id))
        .limit(MOST_BACK)
        .select((COLUMNS, a::closed_at))
        .load(conn)?;
    // The day on which an award was closed begins later in the zone of the fund than in UTC: one day more is looked at.
    let is_since = |day: Option<NaiveDate>, closed: &NaiveDateTime| day.is_some_and(|day| day.succ_opt() >= Some(closed.date()));
    let since = rows.into_iter().filter(|(row, closed)| closed.as_ref().is_some_and(|closed| is_since(row.2.2, closed)));
    since.map(|(row, _)| read(row)).collect()
}

/// These payments, oldest first; those that are not there are left out.
///
/// # Errors
/// The database's refusal.
pub fn list_payments_by_id(conn: &mut Conn, ids: &[Id<Payment>]) -> Result<Vec<Payment>, Error> {
    let mut payments: Vec<Payment> = Vec::with_capacity(ids.len());
    for piece in ids.chunks(500) {
        let ids: Vec<String> = piece.iter().map(Id::text).collect();
        let rows: Vec<Row> = p::table.filter(p::id.eq_any(ids)).select(COLUMNS).load(conn)?;
        for row in rows {
            payments.push(read(row)?);
        }
    }
    payments.sort_by_key(|payment| (payment.requested.at, payment.id));
    Ok(payments)
}

/// The identifiers of all payments of these awards.
///
/// # Errors
/// The database's refusal.
pub fn list_ids_of_awards(conn: &mut Conn, awards: &[String]) -> Result<Vec<String>, Error> {
    Ok(p::table.filter(p::award_id.eq_any(awards)).select(p::id).load(conn)?)
}

/// How many payments stand in a state, without those of some awards.
///
/// # Errors
/// The database's refusal.
pub fn count_payments(conn: &mut Conn, state: PaymentState, without: &[String]) -> Result<i64, Error> {
    Ok(p::table.filter(p::state.eq(state.to_string())).filter(p::award_id.ne_all(without)).count().get_result(conn)?)
}

/// How many payments that are not released must be paid by `day`, without those of some awards.
///
/// # Errors
/// The database's refusal.
pub fn count_due_by(conn: &mut Conn, day: NaiveDate, without: &[String]) -> Result<i64, Error> {
    let waiting = [PaymentState::Requested.to_string(), PaymentState::InRun.to_string()];
    let due = p::table.filter(p::state.eq_any(waiting)).filter(p::due_on.le(day));
    Ok(due.filter(p::award_id.ne_all(without)).count().get_result(conn)?)
}

/// The awards with a payment that is not released, without some.
///
/// # Errors
/// The database's refusal.
pub fn list_awards_pending(conn: &mut Conn, without: &[String]) -> Result<Vec<Id<Award>>, Error> {
    let waiting = [PaymentState::Requested.to_string(), PaymentState::InRun.to_string()];
    let of = p::table.filter(p::state.eq_any(waiting)).filter(p::award_id.ne_all(without));
    let found: Vec<String> = of.select(p::award_id).distinct().load(conn)?;
    found.into_iter().map(|award| award.parse().map_err(|_| Error::unreadable("award", &award))).collect()
}

/// How many payments of some awards are not released.
///
/// # Errors
/// The database's refusal.
pub fn count_pending(conn: &mut Conn, awards: &[String]) -> Result<i64, Error> {
    if awards.is_empty() {
        return Ok(0);
    }
    let waiting = [PaymentState::Requested.to_string(), PaymentState::InRun.to_string()];
    Ok(p::table.filter(p::state.eq_any(waiting)).filter(p::award_id.eq_any(awards)).count().get_result(conn)?)
}

/// What is asked for but not yet in the ledger, by category of one award.
///
/// # Errors
/// The database's refusal.
pub fn list_pending_amounts(conn: &mut Conn, award: Id<Award>) -> Result<Vec<(String, String, Money)>, Error> {
    let rows: Vec<(String, String, i64)> = l::table
        .inner_join(p::table.on(p::id.eq(l::payment_id)))
        .filter(p::award_id.eq(award.text()))
        .filter(p::state.eq_any([PaymentState::Requested.to_string(), PaymentState::InRun.to_string()]))
        .select((p::kind, l::category, l::amount_cents))
        .load(conn)?;
    Ok(rows.into_iter().map(|(kind, category, cents)| (kind, category, Money::from_cents(cents))).collect())
}

/// The day on which the first advance of an award left that did not come back from the bank.
pub(in crate::disbursement) fn find_first_advance(conn: &mut Conn, award: Id<Award>) -> Result<Option<NaiveDate>, Error> {
    let left = [PaymentState::Released.to_string(), PaymentState::Settled.to_string()];
    let advances = p::table.filter(p::award_id.eq(award.text())).filter(p::kind.eq(PaymentKind::Advance.to_string()));
    let days = advances.filter(p::state.eq_any(left)).filter(p::released_on.is_not_null()).order(p::released_on).select(p::released_on);
    Ok(days.first::<Option<NaiveDate>>(conn).optional()?.flatten())
}

/// The payment that a trace number names.
///
/// # Errors
/// The database's refusal.
pub fn find_payment_by_trace(conn: &mut Conn, trace: &str) -> Result<Option<Payment>, Error> {
    let row: Option<Row> = p::table.filter(p::trace_number.eq(trace)).select(COLUMNS).first(conn).optional()?;
    row.map(read).transpose()
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in crate::disbursement) fn mark_requested_again(tx: &mut Tx<'_>, payment: &Payment) -> Result<(), Error> {
    let row = p::table.find(payment.id.text()).filter(p::version.eq(payment.version)).filter(p::state.eq("in_run"));
    one(diesel::update(row)
        .set((
            p::state.eq("requested"),
            p::run_id.eq(None::<String>),
            p::bank_details_id.eq(None::<String>),
            p::version.eq(payment.version + 1),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::disbursement) fn mark_refused(tx: &mut Tx<'_>, payment: &Payment, reason: &str) -> Result<(), Error> {
    let row = p::table.find(payment.id.text()).filter(p::version.eq(payment.version)).filter(p::state.eq("requested"));
    one(diesel::update(row).set((p::state.eq("refused"), p::reason.eq(reason), p::version.eq(payment.version + 1))).execute(&mut **tx)?)
}

/// Marks a released payment as shown by the bank on a day.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it; the database's refusal.
pub fn mark_settled(tx: &mut Tx<'_>, payment: &Payment, on: NaiveDate) -> Result<(), Error> {
    let row = p::table.find(payment.id.text()).filter(p::version.eq(payment.version)).filter(p::state.eq("released"));
    one(diesel::update(row).set((p::state.eq("settled"), p::settled_on.eq(on), p::version.eq(payment.version + 1))).execute(&mut **tx)?)
}

/// Marks a payment as sent back by the bank on a day.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it; the database's refusal.
pub fn mark_returned(tx: &mut Tx<'_>, payment: &Payment, code: &str, on: NaiveDate) -> Result<(), Error> {
    let row = p::table.find(payment.id.text()).filter(p::version.eq(payment.version)).filter(p::state.eq_any(["released", "settled"]));
    one(diesel::update(row)
        .set((
            p::state.eq("returned"),
            p::return_code.eq(code),
            p::reason.eq(code),
            p::returned_on.eq(on),
            p::version.eq(payment.version + 1),
        ))
        .execute(&mut **tx)?)
}

/// The highest sequence that any trace has used.
pub(in crate::disbursement) fn last_trace_sequence(conn: &mut Conn) -> Result<i32, Error> {
    let paid: Option<i32> = p::table.select(diesel::dsl::max(p::trace_sequence)).first(conn)?;
    // Test entries take their traces from the same numbers: the last seven digits.
    let tested = super::prenotes::last_prenote_trace(conn)?.and_then(|trace| trace.get(8..)?.parse().ok());
    Ok(paid.max(tested).unwrap_or(0))
}
