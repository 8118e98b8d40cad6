//! How many cases are on which version: those that still run, and those that have ended.

use super::net::Marking;
use super::store;
use crate::db::{Conn, Error};

/// One version with its cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The workflow.
    pub name: String,
    /// The version.
    pub version: String,
    /// Its hash.
    pub definition_hash: String,
    /// Cases that are not at an end.
    pub running: i64,
    /// Cases that are.
    pub ended: i64,
}

/// Every version that has cases, without those `without`, by name and version; one query, whatever the number of cases.
///
/// # Errors
/// The database's refusal.
pub fn list_standings(conn: &mut Conn, without: &[String]) -> Result<Vec<Standing>, Error> {
    let mut found: Vec<Standing> = Vec::new();
    for (hash, marking, count) in store::count_instances(conn, without)? {
        let definition = store::definition(conn, &hash)?;
        let marking = Marking::parse(&marking);
        let has_ended = definition.ends.iter().any(|end| marking.has(end));
        if found.last().is_none_or(|last| last.definition_hash != hash) {
            let (name, version) = (definition.name.clone(), definition.version.clone());
            found.push(Standing { name, version, definition_hash: hash, running: 0, ended: 0 });
        }
        if let Some(last) = found.last_mut() {
            *(if has_ended { &mut last.ended } else { &mut last.running }) += count;
        }
    }
    found.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(found)
}
