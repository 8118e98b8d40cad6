//! What is known of the journal outside the program.

use super::READERS;
use crate::ledger::{self, Checkpoint};
use crate::locale::format::{datetime, number};
use crate::web::fields::SummaryRow;
use crate::web::sheet::Section;
use crate::web::{App, Problem, Route, files, get, see_other};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/checkpoint", READERS, download)]
}

/// The latest note, on the page of the ledger.
pub(super) fn section(noted: Option<Checkpoint>, zone: Tz) -> Section {
    let section = Section::new("Checkpoint");
    match noted {
        None => section.text("The journal was not noted yet. It is noted once a day, and each note goes to the auditors."),
        Some(noted) => section
            .text("Once a day the journal is noted as it stands. The note is signed and goes to the auditors, so that nothing before it can be rewritten.")
            .facts(vec![
                SummaryRow::new("Journals", &number(noted.size)),
                SummaryRow::new("Noted at", &datetime(noted.made_at, zone)),
                SummaryRow::new("Root", &noted.root),
            ])
            .link("/desk/ledger/checkpoint", "Download the signed note"),
    }
}

/// The latest signed note, as its bytes are.
async fn download(app: Data<App>) -> Result<HttpResponse, Problem> {
    let Some(noted) = app.read(ledger::latest_checkpoint).await? else { return Ok(see_other("/desk/ledger")) };
    Ok(files::download(&format!("ledger-checkpoint-{}.txt", noted.size), "text/plain; charset=utf-8", noted.note))
}
