//! What a virus scanner says about the bytes of a digest. Every file that is attached is noted as
//! waiting, also while no scanner is set, so that one that is set later finds it.
//!
//! Invariants: with a scanner, only what it found clean leaves the program; what was found infected
//! never does, with a scanner or without.

mod clamd;
mod store;

pub use clamd::{Scanner, Unreachable, Verdict};

use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// What is known of some bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ScanState {
    /// No scanner has looked yet.
    #[default]
    Waiting,
    /// A scanner found nothing.
    Clean,
    /// A scanner found something.
    Infected,
    /// The scanner could not look into them, several times.
    Failed,
}

/// The state, with what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// The state.
    pub state: ScanState,
    /// The name that the scanner gave to what it found, or why it could not look.
    pub finding: Option<String>,
}

impl Scan {
    /// Whether something was found.
    #[must_use]
    pub fn is_infected(&self) -> bool {
        self.state == ScanState::Infected
    }

    /// Whether the bytes may leave the program; `with_scanner` says whether a scanner is set.
    #[must_use]
    pub fn may_leave(&self, with_scanner: bool) -> bool {
        match self.state {
            ScanState::Clean => true,
            ScanState::Infected => false,
            ScanState::Waiting | ScanState::Failed => !with_scanner,
        }
    }

    /// The state in words; none where nothing is scanned.
    #[must_use]
    pub fn words(&self, with_scanner: bool) -> Option<String> {
        match self.state {
            ScanState::Infected => Some(format!("Virus found: {}. It cannot be opened", self.finding.as_deref().unwrap_or("unknown"))),
            _ if !with_scanner => None,
            ScanState::Waiting => Some("Waiting for the virus check".to_owned()),
            ScanState::Clean => Some("Virus check passed".to_owned()),
            ScanState::Failed => Some("Could not be checked for viruses, so it cannot be opened".to_owned()),
        }
    }
}

/// Tries before a file counts as one that cannot be scanned.
const TRIES: i32 = 3;
/// How long a file rests between two tries.
const REST: TimeDelta = TimeDelta::minutes(1);

/// Notes bytes that were kept as waiting, unless they are known; what is known of them.
///
/// # Errors
/// The database's refusal.
pub fn expect(tx: &mut Tx<'_>, sha256: &str) -> Result<Scan, Error> {
    if let Some(scan) = store::find_scan(tx, sha256)? {
        return Ok(scan);
    }
    store::insert_scan(tx, sha256)?;
    Ok(Scan::default())
}

/// What is known of these bytes.
///
/// # Errors
/// The database's refusal.
pub fn scan(conn: &mut Conn, sha256: &str) -> Result<Scan, Error> {
    Ok(store::find_scan(conn, sha256)?.unwrap_or_default())
}

/// What is known of each of these bytes; what is missing was never noted.
///
/// # Errors
/// The database's refusal.
pub fn scans(conn: &mut Conn, digests: &[String]) -> Result<BTreeMap<String, Scan>, Error> {
    store::list_scans(conn, digests)
}

/// Digests to be scanned at `now`, the longest waiting first.
///
/// # Errors
/// The database's refusal.
pub fn list_waiting(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<String>, Error> {
    store::list_waiting(conn, (now.plus(-REST), now), limit)
}

/// Notes what a scanner said. Gives the new state, or none if another worker was first; the row
/// guards itself, so that this is safe behind people's backs too.
///
/// # Errors
/// The database's refusal.
pub fn note(tx: &mut Tx<'_>, sha256: &str, verdict: &Verdict) -> Result<Option<Scan>, Error> {
    let Some((known, tries)) = store::find_tried(tx, sha256)?.filter(|(known, _)| known.state == ScanState::Waiting) else {
        return Ok(None);
    };
    let is_last = tries.saturating_add(1) >= TRIES;
    let scan = match verdict {
        Verdict::Clean => Scan { state: ScanState::Clean, finding: None },
        Verdict::Infected(name) => Scan { state: ScanState::Infected, finding: Some(name.clone()) },
        Verdict::Failed(why) if is_last => Scan { state: ScanState::Failed, finding: Some(why.clone()) },
        Verdict::Failed(why) => Scan { finding: Some(why.clone()), ..known },
    };
    Ok(store::change_scan(tx, sha256, &scan, tries)?.then_some(scan))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clean_files_leave_when_there_is_a_scanner() {
        let scan = |state| Scan { state, finding: None };
        let rows = [
            (ScanState::Waiting, false, true),
            (ScanState::Clean, true, true),
            (ScanState::Infected, false, false),
            (ScanState::Failed, false, true),
        ];
        for (state, with, without) in rows {
            assert_eq!((scan(state).may_leave(true), scan(state).may_leave(false)), (with, without), "{state}");
        }
    }

    #[test]
    fn without_a_scanner_nothing_is_said_but_of_a_virus() {
        let scan = |state| Scan { state, finding: Some("Eicar".into()) };
        assert_eq!(scan(ScanState::Waiting).words(false), None);
        assert_eq!(scan(ScanState::Clean).words(false), None);
        assert_eq!(scan(ScanState::Infected).words(false).as_deref(), Some("Virus found: Eicar. It cannot be opened"));
    }
}
