//! Rows of proposed versions. What was proposed never changes; a proposal is decided once
//! (triggers on both databases). What is in use for new cases is the newest published one.

use super::cases::same_person;
use crate::db::schema::{wf_definitions as d, wf_instances as i, wf_proposals as p};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ProposalStage {
    /// Waits for another person.
    Proposed,
    /// Another person published it.
    Published,
    /// Another person refused it.
    Refused,
    /// A later proposal took its place.
    Superseded,
}

/// Who did something to a proposal, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalStep {
    /// The account.
    pub account: String,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// A proposed version of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its identifier.
    pub id: Id<Proposal>,
    /// The workflow.
    pub name: String,
    /// The version that people read.
    pub version: String,
    /// SHA-256 of the canonical JSON of the definition.
    pub definition_hash: String,
    /// The TOML as it was proposed.
    pub source: String,
    /// How far it is.
    pub stage: ProposalStage,
    /// Who proposed it.
    pub proposed: ProposalStep,
    /// Who decided it, or proposed what took its place.
    pub decided: Option<ProposalStep>,
    /// Why it was refused.
    pub reason: Option<String>,
}

type Row = (
    (String, String, String, String, String, String),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<String>),
);
type Columns = (
    (p::id, p::name, p::version, p::definition_hash, p::source, p::stage),
    (p::proposed_by, p::proposed_by_name, p::proposed_at),
    (p::decided_by, p::decided_by_name, p::decided_at, p::reason),
);
const COLUMNS: Columns = (
    (p::id, p::name, p::version, p::definition_hash, p::source, p::stage),
    (p::proposed_by, p::proposed_by_name, p::proposed_at),
    (p::decided_by, p::decided_by_name, p::decided_at, p::reason),
);

fn read(row: Row) -> Result<Proposal, Error> {
    let ((id, name, version, definition_hash, source, stage), proposed, (by, by_name, at, reason)) = row;
    let step = |(account, name, at)| ProposalStep { account, name, at: Timestamp::from_naive(at) };
    Ok(Proposal {
        id: id.parse().map_err(|_| Error::unreadable("proposal", &id))?,
        name,
        version,
        definition_hash,
        source,
        stage: stage.parse().map_err(|_| Error::unreadable("stage of a proposal", &stage))?,
        proposed: step(proposed),
        decided: by.zip(by_name).zip(at).map(|((by, name), at)| step((by, name, at))),
        reason,
    })
}

