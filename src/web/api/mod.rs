//! The API for programs, `/api/v1`, one file per noun.

mod applications;
mod attachments;
mod me;

use super::Route;

/// Every route of the API.
pub(super) fn routes() -> Vec<Route> {
    [applications::routes(), attachments::routes(), me::routes()].concat()
}
