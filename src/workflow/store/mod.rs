//! The rows of the engine: definitions and what is proposed, instances with their events, timers, and
//! what waits for whom.

mod cases;
mod definitions;
mod proposals;
mod timers;
mod waits;

pub use cases::{Event, Instance, RecordedApproval, approvals, find_event_by_key, instance, list_events, state, verify};
pub(super) use cases::{NewEvent, change_marking, insert_event, insert_instance, insert_recusal, is_recused, list_recused};
pub use definitions::definition;
pub(super) use definitions::insert_definition_once;
pub use proposals::{
    Proposal, ProposalStage, ProposalStep, are_one_person, count_to_decide, find_open_proposal, find_published, is_version_taken,
    list_open_proposals, list_proposals, list_published_names, proposal,
};
pub(super) use proposals::{count_instances, insert_proposal, mark_decided, mark_superseded};
pub use timers::{Timer, TimerKind, arm_timer, end_timer, end_timers_left, find_open_timer, list_due_timers, list_open_timers};
pub use waits::{
    Wait, WaitFilter, WaitKey, count_waits, delete_waits_left, insert_waits, list_unlisted, list_waits, list_waits_of, stands_since,
    take_unlisted,
};
