//! The queries of lists of cases, and the rows of what is done to many of them.

mod bulk;
mod cases;
mod people;
mod releases;
mod work;

pub(super) use bulk::{bulk_run, insert_bulk_run, list_bulk_cases, mark_bulk_case};
pub(super) use cases::{count_by_stage, count_overdue, list, list_by_city, list_by_reference, list_stages, list_stages_of};
pub(super) use people::list_people;
pub(super) use releases::{
    count_decided, find_planned_release, find_waiting_letter, insert_release, list_decided, list_due_tellings, list_finished_releases,
    list_release_cases, list_releases, mark_all_cancelled, mark_release, mark_release_case, release,
};
pub(super) use work::list_named;

diesel::define_sql_function! {
    /// Small letters, as the indexes of names have them.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
