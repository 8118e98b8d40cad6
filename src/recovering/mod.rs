//! What is done about an award after its costs were accepted, or after it was closed: a cost that turned out not to be allowed is
//! billed and collected; a closed award is opened again.
//!
//! ```text
//! asked ─→ billed ─→ settled        (bills; another person decides)
//!   └───→ refused                   (what is owed can be referred to debt collection: the award can be closed)
//! asked ─→ reopened, or refused     (reopenings; another person decides)
//! ```
//!
//! A bill names an expense, and its approval takes that much back of what was accepted of it: what was not paid yet is not owed
//! any more (`cost.bill` and `cost.offset`), what was paid the city owes.
//!
//! Invariants: nobody bills or reopens alone; accepted expenses are what the ledger says was spent, less what is billed and not
//! back; no more is asked back than was paid, no more collected than was billed; the budget is not restored before the money is
//! back (`cost.bill`, `cost.collect`).

mod ask_bill;
mod ask_reopening;
mod bill;
mod collect;
mod collect_line;
mod decide_bill;
mod decide_reopening;
mod facts;
pub mod policy;
mod refer_bill;
mod reopening;
mod store;

pub use ask_bill::{AskBillError, NewBill, ask_bill};
pub use ask_reopening::{AskReopeningError, ask_reopening};
pub use bill::{Bill, BillRow, BillState, Receipt, Referral, Way};
pub use collect::{CollectError, NewReceipt, collect};
pub use collect_line::{CollectLineError, confirm_line, propose_line};
pub use decide_bill::{DecideBillError, approve_bill, refuse_bill};
pub use decide_reopening::{DecideReopeningError, approve_reopening, refuse_reopening};
pub use facts::{
    AwardReopened, BillAsked, BillRefused, CostBilled, CostCollected, CostWithdrawn, DebtReferred, ReopeningAsked, ReopeningRefused,
};
pub use refer_bill::{ReferBillError, refer_bill};
pub use reopening::{Reopening, ReopeningState};
pub use store::{
    bill, count_bills_to_decide, find_referral, list_bill_rows_of, list_bills, list_bills_of, list_receipts, list_reopenings, received,
};
