//! What a city reports, on a schedule and at the end, and closing: the final report, its acceptance,
//! and the last look before an award is closed.
//!
//! ```text
//! owed ─→ submitted ─→ accepted ─→ (closed by `process`)
//!   │  ▲       └─→ returned ─┘
//!   │  └── more time
//!   └─→ waived
//! ```
//!
//! Invariant: what was sent is kept word for word with its SHA-256; a financial report is certified on the figures that the
//! official was shown, which are the ledger's.
//!
//! Invariant: an award is closed only when no expense is open, no advance is
//! unspent, no accepted cost unpaid and no bill undecided, and what the city owes on bills (131000) is paid or referred to debt
//! collection; `process` deobligates the rest with it, so that nothing is left in 470000, 480100, 480200 and 490100 (L22).

mod about;
mod accept_final_report;
mod ask_refund;
mod award_report;
mod certify;
mod close;
mod closing;
mod closing_facts;
mod deadlines;
mod decide_report;
mod facts;
mod late;
mod program_income;
mod remind_reports;
mod report;
mod report_facts;
mod reporting;
mod return_final_report;
mod schedule;
mod send_performance;
mod sf425;
mod store;
mod submit_final_report;
mod tick;

pub use accept_final_report::{AcceptFinalReportError, accept_final_report};
pub use ask_refund::{AskRefundError, ask_refund};
pub use award_report::{AwardReport, AwardReportState, Owed, ReportForm, ReportKind, Submission};
pub use certify::{CertifyError, NewCertification, certify, still_open};
pub use close::{CloseError, Closeout, close, obstacles};
pub use closing::{OpenBills, RefundRequest, Seal, Tick, Ticked};
pub use closing_facts::{AwardSealed, CloseoutItemTicked, RefundRequested};
pub use deadlines::due_on;
pub use decide_report::{DecideReportError, accept_award_report, ask_final_again, extend_report, return_award_report, waive_report};
pub use facts::{FinalReportAccepted, FinalReportReturned, FinalReportSubmitted};
pub use late::{ClosingStep, NextDay, count_late_to_close, list_late_to_close, next_day};
pub use program_income::{Income, IncomeUse, known_income};
pub use remind_reports::{list_reports_to_remind, remind_report};
pub use report::{FinalReport, ReportState};
pub use report_facts::{
    About, AwardReportAccepted, AwardReportReturned, PerformanceSent, ReportCertified, ReportDueSoon, ReportExtended, ReportOverdue,
    ReportWaived, ReportsScheduled,
};
pub use reporting::{Closing, Debts, Financial, Frequency, Interim, Reporting, reporting};
pub use return_final_report::{ReturnFinalReportError, return_final_report};
pub use schedule::{count_overdue, count_overdue_among, count_submitted, list_overdue, list_unscheduled, make_schedule};
pub use send_performance::{Performance, SendPerformanceError, send_performance};
pub use sf425::{FigureLine, Figures, HeaderItem, Indirect, figures, numbers_of_city};
pub use store::{
    Among, Listed, award_report, count_final_reports, final_report_states, find_closeout, find_final_report, insert_seal,
    list_award_reports, list_awards_reported, list_closeouts, list_open_reports, list_refund_requests, list_seals, list_submissions,
    list_ticks, list_unsettled, open_bills,
};
pub use submit_final_report::{ActivityNarrative, NewFinalReport, SubmitFinalReportError, submit_final_report};
pub use tick::{TickError, tick};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[deadlines::DEFINITION, reporting::DEFINITION];
