//! What new cases of a workflow begin on: the newest version that was proposed and published in
//! the desk, or else the file that the program or its folder of definitions brings. Running cases stay on their version (W2).

use super::vocabulary::{carried, shipped, vocabulary};
use crate::db::{Conn, Error, Tx};
use crate::workflow::{self, Definition, Proposal, PublishError, Source};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The version of a workflow that is in use.
#[derive(Clone, Debug)]
pub struct InUse {
    /// What it is.
    pub definition: Arc<Definition>,
    /// Its hash.
    pub hash: String,
    /// Its TOML, as it was proposed or shipped.
    pub text: String,
    /// The proposal it was; `None` when the program brought it.
    pub proposal: Option<Proposal>,
}

/// The hash of the version on which a new case begins; the shipped one is stored first.
///
/// # Errors
/// [`PublishError`] naming every fault of a shipped file.
pub(super) fn in_use(tx: &mut Tx<'_>, name: &str) -> Result<String, PublishError> {
    if let Some(published) = workflow::find_published(tx, name)? {
        return Ok(published.definition_hash);
    }
    let source = shipped(name).map_err(|e| Error::Broken(e.to_string()))?;
    workflow::publish(tx, &source, &vocabulary())
}

/// The version in use of a workflow.
///
/// # Errors
/// [`Error::Missing`] when there is no such workflow.
pub fn version_in_use(conn: &mut Conn, name: &str) -> Result<InUse, Error> {
    if let Some(published) = workflow::find_published(conn, name)? {
        let definition = workflow::definition(conn, &published.definition_hash)?;
        let (hash, text) = (published.definition_hash.clone(), published.source.clone());
        return Ok(InUse { definition, hash, text, proposal: Some(published) });
    }
    let (_, text) = carried().find(|(known, _)| *known == name).ok_or(Error::Missing)?;
    let definition = find_shipped(name)?.ok_or(Error::Missing)?.definition;
    let hash = definition.hash().map_err(|e| Error::Broken(e.to_string()))?;
    Ok(InUse { definition: Arc::new(definition), hash, text: text.to_owned(), proposal: None })
}

/// The workflow that the program brings under a name, if it brings one.
///
/// # Errors
/// [`Error::Broken`] when the file cannot be read.
pub fn find_shipped(name: &str) -> Result<Option<Source>, Error> {
    let is_known = carried().any(|(known, _)| known == name);
    is_known.then(|| shipped(name).map_err(|e| Error::Broken(e.to_string()))).transpose()
}

/// The names of all workflows, in order.
///
/// # Errors
/// The database's refusal.
pub fn list_workflows(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let published = workflow::list_published_names(conn)?;
    let names: BTreeSet<String> = carried().map(|(name, _)| name.to_owned()).chain(published).collect();
    Ok(names.into_iter().collect())
}
