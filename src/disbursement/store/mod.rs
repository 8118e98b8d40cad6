//! Rows and queries of this slice, one file per noun; the only files here that
//! name diesel.

mod bank_details;
mod funds;
mod matching;
mod payments;
mod refunds;
mod runs;

pub use bank_details::{bank_details, count_unverified_bank_details, find_current_bank_details, list_unverified_bank_details};
pub use funds::{Fund, StepRow, find_fund, list_funds, list_steps};
pub use matching::{list_by_amount, list_runs_on_the_way};
pub use payments::{
    Which, count_payments, count_released_by, find_payment_by_trace, list_ids_of_awards, list_payments, list_pending_amounts, payment,
    payment_lines,
};
pub use refunds::{Refund, list_refunds, refunded};
pub use runs::{BankFile, count_runs, find_bank_file, list_runs, run};

pub(super) use bank_details::{insert_bank_details, mark_blocked, mark_verified};
pub(super) use funds::{insert_fund, insert_step};
pub(super) use matching::mark_match_undone;
pub(super) use payments::{
    Release, insert_payment, last_trace_sequence, mark_in_run, mark_refused, mark_released, mark_requested_again, mark_returned,
    mark_settled,
};
pub(super) use refunds::insert_refund;
pub(super) use runs::mark_released as mark_run_released;
pub(super) use runs::{count_files_since, insert_bank_file, insert_run, mark_approved, mark_cancelled, next_run_number};
