//! The noun: a specific condition of an award [2 CFR 200.208], and what the checks propose.

use super::Standing;
use super::attestation::Attestation;
use super::checks::Proposed;
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;

/// A condition that the fund imposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its identifier.
    pub id: Id<Condition>,
    /// The application, whose award it binds.
    pub application: Id<Application>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The attestation it follows from.
    pub attestation: Option<Id<Attestation>>,
    /// The proposal that was followed.
    pub proposal: Option<String>,
    /// What the city must do or not do.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What ends it.
    pub remedy: String,
    /// Where the fund may ask for it.
    pub citation: String,
    /// The account that imposed it.
    pub imposed_by: String,
    /// Its name.
    pub imposed_by_name: String,
    /// When.
    pub imposed_at: Timestamp,
    /// Who lifted it, when and why.
    pub lifted: Option<Lifted>,
    /// Guards against two changes at once.
    pub version: i64,
}

/// The end of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// Who.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A condition that a current answer proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The answer.
    pub attestation: Id<Attestation>,
    /// The title of its check.
    pub check: String,
    /// What it would say.
    pub condition: Proposed,
}

/// What the current answers propose and nobody has dealt with: a condition that is in
/// force is not proposed again, nor one that was lifted since the answer was given.
#[must_use]
pub fn proposals(standing: &Standing, conditions: &[Condition]) -> Vec<Proposal> {
    let mut found = Vec::new();
    for check in &standing.checks {
        let Some(answer) = check.current() else { continue };
        for proposed in &answer.outcome.conditions {
            let followed = |c: &Condition| c.proposal.as_ref() == Some(&proposed.id);
            let is_settled = |c: &Condition| c.lifted.is_none() || c.attestation == Some(answer.id);
            if !conditions.iter().any(|c| followed(c) && is_settled(c)) {
                found.push(Proposal { attestation: answer.id, check: check.check.title.clone(), condition: proposed.clone() });
            }
        }
    }
    found
}
