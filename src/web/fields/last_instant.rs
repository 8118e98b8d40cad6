//! The last instant for something, as its readers see it (`parts/last_instant`).

use crate::kernel::Timestamp;
use crate::locale::format;
use chrono_tz::Tz;
use serde::Serialize;

/// An instant in the zone of the fund and in those of the reader's cities. A script adds the zone of the reader's
/// browser where the words have none that reads the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LastInstant {
    words: String,
    iso: String,
}

impl LastInstant {
    /// `at`, first in the zone of the fund, then in those of the reader.
    #[must_use]
    pub fn new(at: Timestamp, fund: Tz, readers: &[Tz]) -> Self {
        Self { words: format::in_zones(at, fund, readers), iso: at.iso() }
    }
}
