//! Spending over all awards: figures told apart by one thing and narrowed in the address, what they are made of,
//! how old open advances are, what is unspent near its end, and each of them as a file.

mod asked;
mod file;
mod known;
mod lines;
mod made_of;
mod show;
mod watch;

pub(in crate::web::desk) use asked::Asked;
pub(in crate::web::desk) use known::Known;

use crate::people::FundRole;
use crate::web::{Access, Route, get, post};

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const HERE: &str = "/desk/spending";
const LINES: &str = "/desk/spending/lines";
const BUDGETS: &str = "/desk/spending/budgets";
const HELD: &str = "/desk/spending/activities";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(HERE, READERS, show::show),
        get(LINES, READERS, lines::show),
        get(BUDGETS, READERS, made_of::budgets),
        get(HELD, READERS, made_of::activities),
        get(watch::ADVANCES, READERS, watch::advances),
        get(watch::ENDING, READERS, watch::ending),
        post("/desk/spending/export", READERS, file::export),
    ]
}
