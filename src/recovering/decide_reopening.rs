//! An approving official who did not ask for it opens a closed award again, or leaves it closed. Its money and its costs can change
//! until it is closed again; the way of the case through its workflow stays ended.

use super::facts::{AwardReopened, ReopeningRefused};
use super::reopening::{Reopening, ReopeningState};
use super::{policy, store};
use crate::award::{self, Award};
use crate::compliance;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Account, Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// Why a reopening was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideReopeningError {
    /// Not an approving official.
    #[error("Only an approving official can open a closed award.")]
    WrongRole,
    /// The one who asked.
    #[error("You asked for this, so another person must decide.")]
    SamePerson,
    /// Nothing waits.
    #[error("No reopening of this award waits for a decision.")]
    NotWaiting,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideReopeningError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

fn waiting(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<(Id<Account>, Award, Reopening), DecideReopeningError> {
    let account = actor.account.filter(|_| policy::may_reopen(actor)).ok_or(DecideReopeningError::WrongRole)?;
    let award = award::open_award(tx, actor, award)?;
    let asked = store::list_reopenings(tx, award.id)?.into_iter().find(|one| one.state == ReopeningState::Asked);
    let asked = asked.filter(|_| award.closed_at.is_some()).ok_or(DecideReopeningError::NotWaiting)?;
    if policy::is(actor, &asked.asked_by) { Err(DecideReopeningError::SamePerson) } else { Ok((account, award, asked)) }
}

/// Opens the award again, and tells its city and the officers.
///
/// # Errors
/// [`DecideReopeningError`].
pub fn approve_reopening(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<(), DecideReopeningError> {
    let (account, award, asked) = waiting(tx, actor, award)?;
    store::mark_reopening(tx, &asked, ReopeningState::Reopened, (account, &actor.name))?;
    store::remove_closeout(tx, award.id)?;
    award::mark_open_again(tx, &award)?;
    compliance::ask_final_again(tx, award.id, (account, &actor.name), &asked.reason)?;
    let city = organisation::city(tx, award.organisation)?;
    let fact = AwardReopened {
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        reason: asked.reason,
        asked_by: asked.asked_by_name,
        approved_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::of_award(tx, award.id)?;
    to.extend(audience::fund(tx, &[award.id], &[FundRole::ProgramOfficer, FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Leaves the award closed.
///
/// # Errors
/// [`DecideReopeningError`].
pub fn refuse_reopening(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<(), DecideReopeningError> {
    let (account, award, asked) = waiting(tx, actor, award)?;
    store::mark_reopening(tx, &asked, ReopeningState::Refused, (account, &actor.name))?;
    let fact = ReopeningRefused { award_id: award.id.text(), reference: award.reference, refused_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
