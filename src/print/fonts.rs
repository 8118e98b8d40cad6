//! The fonts inside the program. `static/fonts/README.md` says where each comes from.
//! They are tried in the order of `templates/print/layout.typ`.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: &[&[u8]] = &[
    include_bytes!("../../static/fonts/PublicSans-Regular.ttf"),
    include_bytes!("../../static/fonts/PublicSans-Bold.ttf"),
    include_bytes!("../../static/fonts/RobotoMono-Regular.ttf"),
    include_bytes!("../../static/fonts/NotoEmoji-Regular.ttf"),
    include_bytes!("../../static/fonts/DejaVuSans.ttf"),
    include_bytes!("../../static/fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../../static/fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../../static/fonts/NanumGothic-Regular.ttf"),
    include_bytes!("../../static/fonts/DroidSansFallbackFull.ttf"),
];

/// The fonts, and what typst knows of them.
pub(super) struct Fonts {
    pub(super) all: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
}

/// Read once, at the first document.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let all: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&all));
    Fonts { all, book }
});
