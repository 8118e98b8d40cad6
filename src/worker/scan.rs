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
        done += usize::from(note(worker, &sha256, &verdict)?);
    }
    Ok(done)
}

/// Notes a verdict. One that has to be told is written in the strict way, so that a file that is
/// being attached at this moment is not overlooked.
fn note(worker: &WorkerContext, sha256: &str, verdict: &Verdict) -> Result<bool, Error> {
    let Verdict::Infected(finding) = verdict else {
        return Ok(worker.db.write_behind(|tx| scan::note(tx, sha256, verdict))?.is_some());
    };
    let places = worker.db.write(|tx| -> Result<_, Error> {
        let is_new = scan::note(tx, sha256, verdict)?.is_some();
        is_new.then(|| intake::report_infected(tx, sha256, finding)).transpose()
    })?;
    if let Some(places) = places {
        tracing::warn!(sha256, finding, places, "a virus was found in a file");
    }
    Ok(places.is_some())
}
