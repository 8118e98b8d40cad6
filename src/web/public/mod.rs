//! Pages for everybody, one file per noun.

pub mod errors;
mod health;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [health::routes()].concat()
}
