//! DOCX and XLSX (ECMA-376, part 2): a zip that begins and ends with the file, whose content types
//! name the main part of a document or a workbook, without macros.
//!
//! First the directory is read and judged by what it declares; then each entry is unpacked into
//! nothing, piece by piece, to see that it declared the truth. What is unpacked is bounded, and an
//! archive inside is only bytes. XML is not parsed; a document type declaration is refused, since
//! the format knows none and parsers can be made to read files and to grow by it.

use super::{Flaw, contains, find_last};
use crate::files::FileKind;
use std::collections::BTreeSet;
use std::io::{Read, Seek};
use zip::{CompressionMethod, ZipArchive};

/// How a document of the format before 2007, or one with a password, begins.
pub(super) const OLD: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Bytes of the record at the end of a zip, without a comment.
pub(super) const END_BYTES: usize = 22;

/// Files inside.
const MOST_ENTRIES: u16 = 4_000;
/// Bytes unpacked.
const MOST_UNPACKED: u64 = 200_000_000;
/// Bytes unpacked whatever the ratio: small tables are squeezed more than a hundredfold.
const FREE_UNPACKED: u64 = 20_000_000;
/// Bytes unpacked for each byte of the file.
const MOST_RATIO: u64 = 100;
/// The longest name inside.
const LONGEST_NAME: usize = 260;
/// The list of content types is read so far.
const MOST_TYPES: usize = 1_000_000;
const TYPES: &str = "[Content_Types].xml";

/// The record at the end of a zip (APPNOTE 4.3.16).
pub(super) struct End {
    pub(super) entries: u16,
    pub(super) directory_bytes: u32,
    pub(super) directory_start: u32,
    comment_bytes: u16,
}

impl End {
    pub(super) fn read(record: &[u8]) -> Option<Self> {
        record.strip_prefix(b"PK\x05\x06")?;
        let two = |at: usize| record.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes);
        let four = |at: usize| record.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        Some(Self { entries: two(10)?, directory_bytes: four(12)?, directory_start: four(16)?, comment_bytes: two(20)? })
    }
}

/// What the directory declares of one entry.
struct Entry {
    name: String,
    unpacked: u64,
}

