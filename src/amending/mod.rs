//! Amendments: changes of an award after its agreement was signed. The city asks (the fund may, for more or less money),
//! another person decides; what changes the money or the period is signed by the city's official before it takes effect.
//!
//! ```text
//! asked ─→ approved ─→ in force            (a change of budget or of person is in force with its approval)
//!   ├─→ returned, refused, withdrawn       (the next request is another amendment)
//! ```
//!
//! Invariants: one is under way at a time; what was asked never changes and is decided once, by another person (M1); a
//! budget in force adds up to the award, and the ledger moves with it in the same transaction (M2); no money moves away
//! that is paid, asked for or spent (M3). Transfers among categories are counted (`transfers.rs`).

mod amendment;
mod ask;
mod change;
mod decide;
mod facts;
mod policy;
mod read;
mod remind_conditions;
mod sign;
mod store;
mod take_effect;
mod tell;
mod text;
mod transfers;
mod withdraw;

pub use amendment::{Act, Amendment, AmendmentKind, Decision, Stage};
pub use ask::{AskError, NewAmendment, ask};
pub use change::{Move, moves};
pub use decide::{DecideError, approve, refuse, send_back};
pub use facts::{
    AmendmentApproved, AmendmentAsked, AmendmentInForce, AmendmentRefused, AmendmentReturned, AmendmentWithdrawn, ConditionDueSoon,
    ConditionOverdue, DueCondition, News,
};
pub use policy::{asks, may_decide, may_withdraw};
pub use read::{
    Shown, amendment, categories, count_waiting, find_open, free, list_of_award, list_settled, list_waiting, open_amendment,
    open_amendments, show, transferred,
};
pub use remind_conditions::{Reminder, list_to_remind, remind_condition};
pub use sign::{SignAmendmentError, sign_amendment};
pub use store::Listed;
pub use take_effect::EffectError;
pub use transfers::Transfers;
pub use withdraw::{WithdrawError, withdraw};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[text::DEFINITION, transfers::DEFINITION];
