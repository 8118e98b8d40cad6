//! The workflow engine: a process described as data, proved before it is used,
//! and a record of every step anybody took in it. It knows no grant.
//!
//! ```text
//! TOML ─ parse ─→ Definition ─ check ─→ publish ─→ start ─→ fire … fire ─→ an end place
//! ```
//!
//! A pure core ([`decide`]) answers whether a step may be taken; the store keeps
//! the answer. Invariant: a marking changes only by an event, and equals the fold
//! of its events (`docs/INVARIANTS.md`, W1–W20).

mod changes;
#[cfg(test)]
mod changes_tests;
mod check;
mod decide;
mod definition;
#[cfg(test)]
mod dice;
mod explain;
mod fire;
mod graph;
mod matching;
mod net;
mod parse;
mod paths;
mod person;
mod publish;
mod recuse;
mod states;
#[cfg(test)]
mod states_tests;
mod store;
#[cfg(test)]
mod tests;

pub use changes::changes;
pub use check::{Finding, People, Severity, Vocabulary, check, check_with_people};
pub use decide::{Denied, Outcome, Past, Request, State, Trace, count_approvals, decide};
pub use definition::{Approval, Band, Definition, Effect, Place, Separation, Span, Transition};
pub use explain::{Choice, choices, explain};
pub use fire::{FireError, Fired, Step, fire, start};
pub use graph::{dot, svg};
pub use net::Marking;
pub use parse::{ParseError, Source, parse};
pub use paths::{paths, shortest_paths};
pub use person::{Lent, Who};
pub use publish::{PublishError, publish};
pub use recuse::{is_recused, list_recused, recuse};
pub use store::{
    Event, Instance, RecordedApproval, Timer, TimerKind, approvals, arm_timer, definition, end_timer, end_timers_left, find_event_by_key,
    find_open_timer, instance, list_due_timers, list_events, list_open_timers, state, verify,
};
