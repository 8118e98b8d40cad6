//! A file without what it says about itself: who wrote it, with which program, where and when. What it shows stays.
//!
//! Only what these readers know how to rewrite comes out. Everything else is refused: whoever asks withholds the file
//! then. Files were checked when they were kept (`structure`), so that unpacking is bounded; a fault of a reader of
//! others is a refusal too.

mod gif;
mod jpeg;
mod office;
mod parts;
mod pdf;
mod png;
mod xml;

use super::FileKind;

/// Why a file cannot be rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotStrip {
    /// It is protected by a password, be it an empty one.
    #[error("It is protected by a password.")]
    Locked,
    /// It carries other files.
    #[error("It has other files inside.")]
    Carries,
    /// It has a picture of a kind that no reader here knows.
    #[error("It has a picture inside of a kind that cannot be looked through.")]
    Picture,
    /// It is not as the standard says.
    #[error("It cannot be read to its end.")]
    Unreadable,
}

/// The bytes of a file of `kind` without what it says about itself.
///
/// # Errors
/// [`CannotStrip`].
pub fn strip(kind: FileKind, bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    match kind {
        FileKind::Pdf => pdf::strip(bytes),
        FileKind::Docx | FileKind::Xlsx => office::strip(bytes),
        FileKind::Png => png::strip(bytes),
        FileKind::Jpg => jpeg::strip(bytes),
        // Text says nothing beside what it shows.
        FileKind::Csv => Ok(bytes.to_vec()),
    }
}
