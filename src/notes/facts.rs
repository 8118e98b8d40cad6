//! What was noted.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody of the fund wrote a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteWritten {
    /// The note.
    pub note: String,
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The city.
    pub city: String,
    /// Whether the city reads it.
    pub for_city: bool,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub written_by: String,
    /// When.
    pub at: Timestamp,
}

impl Fact for NoteWritten {
    const NAME: &'static str = "application.note_written";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}
