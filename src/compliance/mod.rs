//! What a city owes at the end, and closing: the final report, its acceptance,
//! and the last look before an award is closed.
//!
//! ```text
//! submitted ─→ accepted ─→ (closed by `process`)
//!   ▲   └─→ returned ─┘
//! ```
//!
//! Invariant: an award is closed only when no expense is open, no advance is
//! unspent and no accepted cost unpaid; `process` deobligates the rest with it, so that nothing is left in 470000, 480100, 480200 and 490100 (L22).

mod accept_final_report;
mod close;
mod deadlines;
mod facts;
mod report;
mod return_final_report;
mod store;
mod submit_final_report;

pub use accept_final_report::{AcceptFinalReportError, accept_final_report};
pub use close::{CloseError, Closeout, close, obstacles};
pub use deadlines::due_on;
pub use facts::{FinalReportAccepted, FinalReportReturned, FinalReportSubmitted};
pub use report::{FinalReport, ReportState};
pub use return_final_report::{ReturnFinalReportError, return_final_report};
pub use store::{count_final_reports, find_closeout, find_final_report, list_closeouts, list_final_reports};
pub use submit_final_report::{ActivityNarrative, NewFinalReport, SubmitFinalReportError, submit_final_report};
