//! Opportunities on the desk: the list, one with its form, rubric and versions, and how an
//! officer makes its next version: from a file or in place, checked at every step, compared
//! with what is in force, looked at as an applicant sees it, and published.

mod answers;
mod import;
mod list;
mod order;
mod preview;
mod preview_plan;
mod revision;
mod settings;
mod show;
mod terms;
mod texts;
mod versions;
mod words;

use crate::people::FundRole;
use crate::web::access::STAFF;
use crate::web::{Access, Route, get, post};

const HERE: &str = "/desk/opportunities";
const READERS: Access = Access::Fund(STAFF);
const OFFICER: Access = Access::Fund(&[FundRole::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/opportunities", READERS, list::list),
        get("/desk/opportunities/import", OFFICER, import::ask),
        post("/desk/opportunities/import", OFFICER, import::look),
        get("/desk/opportunities/{slug}", READERS, show::show),
        post("/desk/opportunities/{slug}/publish", OFFICER, show::publish),
        get("/desk/opportunities/{slug}/versions", READERS, versions::list),
        get("/desk/opportunities/{slug}/versions/{n}", READERS, versions::show),
        get("/desk/opportunities/{slug}/versions/{n}/definition.toml", READERS, versions::download),
        get("/desk/opportunities/{slug}/revision", OFFICER, revision::show),
        post("/desk/opportunities/{slug}/revision", OFFICER, revision::begin),
        get("/desk/opportunities/{slug}/revision/definition.toml", OFFICER, revision::download),
        post("/desk/opportunities/{slug}/revision/publish", OFFICER, revision::publish),
        post("/desk/opportunities/{slug}/revision/discard", OFFICER, revision::discard),
        get("/desk/opportunities/{slug}/revision/terms", OFFICER, terms::ask),
        post("/desk/opportunities/{slug}/revision/terms", OFFICER, terms::save),
        get("/desk/opportunities/{slug}/revision/form", OFFICER, order::show),
        post("/desk/opportunities/{slug}/revision/form", OFFICER, order::change),
        get("/desk/opportunities/{slug}/revision/texts/{part}", OFFICER, texts::ask),
        post("/desk/opportunities/{slug}/revision/texts/{part}", OFFICER, texts::save),
        get("/desk/opportunities/{slug}/revision/answers/{part}", OFFICER, answers::ask),
        post("/desk/opportunities/{slug}/revision/answers/{part}", OFFICER, answers::save),
        get("/desk/opportunities/{slug}/revision/preview", OFFICER, preview::whole),
        get("/desk/opportunities/{slug}/revision/preview/{question}", OFFICER, preview::question),
    ]
}

/// The address of a revision, or of a page below it.
fn revision_at(slug: &str, page: &str) -> String {
    format!("{HERE}/{slug}/revision{page}")
}
