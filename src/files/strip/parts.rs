//! What each part of an office document is, as the package itself says: by what leads to it, then by its type. Where it lies
//! and how programs call it counts only where the package says nothing.

use super::CannotStrip;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// The list of types, in small letters.
const TYPES: &str = "[content_types].xml";
/// Bytes of one list of types or relations.
const MOST_LISTED: u64 = 16 * 1024 * 1024;
/// Pictures, by the endings of their names.
const PICTURES: [&str; 18] =
    ["bmp", "emf", "emz", "gif", "heic", "ico", "jfif", "jp2", "jpe", "jpeg", "jpg", "pict", "png", "svg", "tif", "tiff", "wdp", "wmf"];

/// What is done with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It says who made the document, and when.
    Core,
    /// It says with which program.
    App,
    /// It says what somebody or a program added to that.
    Custom,
    /// A preview, or a signature of what is not so any more.
    Gone,
    /// The list of types.
    Types,
    /// It says how parts lie to each other.
    Relations,
    /// It holds comments.
    Comments,
    /// No page shows it.
    Hidden,
    /// It is what the document shows.
    Shown,
    /// What programs keep beside it, such as the settings of a printer.
    Emptied,
    /// A typeface.
    Font,
    /// A picture.
    Picture,
    /// Anything else.
    Other,
}

/// What a package says of its parts, whose names stand in small letters.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Types by the ending of names.
    endings: BTreeMap<String, String>,
    /// Types by names.
    types: BTreeMap<String, String>,
    /// The last word of the kind of relation that leads to a part.
    led: BTreeMap<String, String>,
}

