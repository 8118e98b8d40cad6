//! Carries a proposal out, if it is still the one that was looked at: one transaction, each reviewer told once for each
//! application, as if chosen by hand.

use super::propose::{self, ProposeError};
use super::situation::{self, Loaded};
use super::{RoundAssigned, Wish};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::Actor;
use crate::process;
use crate::review::{self, AssignError, Candidate, RemoveError};

/// Why it was not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// There is no proposal any more.
    #[error(transparent)]
    Propose(#[from] ProposeError),
    /// Another proposal than the one that was looked at.
    #[error(
        "Something changed since you looked at this proposal: a reviewer, a conflict of interest, or an application. Look at the new one."
    )]
    Changed,
    /// All reviews are given out already.
    #[error("There is nothing to give out: every application has its reviews.")]
    Nothing,
    /// Somebody could not be assigned.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// A review could not be taken back.
    #[error(transparent)]
    Remove(#[from] RemoveError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CarryError {
    fn kind(&self) -> Kind {
        match self {
            Self::Propose(e) => e.kind(),
            Self::Changed | Self::Nothing => Kind::Conflict,
            Self::Assign(e) => e.kind(),
            Self::Remove(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Propose(e) => e.fields(),
            Self::Assign(e) => e.fields(),
            Self::Remove(e) => e.fields(),
            Self::Changed | Self::Nothing | Self::Db(_) => &[],
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Reviews that were given.
    pub added: usize,
    /// Reviews that were taken back.
    pub taken_back: usize,
}

/// Gives out the reviews of the proposal with this digest.
///
/// # Errors
/// [`CarryError`].
pub fn carry_out(tx: &mut Tx<'_>, actor: &Actor, slug: &str, wish: Wish, seen: &str) -> Result<Done, CarryError> {
    if !review::may_assign(actor) {
        return Err(ProposeError::Forbidden.into());
    }
    let now = tx.now();
    let Loaded { round, situation, candidates } = situation::load(tx, actor, (slug, now))?;
    let proposal = propose::propose(&situation, wish)?;
    if proposal.digest(wish) != seen {
        return Err(CarryError::Changed);
    }
    let done = Done { added: proposal.added(), taken_back: proposal.taken_back() };
    if done == (Done { added: 0, taken_back: 0 }) {
        return Err(CarryError::Nothing);
    }
    let reason = "Others take over reviews that were open in this round.";
    for line in proposal.lines.iter().filter(|line| line.taken_back.is_some() || !line.added.is_empty()) {
        let about = process::about(tx, line.application)?;
        if let Some(task) = line.taken_back {
            review::remove(tx, actor, &about, task, reason)?;
        }
        let chosen: Vec<&Candidate> = line.added.iter().filter_map(|pick| candidates.get(&pick.account)).collect();
        if !chosen.is_empty() {
            review::assign_among(tx, actor, &about, &chosen, wish.due_on)?;
        }
    }
    let fact = RoundAssigned {
        opportunity: round.id.text(),
        reviews: wish.reviews,
        added: done.added,
        taken_back: done.taken_back,
        missing: proposal.missing(),
        sha256: seen.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(done)
}
