//! The noun: a specific condition of an award [2 CFR 200.208], and what the checks propose.

use super::Standing;
use super::attestation::{Attestation, Evidence};
use super::checks::Proposed;
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDate;

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
    /// The last day on which the city may still do what ends it, if it has one.
    pub due_on: Option<NaiveDate>,
    /// Whether no payment is asked for from that day on while it is in force; without a day, from the beginning.
    pub gates_payment: bool,
    /// What the city says it did.
    pub met: Option<Met>,
    /// Who lifted it, when and why.
    pub lifted: Option<Lifted>,
    /// Guards against two changes at once.
    pub version: i64,
}

impl Condition {
    /// Whether it holds back payments on this day.
    #[must_use]
    pub fn holds_payment_on(&self, today: NaiveDate) -> bool {
        self.lifted.is_none() && self.gates_payment && self.due_on.is_none_or(|day| day <= today)
    }
}

/// That the city did what ends a condition, in its own words. It binds until the fund lifts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Who says so.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub note: String,
    /// What shows it.
    pub evidence: Option<Evidence>,
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
