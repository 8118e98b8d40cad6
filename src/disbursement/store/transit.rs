//! Payments that left and that no statement shows for longer than the policy allows.

use crate::db::schema::{payment_runs as r, payments as p};
use crate::db::{Conn, Error};
use crate::disbursement::payment::{Payment, PaymentState};
use crate::disbursement::run::Method;
use crate::kernel::Id;
use chrono::NaiveDate;
use diesel::prelude::*;

/// The last days on which a payment was to arrive that is late by now.
#[derive(Clone, Copy, Debug)]
pub(in crate::disbursement) struct LateBy {
    /// Of what goes by the bank or the payables system.
    pub(in crate::disbursement) account: NaiveDate,
    /// Of a cheque: the day on which it was written.
    pub(in crate::disbursement) cheque: NaiveDate,
}

/// Released payments that are late, without those of some awards. A run names the day of its arrival when it is released,
/// never one before.
macro_rules! late {
    ($by:expr, $without:expr) => {{
        let by: LateBy = $by;
        let (a_cheque, no_cheque) = (r::method.eq(Method::Cheque.to_string()), r::method.ne(Method::Cheque.to_string()));
        p::table
            .inner_join(r::table.on(p::run_id.eq(r::id.nullable())))
            .filter(p::state.eq(PaymentState::Released.to_string()))
            .filter(p::award_id.ne_all($without))
            .filter(a_cheque.and(r::effective_on.le(by.cheque)).or(no_cheque.and(r::effective_on.le(by.account))))
    }};
}

/// The late payments with the days on which they were to arrive, the longest first.
pub(in crate::disbursement) fn list_late(conn: &mut Conn, by: LateBy, without: &[String]) -> Result<Vec<(Id<Payment>, NaiveDate)>, Error> {
    let rows: Vec<(String, NaiveDate)> =
        late!(by, without).order((r::effective_on, p::id)).select((p::id, r::effective_on.assume_not_null())).load(conn)?;
    rows.into_iter().map(|(id, day)| Ok((id.parse().map_err(|_| Error::unreadable("identifier", &id))?, day))).collect()
}

/// How many they are.
pub(in crate::disbursement) fn count_late(conn: &mut Conn, by: LateBy, without: &[String]) -> Result<i64, Error> {
    Ok(late!(by, without).count().get_result(conn)?)
}
