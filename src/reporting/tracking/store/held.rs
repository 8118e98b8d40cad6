//! Activities that were held, page by page.

use super::Scope;
use crate::db::schema::{activity_records as r, awards as w, organisations as o};
use crate::db::{Conn, Error};
use chrono::NaiveDate;
use diesel::prelude::*;

/// The number of the award, the city, its state; the activity's identifier, name, kind, first and last day; career staff and
/// appointees.
pub(in super::super) type HeldRow = ((String, String, String), (String, String, String, NaiveDate, NaiveDate), (i32, i32));

/// The activities that were held within the scope, of one award, of one kind, of these alone, in the order of their days after
/// one of them; at most `limit`.
pub(in super::super) fn list_held(
    conn: &mut Conn,
    scope: &Scope,
    (award, kind, activities): (Option<String>, Option<String>, Option<Vec<String>>),
    after: Option<(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<HeldRow>, Error> {
    let held = r::table
        .inner_join(w::table.on(w::id.eq(r::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(r::state.eq("held"))
        .select((
            (w::reference, o::name, o::state),
            (r::id, r::title, r::kind, r::starts_on, r::ends_on),
            (r::attendees_career, r::attendees_appointee),
        ))
        .order((r::starts_on, r::id))
        .limit(limit);
    let mut query = within!(held, scope, |state| o::state.eq(state));
    if let Some(award) = award {
        query = query.filter(w::id.eq(award));
    }
    if let Some(kind) = kind {
        query = query.filter(r::kind.eq(kind));
    }
    if let Some(activities) = activities {
        query = query.filter(r::id.eq_any(activities));
    }
    if let Some((day, id)) = after {
        query = query.filter(r::starts_on.ge(day)).filter(r::starts_on.gt(day).or(r::starts_on.eq(day).and(r::id.gt(id))));
    }
    Ok(query.load(conn)?)
}
