//! Applications on the desk: the list, the one page of truth, and the steps on a case.

mod asked;
mod blind;
mod choosing;
mod decision;
mod duplicates;
mod earlier;
mod entered;
mod export;
mod form;
mod list;
mod notes;
mod perform;
#[cfg(feature = "pdf")]
mod receipt;
mod received;
mod reviewer;
mod show;
mod slate;
mod step;
mod step_back;
mod workflow;

pub(super) use asked::Asked;
pub(in crate::web) use list::status;
pub(super) use list::{cells, columns};
pub(super) use perform::CHECKS;

use crate::web::Route;

pub(super) fn routes() -> Vec<Route> {
    [
        list::routes(),
        export::routes(),
        show::routes(),
        blind::routes(),
        duplicates::routes(),
        entered::routes(),
        notes::routes(),
        #[cfg(feature = "pdf")]
        receipt::routes(),
        received::routes(),
        reviewer::routes(),
        step_back::routes(),
        workflow::routes(),
        step::routes(),
    ]
    .concat()
}
