//! Who reviews what: so many reviews for every application, loads within their limits,
//! never a conflict, and the most affinity that is possible, exactly (design §8). Pure.
//! [`Table`] reads pairs, [`solve`] assigns, [`check`] judges the result without the
//! solver; pages make a [`Problem`] of their own.

mod canonical;
mod capacity;
mod chain;
mod check;
mod climb;
mod exchange;
mod explain;
mod fair;
mod grid;
mod network;
mod overlap;
mod plan;
mod problem;
mod report;
mod scale;
mod shake;
mod solve;
mod table;
#[cfg(test)]
mod tests;

pub use check::{Broken, Judged, check};
pub use explain::{Impossible, Remedy, Shortage, explain};
pub use fair::Fairness;
pub use plan::Plan;
pub use problem::{Application, LARGEST_AFFINITY, MOST_PAIRS, Pair, Problem, ProblemError, Reviewer, Rules};
pub use report::{Order, Report, ReportError, report};
pub use scale::{NumberError, Scale};
pub use shake::{Chance, ChanceError};
pub use solve::{Solution, SolveError, Wishes, solve};
pub use table::{MOST_BYTES, Table, TableError};
