//! Proposes a version of a workflow: read, proved by every check, kept with its source until
//! another person decides. An open proposal of the same workflow gives way to it.

use super::check::{Finding, Severity, Vocabulary, check, check_with_people};
use super::facts::WorkflowProposed;
use super::parse::{ParseError, Source, parse};
use super::staff::staff;
use super::store::{self, Proposal, ProposalStage, ProposalStep};
use super::{changes, policy};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{Kind, Refusal};
use crate::outbox::{self, Recipient, Side};
use crate::people::{Actor, account};

/// What a proposal is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What a definition may refer to.
    pub vocabulary: &'a Vocabulary,
    /// The version of the same workflow that the program brings, if it brings one.
    pub shipped: Option<&'a Source>,
    /// The hash in use that the person compared with; another one in use by now is refused.
    pub compared_with: Option<&'a str>,
}

/// Why nothing was proposed.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// Neither an administrator nor a program officer.
    #[error("Only an administrator or a program officer can propose a version of a workflow.")]
    WrongRole,
    /// It cannot be read.
    #[error("The definition cannot be read. Line {}: {}", .0.line, .0.message)]
    Unreadable(ParseError),
    /// Its name or version is no word for an address.
    #[error("{0}")]
    BadName(String),
    /// It has faults.
    #[error("The workflow has faults to mend. {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(". "))]
    Faulty(Vec<Finding>),
    /// It is what is in use.
    #[error("This is what is in use already: nothing would change.")]
    Unchanged,
    /// Another version was published meanwhile.
    #[error("Another version was published since you began. Nothing was proposed. Look at it, and make your change in it.")]
    Moved,
    /// The version was given to another definition.
    #[error("{0} is taken; raise the version.")]
    VersionTaken(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ProposeError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::Unreadable(_) | Self::BadName(_) | Self::Faulty(_) | Self::VersionTaken(_) => Kind::Invalid,
            Self::Unchanged | Self::Moved => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Whether these findings keep a definition from being proposed and published.
#[must_use]
pub fn has_faults(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Fault)
}

/// Keeps a proposal that waits for another person, and tells those who may decide it.
///
/// # Errors
/// [`ProposeError`]; then nothing changed.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, (file, text): (&str, &str), ground: &Ground<'_>) -> Result<Proposal, ProposeError> {
    let account = actor.account.filter(|_| policy::may_propose(actor)).ok_or(ProposeError::WrongRole)?;
    let source = parse(file, text).map_err(ProposeError::Unreadable)?;
    let (hash, _) = provable(tx, &source, ground)?;
    let definition = &source.definition;
    let before = find_in_use(tx, &definition.name, ground.shipped)?;
    if before.as_ref().is_some_and(|(in_use, _)| *in_use == hash) {
        return Err(ProposeError::Unchanged);
    }
    if before.as_ref().zip(ground.compared_with).is_some_and(|((in_use, _), compared)| *in_use != compared) {
        return Err(ProposeError::Moved);
    }
    let by = ProposalStep { account: account.text(), name: actor.name.clone(), at: tx.now() };
    store::mark_superseded(tx, &definition.name, &by)?;
    let new = Proposal {
        id: tx.id(),
        name: definition.name.clone(),
        version: definition.version.clone(),
        definition_hash: hash,
        source: text.to_owned(),
        stage: ProposalStage::Proposed,
        proposed: by,
        decided: None,
        reason: None,
    };
    store::insert_proposal(tx, &new)?;
    let fact = WorkflowProposed {
        proposal_id: new.id.text(),
        name: new.name.clone(),
        title: definition.title().to_owned(),
        version: new.version.clone(),
        definition_hash: new.definition_hash.clone(),
        changes: before.map(|(_, old)| changes(&old, definition)).unwrap_or_default(),
        proposed_by: actor.name.clone(),
        proposed_at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = deciders(tx, &new.proposed.account)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(new)
}

/// What proposing a source would be told, before anybody proposes it; the findings that do not keep
/// it from that, among them whether there are people for it: without them it can be proposed, not published.
///
/// # Errors
/// [`ProposeError`], but for who may propose.
pub fn rehearse(conn: &mut Conn, source: &Source, ground: &Ground<'_>) -> Result<Vec<Finding>, ProposeError> {
    let (hash, _) = provable(conn, source, ground)?;
    let findings = check_with_people(source, ground.vocabulary, &staff(conn)?);
    match find_in_use(conn, &source.definition.name, ground.shipped)? {
        Some((in_use, _)) if in_use == hash => Err(ProposeError::Unchanged),
        _ => Ok(findings),
    }
}

/// Names, proof and version of a source; returns its hash and what the checks found.
pub(super) fn provable(conn: &mut Conn, source: &Source, ground: &Ground<'_>) -> Result<(String, Vec<Finding>), ProposeError> {
    let definition = &source.definition;
    named(&definition.name, &definition.version)?;
    let findings = check(source, ground.vocabulary);
    if has_faults(&findings) {
        return Err(ProposeError::Faulty(findings));
    }
    let broken = |e: serde_json::Error| db::Error::Broken(e.to_string());
    let hash = definition.hash().map_err(broken)?;
    let shipped = ground.shipped.filter(|s| s.definition.name == definition.name && s.definition.version == definition.version);
    let is_shipped_otherwise = shipped.map(|s| s.definition.hash()).transpose().map_err(broken)?.is_some_and(|other| other != hash);
    if is_shipped_otherwise || store::is_version_taken(conn, (&definition.name, &definition.version), &hash)? {
        return Err(ProposeError::VersionTaken(definition.version.clone()));
    }
    Ok((hash, findings))
}

/// A name stands in addresses, a version on pages and in letters.
fn named(name: &str, version: &str) -> Result<(), ProposeError> {
    let is_word = |text: &str, most: usize| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        !text.is_empty() && text.len() <= most && text.chars().all(fits) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    if !is_word(name, 60) || name.contains('.') || name == "proposals" {
        let told = "The name of a workflow has at most 60 small letters, digits and hyphens, such as grant-standard.";
        return Err(ProposeError::BadName(told.into()));
    }
    if !is_word(version, 30) {
        let told = "A version has at most 30 small letters, digits, points and hyphens, such as 2.1.0.";
        return Err(ProposeError::BadName(told.into()));
    }
    Ok(())
}

/// The definition on which new cases of a workflow begin, with its hash.
pub(super) fn find_in_use(conn: &mut Conn, name: &str, shipped: Option<&Source>) -> Result<Option<(String, super::Definition)>, db::Error> {
    if let Some(published) = store::find_published(conn, name)? {
        let definition = store::definition(conn, &published.definition_hash)?;
        return Ok(Some((published.definition_hash, (*definition).clone())));
    }
    let Some(source) = shipped.filter(|source| source.definition.name == name) else { return Ok(None) };
    let hash = source.definition.hash().map_err(|e| db::Error::Broken(e.to_string()))?;
    Ok(Some((hash, source.definition.clone())))
}

/// Everybody who decides proposals, but for one account.
pub(super) fn deciders(conn: &mut Conn, besides: &str) -> Result<Vec<Recipient>, db::Error> {
    let all = account::list_with_fund_roles(conn, policy::DECIDERS)?;
    Ok(all.iter().filter(|person| person.id.text() != besides).map(|person| person.recipient(Side::Fund)).collect())
}
