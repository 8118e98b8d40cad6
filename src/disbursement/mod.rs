//! Money on its way: the fund's own money, bank details, payments, runs, the
//! bank file, returns and refunds. What the bank says is read by `banking`.
//!
//! ```text
//! appropriated → apportioned → allotted            (funds)
//! entered → verified by a second person → cooled off → tested, where asked   (bank details; a return freezes)
//! requested → in a run → released → settled        (payments; a return undoes)
//! prepared → approved → released                   (runs; distinct people)
//! returned by a file, or by hand: recorded by one, confirmed by another
//! ```
//!
//! Invariants: a payment is released once (state, key, trace and ledger cap all
//! say so); who takes which step of a run is for its workflow to say (`run_workflow`);
//! an account number leaves the vault only into a bank file, which is kept sealed.

mod ach_check;
mod ach_read;
mod ach_record;
mod after_closing;
mod all_ready;
mod approve_run;
mod bank_details;
mod bank_facts;
mod bank_file;
mod bank_proposal;
mod bank_rules;
mod checkpoints;
mod confirm_bank_details;
mod decide_bank_change;
mod decide_return;
mod download;
mod enter_bank_details;
mod facts;
mod freeze;
mod funds;
mod gate;
mod held;
mod late;
mod leave;
mod nacha;
mod open;
mod opening;
mod opening_file;
mod payment;
mod periods;
pub mod policy;
mod posting;
mod prenote;
mod prepare_run;
mod prepare_test_run;
mod propose_bank_change;
mod propose_return;
mod refund;
mod refuse;
mod release_run;
mod request;
mod request_terms;
mod reseal;
mod return_codes;
mod return_facts;
mod return_payment;
mod return_proposal;
mod routing;
mod run;
mod run_facts;
mod run_workflow;
mod settle;
mod sf270;
mod store;
mod terms;
mod transit;
mod unpaid_reasons;
mod verify_bank_details;
mod ways;
mod year_facts;
mod years;

pub use ach_read::{AchAddenda, AchBatch, AchEntry, AchError, AchFile, read as read_ach};
pub use after_closing::list_back_after_closing;
pub use all_ready::{AllReady, sort_by_due};
pub use approve_run::{ApproveRunError, approve_run};
pub use bank_details::{AccountKind, BankDetails, Done, Source, obstacle};
pub use bank_facts::{
    AccountsResealed, BankConfirmAsked, BankConfirmed, BankFrozen, BankNoticeSetAside, BankProposed, PrenoteSent, PrenoteSettled,
};
pub use bank_file::open_bank_file;
pub use bank_proposal::{BankProposal, Decision, list_bank_proposals, notice_words, open_bank_proposal};
pub use bank_rules::{BankRules, PrenoteRule, SecondPerson};
pub use checkpoints::{SignerError, ledger_signer, make_checkpoint};
pub use confirm_bank_details::{ConfirmBankDetailsError, confirm_bank_details};
pub use decide_bank_change::{DecideBankChangeError, set_bank_change_aside, take_over_bank_change};
pub use decide_return::{DecideReturnError, confirm_return, refuse_return, withdraw_return};
pub use download::{DownloadError, download_file};
pub use enter_bank_details::{EnterBankDetailsError, NewBankDetails, enter_bank_details};
pub use facts::{
    AdvanceRefunded, BankDetailsChanged, BankVerified, FundStepRecorded, PaymentApproved, PaymentRefused, PaymentReleased,
    PaymentRequested, PaymentReturned, PaymentReturnedLate, PaymentSettled, PeriodChanged, RunCancelled, RunPrepared,
};
pub use freeze::freeze;
pub use funds::{NewStep, RecordStepError, Step, mistakes_in_step, record_step};
pub use gate::{blocks, books};
pub use held::{DueCounts, Held, count_open_due, list_held};
pub use late::{Counted, LateError, counted};
pub use open::{count_open_payments, count_open_runs, list_open_payments, list_open_runs, open_payment, open_run};
pub use opening::{Opening, OpeningError, open_fund};
pub use payment::{CategoryAmount, Payment, PaymentKind, PaymentState};
pub use periods::{CloseCheck, PeriodStep, PeriodStepError, change_period, checklist, open_period};
pub use posting::{about, legs};
pub use prenote::{Prenote, PrenoteState, mark_prenotes_sent, prenote_by_trace, prenotes_to_send, settle_prenote};
pub use prepare_run::{PrepareRunError, cancel_run, prepare_run, prepare_run_as, prepare_run_of_all};
pub use prepare_test_run::prepare_test_run;
pub use propose_bank_change::{NoticeOfChange, ProposeError, propose_bank_change};
pub use propose_return::{NewReturn, ProposeReturnError, propose_return};
pub use refund::{NewRefund, RefundError, check_refund_by_line, record_refund, refund_by_line};
pub use refuse::{RefuseError, refuse};
pub use release_run::{ReleaseRunError, release_run, release_run_as};
pub use request::{NewPayment, RequestError, available, request_payment, request_stated};
pub use request_terms::{DUE_SOON_DAYS, RequestTerms, request_terms};
pub use reseal::{ResealError, Resealed, SealedIn, reseal};
pub use return_codes::{BankCode, RETURN_CODES, bank_code};
pub use return_facts::{ReturnDecided, ReturnProposed};
pub use return_payment::{ReturnPaymentError, return_by_file};
pub use return_proposal::{ReturnOutcome, ReturnProposal, count_open_returns, list_open_returns, open_return};
pub use run::{Method, Run, RunState, RunTerms};
pub use run_facts::{BankFileDownloaded, PaymentByCheque, PaymentNotPaid};
pub use run_workflow::{RunSteps, run_steps};
pub use settle::{SettlePaymentError, settle_payment};
pub use sf270::{Books, FormLine, Misfit, Need, RequestForm, Stated};
pub use store::{
    BankFile, Download, Fund, KeptFile, Refund, RunOnTheWay, StepRow, Which, bank_details, count_unmatched_lines,
    count_unverified_bank_details, find_bank_file, find_current_bank_details, find_fund, find_open_test_run, find_payment_by_trace,
    find_prenote, find_request_form, list_by_amount, list_current_bank_details, list_downloads, list_funds, list_ids_of_awards,
    list_payments, list_payments_by_id, list_prenotes, list_prenotes_of_run, list_refunds, list_returns_of, list_runs_on_the_way,
    list_steps, list_unverified_bank_details, mark_returned, mark_settled, payment_lines, refunded,
};
pub use terms::{MatchDays, Terms, TermsError};
pub use transit::{count_late_payments, list_late_payments};
pub use unpaid_reasons::{UnpaidReason, unpaid_meaning, unpaid_reasons};
pub use verify_bank_details::{VerifyBankDetailsError, verify_after_prenote, verify_bank_details};
pub use year_facts::{FundOpened, FundYearClosed, RulesAdopted};
pub use years::{Unobligated, YearStepError, adopt_rules, close_year};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[
    terms::DEFINITION,
    request_terms::DEFINITION,
    return_codes::DEFINITION,
    unpaid_reasons::DEFINITION,
    ways::DEFINITION,
    run_workflow::DEFINITION,
];
