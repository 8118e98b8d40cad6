//! Workflows on the desk: what is in use, how it is drawn and said in words, and how one person
//! changes it and another publishes the change. Cases that run stay on their version.

mod edit;
mod file;
mod list;
mod preview;
mod proposal;
mod show;
pub(super) mod words;

use crate::web::{Access, Route, get, post};
use crate::workflow::{Vocabulary, policy};
use crate::{letters, process};

const HERE: &str = "/desk/workflows";
const READERS: Access = Access::Fund(policy::READERS);
const PROPOSERS: Access = Access::Fund(policy::PROPOSERS);
const DECIDERS: Access = Access::Fund(policy::DECIDERS);

/// What a definition may refer to, with the letters there are.
fn vocabulary() -> Vocabulary {
    Vocabulary { letters: letters::list(), ..process::vocabulary() }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/workflows", READERS, list::list),
        get("/desk/workflows/proposals/{id}", READERS, proposal::show),
        post("/desk/workflows/proposals/{id}/publish", DECIDERS, proposal::publish),
        post("/desk/workflows/proposals/{id}/refuse", DECIDERS, proposal::refuse),
        get("/desk/workflows/{name}", READERS, show::show),
        get("/desk/workflows/{name}/definition.toml", READERS, show::download),
        get("/desk/workflows/{name}/propose", PROPOSERS, edit::ask),
        post("/desk/workflows/{name}/propose", PROPOSERS, edit::look),
        get("/desk/workflows/{name}/propose/file", PROPOSERS, file::ask),
        post("/desk/workflows/{name}/propose/file", PROPOSERS, file::look),
        post("/desk/workflows/{name}/proposals", PROPOSERS, preview::propose),
    ]
}
