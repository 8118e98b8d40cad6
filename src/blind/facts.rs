//! What happened to copies for blind review. What is told to a reviewer holds the label of an application in place of its
//! reference number, and nothing of who applies.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// The copy of an application is ready: a reviewer who waited can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyReady {
    /// The application.
    pub application: String,
    /// What the reviewer knows it by.
    pub reference: String,
    /// The name of the round.
    pub opportunity: String,
    /// The reviewer's task.
    pub assignment: String,
}

/// What an application was received as again is not what its copy was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOutdated {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The name of the round.
    pub opportunity: String,
    /// Whether reviewers wait for it.
    pub waits: bool,
}

/// Staff saved a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CopySaved {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) version: i64,
    pub(super) is_ready: bool,
    /// What was received when it was saved.
    pub(super) document_sha256: String,
    /// The digests of the texts in whose place something else is read from now on.
    pub(super) changed: Vec<String>,
    /// The digests of what is read in their place, in the same order.
    pub(super) redacted: Vec<String>,
}

/// The label of an application was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LabelDrawn {
    pub(super) application: String,
    pub(super) opportunity: String,
    pub(super) label: String,
}

/// Staff chose what reviewers get of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileChosen {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) slot: String,
    pub(super) original_sha256: String,
    pub(super) choice: String,
    /// The file that is served in its place.
    pub(super) sha256: Option<String>,
}

/// An officer said whether reviewers of a round wait for prepared copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CopiesRequired {
    pub(super) opportunity: String,
    pub(super) waits: bool,
}

macro_rules! about {
    ($($fact:ident = $name:literal, $kind:literal, $field:ident;)*) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new($kind, &self.$field)
            }
        }
    )*};
}

about! {
    CopyReady = "blind.copy_ready", "application", application;
    CopyOutdated = "blind.copy_outdated", "application", application;
    CopySaved = "blind.copy_saved", "application", application;
    FileChosen = "blind.file_chosen", "application", application;
    LabelDrawn = "blind.label_drawn", "application", application;
    CopiesRequired = "blind.copies_required", "opportunity", opportunity;
}
