//! The queries of lists of cases, and the rows of what is done to many of them.

mod bulk;
mod cases;
mod releases;
mod work;

pub(super) use bulk::{bulk_run, insert_bulk_run, list_bulk_cases, mark_bulk_case};
pub(super) use cases::{count_by_stage, count_overdue, list};
pub(super) use releases::{
    count_decided, find_planned_release, find_waiting_letter, insert_release, list_decided, list_due_tellings, list_finished_releases,
    list_release_cases, list_releases, mark_all_cancelled, mark_release, mark_release_case, release,
};
pub(super) use work::list_named;
