//! DOCX and XLSX: the same parts in a new zip. What each part is, the package says (`parts`). What programs say about the document
//! and data that no page shows are emptied, names of those who wrote and commented are numbered (`xml`), pictures lose what they say
//! of themselves. A document inside is treated alike; pictures of other kinds, and anything else inside, are refused.

use super::parts::{Parts, Role};
use super::xml::{Names, Part, rewrite};
use super::{CannotStrip, gif, jpeg, png};
use std::io::{BufReader, Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Documents inside documents inside a document.
const DEEPEST: usize = 2;
/// Bytes of a part that is read at once, such as a photo; what was kept was smaller when it was checked.
const MOST_AT_ONCE: u64 = 64 * 1024 * 1024;
/// Bytes that a part may unpack to.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Nothing said about the document: as each of its parts says it.
const CORE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"#;
const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>"#;
const CUSTOM: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>"#;

type Out = ZipWriter<Cursor<Vec<u8>>>;

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    package(bytes, 0)
}

fn package(bytes: &[u8], depth: usize) -> Result<Vec<u8>, CannotStrip> {
    if depth > DEEPEST {
        return Err(CannotStrip::Carries);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| CannotStrip::Unreadable)?;
    let parts = Parts::read(&mut archive)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let mut names = Names::default();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| CannotStrip::Unreadable)?;
        let name = entry.name().map_err(|_| CannotStrip::Unreadable)?.into_owned();
        let role = parts.role(&name.to_lowercase());
        // A folder is there by what is in it.
        if name.ends_with('/') || role == Role::Gone {
            continue;
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        out.start_file(name.as_str(), options).map_err(|_| CannotStrip::Unreadable)?;
        part(role, entry.take(MOST_UNPACKED), &mut out, (&mut names, depth))?;
    }
    Ok(out.finish().map_err(|_| CannotStrip::Unreadable)?.into_inner())
}

/// Writes one part without what it says about itself.
fn part<R: Read>(role: Role, content: R, out: &mut Out, (names, depth): (&mut Names, usize)) -> Result<(), CannotStrip> {
    let kind = match role {
        Role::Core => return write(out, CORE.as_bytes()),
        Role::App => return write(out, APP.as_bytes()),
        Role::Custom => return write(out, CUSTOM.as_bytes()),
        Role::Gone => return Ok(()),
        Role::Emptied => return write(out, &vec![0; whole(content)?.len()]),
        Role::Font => return copy(content, out),
        Role::Picture | Role::Other => return write(out, &inside(role, &whole(content)?, depth)?),
        Role::Types => Part::Types,
        Role::Relations => Part::Relations,
        Role::Comments => Part::Comments,
        Role::Hidden => Part::Hidden,
        Role::Shown => Part::Shown,
    };
    rewrite(BufReader::new(content), out, (kind, names))
}

/// A picture or a document inside, told by its bytes; nothing else is known well enough to be let out.
fn inside(role: Role, bytes: &[u8], depth: usize) -> Result<Vec<u8>, CannotStrip> {
    match bytes {
        [0xff, 0xd8, ..] => jpeg::strip(bytes),
        [0x89, b'P', b'N', b'G', ..] => png::strip(bytes),
        [b'G', b'I', b'F', b'8', ..] => gif::strip(bytes),
        [b'P', b'K', 3, 4, ..] => package(bytes, depth + 1),
        _ if role == Role::Picture => Err(CannotStrip::Picture),
        _ => Err(CannotStrip::Carries),
    }
}

fn whole<R: Read>(content: R) -> Result<Vec<u8>, CannotStrip> {
    let mut bytes = Vec::new();
    content.take(MOST_AT_ONCE).read_to_end(&mut bytes).map_err(|_| CannotStrip::Unreadable)?;
    Ok(bytes)
}

fn write(out: &mut Out, bytes: &[u8]) -> Result<(), CannotStrip> {
    out.write_all(bytes).map_err(|_| CannotStrip::Unreadable)
}

fn copy<R: Read>(mut content: R, out: &mut Out) -> Result<(), CannotStrip> {
    std::io::copy(&mut content, out).map(|_| ()).map_err(|_| CannotStrip::Unreadable)
}
