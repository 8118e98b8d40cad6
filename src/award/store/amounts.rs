//! What the cases of a round hold of its money.

use super::id;
use crate::award::{Award, Stage};
use crate::db::schema::{applications as p, awards as a, recommendations as r};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// By case: what an award that is not annulled or declined comes to, or a recommendation that waits. Two queries.
///
/// # Errors
/// The database's refusal.
pub fn list_amounts(conn: &mut Conn, opportunity_id: &str) -> Result<BTreeMap<Id<Award>, Money>, Error> {
    let waiting: Vec<(String, i64)> = r::table
        .inner_join(p::table.on(p::id.eq(r::application_id)))
        .filter(p::opportunity_id.eq(opportunity_id))
        .filter(r::stage.eq(Stage::Open.to_string()))
        .select((r::application_id, r::total_cents))
        .load(conn)?;
    let awarded: Vec<(String, i64)> = a::table
        .filter(a::opportunity_id.eq(opportunity_id))
        .filter(a::annulled_at.is_null())
        .filter(a::declined_at.is_null())
        .select((a::id, a::amount_cents))
        .load(conn)?;
    waiting.into_iter().chain(awarded).map(|(case, cents)| Ok((id(&case)?, Money::from_cents(cents)))).collect()
}
