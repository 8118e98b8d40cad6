//! Pages of fund staff and the auditor, one file per noun.

mod amendments;
mod amend;
mod applications;
mod asking;
mod audit;
mod award_links;
mod bank;
mod bank_aside;
mod bank_details;
mod bank_line;
mod bank_proposal;
mod bulk;
mod checks;
mod claims;
mod clearing;
mod closeout_steps;
mod closeouts;
mod collections;
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
mod payment_list;
mod payment_return;
mod payments;
mod people;
mod periods;
mod ranking;
mod rates;
mod recoveries;
mod releases;
mod reports;
mod room;
mod run_choice;
mod run_form;
mod runs;
mod search;
mod slate;
mod spending;
mod spending_tables;
mod test_entries;
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
        amendments::routes(),
        amend::routes(),
        payment_list::routes(),
        payments::routes(),
        payment_return::routes(),
        runs::routes(),
        test_entries::routes(),
        bank::routes(),
        bank_line::routes(),
        bank_proposal::routes(),
        bank_aside::routes(),
        clearing::routes(),
        bank_details::routes(),
        expenses::routes(),
        tracking::routes(),
        spending::routes(),
        events::routes(),
        rates::routes(),
        closeouts::routes(),
        reports::routes(),
        recoveries::routes(),
        collections::routes(),
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
