//! The double entry engine: chart and posting rules as dated data, an immutable
//! journal on a budgetary and a proprietary track, limits that count
//! reservations, and reads for pages and reports. It knows no grant: fund,
//! program, award and category are opaque values declared by the chart.
//!
//! ```text
//! slice ── Command ──▶ post ──▶ expand (rules) ──▶ decide (pure) ──▶ store ──▶ Receipt
//!                                                     └── Refused{code} ──▶ remembered with its key
//! ```
//!
//! Invariants: every journal balances per track and layer; no row of the log
//! ever changes; no account breaks its limit, counting pending amounts; a key
//! has one outcome; corrections are reversals. `verify` proves them from the rows.

mod account;
mod canonical;
mod chart;
mod checkpoint;
mod command;
mod decide;
mod expand;
mod financial_report;
mod hold;
mod install;
mod leaf;
mod note;
mod period;
mod position;
mod post;
mod post_all;
mod read;
mod rehearse;
mod rejection;
mod reverse;
mod rulebook;
mod rules;
mod source;
mod status;
mod store;
mod tie_point;
pub mod tree;
mod verify;
mod verify_authority;
mod verify_seals;
mod year;

pub use account::{AccountKey, Balance, Dimension, Dims, Layer, Limit, Side, Track};
pub use chart::{Category, Chart, ChartAccount, Role};
pub use checkpoint::{Checkpoint, Inclusion, count_journals, latest_checkpoint, make_checkpoint, prove_consistency, prove_inclusion};
pub use command::{Approval, Carried, Command, HoldId, Leg};
pub use decide::{Draft, DraftHold, DraftLine, View, decide};
pub use expand::{Line, Pair, Wanted, expand};
pub use financial_report::{FinancialReport, ReportLine, financial_report};
pub use hold::{Hold, Resolution};
pub use install::{InstallError, install, install_book};
pub use note::{NoteError, Signer, TreeHead, Verifier};
pub use period::{
    Period, PeriodError, PeriodState, PostingDay, Seal, close_period, list_periods, open_period, period, posting_day, reopen_period,
    seal_period,
};
pub use position::{
    AllotmentPosition, AsOf, AwardPosition, BILLED, CategoryPosition, FigureCodes, FundPosition, allotment_position, award_position,
    category_positions, codes_of, figure_codes, fund_position, position_of,
};
pub use post::{Journal, Receipt, post, post_by};
pub use post_all::post_all;
pub use read::{
    JournalEntry, JournalFilter, JournalLine, Statement, StatementLine, TrialLine, balance, due_holds, fund_and_program, journal,
    list_by_day, list_journals, open_holds, statement, trial_balance,
};
pub use rehearse::{RehearsedLine, rehearse};
pub use rejection::{Code, Refused, Rejection};
pub use reverse::Original;
pub use rulebook::{Adopted, Rulebook};
pub use rules::{HoldEffect, Rule, RuleLine, RuleSet, RuleSide, YEAR_END};
pub use source::SourceError;
pub use status::{FundStatus, StatusLine, fund_status};
pub use tie_point::{TiePoint, Untied};
pub use verify::{Fault, Outside, Report, verify, verify_against};
pub use year::{YearError, adopt, list_adopted, year_end_legs};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[status::DEFINITION, financial_report::DEFINITION];
