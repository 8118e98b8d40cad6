//! Rows and queries of this slice, one file per noun; the only files here that
//! name diesel.

mod bank_details;
mod batch;
mod funds;
mod matching;
mod payments;
mod prenotes;
mod proposals;
mod refunds;
mod returns;
mod runs;
mod transit;

pub use bank_details::{
    bank_details, count_unverified_bank_details, find_current_bank_details, list_current_bank_details, list_unverified_bank_details,
};
pub use funds::{Fund, StepRow, find_fund, list_funds, list_steps};
pub use matching::{RunOnTheWay, count_unmatched_lines, list_by_amount, list_runs_on_the_way};
pub use payments::{
    Which, count_due_by, count_payments, count_pending, find_payment_by_trace, find_request_form, list_awards_pending, list_ids_of_awards,
    list_payments, list_payments_by_id, list_pending_amounts, mark_returned, mark_settled, payment, payment_lines,
};
pub use prenotes::{find_prenote, list_prenotes, list_prenotes_of_run};
pub use proposals::bank_proposal;
pub use refunds::{Refund, list_refunds, refunded};
pub use returns::list_returns_of;
pub use runs::{BankFile, Download, KeptFile, count_runs, find_bank_file, find_open_test_run, list_downloads, list_runs, run};

pub(super) use bank_details::{
    change_sealed, insert_bank_details, list_sealed, mark_blocked, mark_confirmed, mark_prenoted, mark_verified,
};
pub(super) use batch::{Release, list_lines_of_run, list_programs_of_run, list_used_traces, mark_all_in_run, mark_all_released};
pub(super) use funds::{insert_fund, insert_step};
pub(super) use matching::mark_match_undone;
pub(super) use payments::{
    find_first_advance, insert_payment, last_trace_sequence, list_back_after_closing, mark_refused, mark_requested_again,
};
pub(super) use prenotes::{
    find_prenote_by_trace, insert_prenote, list_runs_without_trace, list_wanted, list_without_trace, mark_prenote_sent,
    mark_prenote_settled, mark_prenote_traced, prenote,
};
pub(super) use proposals::{
    change_sealed_proposal, find_proposal_of, insert_proposal, list_open_proposals, list_sealed_proposals, mark_proposal_decided,
};
pub(super) use refunds::insert_refund;
pub(super) use returns::{insert_return, list_open_returns, mark_return_decided, mark_return_overtaken, return_proposal};
pub(super) use runs::mark_released as mark_run_released;
pub(super) use runs::{
    change_kept_file, count_files_since, find_kept_file, insert_bank_file, insert_download, insert_run, list_kept_files, mark_approved,
    mark_cancelled, next_run_number,
};
pub(super) use transit::{LateBy, count_late, list_late};
