//! What worklists say of a case, for a few cases at once.

use crate::db::schema::{applications as a, opportunities as p, organisations as o, wf_instances as i};
use crate::db::{Conn, Error};
use diesel::prelude::*;
use std::collections::HashMap;

/// A case by its names.
#[derive(Clone, Debug)]
pub(in super::super) struct Named {
    pub(in super::super) reference: String,
    pub(in super::super) title: String,
    pub(in super::super) city: String,
    pub(in super::super) opportunity: String,
    pub(in super::super) definition_hash: String,
}

type Found = (String, String, String, String, String, String, String);

/// The names of these cases, by identifier.
pub(in super::super) fn list_named(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, Named>, Error> {
    let found = i::table
        .inner_join(a::table.on(a::id.eq(i::id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .inner_join(p::table.on(p::id.eq(a::opportunity_id)))
        .filter(i::id.eq_any(ids.to_vec()))
        .select((i::id, a::reference, a::title, o::name, o::state, p::title, i::definition_hash))
        .load::<Found>(conn)?;
    let named = |(id, reference, title, city, state, opportunity, definition_hash): Found| {
        let title = if title.is_empty() { "Application without a name".into() } else { title };
        (id, Named { reference, title, city: format!("{city}, {state}"), opportunity, definition_hash })
    };
    Ok(found.into_iter().map(named).collect())
}
