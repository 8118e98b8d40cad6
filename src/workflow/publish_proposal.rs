//! Another person than its proposer publishes a proposal (W3): it is proved once more, stored
//! under its hash for good, and new cases begin on it. Running cases stay where they are (W2).

use super::check::{Finding, check_with_people};
use super::facts::WorkflowPublished;
use super::parse::parse;
use super::propose::{Ground, ProposeError, deciders, find_in_use, has_faults, provable};
use super::staff::staff;
use super::store::{self, Proposal, ProposalStage, ProposalStep};
use super::{changes, policy};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Account, Actor};
use crate::{audit, outbox};

/// Why a proposal was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideProposalError {
    /// None of the roles that decide.
    #[error("Only an administrator, a program officer or an approving official can decide this.")]
    WrongRole,
    /// The person who proposed it.
    #[error("You proposed this version, so another person must decide it.")]
    SamePerson,
    /// It was decided before, or a later proposal took its place.
    #[error("This proposal is not waiting any more. Nothing was changed.")]
    NotWaiting,
    /// It does not pass the checks any more.
    #[error("This proposal cannot be published any more: {0} Refuse it, and propose a version that is mended.")]
    NotProvable(Box<ProposeError>),
    /// A refusal without its reason.
    #[error("Say why, in at most 500 characters. Whoever proposed it reads this.")]
    ReasonMissing,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideProposalError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::NotProvable(_) => Kind::Conflict,
            Self::ReasonMissing => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Publishes a proposal.
///
/// # Errors
/// [`DecideProposalError`]; then it waits as before.
pub fn publish_proposal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>, ground: &Ground<'_>) -> Result<Proposal, DecideProposalError> {
    let (account, proposal) = decidable(tx, actor, id)?;
    let not_provable = |e: ProposeError| match e {
        ProposeError::Db(e) => DecideProposalError::Db(e),
        other => DecideProposalError::NotProvable(Box::new(other)),
    };
    let source = parse(&format!("{}.toml", proposal.name), &proposal.source).map_err(|e| not_provable(ProposeError::Unreadable(e)))?;
    let (hash, _) = provable(tx, &source, ground).map_err(not_provable)?;
    let found = check_with_people(&source, ground.vocabulary, &staff(tx)?);
    if has_faults(&found) {
        let faults = found.into_iter().filter(Finding::is_fault).collect();
        return Err(DecideProposalError::NotProvable(Box::new(ProposeError::Faulty(faults))));
    }
    if hash != proposal.definition_hash {
        return Err(db::Error::Broken(format!("the source of proposal {id} does not have its hash")).into());
    }
    let before = find_in_use(tx, &proposal.name, ground.shipped)?;
    store::insert_definition_once(tx, &source.definition)?;
    let by = ProposalStep { account: account.text(), name: actor.name.clone(), at: tx.now() };
    store::mark_decided(tx, id, (ProposalStage::Published, None), &by)?;
    let fact = WorkflowPublished {
        proposal_id: id.text(),
        name: proposal.name.clone(),
        title: source.definition.title().to_owned(),
        version: proposal.version.clone(),
        definition_hash: hash,
        changes: before.map(|(_, old)| changes(&old, &source.definition)).unwrap_or_default(),
        proposed_by: proposal.proposed.name.clone(),
        published_by: actor.name.clone(),
        published_at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = deciders(tx, &by.account)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(proposal)
}

/// A proposal that waits, if this person may decide it.
pub(super) fn decidable(conn: &mut Conn, actor: &Actor, id: Id<Proposal>) -> Result<(Id<Account>, Proposal), DecideProposalError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(DecideProposalError::WrongRole)?;
    let proposal = store::proposal(conn, id)?;
    if store::are_one_person(conn, &account.text(), &proposal.proposed.account)? {
        return Err(DecideProposalError::SamePerson);
    }
    if proposal.stage != ProposalStage::Proposed {
        return Err(DecideProposalError::NotWaiting);
    }
    Ok((account, proposal))
}
