//! What cities spend: expenses with payee and receipt, per activity (a training course, a conference) and category. The
//! city submits, one by one or in a file; what is found about an expense is flagged with its citation; an officer
//! accepts, wholly or in part, questions or disallows. Accepted cost moves in the ledger at that moment.
//!
//! ```text
//! submitted ─→ accepted            (advance liquidated, the rest becomes a claim, a part may not be allowed)
//!   ▲    ├───→ questioned ─→ submitted again
//!   └────┴───→ disallowed
//! ```
//!
//! Invariants: an expense lies in a category of the award and within what the award still holds; it is accepted once, by
//! somebody who did not submit it, with every flag answered; advance, claim and what is not allowed add up to it
//! (L23, E1–E4; `docs/INVARIANTS.md`).

mod accept;
pub mod audience;
mod check;
mod currency;
mod decide;
mod expense;
mod facts;
mod flags;
mod import;
mod overdue;
pub mod policy;
mod store;
mod submit;
mod take_back;
mod travel_rates;

pub use accept::{AcceptError, Judgement, accept, allow_in_part, judge, most_acceptable, words_for_most};
pub use check::NewExpense;
pub use currency::{Foreign, ForeignInput};
pub use decide::{DecideError, disallow, question};
pub use expense::{Expense, ExpenseState, Receipt};
pub use facts::{
    ExpenseAccepted, ExpenseDisallowed, ExpensePartlyAllowed, ExpenseQuestioned, ExpenseSubmitted, ExpenseTakenBack, ExpensesImported,
    FlagsAnswered, RatesKept, ReceiptAdded,
};
pub use flags::{Answer, Compared, Flag, FlagKind, RateNote, compare_with_rates};
pub use import::{
    COLUMNS as IMPORT_COLUMNS, ImportError, ImportFault, ImportRow, Looked, LookedRow, MOST_BYTES as MOST_IMPORT_BYTES, Outcome,
    keep as keep_import, look as look_at_import, read as read_import,
};
pub use overdue::overdue_answers;
pub use store::{
    Which, accepted_by_activity, count_expenses, count_open, count_unanswered, expense, list_accepted, list_expense_journals,
    list_expenses, list_flags, list_flags_of_award, list_named_receipts, list_twins, open_expense,
};
pub use submit::{SubmitExpenseError, add_receipt, submit_expense};
pub use take_back::{TakeBackError, Taken, take_back};
pub use travel_rates::{RatesError, enter_rate, import_rates};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[flags::DEFINITION];
