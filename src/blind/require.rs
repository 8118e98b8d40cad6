//! An officer says whether reviewers of a round wait for prepared copies wherever names are withheld from them.

use super::facts::CopiesRequired;
use super::{policy, store, tell};
use crate::audit;
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::opportunity;
use crate::people::Actor;
use std::collections::BTreeSet;

/// What is asked for in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Whether reviewers wait.
    pub waits: bool,
    /// Who said so, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// Rises with every change.
    pub version: i64,
}

/// Why it stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum RequireError {
    /// Not a program officer.
    #[error("Only a program officer says whether reviewers wait for prepared copies.")]
    NotAllowed,
    /// Somebody was quicker.
    #[error("Somebody changed this after you opened the page. Open it again to see how it is now.")]
    Changed,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RequireError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Changed => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Keeps whether reviewers of the published round `slug` wait, in place of what stood at version `seen`. `in_review` are its
/// applications that are in review: if their reviewers wait no more, those who waited are told that they can read them.
///
/// # Errors
/// See [`RequireError`]; nothing changes then.
pub fn require(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    (waits, seen): (bool, i64),
    in_review: &BTreeSet<Id<Application>>,
) -> Result<(), RequireError> {
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(RequireError::NotAllowed)?;
    let round = opportunity::by_slug(tx, slug)?;
    let known = store::find_requirement(tx, round.id)?;
    if known.as_ref().map_or(0, |known| known.version) != seen {
        return Err(RequireError::Changed);
    }
    let new = Requirement { waits, by_name: actor.name.clone(), at: tx.now(), version: seen + 1 };
    store::save_requirement(tx, (round.id, by), &new)?;
    let fact = CopiesRequired { opportunity: round.id.text(), waits };
    audit::record(tx, &actor.doer(), &fact)?;
    if !waits && known.is_some_and(|known| known.waits) {
        let mut applications = intake::list_submitted(tx, round.id)?;
        applications.retain(|one| in_review.contains(&one.id));
        tell::waits_no_more(tx, &round, &applications)?;
    }
    Ok(())
}
