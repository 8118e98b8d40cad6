//! Pages of cities, one file per noun.

mod awards;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [awards::routes()].concat()
}
