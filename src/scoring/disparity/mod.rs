//! Whether groups succeed alike: the share of each group that was selected with its interval, the
//! four-fifths ratio against the group with the highest share, and Fisher's exact test. Groups with
//! too few to judge are counts alone. Pure; flags are decided in whole numbers, never by a rounded share.

mod compare;
mod fisher;
mod report;
mod table;
#[cfg(test)]
mod tests;
mod wilson;

pub use compare::{Against, Counts, MOST, Rate, Standing, Terms, compare};
pub use report::{Report, report};
pub use table::{Table, TableError, read};
