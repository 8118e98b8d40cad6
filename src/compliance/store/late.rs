//! Signed awards that are not closed though a day of closing is over.

use crate::award::Award;
use crate::compliance::reporting::LateFrom;
use crate::db::schema::{award_money as m, awards as w};
use crate::db::{Conn, Error, Multi};
use crate::kernel::Id;
use crate::ledger::{self, Role};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// The accounts on which an open advance and an unpaid cost stand.
fn unsettled_codes() -> Result<Vec<String>, Error> {
    let mut codes = ledger::codes_of(Role::Advanced)?;
    codes.extend(ledger::codes_of(Role::Unpaid)?);
    Ok(codes)
}

/// Of awards that are signed, not closed and open to a person, whose period began in the days of a policy, those that are late.
macro_rules! late {
    ($closed:expr, $days:expr, $select:expr) => {{
        let days: &LateFrom = $days;
        // Asked award by award: as a list it would be made of the money of all awards.
        let of_award = m::table.filter(m::award_id.eq(w::id));
        let unsettled = diesel::dsl::exists(of_award.filter(m::code.eq_any(unsettled_codes()?)).filter(m::cents.gt(0_i64)));
        let mut query = w::table
            .filter(w::accepted_at.is_not_null())
            .filter(w::annulled_at.is_null())
            .filter(w::closed_at.is_null())
            .filter(w::period_end.lt(days.unsettled_before))
            .filter(w::period_end.lt(days.open_before).or(unsettled))
            .filter(w::id.ne_all($closed.to_vec()))
            .select($select)
            .into_boxed::<Multi>();
        if let Some(first) = days.starts_from {
            query = query.filter(w::period_start.ge(first));
        }
        if let Some(end) = days.starts_before {
            query = query.filter(w::period_start.lt(end));
        }
        query
    }};
}

/// Those that are late, with their last days, the one that ended first before the others.
pub(in crate::compliance) fn list_late(
    conn: &mut Conn,
    closed: &[String],
    days: &LateFrom,
    limit: i64,
) -> Result<Vec<(NaiveDate, String)>, Error> {
    let query = late!(closed, days, (w::period_end, w::id));
    Ok(query.order((w::period_end, w::id)).limit(limit).load(conn)?)
}

/// How many are late.
pub(in crate::compliance) fn count_late(conn: &mut Conn, closed: &[String], days: &LateFrom) -> Result<i64, Error> {
    Ok(late!(closed, days, diesel::dsl::count_star()).first(conn)?)
}

/// Those of some awards that have an open advance, or an accepted cost that is not paid.
///
/// # Errors
/// The database's refusal.
pub fn list_unsettled(conn: &mut Conn, awards: &[Id<Award>]) -> Result<BTreeSet<Id<Award>>, Error> {
    let codes = unsettled_codes()?;
    let mut found = BTreeSet::new();
    for piece in awards.chunks(500) {
        let of: Vec<String> = piece.iter().map(Id::text).collect();
        let open = m::table.filter(m::award_id.eq_any(of)).filter(m::code.eq_any(codes.clone())).filter(m::cents.gt(0_i64));
        for award in open.select(m::award_id).load::<String>(conn)? {
            found.insert(award.parse().map_err(|_| Error::unreadable("award", &award))?);
        }
    }
    Ok(found)
}
