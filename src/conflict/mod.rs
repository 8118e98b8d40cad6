//! Conflicts of interest: who is kept out of which application, and on which ground. What people
//! declare and what the dated rules of `config/policies/` find is one wall.
//!
//! Invariant C1: a person and an application with a conflict are never assigned, never scored, never
//! counted; the person finds no trace of it on the fund's side (`docs/CONFLICTS.md`). [`walls`] is the
//! one read and [`Rules::counts`] the one predicate; [`crate::people::Actor`] carries what they say.

mod ground;
mod read;
mod rules;
mod store;
mod walls;

pub use ground::{Ground, Tie};
pub use read::{walls, walls_of};
pub use rules::{Rules, employers};
pub use walls::{Wall, Walls};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[rules::DEFINITION];
