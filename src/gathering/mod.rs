//! What cities go to: the register of events (a conference, a course), which officers keep tidy, and a city's
//! activities as they were held, added or cancelled after the award. An activity is a city's part in an event.
//!
//! Invariants: an activity that was held had somebody at it; a planned activity keeps its identifier and the identifiers
//! of its people when it is changed, so what was spent for them stays theirs; of events that were merged one stands for
//! all, and none stands for itself by way of another (E5, E6; `docs/INVARIANTS.md`).

mod correct_event;
mod enter_event;
mod event;
mod facts;
mod join;
mod merge;
pub mod policy;
mod read;
mod record;
mod record_activity;
mod store;
mod suggest;

pub use correct_event::{CorrectError, correct_event};
pub use enter_event::{EventError, enter_event};
pub use event::{Event, EventInput};
pub use facts::{ActivityJoined, ActivityRecorded, EventCorrected, EventEntered, EventMerged, EventSeparated, EventWords};
pub use join::join;
pub use merge::{MergeError, Preview, merge, preview, separate};
pub use read::{
    EventPart, EventParts, activities, activities_and_records, event, event_of, find_events, list_events, list_merged, list_parts,
    list_records, open_event, open_event_of, open_kept, people_at, unsettled,
};
pub use record::{ActivityRecord, Person, RecordState};
pub use record_activity::{NewRecord, RecordError, TypedPerson, record_activity};
pub use suggest::{Suggestion, doubles, suggest};
