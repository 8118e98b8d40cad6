//! The rows of the engine: definitions, instances with their events, and timers.

mod cases;
mod definitions;
mod timers;

pub use cases::{Event, Instance, RecordedApproval, approvals, find_event_by_key, instance, list_events, state, verify};
pub(super) use cases::{NewEvent, change_marking, insert_event, insert_instance, insert_recusal};
pub use definitions::definition;
pub(super) use definitions::insert_definition_once;
pub use timers::{Timer, TimerKind, arm_timer, end_timer, end_timers_left, find_open_timer, list_due_timers, list_open_timers};
