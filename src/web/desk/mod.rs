//! Pages of fund staff and the auditor, one file per noun.

mod applications;
mod asking;
mod audit;
mod award_links;
mod bank;
mod bank_line;
mod bulk;
mod checks;
mod claims;
mod clearing;
mod closeouts;
mod deadline;
mod decisions;
mod disparity;
mod entries;
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
mod releases;
mod room;
mod runs;
mod search;
mod slate;
mod spending;
mod spending_tables;
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
        bank_line::routes(),
        clearing::routes(),
        spending::routes(),
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
