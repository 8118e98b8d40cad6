//! Notes as pages show them: internal ones and those that the city reads are told apart by words
//! and by looks. Drawn by `templates/parts/notes.hbs`.

use crate::locale::format::datetime;
use crate::notes::{Note, Reader};
use chrono_tz::Tz;
use serde::Serialize;

/// One note.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ShownNote {
    text: String,
    by: String,
    when: String,
    is_internal: bool,
}

impl ShownNote {
    pub(super) fn new(note: &Note, zone: Tz) -> Self {
        Self { text: note.text.clone(), by: note.by_name.clone(), when: datetime(note.at, zone), is_internal: note.reader == Reader::Fund }
    }

    /// One of each, for samples.
    pub(super) fn samples() -> Vec<Self> {
        [true, false].map(|is_internal| Self { text: "x".into(), by: "x".into(), when: "x".into(), is_internal }).to_vec()
    }
}
