//! Risk and eligibility before an award [2 CFR 200.206]: what a person of the fund
//! found about a city or an application, with evidence, until a day; and the specific
//! conditions of an award [2 CFR 200.208] that may follow.
//!
//! ```text
//! attested ─→ current ─→ expiring ─→ expired        imposed ─→ (met, says the city) ─→ lifted
//!                 └─ proposes conditions ─────────────↗ (by a person)
//! ```
//!
//! Invariants: an attestation never changes, the newest one counts, and one that has
//! expired counts as missing (R1, R2); a condition is lifted once, by another person
//! than the one who imposed it (R3); while it is in force one that gates payment holds it back
//! from its day on, whatever the city says it did (R6).

mod attest;
mod attestation;
mod checks;
mod condition;
mod facts;
mod impose_condition;
mod lift_condition;
mod meet_condition;
pub mod policy;
mod read;
mod standing;
mod store;

pub use attest::{AttestError, NewAttestation, attest};
pub use attestation::{Attestation, Evidence};
pub use checks::{Check, Checks, Identifier, Outcome, Proposed, Risk, Scope, checks_on};
pub use condition::{Condition, Lifted, Met, Proposal, proposals};
pub use facts::{Attested, ConditionImposed, ConditionLifted, ConditionMet};
pub use impose_condition::{ImposeConditionError, NewCondition, impose_condition};
pub use lift_condition::{LiftCondition, LiftConditionError, lift_condition};
pub use meet_condition::{MeetCondition, MeetConditionError, meet_condition};
pub use read::{
    Record, Subject, attestation, condition, conditions_of, count_conditions, count_met, find_subject, list_conditions, list_due,
    list_holding, list_met, record, standing,
};
pub use standing::{CheckStanding, Standing, State, fact_label, fact_types, is_fact};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[checks::DEFINITION];
