//! The queries of lists of cases, and the rows of what is done to many of them.

mod cases;
mod work;

pub(super) use cases::{count_by_stage, count_overdue, list};
pub(super) use work::list_named;