pub(in super::super) fn insert_proposal(tx: &mut Tx<'_>, new: &Proposal) -> Result<(), Error> {
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(new.id.text()), p::name.eq(&new.name), p::version.eq(&new.version), p::definition_hash.eq(&new.definition_hash)),
            (p::source.eq(&new.source), p::stage.eq(new.stage.to_string()), p::proposed_by.eq(&new.proposed.account)),
            (p::proposed_by_name.eq(&new.proposed.name), p::proposed_at.eq(new.proposed.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Ends the open proposals of a workflow because another one takes their place.
pub(in super::super) fn mark_superseded(tx: &mut Tx<'_>, name: &str, by: &ProposalStep) -> Result<(), Error> {
    let open = p::table.filter(p::name.eq(name)).filter(p::stage.eq("proposed"));
    diesel::update(open)
        .set((
            p::stage.eq(ProposalStage::Superseded.to_string()),
            p::decided_by.eq(&by.account),
            p::decided_by_name.eq(&by.name),
            p::decided_at.eq(by.at.naive()),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Decides an open proposal; one that is not open any more is stale.
pub(in super::super) fn mark_decided(
    tx: &mut Tx<'_>,
    id: Id<Proposal>,
    (stage, reason): (ProposalStage, Option<&str>),
    by: &ProposalStep,
) -> Result<(), Error> {
    let open = p::table.find(id.text()).filter(p::stage.eq("proposed"));
    let changed = diesel::update(open)
        .set((
            (p::stage.eq(stage.to_string()), p::decided_by.eq(&by.account), p::decided_by_name.eq(&by.name)),
            (p::decided_at.eq(by.at.naive()), p::reason.eq(reason)),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// One proposal.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn proposal(conn: &mut Conn, id: Id<Proposal>) -> Result<Proposal, Error> {
    read(p::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The proposal of a workflow that waits; there is at most one.
///
/// # Errors
/// The database's refusal.
pub fn find_open_proposal(conn: &mut Conn, name: &str) -> Result<Option<Proposal>, Error> {
    let open = p::table.filter(p::name.eq(name)).filter(p::stage.eq("proposed"));
    open.order(p::id.desc()).select(COLUMNS).first::<Row>(conn).optional()?.map(read).transpose()
}

/// The newest published version of a workflow: what new cases begin on. One waits at a time, so that identifiers say
/// which is newest, even where the clock was set back.
///
/// # Errors
/// The database's refusal.
pub fn find_published(conn: &mut Conn, name: &str) -> Result<Option<Proposal>, Error> {
    let published = p::table.filter(p::name.eq(name)).filter(p::stage.eq("published"));
    published.order(p::id.desc()).select(COLUMNS).first::<Row>(conn).optional()?.map(read).transpose()
}

/// The proposals of a workflow, newest first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_proposals(conn: &mut Conn, name: &str, limit: i64) -> Result<Vec<Proposal>, Error> {
    let all = p::table.filter(p::name.eq(name)).order((p::proposed_at.desc(), p::id.desc())).limit(limit);
    all.select(COLUMNS).load::<Row>(conn)?.into_iter().map(read).collect()
}

/// The proposals that wait, the longest waiting first: at most one of each workflow, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_open_proposals(conn: &mut Conn) -> Result<Vec<Proposal>, Error> {
    let open = p::table.filter(p::stage.eq("proposed")).order((p::proposed_at, p::id)).limit(100);
    open.select(COLUMNS).load::<Row>(conn)?.into_iter().map(read).collect()
}

/// How many proposals wait for another person than this one.
///
/// # Errors
/// The database's refusal.
pub fn count_to_decide(conn: &mut Conn, account: &str) -> Result<i64, Error> {
    let proposers: Vec<String> = p::table.filter(p::stage.eq("proposed")).select(p::proposed_by).load(conn)?;
    if proposers.is_empty() {
        return Ok(0);
    }
    let same = same_person(conn)?;
    let person = |account: &str| same.get(account).cloned().unwrap_or_else(|| account.to_owned());
    let others = proposers.iter().filter(|proposer| person(proposer) != person(account)).count();
    Ok(i64::try_from(others).unwrap_or(i64::MAX))
}

/// The names of workflows of which a version was published, in order; at most 1,000.
///
/// # Errors
/// The database's refusal.
pub fn list_published_names(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let published = p::table.filter(p::stage.eq("published"));
    Ok(published.select(p::name).distinct().order(p::name).limit(1000).load(conn)?)
}

/// Whether a definition of this name and version, but with other content, was ever stored.
///
/// # Errors
/// The database's refusal.
pub fn is_version_taken(conn: &mut Conn, (name, version): (&str, &str), hash: &str) -> Result<bool, Error> {
    let others = d::table.filter(d::name.eq(name)).filter(d::version.eq(version)).filter(d::hash.ne(hash));
    Ok(others.count().get_result::<i64>(conn)? > 0)
}

/// How many instances stand at which marking, by definition, without some.
pub(in super::super) fn count_instances(conn: &mut Conn, without: &[String]) -> Result<Vec<(String, String, i64)>, Error> {
    let grouped = i::table.filter(i::id.ne_all(without)).group_by((i::definition_hash, i::marking));
    Ok(grouped.select((i::definition_hash, i::marking, diesel::dsl::count_star())).order((i::definition_hash, i::marking)).load(conn)?)
}

/// Whether two accounts are one person's.
///
/// # Errors
/// The database's refusal.
pub fn are_one_person(conn: &mut Conn, one: &str, other: &str) -> Result<bool, Error> {
    let same = same_person(conn)?;
    let person = |account: &str| same.get(account).cloned().unwrap_or_else(|| account.to_owned());
    Ok(person(one) == person(other))
}
