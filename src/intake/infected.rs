//! A virus was found in a file after it was attached, or in a signed page: the city is told, and the fund's officers if
//! the application was received. The file stays in its place, so that everybody sees what happened;
//! it cannot be opened, and nothing is submitted with it.

use super::facts::FileInfected;
use super::{Application, enter, store};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::outbox::{self, Side};
use crate::people::{Actor, FundRole, account};

/// What the page that an official signed is called among the files of an application.
const SIGNED_PAGE: &str = "signed-page";

/// Tells of what was found in the bytes of `sha256`, once for every application that has them;
/// how many there are.
///
/// # Errors
/// The database's refusal.
pub fn report_infected(tx: &mut Tx<'_>, sha256: &str, finding: &str) -> Result<usize, Error> {
    let attached = store::list_attached(tx, sha256)?.into_iter().map(|file| (file.application, file.slot, file.name));
    let pages = signed_pages(tx, sha256)?.into_iter().map(|(id, name)| (id, SIGNED_PAGE.to_owned(), name));
    let places: Vec<_> = attached.chain(pages).collect();
    for (id, slot, name) in &places {
        let application = store::application(tx, *id)?;
        let city = store::city(tx, application.city)?;
        let fact = FileInfected {
            application: application.id.text(),
            reference: application.reference.clone(),
            title: application.shown_title().to_owned(),
            city: city.full_name.clone(),
            slot: slot.clone(),
            name: name.clone(),
            sha256: sha256.to_owned(),
            finding: finding.to_owned(),
            was_received: application.submitted_at.is_some(),
        };
        let mut told = enter::list_told(tx, &application)?;
        if fact.was_received {
            let officers = account::list_open_to(tx, *id, &[FundRole::ProgramOfficer])?;
            told.extend(officers.iter().map(|officer| officer.recipient(Side::Fund)));
        }
        audit::record(tx, &Actor::system().doer(), &fact)?;
        outbox::announce(tx, &fact, &told)?;
    }
    Ok(places.len())
}

/// The signed pages with these bytes: those that are kept now, and those that certified what was received, though another
/// was kept since. Each application once.
fn signed_pages(conn: &mut Conn, sha256: &str) -> Result<Vec<(Id<Application>, String)>, Error> {
    let mut pages = store::list_signed_with(conn, sha256)?;
    for submission in store::list_entered_naming(conn, sha256)? {
        let page = submission.received()?.certification.on_paper.filter(|page| page.sha256 == sha256);
        let is_new = pages.iter().all(|(id, _)| *id != submission.application);
        pages.extend(page.filter(|_| is_new).map(|page| (submission.application, page.page)));
    }
    Ok(pages)
}
