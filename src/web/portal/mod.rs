//! Pages of cities, one file per noun.

mod activities;
mod applications;
mod attachments;
mod awards;
mod budget;
mod cities;
pub(in crate::web) mod expenses;
mod payments;
mod questions;
mod reports;
mod submit;
mod workspace;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        awards::routes(),
        payments::routes(),
        expenses::routes(),
        reports::routes(),
        workspace::routes(),
        cities::routes(),
        applications::routes(),
        questions::routes(),
        activities::routes(),
        budget::routes(),
        attachments::routes(),
        submit::routes(),
    ]
    .concat()
}
