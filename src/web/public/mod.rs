//! Pages for everybody, one file per noun.

mod about;
pub mod errors;
mod health;
mod home;
mod mailbox;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [home::routes(), about::routes(), health::routes(), mailbox::routes()].concat()
}
