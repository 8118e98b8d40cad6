//! Where a case stands, in the words of this program.

use super::store;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::workflow;
use std::collections::BTreeMap;

/// What this program knows a case as; the places of a workflow say which they are.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
    strum::VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// The city writes.
    Draft,
    /// Received; waits for screening.
    Submitted,
    /// Sent back with questions.
    Returned,
    /// The concept note convinced; the city writes the whole application.
    Invited,
    /// Reviewers read and score.
    InReview,
    /// The panel weighs the reviews.
    Panel,
    /// Money is reserved; waits for a decision.
    Recommended,
    /// Decided; waits until all decisions are told.
    Decided,
    /// Offered; waits for the city's signature.
    Approved,
    /// Signed and obligated.
    Active,
    /// Closed out. Final.
    Closed,
    /// The city asked that a decision be looked at again.
    Appealed,
    /// No award. Final, but for an appeal.
    Declined,
    /// Does not qualify. Final.
    Ineligible,
    /// Taken back by the city. Final.
    Withdrawn,
}

impl Stage {
    /// All of them, as definitions write them.
    pub(super) const NAMES: &[&str] = <Self as strum::VariantNames>::VARIANTS;

    /// What staff read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Submitted => "Submitted",
            Self::Returned => "Returned for changes",
            Self::Invited => "Invited to apply",
            Self::InReview => "In review",
            Self::Panel => "With the panel",
            Self::Recommended => "Recommended",
            Self::Decided => "Decided, not told yet",
            Self::Approved => "Award offered",
            Self::Active => "Active award",
            Self::Closed => "Closed",
            Self::Appealed => "Appealed",
            Self::Declined => "Declined",
            Self::Ineligible => "Ineligible",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// What the city reads: decisions stay hidden until they are released (W17).
    #[must_use]
    pub fn applicant_label(self) -> &'static str {
        match self {
            Self::Submitted => "Received",
            Self::Returned => "Changes needed",
            Self::Panel | Self::Recommended | Self::Decided => "In review",
            Self::Appealed => "Appeal under way",
            Self::Declined => "Not awarded",
            Self::Ineligible => "Not eligible",
            other => other.label(),
        }
    }
}

/// Where a case stands.
///
/// # Errors
/// [`Error::Missing`] when the application has no case.
pub fn stage(conn: &mut Conn, application: Id<Application>) -> Result<Stage, Error> {
    parse(&workflow::instance(conn, &application.text())?.stage)
}

/// Where every case of a round stands, in one query.
///
/// # Errors
/// The database's refusal.
pub fn list_stages(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Stage>, Error> {
    store::list_stages(conn, round)
}

/// The version of a case, for forms: a step on an older one is refused as stale.
///
/// # Errors
/// [`Error::Missing`] when the application has no case.
pub fn version(conn: &mut Conn, application: Id<Application>) -> Result<i64, Error> {
    Ok(workflow::instance(conn, &application.text())?.lock_version)
}

pub(super) fn parse(stage: &str) -> Result<Stage, Error> {
    stage.parse().map_err(|_| Error::unreadable("stage of a case", stage))
}
