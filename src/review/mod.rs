//! Merit review: screening records, reviewers and their conflicts of interest, scores.
//!
//! ```text
//! assigned ─ declare no conflict ─→ cleared ─ save drafts, submit ─→ submitted (locked)
//!     └───── declare a conflict ──→ recused (cannot see or act)      any but submitted ─→ removed
//!                                      ▲ any, whose reviewer belongs to a city that came to have a part
//! ```
//!
//! Invariants: content is shown only after a declaration (W9); nobody sees another's
//! scores before submitting their own, unless the phase of the round says so; what a submitted review says never changes (triggers).

mod assign;
mod assignment;
mod declare;
mod exclude;
mod facts;
mod policy;
mod read;
mod remove;
mod save;
mod screening;
mod store;
mod submit;

pub use assign::{About, AssignError, assign};
pub use assignment::{Assignment, Review, Score, Stage};
pub use declare::{DeclareError, declare};
pub use exclude::exclude_conflicted;
pub use facts::{ReviewAssigned, ReviewRecused, ReviewSubmitted, ReviewerExcluded};
pub use policy::{may_assign, may_declare, may_read_content, may_write};
pub use read::{
    Coverage, Standing, assignment, criterion_means, is_recused, list_coverage, list_for_application, list_for_opportunity, list_mine,
    list_submitted, review, standing, visible_to,
};
pub use remove::{RemoveError, remove};
pub use save::{SaveError, save};
pub use screening::{Check, Outcome, Screening, list_screenings, record_screening};
pub use submit::{SubmitError, submit};
