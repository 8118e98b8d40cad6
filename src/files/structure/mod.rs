//! What a file is inside. A name and a signature can be had by anyone; here the whole
//! structure is walked, to the last byte, so that nothing is kept that is cut short, holds a
//! second file, unpacks without end or runs something when it is opened.
//!
//! Every check reads in small pieces with bounds of its own and says what is wrong as a
//! [`Flaw`]; whatever the bytes are, none of them panics. Archives inside archives are not opened.

mod jpeg;
mod office;
mod pdf;
mod png;
mod table;

use super::FileKind;
use std::io::{self, Read, Seek, SeekFrom};

/// The most pixels on one side of a picture.
const MOST_ON_A_SIDE: u32 = 30_000;
/// The most pixels of a picture.
const MOST_PIXELS: u64 = 250_000_000;
/// How far from the start other readers look for the beginning of a PDF or a web page.
const HEAD: u64 = 1_024;
/// How far from the end the directory of a zip can be: 22 bytes and a comment.
const TAIL: u64 = 66_000;

/// What is wrong with the inside of a file.
#[derive(Debug)]
pub enum Flaw {
    /// It is something else than its name says.
    Other,
    /// Its end is missing.
    Incomplete,
    /// It contradicts itself.
    Damaged,
    /// It is a second thing as well, or carries one.
    Surplus,
    /// It is encrypted, or of the format before 2007.
    Locked,
    /// It runs something when it is opened.
    Macros,
    /// It unpacks to more than is sensible.
    TooMuch,
    /// The picture has too many pixels.
    TooManyPixels,
    /// The text is of another encoding.
    NotUtf8,
    /// A cell or a row has no end.
    TooLong,
    /// There is nothing in it.
    Blank,
    /// It cannot be read, which is no fault of the file.
    Io(io::Error),
}

impl From<io::Error> for Flaw {
    fn from(e: io::Error) -> Self {
        if e.kind() == io::ErrorKind::UnexpectedEof { Self::Incomplete } else { Self::Io(e) }
    }
}

impl Flaw {
    /// What is wrong and what to do about it, for a file of `kind`.
    #[must_use]
    pub fn sentence(&self, kind: FileKind) -> String {
        let label = kind.label();
        match self {
            Self::Other => format!(
                "The selected file is named as a {label}, but its content is something else. Save it as a {label} and select it again."
            ),
            Self::Incomplete => format!("The selected {label} is not complete. Save it again and select the new file."),
            Self::Damaged => format!("The selected {label} is damaged. Open it, save it again and select the new file."),
            Self::Surplus => format!("The selected {label} has other content hidden in it. Open it, save it again and select the new file."),
            Self::Locked => format!(
                "The selected file is protected by a password or saved in an old format. Save it as {label} without a password and select it again."
            ),
            Self::Macros => format!(
                "The selected {label} has macros or controls in it, which we do not take. Save it without them and select it again."
            ),
            Self::TooMuch => format!(
                "The selected {label} unpacks to more than we can check. Save it with less in it, or as a PDF, and select it again."
            ),
            Self::TooManyPixels => {
                "The selected picture has too many pixels. Make it smaller than 30,000 pixels on each side and select it again.".to_owned()
            }
            Self::NotUtf8 => {
                "The selected CSV is not saved as UTF-8 text. Save it as “CSV UTF-8” and select it again.".to_owned()
            }
            Self::TooLong => "The selected CSV has a row that is too long. Check it for a quotation mark that is not closed, save it and select it again.".to_owned(),
            Self::Blank => "The selected file is empty. Select a file that has content.".to_owned(),
            Self::Io(_) => "Something went wrong on our side. The file was not kept.".to_owned(),
        }
    }
}

/// Walks through `source`, `size` bytes that claim to be of `kind`.
///
/// # Errors
/// The first [`Flaw`] found.
pub fn check<R: Read + Seek>(kind: FileKind, source: &mut R, size: u64) -> Result<(), Flaw> {
    let head = first(source, HEAD)?;
    let found = infer::get(&head).map(|found| found.extension());
    let is_claimed = match kind {
        FileKind::Pdf => found == Some("pdf"),
        // Which of the formats in a zip it is, its content types say better than its first bytes.
        FileKind::Docx | FileKind::Xlsx => head.starts_with(b"PK\x03\x04") || head.starts_with(office::OLD),
        FileKind::Png => found == Some("png"),
        FileKind::Jpg => found == Some("jpg"),
        // Text has no signature: “BM” begins a picture and a name. UTF-16 has zeros and is told apart.
        FileKind::Csv => !head.contains(&0) || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff"),
    };
    if !is_claimed {
        return Err(Flaw::Other);
    }
    let is_archive = matches!(kind, FileKind::Docx | FileKind::Xlsx);
    if kind != FileKind::Csv && (has_markup(&head) || (kind != FileKind::Pdf && contains(&head, b"%PDF-"))) {
        return Err(Flaw::Surplus);
    }
    let (tail, start) = last(source, size, TAIL)?;
    if !is_archive && kind != FileKind::Csv && has_zip_end(&tail, start) {
        return Err(Flaw::Surplus);
    }
    source.seek(SeekFrom::Start(0))?;
    match kind {
        FileKind::Pdf => pdf::check(&tail, size),
        FileKind::Docx | FileKind::Xlsx => office::check(kind, source, size, &tail),
        FileKind::Png => png::check(source),
        FileKind::Jpg => jpeg::check(source),
        FileKind::Csv => table::check(source),
    }
}

/// Whether a picture of these sides is sane.
fn sides(width: u32, height: u32) -> Result<(), Flaw> {
    match (width, height) {
        (0, _) | (_, 0) => Err(Flaw::Damaged),
        (w, h) if w > MOST_ON_A_SIDE || h > MOST_ON_A_SIDE => Err(Flaw::TooManyPixels),
        (w, h) if u64::from(w) * u64::from(h) > MOST_PIXELS => Err(Flaw::TooManyPixels),
        _ => Ok(()),
    }
}

fn first<R: Read + Seek>(source: &mut R, most: u64) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The last bytes, at most `most`, and where they begin.
fn last<R: Read + Seek>(source: &mut R, size: u64, most: u64) -> io::Result<(Vec<u8>, u64)> {
    let start = size.saturating_sub(most);
    source.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes)?;
    Ok((bytes, start))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    find_last(bytes, what).is_some()
}

fn find_last(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}

/// What a browser would take for a page, or a server for a program.
fn has_markup(head: &[u8]) -> bool {
    let lower = head.to_ascii_lowercase();
    [&b"<html"[..], b"<script", b"<!doctype", b"<svg", b"<body", b"<iframe", b"<?php"].iter().any(|mark| contains(&lower, mark))
}

/// Whether a reader of zips would find an archive at the end of these bytes, which begin at `start`.
fn has_zip_end(tail: &[u8], start: u64) -> bool {
    tail.windows(office::END_BYTES).enumerate().any(|(at, window)| {
        let Some(end) = office::End::read(window) else { return false };
        let before = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
        end.entries > 0 && (end.directory_bytes == u32::MAX || u64::from(end.directory_bytes) <= before)
    })
}
