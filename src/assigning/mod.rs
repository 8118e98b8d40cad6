//! Who reviews what in a whole round: proposed by the solver of `scoring::assign` from what the panel says of itself and
//! what the applications are about, looked at by a person, and then carried out at once. Late reviewers are replaced by the
//! same way.
//!
//! ```text
//! panel, walls, tasks, words of the applications ─→ situation ─ propose ─→ proposal ─ looked at ─→ carried out, if it is still the same
//! ```
//!
//! Invariants: nobody is proposed for an application that is closed to them (C1); every application gets its number of
//! reviews and nobody more than they take, or it is said why not (C2); what is carried out is what was looked at; tasks
//! that people chose by hand stay.

mod carry_out;
mod facts;
mod proposal;
mod propose;
mod situation;
mod subjects;
#[cfg(test)]
mod tests;
mod wish;

pub use carry_out::{CarryError, Done, carry_out};
pub use facts::RoundAssigned;
pub use proposal::{Line, Load, Pick, Proposal};
pub use propose::ProposeError;
pub use situation::{InReview, Standing, propose, standing};
pub use wish::Wish;

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[subjects::DEFINITION];
