//! A document and how it is printed: data to JSON, JSON and template to pages, pages to PDF.

use super::text::{printable, without};
use super::world::Desk;
use crate::kernel::Timestamp;
use chrono::{Datelike, Timelike};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// How often a document is set again because characters had no letter.
const ROUNDS: usize = 3;

/// A document to print: its context is the struct itself.
pub trait Document: Serialize {
    /// The template below `templates/print/`, without `.typ`.
    const NAME: &'static str;

    /// What the document says about itself.
    fn imprint(&self) -> Imprint;

    /// Documents that together reach every branch of the template; a test prints them all.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// What a document says about itself: in its title, at the top of each page, in its properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imprint {
    /// The title, such as `Receipt of application UDF-2027-0142`.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The name of the service.
    pub site: String,
    /// Where its page is.
    pub address: String,
    /// Whether to say that people are invented and no money is real.
    pub is_demo: bool,
    /// The language, such as `en`.
    pub language: &'static str,
    /// The date in its properties: of what it tells, not of printing.
    #[serde(skip)]
    pub made_at: Timestamp,
    /// What makes it this document and no other, such as a digest.
    #[serde(skip)]
    pub identity: String,
}

/// A document that could not be printed; the reason is for the log.
#[derive(Debug, thiserror::Error)]
#[error("document {document}: {reason}")]
pub struct PrintError {
    document: &'static str,
    reason: String,
}

/// The document as a tagged PDF (PDF/UA-1). The same document gives the same bytes. Takes tens of
/// milliseconds, so it belongs off the async threads.
///
/// # Errors
/// A template that does not fit its context, or a fault of the typesetter; neither stops the program.
pub fn print<D: Document>(document: &D) -> Result<Vec<u8>, PrintError> {
    let refuse = |reason: String| PrintError { document: D::NAME, reason };
    let imprint = document.imprint();
    // The typesetter is large and reads what strangers wrote: its panic must stay one document's.
    let caught = catch_unwind(AssertUnwindSafe(|| typeset(document, &imprint).and_then(|pages| export(&pages, &imprint))));
    // It remembers what it has set and would keep it for the next document, which is another.
    typst::comemo::evict(0);
    caught.unwrap_or_else(|_| Err("the typesetter panicked".into())).map_err(refuse)
}

/// The pages. Characters for which no font has a letter are set again as gaps.
pub(super) fn typeset<D: Document>(document: &D, imprint: &Imprint) -> Result<PagedDocument, String> {
    let body = serde_json::to_value(document).map_err(|e| e.to_string())?;
    let mut data = printable(json!({"imprint": imprint, "body": body, "has_gaps": false}));
    for _ in 0..ROUNDS {
        let json = serde_json::to_vec(&data).map_err(|e| e.to_string())?;
        let desk = Desk::new(D::NAME, json).ok_or("there is no such template")?;
        let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| told(&faults))?;
        let missing = without_letter(&pages);
        if missing.is_empty() {
            return Ok(pages);
        }
        data = without(data, &missing);
        if let Some(has_gaps) = data.get_mut("has_gaps") {
            *has_gaps = Value::Bool(true);
        }
    }
    Err("characters without a letter remain".into())
}

fn export(pages: &PagedDocument, imprint: &Imprint) -> Result<Vec<u8>, String> {
    let options = PdfOptions {
        ident: Smart::Custom(imprint.identity.clone()),
        creator: Smart::Custom(Some("Urban Diplomacy Fund".into())),
        timestamp: date(imprint.made_at).map(typst_pdf::Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| e.message().to_string())?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options).map_err(|faults| told(&faults))
}

fn date(at: Timestamp) -> Option<Datetime> {
    let at = at.utc();
    let small = |n: u32| u8::try_from(n).ok();
    Datetime::from_ymd_hms(at.year(), small(at.month())?, small(at.day())?, small(at.hour())?, small(at.minute())?, small(at.second())?)
}

fn told(faults: &[SourceDiagnostic]) -> String {
    faults.iter().map(|fault| fault.message.to_string()).collect::<Vec<_>>().join("; ")
}

/// Every text on the pages.
pub(super) fn texts(pages: &PagedDocument) -> Vec<&TextItem> {
    let mut found = Vec::new();
    for page in pages.pages() {
        walk(&page.frame, &mut found);
    }
    found
}

fn walk<'a>(frame: &'a Frame, found: &mut Vec<&'a TextItem>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, found),
            FrameItem::Text(text) => found.push(text),
            _ => {}
        }
    }
}

/// The clusters that were set without a letter, the longest first.
fn without_letter(pages: &PagedDocument) -> Vec<String> {
    let clusters = |item: &TextItem| {
        let missing = item.glyphs.iter().filter(|glyph| glyph.id == 0);
        missing.filter_map(|glyph| item.text.get(glyph.range()).map(str::to_owned)).collect::<Vec<_>>()
    };
    let all: BTreeSet<String> = texts(pages).into_iter().flat_map(clusters).filter(|cluster| !cluster.is_empty()).collect();
    let mut all: Vec<String> = all.into_iter().collect();
    all.sort_by_key(|cluster| std::cmp::Reverse(cluster.len()));
    all
}
