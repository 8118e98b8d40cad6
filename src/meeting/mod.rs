//! The meeting of a panel: one application at a time is on the table; each member who may votes before its discussion and
//! after it, what was said is noted, the scores on which the panel agrees stand beside those of the reviewers, and what it
//! recommends adds up against the budget.
//!
//! ```text
//! planned ─ moved, cancelled ─→ cancelled
//!    └─ open ─→ open: an item on the table ─ vote before, notes, vote after, consensus, outcome ─ next ─ … ─→ closed, with minutes
//! ```
//!
//! Invariants: a vote is secret to others until it is closed, and then never changes (triggers); what was noted, agreed and
//! recommended is only added to (triggers); whoever an application is closed to finds no trace of it: not on the agenda, in a
//! tally, a note or a total, and what they voted before is not counted (C1). A person has one vote, whatever accounts they have (W5).

mod agree;
mod attend;
mod cast;
mod conclude;
mod consensus;
mod counted;
mod facts;
mod meeting;
mod members;
mod note;
mod open;
mod order;
mod outcome;
mod plan;
mod policy;
mod put;
mod read;
mod refusal;
mod settled;
mod step_back;
mod store;
mod tabled;
mod veil;
mod vote;
mod vote_ops;
mod voters;

pub use agree::{Agreement, agree};
pub use attend::attend;
pub use cast::cast;
pub use conclude::{Conclusion, conclude};
pub use consensus::{Agreed, Note, agreed_on, weighted};
pub use counted::Counted;
pub use facts::{MeetingCancelled, MeetingMoved, MeetingPlanned};
pub use meeting::{Item, Meeting, Stage};
pub use members::{Attendance, Member, chairs, is_member};
pub use note::note;
pub use open::{close, open};
pub use order::reorder;
pub use outcome::{Outcome, Running, Verdict};
pub use plan::{NewMeeting, cancel, change, plan};
pub use policy::{may_lead, may_read};
pub use put::put;
pub use read::{Board, Minutes, Outcomes, Row, board, is_present, list, list_mine, meeting, minutes, outcome, outcomes, running};
pub use refusal::MeetingError;
pub use settled::{Settled, settled};
pub use step_back::step_back;
pub use tabled::{OnTable, Opened, Sight, item_sight, on_table};
pub use vote::{Ballot, Tally, Turn, Vote, tally};
pub use vote_ops::{close_vote, open_vote};
