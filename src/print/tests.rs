//! What holds for every printed document: it prints, is tagged, is the same each time, and what
//! people typed stands in it as text, whatever they typed.

use super::document::{self, texts};
use super::{Document, Imprint, Receipt, print};
use proptest::prelude::*;
use typst::layout::{Abs, Frame, FrameItem};
use typst_layout::PagedDocument;

fn pages(receipt: &Receipt) -> PagedDocument {
    document::typeset(receipt, &receipt.imprint()).expect("it is typeset")
}

/// The words on the pages, without spaces and places to break, since lines break anywhere.
fn words(pages: &PagedDocument) -> String {
    texts(pages).iter().flat_map(|item| item.text.chars()).filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// How far right a text reaches on any page.
fn right_edge(pages: &PagedDocument) -> Abs {
    fn walk(frame: &Frame, x: Abs, edge: &mut Abs) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, x + at.x, edge),
                FrameItem::Text(text) => *edge = (*edge).max(x + at.x + text.width()),
                _ => {}
            }
        }
    }
    let mut edge = Abs::zero();
    for page in pages.pages() {
        walk(&page.frame, Abs::zero(), &mut edge);
    }
    edge
}

fn holds(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn every_sample_prints_tagged_and_the_same_each_time() {
    for sample in Receipt::samples() {
        let pdf = print(&sample).expect("it prints");
        assert!(pdf.starts_with(b"%PDF-1.7"));
        let imprint: Imprint = sample.imprint();
        for told in [
            "/MarkInfo",
            "/StructTreeRoot",
            "/Lang",
            "pdfuaid:part",
            &imprint.title,
            &imprint.description,
            "<xmp:CreateDate>2027-01-31T20:00:00+00:00<",
        ] {
            assert!(holds(&pdf, told), "the PDF does not say {told}");
        }
        assert_eq!(print(&sample).expect("it prints again"), pdf, "the same document gives the same bytes");
    }
}

#[test]
fn a_receipt_says_everything() {
    let said = words(&pages(&Receipt::samples().remove(0)));
    for text in [
        "Urban Diplomacy Fund",
        "UDF-2027-0142",
        "Sister ports",
        "Received January 31, 2027, 3:00 PM EST",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "What will change?",
        "The city keeps what they know.",
        "Not provided",
        "Antwerp, Belgium",
        "Harbor master",
        "Two flights at $2,422.50",
        "quote.pdf",
        "I may sign for this city.",
        "no money is real",
        "https://fund.example/portal/applications/UDF-2027-0142/receipt",
        "Page 1 of",
    ] {
        assert!(said.contains(&squeezed(text)), "{text}\n{said}");
    }
}

#[test]
fn what_a_city_writes_is_text() {
    let rows = [
        "#let x = read(\"/etc/passwd\"); #panic()",
        "$x^2$ *bold* _it_ `raw` @ref <label> = heading - item + item / term: x ~ --- ... \\ \" ' // no /* no",
        "#import \"@preview/x:1.0.0\": *",
        "[#] {#} ]] }} \\u{41}",
        "مرحبا بالعالم",
        "שלום עולם",
        "Ελληνικά, Русский, Հայերեն, ქართული, Việt",
        "東京都 北京市 서울특별시",
        "नमस्ते สวัสดี",
        "🚀 😀 👩🏽‍🚀 🇺🇸 ☎ ✓ ☐ → €",
        "e\u{301} Z\u{335}a\u{336}lgo\u{31b}",
    ];
    let margin = right_edge(&pages(&Receipt::saying("Short")));
    for text in rows {
        let receipt = Receipt::saying(text);
        let pages = pages(&receipt);
        let (said, wanted) = (words(&pages), squeezed(text));
        let shown: String = said.chars().take(2_000).collect();
        // Right-to-left words are laid out one by one, from the right.
        for word in if text.is_ascii() { vec![wanted.as_str()] } else { text.split_whitespace().collect() } {
            assert!(said.matches(word).count() >= 9, "{word}\n{shown}");
        }
        assert!(!said.contains('▯'), "{text} has a letter for each character\n{shown}");
        assert!(right_edge(&pages) <= margin, "{text} leaves the margin");
        print(&receipt).expect("it prints");
    }
}

#[test]
fn a_word_of_ten_thousand_letters_stays_inside_the_margins() {
    let pages = pages(&Receipt::saying(&"W".repeat(10_000)));
    assert!(right_edge(&pages) <= right_edge(&self::pages(&Receipt::saying("Short"))));
    assert!(words(&pages).matches('W').count() >= 9 * 10_000, "no letter is lost");
}

#[test]
fn what_no_font_has_is_a_gap_and_the_document_says_so() {
    let receipt = Receipt::saying("cuneiform 𒀀𒁀 here, private \u{E123}\u{F0000}, x\u{0E31}\u{0301}\u{0940}");
    let said = words(&pages(&receipt));
    assert!(said.contains("cuneiform▯▯here,"), "{said}");
    assert!(said.contains(&squeezed("▯ stands for a character that this document has no letter for.")));
    print(&receipt).expect("it prints");
    assert!(!words(&pages(&Receipt::saying("plain"))).contains('▯'));
}

/// Run by `tools/conformance.sh`, which lets a program that is not ours look at them.
#[test]
#[ignore = "writes files for tests/conformance/printed.py"]
fn samples_are_kept_for_other_programs() {
    let folder = std::env::var_os("UDF_PRINTED").expect("UDF_PRINTED names a folder");
    let hostile = ["#panic() $x$ @y", "مرحبا 東京都 🚀 𒀀", &"W".repeat(10_000)].map(Receipt::saying);
    for (n, receipt) in Receipt::samples().into_iter().chain(hostile).enumerate() {
        let pdf = print(&receipt).expect("it prints");
        std::fs::write(std::path::Path::new(&folder).join(format!("receipt-{n}.pdf")), pdf).expect("it is written");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn anything_typed_can_be_printed(text in any::<String>()) {
        let printed = print(&Receipt::saying(&text));
        prop_assert!(printed.is_ok(), "{:?}", printed.err());
    }
}
