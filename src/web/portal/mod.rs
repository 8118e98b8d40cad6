//! Pages of cities, one file per noun.

pub(in crate::web) mod activities;
mod activity_list;
mod amend;
mod amendments;
mod appeal;
mod applications;
mod asked_now;
pub(in crate::web) mod attachments;
pub(in crate::web) mod attendees;
mod autosave;
pub(in crate::web) mod award_reports;
mod awards;
mod bank_details;
pub(in crate::web) mod budget;
mod cities;
mod city_history;
mod claims;
mod copy;
mod copy_plan;
mod conditions;
pub(in crate::web) mod expenses;
mod feedback;
mod filled_in;
mod held;
mod merge;
mod met;
mod money;
mod newer_version;
mod next;
mod officials;
mod part_versions;
mod partners;
mod payment_request;
mod payments;
mod plan_versions;
mod presence;
mod questions;
mod receipt;
#[cfg(feature = "pdf")]
mod receipt_pdf;
pub(in crate::web) mod reports;
mod signed_page;
mod start;
mod status;
pub(in crate::web) mod submit;
mod timeline;
mod todo;
mod typed_sheets;
mod withdraw;
mod workspace;
mod zone;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        awards::routes(),
        amendments::routes(),
        amend::routes(),
        met::routes(),
        payments::routes(),
        bank_details::routes(),
        money::routes(),
        held::routes(),
        payment_request::routes(),
        expenses::routes(),
        reports::routes(),
        award_reports::routes(),
        workspace::routes(),
        signed_page::routes(),
        start::routes(),
        cities::routes(),
        city_history::routes(),
        claims::routes(),
        officials::routes(),
        copy::routes(),
        newer_version::routes(),
        applications::routes(),
        status::routes(),
        feedback::routes(),
        receipt::routes(),
        #[cfg(feature = "pdf")]
        receipt_pdf::routes(),
        questions::routes(),
        autosave::routes(),
        asked_now::routes(),
        activity_list::routes(),
        activities::routes(),
        attendees::routes(),
        typed_sheets::routes(),
        budget::routes(),
        partners::routes(),
        copy_plan::routes(),
        attachments::routes(),
        submit::routes(),
        withdraw::routes(),
        appeal::routes(),
    ]
    .concat()
}
