//! Pages of reviewers and panel chairs, one file per noun.

mod abstain;
mod autosave;
mod conflict;
mod conflicts;
mod coverage;
mod matrix;
mod declaration;
mod distribution;
mod meetings;
mod membership;
mod notices;
mod queue;
mod review_page;
mod reviews;
mod rubric_form;
mod score_sheet;

use super::Route;

/// Every route of this audience.
pub(super) fn routes() -> Vec<Route> {
    [
        queue::routes(),
        membership::routes(),
        meetings::routes(),
        declaration::routes(),
        conflicts::routes(),
        conflict::routes(),
        reviews::routes(),
        autosave::routes(),
        abstain::routes(),
        distribution::routes(),
        score_sheet::routes(),
    ]
    .concat()
}
