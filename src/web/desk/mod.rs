//! Pages of fund staff and the auditor, one file per noun.

mod applications;
mod asking;
mod audit;
mod award_links;
mod bank;
mod bulk;
mod checks;
mod claims;
mod closeouts;
mod deadline;
mod decisions;
mod disparity;
mod entries;
mod events;
pub(in crate::web) mod expenses;
mod fact_words;
mod feedback;
mod funds;
mod home;
mod ledger;
mod loans;
mod lottery;
mod mail;
mod meetings;
mod opportunities;
mod panels;
mod payments;
mod people;
mod periods;
mod ranking;
mod rates;
mod releases;
mod room;
mod runs;
mod search;
mod slate;
mod spending;
mod spending_tables;
mod tracking;
mod trouble;
mod views;
mod waiting;
mod work;
mod workflows;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        home::routes(),
        deadline::routes(),
        room::routes(),
        trouble::routes(),
        asking::routes(),
        search::routes(),
        work::routes(),
        applications::routes(),
        views::routes(),
        checks::routes(),
        claims::routes(),
        panels::routes(),
        meetings::routes(),
        ranking::routes(),
        lottery::routes(),
        slate::routes(),
        disparity::routes(),
        feedback::routes(),
        decisions::routes(),
        releases::routes(),
        bulk::routes(),
        mail::routes(),
        entries::routes(),
        funds::routes(),
        payments::routes(),
        runs::routes(),
        bank::routes(),
        expenses::routes(),
        tracking::routes(),
        spending::routes(),
        events::routes(),
        rates::routes(),
        closeouts::routes(),
        ledger::routes(),
        periods::routes(),
        audit::routes(),
        people::routes(),
        loans::routes(),
        opportunities::routes(),
        workflows::routes(),
    ]
    .concat()
}
