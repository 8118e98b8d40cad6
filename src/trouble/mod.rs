//! Trouble with the site: what somebody tells of it becomes evidence with its time, its
//! number and what the program knew, and an entry in the queue of the officers.
//!
//! ```text
//! reported ─→ answered
//! ```
//!
//! Whoever looks at more time for a city finds there what happened before the deadline, told
//! at the time. A report never changes; an answer is given once.

mod answer;
mod facts;
pub mod policy;
mod read;
mod report;
mod store;

pub use answer::{AnswerError, answer};
pub use facts::{TroubleAnswered, TroubleReported};
pub use read::{Filter, count_open, list, list_of_application, trouble};
pub use report::{Answer, NewTrouble, ReportError, Trouble, report};
