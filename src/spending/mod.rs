//! What cities spend: expenses with receipts, per activity (a training course, a
//! conference) and category. The city submits, an officer accepts, questions or
//! disallows; accepted cost moves in the ledger at that moment.
//!
//! ```text
//! submitted ─→ accepted            (advance liquidated, the rest becomes a claim)
//!   ▲    ├───→ questioned ─→ submitted again
//!   └────┴───→ disallowed
//! ```
//!
//! Invariants: an expense lies in the period of performance, in a category of the
//! award and within what the award still holds for it; it is accepted once, by
//! somebody who did not submit it (L23; `docs/INVARIANTS.md`).

mod accept;
pub mod audience;
mod decide;
mod expense;
mod facts;
pub mod policy;
mod store;
mod submit;

pub use accept::{AcceptError, accept};
pub use decide::{DecideError, disallow, question};
pub use expense::{Expense, ExpenseState, Receipt};
pub use facts::{ExpenseAccepted, ExpenseDisallowed, ExpenseQuestioned, ExpenseSubmitted};
pub use store::{Which, count_expenses, count_open, expense, list_expenses, open_expense};
pub use submit::{NewExpense, SubmitExpenseError, submit_expense};
