//! Pages of reviewers and panel chairs, one file per noun.

mod conflict;
mod coverage;
mod declaration;
mod membership;
mod notices;
mod queue;
mod reviews;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [queue::routes(), membership::routes(), declaration::routes(), conflict::routes(), reviews::routes()].concat()
}
