//! Pages of cities, one file per noun.

mod awards;
pub(in crate::web) mod expenses;
mod payments;
mod reports;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [awards::routes(), payments::routes(), expenses::routes(), reports::routes()].concat()
}
