//! Small files of every accepted type, made by code, and the means to spoil them.

#![allow(dead_code, reason = "a vocabulary: each test uses what it needs of it")]

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use std::io::Write;

/// A page with one line of text.
pub fn pdf(line: &str) -> Vec<u8> {
    let text = format!("BT /F1 14 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    pdf_of(&objects, "")
}

/// A file of these objects; `more` goes into its trailer.
pub fn pdf_of(objects: &[String], more: &str) -> Vec<u8> {
    pdf_of_bytes(&objects.iter().map(|object| object.clone().into_bytes()).collect::<Vec<_>>(), more)
}

/// The same of objects that are no text.
pub fn pdf_of_bytes(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let (mut pdf, mut offsets) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend([format!("{} 0 obj\n", n + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let table = pdf.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in &offsets {
        end += &format!("{offset:010} 00000 n \n");
    }
    end += &format!("trailer\n<< /Size {} /Root 1 0 R {more}>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    pdf.extend(end.into_bytes());
    pdf
}

/// Bytes squeezed as PDF and PNG do it.
pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content).expect("memory");
    packed.finish().expect("memory")
}

/// One chunk with its checksum.
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    let length = u32::try_from(content.len()).expect("a small chunk");
    [&length.to_be_bytes()[..], name, content, &crc.sum().to_be_bytes()].concat()
}

/// A picture that says it has these sides; its pixels are those of the first row.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, &[])
}

/// The same with chunks between header and pixels.
pub fn png_of(width: u32, height: u32, between: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let pixels = zlib(&vec![0; 1 + 3 * usize::try_from(width.min(64)).expect("few")]);
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &header)[..], between, &chunk(b"IDAT", &pixels), &chunk(b"IEND", b"")].concat()
}

/// One segment with its length.
pub fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a small segment");
    [&[0xff, code][..], &length.to_be_bytes(), content].concat()
}

/// A photo that says it has these sides.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    jpeg_of(width, height, &[])
}

/// The same with segments before the frame.
pub fn jpeg_of(width: u16, height: u16, between: &[u8]) -> Vec<u8> {
    let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    let scan = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    let parts: [&[u8]; 7] = [
        &[0xff, 0xd8],
        &segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        between,
        &segment(0xc0, &frame),
        &scan,
        // Coded pixels with a stuffed byte and a restart mark.
        &[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56],
        &[0xff, 0xd9],
    ];
    parts.concat()
}

/// A picture of one point with these extensions before it.
pub fn gif_of(between: &[u8]) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0";
    [&head[..], between, b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0", b"\x3b"].concat()
}

/// One entry of a zip, with what it declares.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub packed: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub unpacked: u32,
    pub attributes: u32,
}

/// An entry as it is.
pub fn stored(name: &str, content: &[u8]) -> Entry {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let unpacked = u32::try_from(content.len()).expect("a small file");
    Entry { name: name.into(), packed: content.to_vec(), method: 0, flags: 0x800, crc: crc.sum(), unpacked, attributes: 0 }
}

/// An entry squeezed.
pub fn deflated(name: &str, content: &[u8]) -> Entry {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content).expect("memory");
    Entry { packed: packed.finish().expect("memory"), method: 8, ..stored(name, content) }
}

/// A zip of these entries.
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = u32::try_from(body.len()).expect("a small zip");
        let (packed, name) = (u32::try_from(entry.packed.len()).expect("small"), u16::try_from(entry.name.len()).expect("short"));
        let both = [
            &entry.flags.to_le_bytes()[..],
            &entry.method.to_le_bytes(),
            &[0, 0, 0x21, 0x5a],
            &entry.crc.to_le_bytes(),
            &packed.to_le_bytes(),
            &entry.unpacked.to_le_bytes(),
            &name.to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        body.extend([&b"PK\x03\x04\x14\0"[..], &both, &entry.name, &entry.packed].concat());
        let attributes = entry.attributes.to_le_bytes();
        directory.extend([&b"PK\x01\x02\x14\x03\x14\0"[..], &both, &[0; 6], &attributes, &offset.to_le_bytes(), &entry.name].concat());
    }
    let count = u16::try_from(entries.len()).expect("few entries").to_le_bytes();
    let sizes = [u32::try_from(directory.len()).expect("small").to_le_bytes(), u32::try_from(body.len()).expect("small").to_le_bytes()];
    [&body[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &sizes.concat(), &[0, 0]].concat()
}

const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// The list of content types that names one part.
pub fn types(part: &str, content_type: &str) -> Entry {
    let xml = format!(
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" ContentType="{content_type}"/></Types>"#
    );
    deflated("[Content_Types].xml", xml.as_bytes())
}

/// The entries of a Word document.
pub fn docx_entries() -> Vec<Entry> {
    let text = format!("<?xml version=\"1.0\"?><w:document><w:body>{}</w:body></w:document>", "<w:p><w:t>Plan</w:t></w:p>".repeat(40));
    vec![
        types("word/document.xml", DOCUMENT),
        deflated("_rels/.rels", b"<?xml version=\"1.0\"?><Relationships/>"),
        deflated("word/document.xml", text.as_bytes()),
    ]
}

/// The entries of an Excel workbook.
pub fn xlsx_entries() -> Vec<Entry> {
    vec![
        types("xl/workbook.xml", WORKBOOK),
        deflated("_rels/.rels", b"<?xml version=\"1.0\"?><Relationships/>"),
        deflated("xl/workbook.xml", b"<?xml version=\"1.0\"?><workbook/>"),
        deflated("xl/worksheets/sheet1.xml", b"<?xml version=\"1.0\"?><worksheet/>"),
    ]
}

/// A Word document with more inside.
pub fn docx_with(more: &[Entry]) -> Vec<u8> {
    zip(&[docx_entries(), more.to_vec()].concat())
}

/// A Word document.
pub fn docx() -> Vec<u8> {
    docx_with(&[])
}

/// An Excel workbook.
pub fn xlsx() -> Vec<u8> {
    zip(&xlsx_entries())
}

/// What every scanner takes for a virus and nobody is harmed by (eicar.org), put together here so
/// that no scanner stumbles over this file.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}
