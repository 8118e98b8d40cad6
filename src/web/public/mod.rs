//! Pages for everybody, one file per noun.

mod about;
mod account;
mod asking;
mod awards;
pub(super) mod draws;
pub mod eligibility;
pub mod errors;
mod health;
pub mod help;
mod home;
mod link;
mod mailbox_link;
mod mailbox;
mod moved;
pub mod opportunities;
mod panel_link;
mod part_link;
mod questions;
mod session;
pub(super) mod sign_in;
mod sign_link;
mod sign_up;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        home::routes(),
        about::routes(),
        asking::routes(),
        awards::routes(),
        draws::routes(),
        health::routes(),
        help::routes(),
        mailbox::routes(),
        opportunities::routes(),
        eligibility::routes(),
        questions::routes(),
        sign_in::routes(),
        sign_up::routes(),
        link::routes(),
        mailbox_link::routes(),
        sign_link::routes(),
        part_link::routes(),
        panel_link::routes(),
        account::routes(),
        session::routes(),
    ]
    .concat()
}