pub(super) fn check<R: Read + Seek>(kind: FileKind, source: &mut R, size: u64, tail: &[u8]) -> Result<(), Flaw> {
    let mut first = [0; 8];
    source.read_exact(&mut first)?;
    if first == OLD {
        return Err(Flaw::Locked);
    }
    end(size, tail)?;
    let mut archive = ZipArchive::new(source).map_err(|_| Flaw::Damaged)?;
    let entries = directory(&mut archive, size)?;
    if entries.iter().any(|entry| is_active(&entry.name)) {
        return Err(Flaw::Macros);
    }
    let mut types = None;
    for (at, entry) in entries.iter().enumerate() {
        let begin = unpack(&mut archive, at, entry)?;
        if entry.name == TYPES {
            types = Some(begin);
        }
    }
    let types = types.ok_or(Flaw::Other)?;
    let types = String::from_utf8_lossy(&types).to_ascii_lowercase();
    if types.contains("macroenabled") || types.contains("vbaproject") || types.contains("macrosheet") {
        return Err(Flaw::Macros);
    }
    let (part, main_type) = main_part(kind);
    let has_part = entries.iter().any(|e| e.name.strip_prefix(part).is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/')));
    if has_part && types.contains(main_type) { Ok(()) } else { Err(Flaw::Other) }
}

/// The beginning of the main part's name (`word/document.xml`, or `word/document2.xml` as some
/// programs write), and its content type.
fn main_part(kind: FileKind) -> (&'static str, &'static str) {
    if kind == FileKind::Xlsx {
        ("xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
    } else {
        ("word/document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    }
}

/// The end record must be the end of the file, and the directory must lie directly before it.
fn end(size: u64, tail: &[u8]) -> Result<(), Flaw> {
    let from = tail.len().saturating_sub(END_BYTES);
    let Some(end) = tail.get(from..).and_then(End::read) else {
        return Err(if find_last(tail, b"PK\x05\x06").is_some() { Flaw::Surplus } else { Flaw::Incomplete });
    };
    let lies_before = u64::from(end.directory_start) + u64::from(end.directory_bytes) + 22 == size;
    match end.entries {
        _ if end.comment_bytes != 0 => Err(Flaw::Surplus),
        0 => Err(Flaw::Other),
        more if more > MOST_ENTRIES => Err(Flaw::TooMuch),
        _ if !lies_before => Err(Flaw::Surplus),
        _ => Ok(()),
    }
}

/// Reads and judges the directory.
fn directory<R: Read + Seek>(archive: &mut ZipArchive<R>, size: u64) -> Result<Vec<Entry>, Flaw> {
    if archive.offset() != 0 {
        return Err(Flaw::Surplus);
    }
    if archive.has_duplicate_names() {
        return Err(Flaw::Damaged);
    }
    let (mut entries, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(|_| Flaw::Damaged)?;
        if entry.encrypted() {
            return Err(Flaw::Locked);
        }
        let name = entry.name().map_err(|_| Flaw::Damaged)?.into_owned();
        let is_plain = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
        // Programs of offices do not tell names apart by case.
        if !is_plain || entry.is_symlink() || !is_inside(&name) || !seen.insert(name.to_lowercase()) {
            return Err(Flaw::Damaged);
        }
        packed = packed.saturating_add(entry.compressed_size());
        unpacked = unpacked.saturating_add(entry.size());
        entries.push(Entry { name, unpacked: entry.size() });
    }
    if unpacked > MOST_UNPACKED || (unpacked > FREE_UNPACKED && unpacked / MOST_RATIO > size) {
        return Err(Flaw::TooMuch);
    }
    // Entries that share their bytes unpack to more than the file could hold.
    if packed > size { Err(Flaw::TooMuch) } else { Ok(entries) }
}

/// Whether unpacking under this name would stay in its folder on every system.
fn is_inside(name: &str) -> bool {
    let is_hostile = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let is_step = |part: &str| part == ".." || part == ".";
    name.len() <= LONGEST_NAME && !name.is_empty() && !name.starts_with('/') && !name.contains(is_hostile) && !name.split('/').any(is_step)
}

/// Whether a part of this name runs something.
fn is_active(name: &str) -> bool {
    let name = name.to_lowercase();
    let file = name.rsplit('/').next().unwrap_or_default();
    file.starts_with("vbaproject") || file == "vbadata.xml" || name.contains("/macrosheets/") || name.contains("/activex/")
}

/// Unpacks an entry into nothing and returns its beginning.
fn unpack<R: Read + Seek>(archive: &mut ZipArchive<R>, at: usize, declared: &Entry) -> Result<Vec<u8>, Flaw> {
    let entry = archive.by_index(at).map_err(|_| Flaw::Damaged)?;
    let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| declared.name.to_lowercase().ends_with(ending));
    // One byte more than declared tells a lie.
    let mut content = entry.take(declared.unpacked.saturating_add(1));
    let most = if declared.name == TYPES { MOST_TYPES } else { 4_096 };
    let (mut begin, mut passed, mut piece) = (Vec::new(), 0_u64, vec![0; 64 * 1_024]);
    loop {
        let read = content.read(&mut piece).map_err(|_| Flaw::Damaged)?;
        if read == 0 {
            break;
        }
        passed = passed.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        let part = piece.get(..read).unwrap_or_default();
        begin.extend(part.iter().take(most.saturating_sub(begin.len())));
    }
    if passed != declared.unpacked {
        return Err(if passed > declared.unpacked { Flaw::TooMuch } else { Flaw::Damaged });
    }
    if is_xml && (contains(&begin, b"<!DOCTYPE") || contains(&begin, b"<!ENTITY")) {
        return Err(Flaw::Surplus);
    }
    Ok(begin)
}
