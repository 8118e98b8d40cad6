//! A release: decisions of a round that are told together, now or at an instant to come, after
//! somebody has looked at every letter. Planning keeps the digest of each letter; at the instant
//! the program tells each city in the name of who planned it: once, never early, and only what
//! was looked at (W17).

mod cancel;
mod carry_out;
mod facts;
mod plan;

pub use cancel::cancel_release;
pub use carry_out::{Telling, carry_out, finish_releases, list_due_tellings};
pub use facts::{NotTold, ReleaseCancelled, ReleaseCarriedOut, ReleasePlanned};
pub use plan::{Decided, ReleasePlan, list_decided, list_letters, plan_release};

use super::store;
use super::tell::Waiting;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::{Account, Actor};

/// Says the SHA-256 of a letter as its people will read it.
pub type Digest<'a> = &'a dyn Fn(&Waiting) -> Result<String, Error>;

/// How far a release is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ReleaseStage {
    /// Its instant is still to come, or its letters are being sent.
    Planned,
    /// Every case of it was told, or was not and says why.
    Done,
    /// Called off before its instant.
    Cancelled,
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its identifier.
    pub id: Id<Release>,
    /// The round.
    pub opportunity: Id<Opportunity>,
    /// The slug of the round.
    pub slug: String,
    /// The name of the round.
    pub title: String,
    /// From when on it is carried out.
    pub due_at: Timestamp,
    /// In whose name.
    pub planned_by: Id<Account>,
    /// Their name then.
    pub planned_by_name: String,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// How far it is.
    pub stage: ReleaseStage,
    /// When it was done or called off.
    pub ended_at: Option<Timestamp>,
}

/// What became of a case of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// It is still to be told.
    Waits,
    /// Its city was told.
    Told,
    /// It was not, for a reason.
    NotTold,
    /// The release was called off.
    Cancelled,
}

/// A case of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseCase {
    /// The application.
    pub application: Id<Application>,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// SHA-256 of the letter that was looked at.
    pub letter_sha256: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not told.
    pub reason: Option<String>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

/// Why a release was not planned, not called off, or a case of it not told.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// Something does not fit.
    #[error("Check the release.")]
    Invalid(Vec<FieldError>),
    /// Letters differ from those that were looked at.
    #[error("The letters changed since you looked at them. Look at them again, then confirm.")]
    LettersChanged,
    /// It is done or called off already, or its instant has come.
    #[error("This release has begun or has ended already. Nothing was changed.")]
    Over,
    /// One letter differs from the one that was looked at.
    #[error("The letter changed since it was looked at.")]
    LetterChanged,
    /// The case stands elsewhere now.
    #[error("The application no longer waits to be told: it is at “{0}”.")]
    Elsewhere(String),
    /// The planner may no longer tell this city.
    #[error("{0}")]
    Planner(String),
}

impl Refusal for ReleaseError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::LettersChanged | Self::Over | Self::LetterChanged | Self::Elsewhere(_) => Kind::Conflict,
            Self::Planner(_) => Kind::Forbidden,
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// A release.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn release(conn: &mut Conn, id: Id<Release>) -> Result<Release, Error> {
    store::release(conn, id)
}

/// Releases, the newest first, from before `before` on.
///
/// # Errors
/// The database's refusal.
pub fn list_releases(conn: &mut Conn, before: Option<&str>, limit: i64) -> Result<Vec<Release>, Error> {
    store::list_releases(conn, before, limit)
}

/// The cases of a release that are open to the actor, by reference.
///
/// # Errors
/// The database's refusal.
pub fn list_release_cases(conn: &mut Conn, actor: &Actor, id: Id<Release>) -> Result<Vec<ReleaseCase>, Error> {
    let closed = super::list_closed(conn, actor)?;
    let mut cases = store::list_release_cases(conn, id)?;
    cases.retain(|case| !closed.contains(&case.application.text()));
    Ok(cases)
}

/// The rounds with decided cases that wait in no release and are open to the actor: slug, name and how many, by name.
///
/// # Errors
/// The database's refusal.
pub fn count_decided(conn: &mut Conn, actor: &Actor) -> Result<Vec<(String, String, i64)>, Error> {
    let closed = super::list_closed(conn, actor)?;
    store::count_decided(conn, &closed)
}

/// The release in which a case waits to be told.
///
/// # Errors
/// The database's refusal.
pub fn find_planned_release(conn: &mut Conn, application: Id<Application>) -> Result<Option<Release>, Error> {
    store::find_planned_release(conn, application)
}
