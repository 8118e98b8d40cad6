//! The API for programs, `/api/v1`, one file per noun.

use super::Route;

/// Every route of the API.
pub(super) fn routes() -> Vec<Route> {
    Vec::new()
}
