//! What an officer found on screening: the checks, the outcome and a note.

use super::facts::ApplicationScreened;
use super::store;
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use serde::{Deserialize, Serialize};

/// What screening came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// It goes to review.
    Complete,
    /// It goes back with questions.
    Returned,
    /// It ends here.
    Ineligible,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at.
    pub question: String,
    /// Whether it holds.
    pub holds: bool,
}

/// One screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    /// What it came to.
    pub outcome: Outcome,
    /// The checklist as it was ticked.
    pub checks: Vec<Check>,
    /// The officer's note; for an ineligible application the reason.
    pub note: String,
    /// Who screened.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps the record of a screening. The step itself, with its permission, is `process`'s.
///
/// # Errors
/// The database's refusal.
pub fn record_screening(
    tx: &mut Tx<'_>,
    actor: &Actor,
    application: Id<Application>,
    outcome: Outcome,
    (checks, note): (&[Check], &str),
) -> Result<(), db::Error> {
    let account = actor.account.ok_or(db::Error::Missing)?;
    store::insert_screening(
        tx,
        application,
        (account, &actor.name),
        &Screening { outcome, checks: checks.to_vec(), note: note.to_owned(), by: actor.name.clone(), at: tx.now() },
    )?;
    let fact = ApplicationScreened { application: application.text(), outcome: outcome.to_string(), note: note.to_owned() };
    audit::record(tx, &actor.doer(), &fact)
}

/// Every screening of an application, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_screenings(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Screening>, db::Error> {
    store::list_screenings(conn, application)
}
