//! One action on many cases: looked at before, confirmed once, then taken on each case in a
//! transaction of its own by the same operation as on its own page. What fails says why; what
//! was done is not done again by a second press.

mod confirm;
mod look;
mod run;

pub use confirm::{BulkConfirmed, confirm_bulk};
pub use look::{Look, Movable, Stuck, look};
pub use run::{run_bulk, run_bulk_by};

use super::store;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Actor};

/// The most cases at once.
pub const MOST_AT_ONCE: usize = 100;

/// What can be done to many cases: steps that need no judgement of their own for each, or for which it was made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum BulkAction {
    /// Each is complete.
    PassScreening,
    /// Nobody has a conflict with any.
    ClearConflicts,
    /// The panel weighs the reviews.
    CallPanel,
    /// More reviews are asked for.
    ReopenReviews,
    /// There is no award.
    Decline,
    /// An award is recommended: how much each gets was decided before, for all of them.
    Recommend,
}

impl BulkAction {
    /// Whether a reason must be given, the same for all.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::ClearConflicts | Self::ReopenReviews | Self::Decline | Self::Recommend)
    }
}

/// One action that somebody confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRun {
    /// Its identifier.
    pub id: Id<BulkRun>,
    /// What is done.
    pub action: BulkAction,
    /// Why, the same for all.
    pub reason: String,
    /// Who confirmed.
    pub made_by: Id<Account>,
    /// When.
    pub made_at: Timestamp,
}

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum BulkOutcome {
    /// Not tried yet.
    Waits,
    /// Done.
    Done,
    /// Refused, for a reason.
    Failed,
}

/// A case of such an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkCase {
    /// The application.
    pub application: Id<Application>,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The version that was looked at.
    pub seen_version: i64,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// An action that this person confirmed, with its cases by reference.
///
/// # Errors
/// [`Error::Missing`] when there is none, or it is another person's.
pub fn bulk_run(conn: &mut Conn, actor: &Actor, id: Id<BulkRun>) -> Result<(BulkRun, Vec<BulkCase>), Error> {
    let found = store::bulk_run(conn, id)?;
    if actor.account != Some(found.made_by) {
        return Err(Error::Missing);
    }
    let closed = super::list_closed(conn, actor)?;
    let mut cases = store::list_bulk_cases(conn, id)?;
    cases.retain(|case| !closed.contains(&case.application.text()));
    Ok((found, cases))
}
