//! The virus check: asks the scanner about every file that waits, outside of any transaction, and
//! notes each verdict together with what has to be told.

use super::WorkerContext;
use crate::db::Error;
use crate::files::scan::{self, Verdict};
use crate::intake;

/// Files in one round.
const BATCH: i64 = 20;

/// Scans what waits. A scanner that does not answer ends the round; everything goes on waiting.
pub(super) fn round(worker: &WorkerContext) -> Result<usize, Error> {
    let Some(scanner) = &worker.scanner else { return Ok(0) };
    let now = worker.db.clock().now();
    let mut done = 0;
    for sha256 in worker.db.read(|conn| scan::list_waiting(conn, now, BATCH))? {
        let verdict = match worker.files.read(&sha256) {
            Err(e) => Verdict::Failed(e.to_string()),
            Ok(bytes) => match scanner.scan(&bytes) {
                Ok(verdict) => verdict,
                Err(e) => {
                    tracing::error!(error = %e, "files wait for the virus check and cannot be opened");
                    return Ok(done);
                }
            },
        };
        if let Verdict::Failed(why) = &verdict {
            tracing::warn!(sha256, why, "a file could not be checked for viruses");
        }
        let is_new = worker.db.write_behind(|tx| -> Result<bool, Error> {
            let Some(noted) = scan::note(tx, &sha256, &verdict)? else { return Ok(false) };
            if noted.is_infected() {
                let places = intake::report_infected(tx, &sha256, noted.finding.as_deref().unwrap_or_default())?;
                tracing::warn!(sha256, finding = noted.finding, places, "a virus was found in a file");
            }
            Ok(true)
        })?;
        done += usize::from(is_new);
    }
    Ok(done)
}
