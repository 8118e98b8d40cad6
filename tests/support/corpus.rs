//! Files of every kind of harm and of none, each with the verdict it must get.

#![allow(dead_code, reason = "a vocabulary: each test uses what it needs of it")]

use super::samples::{
    Entry, chunk, deflated, docx, docx_entries, docx_with, eicar, jpeg, jpeg_of, pdf, pdf_of, png, png_of, segment, stored, types, xlsx,
    xlsx_entries, zip,
};

/// One file.
pub struct Case {
    /// What is special about it.
    pub what: &'static str,
    /// The name it is sent under.
    pub name: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The name it is kept under, or the sentence beside the input.
    pub verdict: Result<&'static str, String>,
}

fn good(what: &'static str, name: &'static str, bytes: Vec<u8>) -> Case {
    Case { what, name, bytes, verdict: Ok(name) }
}

fn kept_as(what: &'static str, name: &'static str, bytes: Vec<u8>, kept: &'static str) -> Case {
    Case { what, name, bytes, verdict: Ok(kept) }
}

fn bad(what: &'static str, name: &'static str, bytes: Vec<u8>, sentence: String) -> Case {
    Case { what, name, bytes, verdict: Err(sentence) }
}

fn other(label: &str) -> String {
    format!("The selected file is named as a {label}, but its content is something else. Save it as a {label} and select it again.")
}

fn incomplete(label: &str) -> String {
    format!("The selected {label} is not complete. Save it again and select the new file.")
}

fn damaged(label: &str) -> String {
    format!("The selected {label} is damaged. Open it, save it again and select the new file.")
}

fn surplus(label: &str) -> String {
    format!("The selected {label} has other content hidden in it. Open it, save it again and select the new file.")
}

fn macros(label: &str) -> String {
    format!("The selected {label} has macros or controls in it, which we do not take. Save it without them and select it again.")
}

fn too_much(label: &str) -> String {
    format!("The selected {label} unpacks to more than we can check. Save it with less in it, or as a PDF, and select it again.")
}

fn locked(label: &str) -> String {
    format!(
        "The selected file is protected by a password or saved in an old format. Save it as {label} without a password and select it again."
    )
}

const WRONG_TYPE: &str = "The selected file must be a PDF, DOCX, XLSX, CSV, PNG or JPG.";
const EMPTY: &str = "The selected file is empty. Select a file that has content.";
const PIXELS: &str = "The selected picture has too many pixels. Make it smaller than 30,000 pixels on each side and select it again.";
const NOT_UTF8: &str = "The selected CSV is not saved as UTF-8 text. Save it as “CSV UTF-8” and select it again.";
const TOO_LONG: &str =
    "The selected CSV has a row that is too long. Check it for a quotation mark that is not closed, save it and select it again.";

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn cut(mut bytes: Vec<u8>, by: usize) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(by));
    bytes
}

/// `bytes` with the first `from` in it replaced by `to`, of the same length.
fn swapped(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|w| w == from).expect("it is in there");
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

/// All of them, for a place that takes every type and at most a megabyte.
pub fn cases() -> Vec<Case> {
    [sound(), names(), pdfs(), pictures(), tables(), archives(), hidden(), bombs()].into_iter().flatten().collect()
}

