//! Rows of definitions, each under its hash for good.

use super::super::definition::Definition;
use crate::db::schema::wf_definitions as d;
use crate::db::{Conn, Error, Memo, Tx};
use diesel::prelude::*;
use std::sync::Arc;

static DEFINITIONS: Memo<Definition> = Memo::new();

/// The definition with this hash.
///
/// # Errors
/// [`Error::Missing`] when none has it.
pub fn definition(conn: &mut Conn, hash: &str) -> Result<Arc<Definition>, Error> {
    DEFINITIONS.get(hash, || {
        let json: String = d::table.find(hash).select(d::json).first(conn)?;
        serde_json::from_str(&json).map_err(|e| Error::unreadable("workflow definition", e))
    })
}

/// Stores a definition under its hash; the same hash is never stored with other content (W3).
pub(in super::super) fn insert_definition_once(tx: &mut Tx<'_>, definition: &Definition) -> Result<String, Error> {
    let broken = |e: serde_json::Error| Error::Broken(e.to_string());
    let hash = definition.hash().map_err(broken)?;
    let json = definition.canonical_json().map_err(broken)?;
    let known: Option<String> = d::table.find(&hash).select(d::json).first(&mut **tx).optional()?;
    if known.as_ref().is_some_and(|known| *known != json) {
        return Err(Error::Broken(format!("the definition {hash} is stored with other content")));
    }
    if known.is_none() {
        let now = tx.now().naive();
        diesel::insert_into(d::table)
            .values((
                d::hash.eq(&hash),
                d::name.eq(&definition.name),
                d::version.eq(&definition.version),
                d::json.eq(json),
                d::published_at.eq(now),
            ))
            .execute(&mut **tx)?;
    }
    Ok(hash)
}
