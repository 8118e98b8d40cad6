//! A note.

use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};

/// Who a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The people of the fund alone.
    #[strum(serialize = "internal")]
    Fund,
    /// The city too.
    #[strum(serialize = "visible")]
    City,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its identifier.
    pub id: Id<Note>,
    /// The application.
    pub application: Id<Application>,
    /// Who it is for.
    pub reader: Reader,
    /// The words.
    pub text: String,
    /// Who wrote it, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}