fn sound() -> Vec<Case> {
    let encrypted = pdf_of(&["<< /Type /Catalog >>".into()], "/Encrypt 9 0 R ");
    let twice = joined(&[&pdf("first"), b"5 0 obj\n<<>>\nendobj\nxref\n5 1\n0000000400 00000 n \ntrailer\n<< >>\nstartxref\n420\n%%EOF\n"]);
    let phone = joined(&[&jpeg(40, 30), &[0; 16], &jpeg(20, 15)]);
    let samsung = joined(&[&jpeg(40, 30), b"\0\0\x01\x0aImage_UTC_Data1767225600000SEFH\x6b\0\0\0\x18\0\0\0SEFT"]);
    let embedded = docx_with(&[stored("word/embeddings/table.xlsx", &xlsx())]);
    let numbered = zip(&[
        types("word/document2.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        deflated("word/document2.xml", b"<w:document/>"),
    ]);
    vec![
        good("a PDF", "plan.pdf", pdf("Plan")),
        good("a PDF without a line end after its end", "plan.pdf", cut(pdf("Plan"), 1)),
        good("a PDF that was changed once", "plan.pdf", twice),
        good("a PDF that may not be printed", "plan.pdf", encrypted),
        good("a document", "plan.docx", docx()),
        good("a document with a table embedded", "plan.docx", embedded),
        good("a document whose main part has a number", "plan.docx", numbered),
        good("a workbook", "plan.xlsx", xlsx()),
        good("a picture", "plan.png", png(10, 10)),
        good("a picture with a chunk of text", "plan.png", png_of(10, 10, &chunk(b"tEXt", b"Title\0Plan"))),
        good("a photo", "plan.jpg", jpeg(40, 30)),
        good("a photo with a small one behind it", "plan.jpeg", phone),
        good("a photo of a telephone that adds a trailer", "plan.jpg", samsung),
        good("a table", "plan.csv", b"who,cost\r\nAna,12.50\r\n".to_vec()),
        good("a table with a mark of its encoding", "plan.csv", "\u{feff}wer,wo\nÄnne,Kraków\n".into()),
        good("a table with quoted line ends", "plan.csv", b"a,\"b\nc\"\n1,\"two \"\"2\"\"\"\n".to_vec()),
        good("a table that begins like a picture", "plan.csv", b"BMW,cost\n1,2\n".to_vec()),
        good("what a scanner takes for a virus", "eicar.csv", eicar()),
    ]
}

fn names() -> Vec<Case> {
    vec![
        good("a name with two endings, the last the true one", "quote.exe.pdf", pdf("Quote")),
        kept_as("a path", "..\\..\\etc\\plan.pdf", pdf("Plan"), "plan.pdf"),
        kept_as("a path of the other kind", "../../../srv/plan.pdf", pdf("Plan"), "plan.pdf"),
        kept_as("a name that reads backwards", "invoice\u{202e}xcod.pdf", pdf("Plan"), "invoicexcod.pdf"),
        bad("a name that only reads as a PDF", "invoice\u{202e}fdp.exe", pdf("Plan"), WRONG_TYPE.into()),
        bad("a program", "setup.exe", b"MZ\x90\0".to_vec(), WRONG_TYPE.into()),
        bad("a program with a second ending", "quote.pdf.exe", pdf("Quote"), WRONG_TYPE.into()),
        bad("a name without an ending", "plan", pdf("Plan"), WRONG_TYPE.into()),
        bad("an ending without a name", ".pdf", pdf("Plan"), WRONG_TYPE.into()),
        bad("a page", "plan.html", b"<html></html>".to_vec(), WRONG_TYPE.into()),
        bad("a drawing with a script", "plan.svg", b"<svg onload=\"x\"/>".to_vec(), WRONG_TYPE.into()),
        bad("a document with macros by its name", "plan.docm", docx(), WRONG_TYPE.into()),
        bad("an archive", "plan.zip", docx(), WRONG_TYPE.into()),
        bad("an ending with a space behind it", "plan.pdf .js", pdf("Plan"), WRONG_TYPE.into()),
    ]
}

fn pdfs() -> Vec<Case> {
    let page = b"%PDF-1.7\n<html><script>alert(1)</script></html>\n".to_vec();
    let archive = joined(&[&pdf("Plan"), &zip(&[stored("a.txt", b"a")])]);
    let inside = pdf_of(&["<< /Type /Catalog >>".into(), String::from_utf8_lossy(&zip(&[stored("a", b"a")])).into_owned()], "");
    vec![
        bad("an empty PDF", "plan.pdf", vec![], EMPTY.into()),
        bad("one byte", "plan.pdf", b"%".to_vec(), other("PDF")),
        bad("text", "plan.pdf", b"This is the plan.".to_vec(), other("PDF")),
        bad("a picture", "plan.pdf", png(10, 10), other("PDF")),
        bad("a page", "plan.pdf", b"<!doctype html><title>x</title>".to_vec(), other("PDF")),
        bad("only the header", "plan.pdf", b"%PDF-1.7\n".to_vec(), incomplete("PDF")),
        bad("cut in the middle", "plan.pdf", cut(pdf("Plan"), 300), incomplete("PDF")),
        bad("cut before its last mark", "plan.pdf", cut(pdf("Plan"), 4), incomplete("PDF")),
        bad("cut in a later change", "plan.pdf", joined(&[&pdf("Plan"), b"5 0 obj\n<< /Le"]), incomplete("PDF")),
        bad("something before it", "plan.pdf", joined(&[b"GIF89a", &pdf("Plan")]), other("PDF")),
        bad("a program behind it", "plan.pdf", joined(&[&pdf("Plan"), b"#!/bin/sh\nrm -rf /\n"]), surplus("PDF")),
        bad("an archive behind it", "plan.pdf", archive, surplus("PDF")),
        bad("an archive inside it, found from the end", "plan.pdf", inside, surplus("PDF")),
        bad("a page in its first lines", "plan.pdf", joined(&[&page, &pdf("Plan")]), surplus("PDF")),
        bad("no offset of its table", "plan.pdf", swapped(pdf("Plan"), b"startxref", b"startxxxx"), damaged("PDF")),
        bad("an offset outside of it", "plan.pdf", b"%PDF-1.7\nstartxref\n999999\n%%EOF\n".to_vec(), damaged("PDF")),
        bad(
            "larger than a megabyte",
            "plan.pdf",
            joined(&[&pdf("Plan"), &vec![b' '; 1_000_000]]),
            "The selected file must be smaller than 1 MB.".into(),
        ),
    ]
}

fn pictures() -> Vec<Case> {
    let comment = segment(0xfe, b"<?php system('x'); ?>");
    let film = joined(&[&jpeg(40, 30), b"\0\0\0\x18ftypmp42\0\0\0\0", &[7; 400]]);
    vec![
        bad("only the signature of a PNG", "plan.png", b"\x89PNG\r\n\x1a\n".to_vec(), incomplete("PNG")),
        bad("a PNG cut before its end", "plan.png", cut(png(10, 10), 12), incomplete("PNG")),
        bad("a PNG cut in its pixels", "plan.png", cut(png(10, 10), 20), incomplete("PNG")),
        bad("a PNG with a wrong checksum", "plan.png", swapped(png(10, 10), b"IDAT\x78", b"IDAT\x79"), damaged("PNG")),
        bad("a PNG of no size", "plan.png", png(0, 10), damaged("PNG")),
        bad("a PNG with a side of a million", "plan.png", png(1_000_000, 10), PIXELS.into()),
        bad("a PNG of 900 million pixels", "plan.png", png(30_000, 30_000), PIXELS.into()),
        bad("a PNG with an archive behind it", "plan.png", joined(&[&png(10, 10), &zip(&[stored("a", b"a")])]), surplus("PNG")),
        bad("a PNG with text behind it", "plan.png", joined(&[&png(10, 10), b"hello"]), surplus("PNG")),
        bad("a PNG with a PDF in a chunk", "plan.png", png_of(10, 10, &chunk(b"tEXt", b"%PDF-1.7")), surplus("PNG")),
        bad("a JPG cut in its pixels", "plan.jpg", cut(jpeg(40, 30), 4), incomplete("JPG")),
        bad("a JPG cut before its frame", "plan.jpg", cut(jpeg(40, 30), 20), incomplete("JPG")),
        bad("a JPG of no height", "plan.jpg", jpeg(40, 0), damaged("JPG")),
        bad("a JPG with a side of 40,000", "plan.jpg", jpeg(40_000, 30), PIXELS.into()),
        bad("a JPG with a program in a comment", "plan.jpg", jpeg_of(40, 30, &comment), surplus("JPG")),
        bad("a JPG with a film behind it", "plan.jpg", film, surplus("JPG")),
        bad("a JPG with a PDF behind it", "plan.jpg", joined(&[&jpeg(40, 30), &pdf("Plan")]), surplus("JPG")),
        bad("a PNG named as a JPG", "plan.jpg", png(10, 10), other("JPG")),
        bad("a PDF named as a picture", "plan.png", pdf("Plan"), other("PNG")),
    ]
}

fn tables() -> Vec<Case> {
    let wide = vec![b','; 5_000];
    let open = joined(&[b"a,\"b\n", &b"c,d\n".repeat(100_000)]);
    vec![
        bad("an empty table", "plan.csv", vec![], EMPTY.into()),
        bad("a table of line ends", "plan.csv", b"\r\n\n".to_vec(), EMPTY.into()),
        bad("a table in Windows-1252", "plan.csv", b"wer\n\xc4nne\n".to_vec(), NOT_UTF8.into()),
        bad("a table in UTF-16", "plan.csv", b"\xff\xfea\0,\0b\0".to_vec(), NOT_UTF8.into()),
        bad("a table cut in a character", "plan.csv", b"Krak\xc3".to_vec(), NOT_UTF8.into()),
        bad("a table with a zero byte", "plan.csv", b"a,b\n\0,1\n".to_vec(), other("CSV")),
        bad("a page", "plan.csv", b" \n<script>alert(1)</script>".to_vec(), other("CSV")),
        bad("a workbook", "plan.csv", xlsx(), other("CSV")),
        bad("a table of 5,000 columns", "plan.csv", wide, TOO_LONG.into()),
        bad("a quotation mark that is not closed", "plan.csv", open, TOO_LONG.into()),
    ]
}

fn archives() -> Vec<Case> {
    let old = joined(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[0; 600]]);
    let swap = |entries: Vec<Entry>, at: usize, entry: Entry| {
        let mut entries = entries;
        entries[at] = entry;
        zip(&entries)
    };
    let docm = swap(docx_entries(), 0, types("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"));
    let encrypted = docx_with(&[Entry { flags: 0x801, ..stored("word/x.xml", b"secret") }]);
    let link = docx_with(&[Entry { attributes: 0o120_777 << 16, ..stored("word/link.xml", b"/etc/passwd") }]);
    let entity = docx_with(&[deflated("word/x.xml", b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><x/>")]);
    let twice = docx_with(&[deflated("WORD/Document.xml", b"<w:document/>")]);
    vec![
        bad("a workbook named as a document", "plan.docx", xlsx(), other("DOCX")),
        bad("a document named as a workbook", "plan.xlsx", docx(), other("XLSX")),
        bad("any archive", "plan.docx", zip(&[stored("a.txt", b"a")]), other("DOCX")),
        bad("an archive of nothing", "plan.docx", joined(&[b"PK\x03\x04", &zip(&[])]), other("DOCX")),
        bad("a document without content types", "plan.docx", zip(&docx_entries()[1..]), other("DOCX")),
        bad("a document without a main part", "plan.docx", zip(&docx_entries()[..2]), other("DOCX")),
        bad("an archive of Java", "plan.xlsx", zip(&[stored("META-INF/MANIFEST.MF", b"a"), stored("A.class", b"\xca\xfe")]), other("XLSX")),
        bad("a document of the format before 2007", "plan.docx", old.clone(), locked("DOCX")),
        bad("a workbook with a password", "plan.xlsx", old, locked("XLSX")),
        bad("a document with an encrypted entry", "plan.docx", encrypted, locked("DOCX")),
        bad("a document with macros", "plan.docx", docx_with(&[stored("word/vbaProject.bin", b"x")]), macros("DOCX")),
        bad("a document with macros by its types", "plan.docx", docm, macros("DOCX")),
        bad(
            "a workbook with a sheet of macros",
            "plan.xlsx",
            zip(&[xlsx_entries(), vec![stored("xl/macrosheets/sheet1.xml", b"<x/>")]].concat()),
            macros("XLSX"),
        ),
        bad("a document with a control", "plan.docx", docx_with(&[stored("word/activeX/activeX1.bin", b"x")]), macros("DOCX")),
        bad("a document that leaves its folder", "plan.docx", docx_with(&[stored("../../etc/cron.d/x", b"x")]), damaged("DOCX")),
        bad("a document with an absolute name", "plan.docx", docx_with(&[stored("/etc/x", b"x")]), damaged("DOCX")),
        bad("a document with a name of Windows", "plan.docx", docx_with(&[stored("C:\\x.dll", b"x")]), damaged("DOCX")),
        bad("a document with a link to a file", "plan.docx", link, damaged("DOCX")),
        bad("a document with one name twice", "plan.docx", twice, damaged("DOCX")),
        bad("a document that declares a type of its own", "plan.docx", entity, surplus("DOCX")),
        bad("a document cut in the middle", "plan.docx", cut(docx(), 200), incomplete("DOCX")),
        bad("a document cut by one byte", "plan.docx", cut(docx(), 1), surplus("DOCX")),
        bad("a document with a broken entry", "plan.docx", swapped(docx(), &docx_entries()[2].packed.clone(), &[0xff; 9]), damaged("DOCX")),
    ]
}

fn hidden() -> Vec<Case> {
    let mut commented = docx();
    let at = commented.len() - 2;
    commented[at] = 5;
    commented.extend(b"hello");
    vec![
        bad("a document with something before it", "plan.docx", joined(&[b"PK\x03\x04", &docx()]), surplus("DOCX")),
        bad("a document with something behind it", "plan.docx", joined(&[&docx(), b"MZ\x90"]), surplus("DOCX")),
        bad("a document with a comment", "plan.docx", commented, surplus("DOCX")),
        bad(
            "a document that is a PDF too",
            "plan.docx",
            zip(&[vec![stored("a", b"%PDF-1.7\n")], docx_entries()].concat()),
            surplus("DOCX"),
        ),
        bad(
            "a document that is a page too",
            "plan.docx",
            zip(&[vec![stored("a", b"<html><script>")], docx_entries()].concat()),
            surplus("DOCX"),
        ),
    ]
}

fn bombs() -> Vec<Case> {
    let zeros = deflated("word/media/image1.bmp", &vec![0; 60_000_000]);
    let modest = Entry { unpacked: 1_000, ..zeros.clone() };
    let boastful = Entry { unpacked: u32::MAX - 1, ..deflated("word/media/image1.bmp", b"small") };
    let many: Vec<Entry> = (0..5_000).map(|n| stored(&format!("word/{n}.xml"), b"")).collect();
    let nested = stored("word/embeddings/inner.docx", &docx_with(std::slice::from_ref(&zeros)));
    vec![
        bad("60 MB of zeros", "plan.docx", docx_with(&[zeros]), too_much("DOCX")),
        bad("60 MB of zeros that say they are 1 KB", "plan.docx", docx_with(&[modest]), damaged("DOCX")),
        bad("an entry that says it has 4 GB", "plan.docx", docx_with(&[boastful]), too_much("DOCX")),
        bad("5,000 entries", "plan.docx", docx_with(&many), too_much("DOCX")),
        good("a bomb inside, which stays bytes", "plan.docx", docx_with(&[nested])),
    ]
}
