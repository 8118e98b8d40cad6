//! Rows and queries of this slice, one file per noun; the only files here that name diesel.

mod asides;
mod assertions;
mod exceptions;
mod matches;
mod proposals;
mod received;
mod statements;

pub use asides::AsideRow;
pub use assertions::{Assertion, list_assertions};
pub use exceptions::ExceptionRow;
pub use matches::{MatchRow, list_matches};
pub use proposals::{Proposal, ProposalRow};
pub use received::{Received, list_shown};
pub use statements::{BankLine, LineRow, Statement, StatementRow, list_statements, list_statements_before};

pub(super) use asides::{insert_aside, list_asides, mark_aside_taken_back};
pub(super) use assertions::insert_assertion;
pub(super) use exceptions::{
    FoundIn, InboxFile, NewException, count_open_exceptions, exception, has_inbox_file, insert_exception, insert_inbox_file,
    list_open_exceptions, mark_exception_settled,
};
pub(super) use matches::{NewMatch, find_return_journal, insert_match, is_shown, list_pairs};
pub(super) use proposals::{
    NewProposal, find_open_proposal, insert_proposal, list_open_of_award, list_open_proposals, mark_proposal_decided, proposal,
};
pub(super) use received::list_received;
pub(super) use statements::{
    NewStatement, accounts_known, first_statement, fund_of_account, has_statement, insert_line, insert_statement, known_references,
    latest_statements, line, lines_of_account, list_lines, list_lines_by_id, list_lines_of, list_of_file, list_set_aside, list_unmatched,
    statement,
};
