//! Money on its way: the fund's own money, bank details, payments, runs, the
//! bank file, returns and refunds. What the bank says is read by `banking`.
//!
//! ```text
//! appropriated → apportioned → allotted            (funds)
//! entered → verified by a second person            (bank details)
//! requested → in a run → released → settled        (payments; a return undoes)
//! prepared → approved → released                   (runs; distinct people)
//! ```
//!
//! Invariants: a payment is released once (state, key, trace and ledger cap all
//! say so); nobody acts twice on one run beyond what the dated policy allows; an
//! account number leaves the vault only into a bank file.

mod approve_run;
mod bank_details;
mod checkpoints;
mod enter_bank_details;
mod facts;
mod funds;
mod nacha;
mod open;
mod opening;
mod opening_file;
mod payment;
mod periods;
pub mod policy;
mod posting;
mod prepare_run;
mod refund;
mod refuse;
mod release_run;
mod request;
mod return_codes;
mod return_payment;
mod routing;
mod run;
mod settle;
mod store;
mod terms;
mod verify_bank_details;
mod year_facts;
mod years;

pub use approve_run::{ApproveRunError, approve_run};
pub use bank_details::{AccountKind, BankDetails, Done};
pub use checkpoints::{SignerError, ledger_signer, make_checkpoint};
pub use enter_bank_details::{EnterBankDetailsError, NewBankDetails, enter_bank_details};
pub use facts::{
    AdvanceRefunded, BankDetailsChanged, BankVerified, FundStepRecorded, PaymentApproved, PaymentRefused, PaymentReleased,
    PaymentRequested, PaymentReturned, PaymentSettled, PeriodChanged, RunCancelled, RunPrepared,
};
pub use funds::{NewStep, RecordStepError, Step, mistakes_in_step, record_step};
pub use open::{count_open_payments, count_open_released_by, count_open_runs, list_open_payments, list_open_runs, open_payment, open_run};
pub use opening::{Opening, OpeningError, open_fund};
pub use payment::{CategoryAmount, Payment, PaymentKind, PaymentState};
pub use periods::{CloseCheck, PeriodStep, PeriodStepError, change_period, checklist, open_period};
pub use prepare_run::{PrepareRunError, cancel_run, prepare_run};
pub use refund::{NewRefund, RefundError, record_refund, refund_by_line};
pub use refuse::{RefuseError, refuse};
pub use release_run::{ReleaseRunError, release_run};
pub use request::{NewPayment, RequestError, available, request_payment};
pub use return_codes::{BankCode, RETURN_CODES, bank_code};
pub use return_payment::{ReturnPaymentError, return_by_file, return_payment};
pub use run::{Run, RunState};
pub use settle::{SettlePaymentError, settle_payment};
pub use store::{
    BankFile, Fund, Refund, StepRow, Which, bank_details, count_unverified_bank_details, find_bank_file, find_current_bank_details,
    find_fund, find_payment_by_trace, list_by_amount, list_funds, list_ids_of_awards, list_payments, list_refunds, list_runs_on_the_way,
    list_steps, list_unverified_bank_details, payment_lines, refunded,
};
pub use terms::{Terms, TermsError};
pub use verify_bank_details::{VerifyBankDetailsError, verify_bank_details};
pub use year_facts::{FundOpened, FundYearClosed, RulesAdopted};
pub use years::{Unobligated, YearStepError, adopt_rules, close_year};
