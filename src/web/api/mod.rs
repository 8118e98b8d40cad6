//! The API for programs, `/api/v1`, one file per noun.

mod applications;
mod me;

use super::Route;

/// Every route of the API.
pub(super) fn routes() -> Vec<Route> {
    [applications::routes(), me::routes()].concat()
}
