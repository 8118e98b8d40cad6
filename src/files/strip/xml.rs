//! A part of an office document in XML, piece by piece: names of people are numbered in the order in which they come, so that
//! a reader still tells them apart; paths on somebody's machine and data that no page shows are emptied.

use super::CannotStrip;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::borrow::Cow;
use std::io::{BufRead, Write};

/// Which texts of a part name somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// None: they are what the document shows.
    Shown,
    /// Those in `author`.
    Comments,
    /// All: no page shows them.
    Hidden,
    /// It says how parts lie to each other.
    Relations,
}

/// Who was named so far.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// `Author 2`
    fn numbered(&mut self, name: &str) -> String {
        let at = self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        format!("Author {}", at + 1)
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
    // How deep inside something whose text names somebody.
    let mut hushed = 0_usize;
    loop {
        piece.clear();
        let event = reader.read_event_into(&mut piece).map_err(|_| CannotStrip::Unreadable)?;
        let kept = match event {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                if hushed > 0 || part == Part::Hidden || (part == Part::Comments && tag.local_name().into_inner() == "author") {
                    hushed += 1;
                }
                Event::Start(nameless(&tag, names)?)
            }
            Event::End(tag) => {
                hushed = hushed.saturating_sub(1);
                Event::End(tag)
            }
            Event::Empty(tag) if part == Part::Relations && is_preview(&tag) => continue,
            Event::Empty(tag) => Event::Empty(nameless(&tag, names)?),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if hushed > 0 => continue,
            Event::Comment(_) => continue,
            other => other,
        };
        writer.write_event(kept).map_err(|_| CannotStrip::Unreadable)?;
    }
}

/// Whether a relation leads to the picture of how the document looked once.
fn is_preview(tag: &BytesStart<'_>) -> bool {
    tag.attributes().flatten().any(|attribute| attribute.key.into_inner() == "Type" && attribute.value.ends_with("/thumbnail"))
}

/// What stands in place of this attribute of this element; nothing: it stays.
fn instead(element: &str, (attribute, value): (&str, &str)) -> Option<Instead> {
    let on_a_machine = value.starts_with("file:") || value.contains(":\\") || value.starts_with("\\\\");
    match (element, attribute) {
        (_, "author")
        | ("person" | "presenceInfo", "displayName")
        | ("fileSharing", "userName")
        | ("cmAuthor" | "userInfo", "name")
        | ("scenario", "user") => Some(Instead::Number),
        (_, "initials") => Some(Instead::Words("A")),
        ("person" | "presenceInfo", "userId" | "providerId") => Some(Instead::Words("None")),
        ("docVar", "val") | ("absPath", "url") => Some(Instead::Words("")),
        ("Relationship", "Target") if on_a_machine => Some(Instead::Words("file:///withheld")),
        _ => None,
    }
}

/// The element without names of people.
fn nameless(tag: &BytesStart<'_>, names: &mut Names) -> Result<BytesStart<'static>, CannotStrip> {
    let element = tag.local_name().into_inner();
    let mut new = BytesStart::new(tag.name().into_inner().to_owned());
    for attribute in tag.attributes() {
        let Attribute { key, value } = attribute.map_err(|_| CannotStrip::Unreadable)?;
        match instead(element, (key.local_name().into_inner(), &value)) {
            Some(Instead::Number) => new.push_attribute((key.into_inner(), names.numbered(&value).as_str())),
            Some(Instead::Words(words)) => new.push_attribute((key.into_inner(), words)),
            // As it stood; what stood between single marks may hold double ones.
            None => new.push_attribute(Attribute { key, value: Cow::Owned(value.replace('"', "&quot;")) }),
        }
    }
    Ok(new)
}
