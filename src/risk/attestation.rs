//! The noun: what one person found about one check on one day.

use super::checks::Outcome;
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDate;

/// The file that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The digest of its bytes, its key in the file store.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
}

/// An answer to a check. It never changes; a newer one takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Its identifier.
    pub id: Id<Attestation>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The application, where the check is about one.
    pub application: Option<Id<Application>>,
    /// The check.
    pub kind: String,
    /// The answer, as its version of the checks describes it.
    pub outcome: Outcome,
    /// The identifier, where the answer asks for one.
    pub identifier: Option<String>,
    /// What the person wrote.
    pub note: String,
    /// What shows it.
    pub evidence: Option<Evidence>,
    /// The version of the checks it was made under.
    pub policy_version: String,
    /// The account that attested.
    pub attested_by: String,
    /// Its name.
    pub attested_by_name: String,
    /// When.
    pub attested_at: Timestamp,
    /// The last day on which it counts.
    pub valid_until: NaiveDate,
}
