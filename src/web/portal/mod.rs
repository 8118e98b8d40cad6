//! Pages of cities, one file per noun.

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    Vec::new()
}
