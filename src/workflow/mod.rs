//! The workflow engine: a process described as data, proved before it is used,
//! and a record of every step anybody took in it. It knows no grant.
//!
//! ```text
//! TOML ─ parse ─→ Definition ─ check ─→ publish ─→ start ─→ fire … fire ─→ an end place
//!                     └─ propose ─→ publish_proposal | refuse_proposal, by another person
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
pub mod facts;
mod fire;
mod graph;
mod matching;
mod net;
mod parse;
mod paths;
mod person;
pub mod policy;
mod propose;
mod publish;
mod publish_proposal;
mod recuse;
mod refuse_proposal;
mod staff;
mod standing;
mod states;
#[cfg(test)]
mod states_tests;
mod store;
#[cfg(test)]
mod tests;
mod words;
mod write;

pub use changes::changes;
pub use check::{Finding, People, Severity, Vocabulary, check, check_with_people};
pub use decide::{Denied, Outcome, Past, Request, State, Trace, approval_stands, count_approvals, decide};
pub use definition::{Approval, Band, Definition, Effect, Place, Separation, Span, Transition};
pub use explain::{Choice, choices, explain};
pub use fire::{FireError, Fired, Step, fire, start};
pub use graph::{dot, svg};
pub use net::Marking;
pub use parse::{ParseError, Source, parse};
pub use paths::{paths, shortest_paths};
pub use person::{Lent, Who};
pub use propose::{Ground, ProposeError, has_faults, propose, rehearse};
pub use publish::{PublishError, publish, read_sound};
pub use publish_proposal::{DecideProposalError, publish_proposal};
pub use recuse::{is_recused, list_recused, recuse};
pub use refuse_proposal::refuse_proposal;
pub use staff::staff;
pub use standing::{Standing, list_standings};
pub use store::{
    Event, Instance, Proposal, ProposalStage, ProposalStep, RecordedApproval, Timer, TimerKind, Wait, WaitFilter, WaitKey, approvals,
    are_one_person, arm_timer, count_to_decide, count_waits, definition, delete_waits_left, end_timer, end_timers_left, find_event_by_key,
    find_open_proposal, find_open_timer, find_published, insert_waits, instance, is_version_taken, list_due_timers, list_events,
    list_open_proposals, list_open_timers, list_proposals, list_published_names, list_unlisted, list_waits, list_waits_of, proposal,
    stands_since, state, take_unlisted, verify,
};
pub use words::needs;
pub use write::to_toml;
