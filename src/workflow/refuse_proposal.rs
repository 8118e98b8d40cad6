//! Another person than its proposer refuses a proposal, with a reason that the proposer reads.

use super::facts::WorkflowRefused;
use super::parse::parse;
use super::publish_proposal::{DecideProposalError, decidable};
use super::store::{self, Proposal, ProposalStage, ProposalStep};
use crate::db::{self, Tx};
use crate::kernel::Id;
use crate::outbox::Side;
use crate::people::{Actor, account};
use crate::{audit, outbox};

const LONGEST_REASON: usize = 500;

/// Refuses a proposal.
///
/// # Errors
/// [`DecideProposalError`]; then it waits as before.
pub fn refuse_proposal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>, why: &str) -> Result<Proposal, DecideProposalError> {
    let (account, proposal) = decidable(tx, actor, id)?;
    let why = why.trim();
    if why.is_empty() || why.chars().count() > LONGEST_REASON {
        return Err(DecideProposalError::ReasonMissing);
    }
    let by = ProposalStep { account: account.text(), name: actor.name.clone(), at: tx.now() };
    store::mark_decided(tx, id, (ProposalStage::Refused, Some(why)), &by)?;
    // What cannot be read any more can still be refused.
    let title = parse(&proposal.name, &proposal.source).map_or_else(|_| proposal.name.clone(), |s| s.definition.title().to_owned());
    let fact = WorkflowRefused {
        proposal_id: id.text(),
        name: proposal.name.clone(),
        title,
        version: proposal.version.clone(),
        definition_hash: proposal.definition_hash.clone(),
        proposed_by: proposal.proposed.name.clone(),
        refused_by: actor.name.clone(),
        refused_at: tx.now(),
        reason: why.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let proposer = proposal.proposed.account.parse().map_err(|_| db::Error::unreadable("account", &proposal.proposed.account))?;
    let to = account::account(tx, proposer)?.recipient(Side::Fund);
    outbox::announce(tx, &fact, &[to])?;
    Ok(proposal)
}
