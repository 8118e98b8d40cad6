//! The rows of the engine: definitions, instances with their events, and timers.

mod cases;
mod definitions;

pub use cases::{Event, Instance, RecordedApproval, approvals, find_event_by_key, instance, list_events, state, verify};
pub(super) use cases::{NewEvent, change_marking, insert_event, insert_instance, insert_recusal};
pub use definitions::definition;
pub(super) use definitions::insert_definition_once;
