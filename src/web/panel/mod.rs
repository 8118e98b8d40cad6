//! Pages of reviewers and panel chairs, one file per noun.

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    Vec::new()
}
