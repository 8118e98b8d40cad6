//! A part of an office document in XML, piece by piece: names of people are numbered in the order in which they come, so that
//! a reader still tells them apart; paths on somebody's machine and data that no page shows are emptied.

use super::CannotStrip;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use std::borrow::Cow;
use std::io::{BufRead, Write};

/// Which texts of a part name somebody: those in `author` everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// No others: they are what the document shows.
    Shown,
    /// Those at the beginning of comments.
    Comments,
    /// All, and all attributes: no page shows them.
    Hidden,
    /// It says how parts lie to each other.
    Relations,
    /// It says of which type parts are.
    Types,
}

/// Who was named so far.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    /// `Author 2`
    fn numbered(&mut self, name: &str) -> String {
        let at = self.find(name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        format!("Author {}", at + 1)
    }

    /// What is written in place of a name that is a text. What ties a comment to its thread names nobody.
    fn signed(&mut self, name: &str) -> String {
        let is_tie = |rest: &str| rest.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '}'));
        if name.strip_prefix("tc={").is_some_and(is_tie) { name.to_owned() } else { self.numbered(name) }
    }

    /// A text of a comment, which programs begin with the name of who wrote it.
    fn unsigned(&self, text: &str) -> String {
        let signed = text.split_once(':').filter(|(name, _)| !name.trim().is_empty());
        match signed.and_then(|(name, rest)| Some((self.find(name.trim())?, rest))) {
            Some((at, rest)) => format!("Author {}:{rest}", at + 1),
            None => text.to_owned(),
        }
    }
}

/// What is written in place of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instead {
    /// A number for a name.
    Number,
    /// These words.
    Words(&'static str),
}

pub(super) fn rewrite<R: BufRead, W: Write>(source: R, out: W, (part, names): (Part, &mut Names)) -> Result<(), CannotStrip> {
    let mut reader = Reader::from_reader(source);
    let mut writer = Writer::new(out);
    let mut piece = Vec::new();
    // How deep inside something whose text names somebody, and whom.
    let (mut hushed, mut name) = (0_usize, String::new());
    loop {
        piece.clear();
        let event = reader.read_event_into(&mut piece).map_err(|_| CannotStrip::Unreadable)?;
        let kept = match event {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                if hushed > 0 || part == Part::Hidden || tag.local_name().into_inner() == "author" {
                    hushed += 1;
                }
                Event::Start(nameless(&tag, part, names)?)
            }
            Event::End(tag) => {
                hushed = hushed.saturating_sub(1);
                if hushed == 0 && part != Part::Hidden && !name.trim().is_empty() {
                    let signed = names.signed(name.trim());
                    writer.write_event(Event::Text(BytesText::from_escaped(signed))).map_err(|_| CannotStrip::Unreadable)?;
                }
                if hushed == 0 {
                    name.clear();
                }
                Event::End(tag)
            }
            Event::Empty(tag) if is_left_out(part, &tag) => continue,
            Event::Empty(tag) => Event::Empty(nameless(&tag, part, names)?),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if part == Part::Hidden => continue,
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if hushed > 0 => {
                name.push_str(&event);
                continue;
            }
            Event::Text(text) if part == Part::Comments => Event::Text(BytesText::from_escaped(names.unsigned(&text))),
            Event::Comment(_) => continue,
            other => other,
        };
        writer.write_event(kept).map_err(|_| CannotStrip::Unreadable)?;
    }
}

/// Whether a line leads to a part that is left out, or says its type: the picture of how the document looked once, and signatures.
fn is_left_out(part: Part, tag: &BytesStart<'_>) -> bool {
    let key = match part {
        Part::Relations => "Type",
        Part::Types => "ContentType",
        Part::Shown | Part::Comments | Part::Hidden => return false,
    };
    let is_gone = |value: &str| value.ends_with("/thumbnail") || value.contains("digital-signature");
    tag.attributes().flatten().any(|attribute| attribute.key.into_inner() == key && is_gone(&attribute.value))
}

/// What stands in place of this attribute of this element; nothing: it stays.
fn instead(element: &str, (attribute, value): (&str, &str)) -> Option<Instead> {
    let on_a_machine = value.starts_with("file:") || value.contains(":\\") || value.starts_with("\\\\");
    match (element, attribute) {
        // On whatever element a program writes them.
        (_, "author" | "userName" | "refreshedBy" | "lastModifiedBy" | "modifiedBy" | "createdBy" | "suggestedsigner")
        | ("person" | "presenceInfo", "displayName")
        | ("author" | "cmAuthor" | "userInfo" | "customWorkbookView", "name")
        | ("permStart", "ed")
        | ("scenario", "user") => Some(Instead::Number),
        (_, "initials") => Some(Instead::Words("A")),
        (_, "userId" | "providerId" | "userProvider") => Some(Instead::Words("None")),
        ("docVar" | "connectString" | "mailSubject", "val")
        | ("absPath", "url")
        | ("dbPr", "connection")
        | (_, "suggestedsigneremail" | "securityDescriptor" | "sourceFile" | "odcFile" | "destinationFile") => Some(Instead::Words("")),
        (_, "descr") if on_a_machine => Some(Instead::Words("")),
        ("Relationship", "Target") if on_a_machine => Some(Instead::Words("file:///withheld")),
        _ => None,
    }
}

/// Whether an attribute says how the part itself is read.
fn is_of_xml(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xml:")
}

/// The element without names of people.
fn nameless(tag: &BytesStart<'_>, part: Part, names: &mut Names) -> Result<BytesStart<'static>, CannotStrip> {
    let element = tag.local_name().into_inner();
    let mut new = BytesStart::new(tag.name().into_inner().to_owned());
    for attribute in tag.attributes() {
        let Attribute { key, value } = attribute.map_err(|_| CannotStrip::Unreadable)?;
        let instead = if part == Part::Hidden && !is_of_xml(key.into_inner()) {
            Some(Instead::Words(""))
        } else {
            instead(element, (key.local_name().into_inner(), &value))
        };
        match instead {
            Some(Instead::Number) => new.push_attribute((key.into_inner(), names.numbered(&value).as_str())),
            Some(Instead::Words(words)) => new.push_attribute((key.into_inner(), words)),
            // As it stood; what stood between single marks may hold double ones.
            None => new.push_attribute(Attribute { key, value: Cow::Owned(value.replace('"', "&quot;")) }),
        }
    }
    Ok(new)
}
