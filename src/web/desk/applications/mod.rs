//! Applications on the desk: the list, the one page of truth, and the steps on a case.

mod decision;
mod form;
mod list;
mod perform;
mod reviewer;
mod show;
mod step;
mod workflow;

pub(in crate::web) use list::status;

use crate::web::Route;

pub(super) fn routes() -> Vec<Route> {
    [list::routes(), show::routes(), reviewer::routes(), workflow::routes(), step::routes()].concat()
}
