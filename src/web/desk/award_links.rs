//! The ways between the pages of one award, for whom each is open.

use crate::award::Award;
use crate::kernel::Id;
use crate::web::desk::checks;
use crate::web::doors::Doors;
use crate::web::sheet::{Link, Section};

/// Every page of the award that this person may open.
pub(super) fn links(doors: Doors<'_>, (reference, id): (&str, Id<Award>)) -> Vec<Link> {
    let all = [
        (format!("/desk/applications/{reference}"), "Case file"),
        (checks::href(reference), checks::TITLE),
        (format!("/desk/spending/{reference}"), "Spending"),
        (format!("/desk/payments?award={reference}"), "Payments"),
        (format!("/desk/amendments?award={reference}"), "Amendments"),
        (format!("/desk/closeouts/{reference}"), "Closeout"),
        (format!("/desk/ledger?award={id}"), "Ledger"),
        (format!("/desk/ledger/awards/{reference}"), "Financial report"),
        (format!("/desk/audit/award/{id}"), "Audit record of the award"),
    ];
    all.into_iter().filter_map(|(href, label)| doors.link(href, label)).collect()
}

/// The same as a part of the sheet at `here`, which does not name itself.
pub(super) fn of_award(doors: Doors<'_>, award: (&str, Id<Award>), here: &str) -> Section {
    links(doors, award)
        .into_iter()
        .filter(|link| link.href != here)
        .fold(Section::new("This award"), |section, link| section.link(link.href, link.label))
}
