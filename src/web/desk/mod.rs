//! Pages of fund staff and the auditor, one file per noun.

mod applications;
mod decisions;
mod home;
mod mail;
mod ranking;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [home::routes(), applications::routes(), ranking::routes(), decisions::routes(), mail::routes()].concat()
}