impl Parts {
    /// Reads the list of types and every relation.
    pub(super) fn read(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Self, CannotStrip> {
        let (mut found, mut has_types) = (Self::default(), false);
        for at in 0..archive.len() {
            let entry = archive.by_index(at).map_err(|_| CannotStrip::Unreadable)?;
            let name = entry.name().map_err(|_| CannotStrip::Unreadable)?.to_lowercase();
            if name == TYPES {
                has_types = true;
                each(BufReader::new(entry.take(MOST_LISTED)), &mut |tag: &BytesStart<'_>| found.take_type(tag))?;
            } else if name.ends_with(".rels") {
                let folder = name.rsplit_once("_rels/").map_or("", |(folder, _)| folder);
                each(BufReader::new(entry.take(MOST_LISTED)), &mut |tag: &BytesStart<'_>| found.take_relation(folder, tag))?;
            }
        }
        // Without such a list it is another kind of archive.
        if has_types { Ok(found) } else { Err(CannotStrip::Carries) }
    }

    fn take_type(&mut self, tag: &BytesStart<'_>) {
        let kind = said(tag, "ContentType");
        match tag.local_name().into_inner() {
            "Default" => self.endings.insert(said(tag, "Extension"), kind),
            "Override" => self.types.insert(said(tag, "PartName").trim_start_matches('/').to_owned(), kind),
            _ => None,
        };
    }

    fn take_relation(&mut self, folder: &str, tag: &BytesStart<'_>) {
        if tag.local_name().into_inner() != "Relationship" || said(tag, "TargetMode") == "external" {
            return;
        }
        let kind = said(tag, "Type");
        let word = if kind.contains("/digital-signature/") { "signature" } else { kind.rsplit('/').next().unwrap_or_default() };
        let name = resolved(folder, &said(tag, "Target"));
        // What is a preview and something else is something else.
        if word != "thumbnail" || !self.led.contains_key(&name) {
            self.led.insert(name, word.to_owned());
        }
    }

    /// What is done with the part of this name, which is in small letters.
    pub(super) fn role(&self, name: &str) -> Role {
        if name == TYPES {
            return Role::Types;
        }
        if let Some(of) = name.strip_suffix(".rels") {
            let of = of.rsplit_once("_rels/").map_or_else(|| of.to_owned(), |(folder, file)| format!("{folder}{file}"));
            return if self.role(&of) == Role::Gone { Role::Gone } else { Role::Relations };
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        let kind = self.types.get(name).or_else(|| self.endings.get(ending)).map_or("", String::as_str);
        let led = self.led.get(name).map(String::as_str);
        let found = led.and_then(by_relation).or_else(|| by_type(kind)).or_else(|| by_name(folder, file));
        match found {
            Some(role) => role,
            // What has no type of its own and to which nothing leads is data of some program.
            None if is_plain_xml(kind) && led.is_none() => Role::Hidden,
            None if is_plain_xml(kind) || matches!(ending, "xml" | "vml") => Role::Shown,
            None if matches!(ending, "odttf" | "fntdata") => Role::Font,
            None if PICTURES.contains(&ending) => Role::Picture,
            None => Role::Other,
        }
    }
}

fn is_plain_xml(kind: &str) -> bool {
    matches!(kind, "application/xml" | "text/xml")
}

fn by_relation(word: &str) -> Option<Role> {
    Some(match word {
        "core-properties" => Role::Core,
        "extended-properties" => Role::App,
        "custom-properties" => Role::Custom,
        "thumbnail" | "signature" => Role::Gone,
        "comments" | "threadedcomment" => Role::Comments,
        "customxml" => Role::Hidden,
        "printersettings" | "customproperty" => Role::Emptied,
        "image" => Role::Picture,
        _ => return None,
    })
}

fn by_type(kind: &str) -> Option<Role> {
    Some(match kind {
        _ if kind.starts_with("image/") => Role::Picture,
        _ if kind.contains("digital-signature") => Role::Gone,
        _ if kind.ends_with("core-properties+xml") => Role::Core,
        _ if kind.ends_with("extended-properties+xml") => Role::App,
        _ if kind.ends_with("custom-properties+xml") => Role::Custom,
        _ if kind.contains("comments") => Role::Comments,
        _ if kind.contains("printersettings") || kind.ends_with("customproperty") => Role::Emptied,
        _ if kind.ends_with("+xml") || kind.ends_with("vmldrawing") => Role::Shown,
        _ if kind.contains("font") => Role::Font,
        _ => return None,
    })
}

/// What programs call such a part, for packages that do not say.
fn by_name(folder: &str, file: &str) -> Option<Role> {
    let is_xml = file.ends_with(".xml");
    Some(match (folder, file) {
        ("docprops", "core.xml") => Role::Core,
        ("docprops", "app.xml") => Role::App,
        ("docprops", "custom.xml") => Role::Custom,
        ("docprops", _) if file.starts_with("thumbnail") => Role::Gone,
        ("_xmlsignatures", _) => Role::Gone,
        ("customxml", _) if is_xml && file.starts_with("item") && !file.starts_with("itemprops") => Role::Hidden,
        _ if is_xml && (file.starts_with("comment") || file.starts_with("threadedcomment")) => Role::Comments,
        _ if file.starts_with("printersettings") => Role::Emptied,
        _ => return None,
    })
}

/// Hands every element to `take`.
fn each<R: BufRead>(source: R, take: &mut dyn FnMut(&BytesStart<'_>)) -> Result<(), CannotStrip> {
    let mut reader = Reader::from_reader(source);
    let mut piece = Vec::new();
    loop {
        piece.clear();
        match reader.read_event_into(&mut piece).map_err(|_| CannotStrip::Unreadable)? {
            Event::Eof => return Ok(()),
            Event::Start(tag) | Event::Empty(tag) => take(&tag),
            _ => {}
        }
    }
}

/// What an attribute says, in small letters.
fn said(tag: &BytesStart<'_>, wanted: &str) -> String {
    let mut all = tag.attributes().flatten();
    all.find_map(|attribute| (attribute.key.into_inner() == wanted).then(|| attribute.value.to_lowercase())).unwrap_or_default()
}

/// The name of the part to which a relation of a part in this folder leads.
fn resolved(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_leads_to_one_part() {
        for (folder, target, wanted) in [
            ("", "docprops/core.xml", "docprops/core.xml"),
            ("word/", "media/image1.png", "word/media/image1.png"),
            ("word/", "../customxml/item1.xml", "customxml/item1.xml"),
            ("xl/worksheets/", "/xl/comments/comment1.xml", "xl/comments/comment1.xml"),
            ("", "../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolved(folder, target), wanted);
        }
    }

    #[test]
    fn the_package_says_what_a_part_is_wherever_it_lies() {
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, said)| ((*name).to_owned(), (*said).to_owned())).collect();
        let parts = Parts {
            endings: of(&[("xml", "application/xml"), ("png", "image/png")]),
            types: of(&[
                ("a/b.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
                ("a/c.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"),
                ("a/d.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"),
            ]),
            led: of(&[("a/e.xml", "customxml"), ("a/f.jpeg", "thumbnail"), ("a/g.xml", "theme"), ("a/h", "image")]),
        };
        for (name, wanted) in [
            ("a/b.xml", Role::Core),
            ("a/c.xml", Role::Comments),
            ("a/d.xml", Role::Shown),
            ("a/e.xml", Role::Hidden),
            ("a/f.jpeg", Role::Gone),
            ("a/g.xml", Role::Shown),
            ("a/h", Role::Picture),
            ("a/i.xml", Role::Hidden),
            ("a/i.png", Role::Picture),
            ("a/i.emf", Role::Picture),
            ("a/i.bin", Role::Other),
            ("a/_rels/d.xml.rels", Role::Relations),
            ("a/_rels/f.jpeg.rels", Role::Gone),
            ("docprops/app.xml", Role::App),
            (TYPES, Role::Types),
        ] {
            assert_eq!(parts.role(name), wanted, "{name}");
        }
    }
}
