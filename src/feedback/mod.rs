//! Feedback to everybody who applied: the rubric's reasons, where the application stands on each criterion, the
//! comments of the panel as staff released them, and how to improve.
//!
//! ```text
//! prepared (may stay as the round says) ─ release the round ─→ waits ─ its instant, and the decision is told ─→ let out
//!                                                               ├─ called off                └─ stopped: its reviews changed
//! ```
//!
//! Invariants: nothing reaches a city before the instant of its release, nor before it was told the decision (W17); no
//! reviewer is named and no score of others is told (N9); a review that does not count is in no letter; what is let out
//! is what was looked at. A comment as it was written never changes: what is released is kept beside it.

mod comment;
mod draft;
mod facts;
mod let_out;
mod letter;
pub mod policy;
mod position;
mod prepare;
mod read;
mod release;
mod round;
mod store;

pub use comment::{Comment, WHOLE};
pub use draft::{Draft, Outcome, Release, Sent};
pub use facts::{FeedbackCancelled, FeedbackPlanned, FeedbackPrepared, FeedbackReleased, FeedbackStopped, OnCriterion};
pub use let_out::{let_out, list_due};
pub use prepare::{Choice, LONGEST, PrepareError, Wish, field_of, prepare};
pub use read::{Feedback, find_feedback, has_feedback, list_releases, of_application, of_round};
pub use release::{Plan, ReleaseError, cancel, digest_of, plan};
pub use round::Prepared;
