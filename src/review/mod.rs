//! Merit review: screening records, reviewers and their conflicts of interest, scores.
//!
//! ```text
//! assigned ─ declare no conflict ─→ cleared ─ save drafts, submit ─→ submitted (locked)
//!     └───── declare a conflict ──→ recused (cannot see or act)      any but submitted ─→ removed, abstained
//!                                      ▲ any, also submitted: a conflict declared or found later
//! removed ─ given again ─→ assigned, with what was written; what was recused or abstained from never
//! submitted ─ opened again, while the phase allows changes ─→ cleared, the version of before kept beside
//! ```
//!
//! Invariant C1: what a recused reviewer submitted counts nowhere, and stays for the auditor.
//! Invariants: content is shown only after a declaration (W9); nobody sees another's
//! scores before submitting their own, unless the phase of the round says so; what a submitted review says never changes:
//! it is kept beside what is written after it (triggers); a review stays on the rubric under which it was begun (trigger);
//! what two windows typed in one field is never lost.

mod abstain;
mod assign;
mod assignment;
mod complete;
mod declare;
mod distribution;
mod exclude;
mod facts;
mod failure;
mod keep;
mod line;
mod matrix;
mod open_task;
mod policy;
mod read;
mod reading;
mod remind;
mod reminder_terms;
mod remove;
mod reopen;
mod save;
mod scored;
mod screening;
mod skip;
mod spread;
mod store;
mod submit;

pub use abstain::{AbstainError, abstain};
pub use assign::{About, AssignError, Candidate, assign, assign_among};
pub use assignment::{Assignment, Review, Score, Stage};
pub use complete::{LONGEST, comment_field, gaps, score_field, when_needed};
pub use declare::{Declaration, DeclareError, declare, declare_all};
pub use distribution::{Distribution, FEWEST_OTHERS, distribution};
pub use exclude::{exclude_conflicted, list_conflicted};
pub use facts::{
    DueReview, ReviewAbstained, ReviewAssigned, ReviewRecused, ReviewSubmitted, ReviewerExcluded, ReviewsDueSoon, ReviewsOverdue,
};
pub use failure::{Failure, list_failures};
pub use keep::{Clash, Kept, LONGEST_KEPT, OVERALL, Typed, fields, keep, mark, merge, review_of};
pub use line::{InLine, Place, in_order, list_line, list_places};
pub use matrix::Square;
pub use open_task::{OpenTask, open_task};
pub use policy::{
    READERS, may_assign, may_clear, may_declare, may_leave, may_read_content, may_see_names, may_see_ranking, may_write, reads_all,
};
pub use read::{
    Coverage, Standing, assignment, criterion_means, is_recused, list_coverage, list_earlier, list_for_application, list_for_opportunity,
    list_hidden, list_mine, list_recused, list_reviews, list_submitted, list_tasks_of_round, review, shows_applicant, standing, visible_to,
};
pub use reading::{Reading, known_as, reading};
pub use remind::{RemindError, Reminder, list_to_remind, remind_late, remind_reviewer};
pub use reminder_terms::first_due_to_take_over;
pub use remove::{RemoveError, remove, take_back};
pub use reopen::{ReopenError, Version, may_reopen, reopen};
pub use save::{SaveError, save};
pub use scored::{AskedReviewer, Scored, ScoredReview, list_begun_scales, list_scored};
pub use screening::{Check, Outcome, Screening, list_screenings, record_screening};
pub use skip::skip;
pub use spread::Spread;
pub use submit::{SubmitError, submit};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[reminder_terms::DEFINITION, spread::DEFINITION];
