//! “What needs me today”: the worklist of the viewer's roles, as a page and as a file.

mod asked;
mod file;
mod list;

use crate::web::Route;

pub(super) fn routes() -> Vec<Route> {
    [list::routes(), file::routes()].concat()
}
