//! Pages for everybody, one file per noun.

mod about;
mod awards;
pub mod errors;
mod health;
mod home;
mod mailbox;
pub mod opportunities;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        home::routes(),
        about::routes(),
        awards::routes(),
        health::routes(),
        mailbox::routes(),
        opportunities::routes(),
    ]
    .concat()
}
