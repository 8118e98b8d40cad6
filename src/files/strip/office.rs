//! DOCX and XLSX: the same parts in a new zip. What programs say about the document and data that no page shows are
//! emptied, names of those who wrote and commented are numbered (`xml`), photos lose what they say of themselves. A document
//! inside is treated alike; anything else inside is refused.

use super::xml::{Names, Part, rewrite};
use super::{CannotStrip, jpeg, png};
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
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let mut names = Names::default();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| CannotStrip::Unreadable)?;
        let name = entry.name().map_err(|_| CannotStrip::Unreadable)?.into_owned();
        // A folder is there by what is in it; a preview shows how the document looked once.
        if name.ends_with('/') || name.to_lowercase().starts_with("docprops/thumbnail") {
            continue;
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        out.start_file(name.as_str(), options).map_err(|_| CannotStrip::Unreadable)?;
        part(&name, entry.take(MOST_UNPACKED), &mut out, (&mut names, depth))?;
    }
    Ok(out.finish().map_err(|_| CannotStrip::Unreadable)?.into_inner())
}

/// Writes one part without what it says about itself.
fn part<R: Read>(name: &str, content: R, out: &mut Out, (names, depth): (&mut Names, usize)) -> Result<(), CannotStrip> {
    let lower = name.to_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    match (folder, file, ending) {
        ("docprops", "core.xml", _) => write(out, CORE.as_bytes()),
        ("docprops", "app.xml", _) => write(out, APP.as_bytes()),
        ("docprops", "custom.xml", _) => write(out, CUSTOM.as_bytes()),
        (_, _, "rels") => rewrite(BufReader::new(content), out, (Part::Relations, names)),
        (_, _, "xml" | "vml") => rewrite(BufReader::new(content), out, (kind(folder, file), names)),
        (_, _, "jpg" | "jpeg") => write(out, &jpeg::strip(&whole(content)?)?),
        (_, _, "png") => write(out, &png::strip(&whole(content)?)?),
        (_, _, "docx" | "xlsx" | "pptx") => write(out, &package(&whole(content)?, depth + 1)?),
        // The settings of a printer, with its name.
        _ if file.starts_with("printersettings") => write(out, &vec![0; whole(content)?.len()]),
        _ if folder.ends_with("/embeddings") => Err(CannotStrip::Carries),
        _ => copy(content, out),
    }
}

/// Which texts of an XML part name somebody.
fn kind(folder: &str, file: &str) -> Part {
    if folder == "customxml" && file.starts_with("item") && !file.starts_with("itemprops") {
        Part::Hidden
    } else if file.starts_with("comments") {
        Part::Comments
    } else {
        Part::Shown
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
