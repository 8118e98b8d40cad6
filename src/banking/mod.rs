//! What the bank says: statements in four formats, returns and notices of change, what each line stands for, and whether
//! the bank and the books agree (docs/BANK.md).
//!
//! ```text
//! file → statement → lines ─→ matched by a rule ─→ payment settled · return shown · refund recorded
//!                         ├→ by hand: proposed by one, confirmed by another
//!                         ├→ no payment of a city: set aside with a reason, until that is taken back
//!                         └→ exception: it cannot be posted, or is dated in the future
//! file → returns, notices ─→ payment returned · change proposed · test entry settled
//!                         └→ exception, until somebody settles it
//! ```
//!
//! Invariants: a file is taken whole or not at all, and once; a line stands for a payment once; what no rule settles is
//! posted by two people or not at all; a closing balance is what the books say and the listed items, to the cent.

mod bai2;
mod by_hand;
mod camt053;
mod cheques;
mod clearing;
mod corrected;
mod csv_file;
mod facts;
mod import;
mod line;
mod match_lines;
mod money_in;
mod ofx;
mod open;
mod recognise;
mod recorded;
mod returns;
mod set_aside;
mod settle;
mod settle_exception;
mod store;

pub use by_hand::{ByHandError, confirm_match, propose_match, refuse_match};
pub use clearing::{Exception, Item, ItemKind, Proof, in_transit, late, proof_of, proofs};
pub use facts::{
    ExceptionSettled, LineRefunded, LineSetAside, LineTakenBack, LineTied, MatchDecided, MatchProposed, ReturnsImported, StatementImported,
};
pub use import::{ImportError, Imported, NewFile, TypedLine, import_file, import_statement, type_line};
pub use line::{Format, account_words};
pub use money_in::{ForBill, MoneyInError, confirm_refund, propose_for_bill, propose_refund, take_for_bill};
pub use open::{
    OpenLine, Proposed, Waiting, count_exceptions, count_proposals, count_unmatched_lines, find_proposal, list_exceptions,
    list_lines_set_aside, list_lines_to_match, list_open_lines, list_proposals, list_proposed, list_proposed_for, list_unmatched_lines,
    open_exception, open_file, open_line, open_proposal, open_statement,
};
pub use recorded::{TieError, list_recorded_within, recorded_already, tie_line, tie_new};
pub use returns::ReturnsError;
pub use set_aside::{SetAsideError, set_line_aside, take_line_back};
pub use settle::{SettleError, not_ahead};
pub use settle_exception::{SettleExceptionError, settle_exception};
pub use store::{
    AsideRow, Assertion, BankLine, ExceptionRow, LineRow, MatchRow, Proposal, ProposalRow, Received, Statement, StatementRow,
    list_assertions, list_shown, list_statements, list_statements_before,
};
