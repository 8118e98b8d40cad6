//! All that a template can reach: the other templates, the fonts inside the program, and one
//! virtual file with the data. There is no folder, no package and no clock.

use super::fonts::FONTS;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

include!(concat!(env!("OUT_DIR"), "/printed.rs"));

/// The name of the virtual file.
const DATA: &str = "data.json";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Every template, parsed once.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let parsed = PRINTED.iter().filter_map(|(name, text)| Some(Source::new(id(&format!("{name}.typ"))?, (*text).to_owned())));
    parsed.collect()
});

fn id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// One document to typeset.
pub(super) struct Desk {
    main: FileId,
    data_id: FileId,
    data: Bytes,
}

impl Desk {
    /// The template of this name with this JSON; `None` if there is no such template.
    pub(super) fn new(template: &str, json: Vec<u8>) -> Option<Self> {
        let main = id(&format!("{template}.typ"))?;
        SOURCES.iter().find(|source| source.id() == main)?;
        Some(Self { main, data_id: id(DATA)?, data: Bytes::new(json) })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_can_be_read() {
        let desk = Desk::new("receipt", b"{}".to_vec()).expect("the template is there");
        assert!(desk.file(id(DATA).expect("a name")).is_ok() && desk.source(desk.main()).is_ok());
        for other in ["Cargo.toml", "etc/passwd", "receipt.typ"] {
            assert!(desk.file(id(other).expect("a name")).is_err(), "{other}");
        }
        assert!(desk.source(id("elsewhere.typ").expect("a name")).is_err());
        assert!(desk.today(None).is_none(), "the clock is not asked");
        assert!(Desk::new("no-such-document", vec![]).is_none());
    }
}
