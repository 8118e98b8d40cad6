//! Which applications to fund: the exact choice of the most value within a budget, with
//! floors and caps by group and partial amounts at stated levels; its proof, its check,
//! what each rule costs, what more money would buy and who is next. Pure.

mod bound;
mod check;
mod choose;
mod conflict;
mod explain;
mod improve;
mod number;
mod plan;
mod problem;
mod report;
mod rule;
mod search;
mod simplex;
mod table;
mod ties;
#[cfg(test)]
mod tests;
mod vector;

pub use check::{Breach, Sum, check};
pub use choose::{Request, Slate, SlateError, choose, choose_within, limits};
pub use conflict::Contradiction;
pub use explain::{Between, Explanation, MOST_RUNNERS_UP, NEXT_MONEY, Next, Price, RunnerUp, explain, explain_within};
pub use number::{NumberError, Scale};
pub use report::{Report, report};
pub use rule::{Limit, Rule, RuleError, Side};
pub use table::{Application, Award, MOST_BYTES, Table, TableError, read};
