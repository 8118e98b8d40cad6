//! What is done about an award after its costs were accepted, or after it was closed: a cost that turned out not to be allowed is
//! billed and collected; a closed award is opened again.
//!
//! ```text
//! asked ─→ billed ─→ settled        (bills; another person decides)
//!   └───→ refused
//! asked ─→ reopened, or refused     (reopenings; another person decides)
//! ```
//!
//! Invariants: nobody bills or reopens alone; no more is billed than was paid, no more collected than was billed; the budget is
//! not restored before the money is back (`cost.bill`, `cost.collect`).

mod ask_bill;
mod ask_reopening;
mod bill;
mod collect;
mod collect_line;
mod decide_bill;
mod decide_reopening;
mod facts;
pub mod policy;
mod reopening;
mod store;

pub use ask_bill::{AskBillError, NewBill, ask_bill, billable};
pub use ask_reopening::{AskReopeningError, ask_reopening};
pub use bill::{Bill, BillState, Receipt};
pub use collect::{CollectError, NewReceipt, collect};
pub use collect_line::{CollectLineError, collect_from_line};
pub use decide_bill::{DecideBillError, approve_bill, refuse_bill};
pub use decide_reopening::{DecideReopeningError, approve_reopening, refuse_reopening};
pub use facts::{AwardReopened, BillAsked, BillRefused, CostBilled, CostCollected, ReopeningAsked, ReopeningRefused};
pub use reopening::{Reopening, ReopeningState};
pub use store::{bill, count_bills_to_decide, list_bills, list_bills_of, list_receipts, list_reopenings, received};
