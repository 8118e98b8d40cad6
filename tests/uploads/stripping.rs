//! A file without what it says about itself: it shows what it showed, is sound, and names nobody any more.

use crate::samples::{self, chunk, deflated, segment, stored};
use std::io::{Cursor, Read};
use urban_diplomacy_fund::files::{CannotStrip, FileKind, strip};

const SECRET: &str = "canary-author";

/// All that is in a file, its parts unpacked.
fn said(bytes: &[u8]) -> String {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return String::from_utf8_lossy(bytes).into_owned() };
    let mut all = Vec::new();
    for n in 0..archive.len() {
        archive.by_index(n).expect("a part").read_to_end(&mut all).expect("it unpacks");
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// The file without the secret that was in it, which still passes every check of an upload.
#[track_caller]
fn stripped(kind: FileKind, bytes: &[u8]) -> Vec<u8> {
    assert!(said(bytes).contains(SECRET), "there is something to take out");
    let out = strip(kind, bytes).expect("it can be rewritten");
    assert!(!said(&out).contains(SECRET), "{}", said(&out));
    let (_folder, store) = crate::store();
    store.accept_bytes(&format!("a.{kind}"), &out, &[kind]).expect("it is sound");
    assert_eq!(strip(kind, &out).expect("again"), out, "nothing is left to take out");
    out
}

fn telling_pdf(catalog: &str, more: &str) -> Vec<u8> {
    let (text, note) = ("BT /F1 14 Tf 72 720 Td (The plan) Tj ET", "<dc:creator>canary-author</dc:creator>");
    samples::pdf_of(
        &[
            format!("<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R {catalog} >>"),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [7 0 R] /PieceInfo << /X (canary-author) >> >>"
                .to_owned(),
            format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
            "<< /Author (canary-author) /Producer (canary-author) >>".to_owned(),
            format!("<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{note}\nendstream", note.len()),
            "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (canary-author) /Contents (Look here) >>".to_owned(),
        ],
        more,
    )
}

#[test]
fn a_pdf_shows_its_pages_and_names_nobody() {
    let out = said(&stripped(FileKind::Pdf, &telling_pdf("", "/Info 5 0 R /ID [<01> <02>] ")));
    for shown in ["(The plan) Tj", "Look here", "/MediaBox"] {
        assert!(out.contains(shown), "{shown}: {out}");
    }
    for gone in ["/Info", "/Metadata", "/PieceInfo", "/ID", "dc:creator"] {
        assert!(!out.contains(gone), "{gone}: {out}");
    }
}

#[test]
fn a_pdf_that_carries_files_or_is_locked_is_refused() {
    let carries = telling_pdf("/Names << /EmbeddedFiles << /Names [] >> >>", "");
    assert_eq!(strip(FileKind::Pdf, &carries), Err(CannotStrip::Carries));
    let locked = telling_pdf("", "/Encrypt 5 0 R /ID [<01> <02>] ");
    assert!(strip(FileKind::Pdf, &locked).is_err());
    let sound = samples::pdf("Plan");
    for cut in [0, 5, 40, sound.len() / 2] {
        assert!(strip(FileKind::Pdf, &sound[..cut]).is_err(), "{cut}");
    }
}

/// A page with a picture that is packed by these filters.
fn pdf_with_picture(filter: &str, content: &[u8]) -> Vec<u8> {
    let text = "q 40 0 0 30 72 720 cm /I Do Q";
    let image = format!(
        "<< /Type /XObject /Subtype /Image /Width 40 /Height 30 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter {filter} /Length {} >>\nstream\n",
        content.len()
    );
    samples::pdf_of_bytes(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>".to_vec(),
            format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()).into_bytes(),
            [image.as_bytes(), content, b"\nendstream"].concat(),
        ],
        "",
    )
}

#[test]
fn a_photo_in_a_pdf_is_found_in_whatever_it_is_packed() {
    let photo = samples::jpeg_of(40, 30, &segment(0xfe, SECRET.as_bytes()));
    let packed = samples::zlib(&photo);
    for (filter, content) in
        [("/DCTDecode", &photo), ("[/DCTDecode]", &photo), ("[/FlateDecode /DCTDecode]", &packed), ("[/FlateDecode /DCT]", &packed)]
    {
        let out = strip(FileKind::Pdf, &pdf_with_picture(filter, content)).expect(filter);
        let has = |bytes: &[u8]| out.windows(bytes.len()).any(|window| window == bytes);
        assert!(has(&[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]), "{filter}: the pixels");
        assert!(!has(SECRET.as_bytes()) && !has(b"FlateDecode"), "{filter}: {}", said(&out));
        assert_eq!(strip(FileKind::Pdf, &out).expect("again"), out, "{filter}: nothing is left to take out");
    }
    let with_parameters = "[/FlateDecode /DCTDecode] /DecodeParms [null << /ColorTransform 0 >>]";
    let out = said(&strip(FileKind::Pdf, &pdf_with_picture(with_parameters, &packed)).expect("it can be rewritten"));
    assert!(out.contains("/ColorTransform 0") && !out.contains("null"), "{out}");
    for filter in ["/JPXDecode", "[/FlateDecode /JPXDecode]", "[/RunLengthDecode /DCTDecode]", "[/DCTDecode /FlateDecode]"] {
        assert_eq!(strip(FileKind::Pdf, &pdf_with_picture(filter, &photo)), Err(CannotStrip::Picture), "{filter}");
    }
    assert!(strip(FileKind::Pdf, &pdf_with_picture("9 0 R", &photo)).is_err(), "nobody knows how it is packed");
}

/// What a camera notes: that it was held upright, and who owns it.
fn exif() -> Vec<u8> {
    let entries = [&[0x12_u8, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0][..], &[0x3b, 0x01, 2, 0, 13, 0, 0, 0, 38, 0, 0, 0]].concat();
    [&b"Exif\0\0II*\0\x08\0\0\0\x02\0"[..], &entries, &[0; 4], SECRET.as_bytes()].concat()
}

#[test]
fn a_photo_keeps_its_pixels_and_how_the_camera_was_held() {
    let between = [
        segment(0xe1, &exif()),
        segment(0xe2, b"ICC_PROFILE\0canary-author"),
        segment(0xed, b"Photoshop 3.0\0canary-author"),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01canary-author"),
        segment(0xfe, SECRET.as_bytes()),
    ]
    .concat();
    let photo = samples::jpeg_of(40, 30, &between);
    let both = [photo.clone(), photo].concat();
    let out = stripped(FileKind::Jpg, &both);
    let has = |bytes: &[u8]| out.windows(bytes.len()).any(|window| window == bytes);
    assert!(has(&[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]), "the pixels");
    assert!(has(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]), "how it was held");
    assert!(has(b"Adobe\0\x64\0\0\0\0\x01") && has(b"JFIF\0"), "how colours are coded");
    assert!(!has(b"ICC_PROFILE") && out.ends_with(&[0xff, 0xd9]));
    assert_eq!(out.windows(2).filter(|pair| *pair == [0xff, 0xd8]).count(), 1, "the second picture is gone");
    assert_eq!(strip(FileKind::Jpg, &both[..60]), Err(CannotStrip::Unreadable));
}

#[test]
fn a_picture_keeps_the_chunks_that_show_it() {
    let between = [
        chunk(b"tEXt", b"Author\0canary-author"),
        chunk(b"tIME", &[0; 7]),
        chunk(b"eXIf", SECRET.as_bytes()),
        chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
    ];
    let out = stripped(FileKind::Png, &samples::png_of(10, 10, &between.concat()));
    let has = |name: &[u8]| out.windows(4).any(|window| window == name);
    assert!(has(b"gAMA") && has(b"IDAT") && !has(b"tIME") && !has(b"eXIf"));
    assert_eq!(strip(FileKind::Png, &out[..out.len() - 3]), Err(CannotStrip::Unreadable));
}

#[test]
fn a_document_keeps_its_words_and_tells_those_who_commented_apart_by_numbers() {
    let comments = br#"<w:comments><w:comment w:id="0" w:author="canary-author" w:initials="ca">Kept &amp; read</w:comment>
<w:comment w:id="1" w:author='Another "canary-author"'/><!-- canary-author --><w:comment w:id="2" w:author="canary-author"/></w:comments>"#;
    let photo = samples::jpeg_of(40, 30, &segment(0xfe, SECRET.as_bytes()));
    let out = stripped(
        FileKind::Docx,
        &samples::docx_with(&[
            deflated("docProps/core.xml", b"<x>canary-author</x>"),
            deflated("docProps/app.xml", b"<Company>canary-author</Company>"),
            deflated("docProps/custom.xml", b"<x>canary-author</x>"),
            stored("docProps/thumbnail.jpeg", &photo),
            deflated("word/comments.xml", comments),
            deflated("word/_rels/settings.xml.rels", br#"<Relationships><Relationship Id="r" Type="t/attachedTemplate" Target="file:///C:\Users\canary-author\t.dotx"/></Relationships>"#),
            deflated("customXml/item1.xml", b"<office><name>canary-author</name></office>"),
            stored("word/media/image1.jpeg", &photo),
            stored("word/embeddings/sheet.xlsx", &samples::xlsx()),
        ]),
    );
    let all = said(&out);
    for shown in ["<w:t>Plan</w:t>", "Kept &amp; read", r#"w:author="Author 1""#, r#"w:author="Author 2""#, "file:///withheld", "JFIF"] {
        assert!(all.contains(shown), "{shown}: {all}");
    }
    assert!(!all.contains("thumbnail"));
    let carries = samples::docx_with(&[stored("word/embeddings/oleObject1.bin", b"anything")]);
    assert_eq!(strip(FileKind::Docx, &carries), Err(CannotStrip::Carries));
    let broken = samples::docx_with(&[deflated("word/footer.xml", b"<a><b></a>")]);
    assert_eq!(strip(FileKind::Docx, &broken), Err(CannotStrip::Unreadable));
}

#[test]
fn a_workbook_keeps_its_names_of_tables() {
    let more = [
        deflated("xl/comments1.xml", b"<comments><authors><author>canary-author</author></authors><text>Kept</text></comments>"),
        deflated(
            "xl/persons/person.xml",
            br#"<personList><person displayName="canary-author" id="1" userId="canary-author" providerId="AD"/></personList>"#,
        ),
        deflated("xl/tables/table1.xml", br#"<table name="Costs" displayName="Costs"/>"#),
        deflated("xl/printerSettings/printerSettings1.bin", SECRET.as_bytes()),
    ];
    let out = said(&stripped(FileKind::Xlsx, &samples::zip(&[samples::xlsx_entries(), more.to_vec()].concat())));
    assert!(out.contains("<author>Author 1</author>") && out.contains("Kept") && out.contains(r#"displayName="Costs""#), "{out}");
    assert!(out.contains(r#"displayName="Author 1""#), "{out}");
}

#[test]
fn attributes_that_name_people_are_numbered_wherever_they_stand() {
    let more = [
        deflated("xl/pivotCache/pivotCacheDefinition1.xml", br#"<pivotCacheDefinition refreshedBy="canary-author" refreshedDate="1"/>"#),
        deflated("xl/revisions/revisionHeaders.xml", br#"<headers><header guid="{1}" userName="canary-author"/></headers>"#),
        deflated("xl/revisions/userNames.xml", br#"<users><userInfo guid="{1}" name="canary-author" id="1"/></users>"#),
        deflated("xl/connections.xml", br#"<connections><dbPr connection="User ID=canary-author" command="x"/></connections>"#),
    ];
    let out = said(&stripped(FileKind::Xlsx, &samples::zip(&[samples::xlsx_entries(), more.to_vec()].concat())));
    for shown in [r#"refreshedBy="Author 1" refreshedDate="1""#, r#"userName="Author 1""#, r#" name="Author 1""#, r#"command="x""#] {
        assert!(out.contains(shown), "{shown}: {out}");
    }
    let more = [
        deflated("word/tasks.xml", br#"<t:Tasks><t:Assign userId="canary-author" userName="canary-author" userProvider="AD"/></t:Tasks>"#),
        deflated(
            "word/notes.xml",
            br#"<w:n><w:any w:author="canary-author" w:initials="canary-author"/><w:permStart w:ed="canary-author"/></w:n>"#,
        ),
        deflated(
            "word/vmlDrawing1.vml",
            br#"<xml><o:signatureline o:suggestedsigner="canary-author" o:suggestedsigneremail="canary-author"/></xml>"#,
        ),
    ];
    let out = said(&stripped(FileKind::Docx, &samples::docx_with(&more)));
    assert!(out.contains(r#"userId="None" userName="Author 1" userProvider="None""#) && out.contains(r#"w:initials="A""#), "{out}");
}

#[test]
fn parts_are_known_by_what_the_package_says_of_them() {
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships/metadata";
    let about = format!(
        r#"<Relationships><Relationship Id="a" Type="{PACKAGE}/core-properties" Target="about/who.xml"/><Relationship Id="b" Type="{PACKAGE}/thumbnail" Target="about/look.jpeg"/></Relationships>"#
    );
    let beside = br#"<Relationships><Relationship Id="a" Type="o/comments" Target="../notes/n1.xml"/><Relationship Id="b" Type="o/customXml" Target="/data/any.xml"/></Relationships>"#;
    let notes =
        b"<comments><authors><author>canary-author</author><author>tc={0A1B-2C}</author></authors><commentList><comment authorId=\"0\">\
        <text><r><t>canary-author:</t></r><r><t>Kept</t></r></text></comment></commentList></comments>";
    let photo = samples::jpeg_of(40, 30, &segment(0xfe, SECRET.as_bytes()));
    let more = [
        deflated("_rels/.rels", about.as_bytes()),
        deflated("about/who.xml", b"<x>canary-author</x>"),
        stored("about/look.jpeg", &photo),
        deflated("xl/worksheets/_rels/sheet1.xml.rels", beside),
        deflated("xl/notes/n1.xml", notes),
        deflated(
            "xl/comments/comment1.xml",
            b"<comments><authors><author>canary-author</author></authors><t>canary-author: Kept too</t></comments>",
        ),
        deflated(
            "xl/threadedComments/threadedComment1.xml",
            br#"<ThreadedComments><threadedComment personId="{1}"><text>Answered</text></threadedComment></ThreadedComments>"#,
        ),
        deflated("data/any.xml", br#"<any owner="canary-author">canary-author</any>"#),
        deflated("_xmlsignatures/sig1.xml", b"<Signature><X509SubjectName>canary-author</X509SubjectName></Signature>"),
    ];
    let first = samples::xlsx_entries().into_iter().filter(|entry| entry.name != b"_rels/.rels");
    let out = said(&stripped(FileKind::Xlsx, &samples::zip(&first.chain(more).collect::<Vec<_>>())));
    for shown in
        ["<author>Author 1</author>", "<author>tc={0A1B-2C}</author>", "<t>Author 1:</t>", "<t>Kept</t>", "Author 1: Kept too", "Answered"]
    {
        assert!(out.contains(shown), "{shown}: {out}");
    }
    assert!(out.contains("coreProperties") && !out.contains("thumbnail") && !out.contains("JFIF") && !out.contains("Signature"), "{out}");
}

#[test]
fn a_picture_inside_is_stripped_or_the_document_is_refused() {
    let between =
        [&b"\x21\xfe\x0dcanary-author\0"[..], b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", b"\x21\xff\x0bXMP DataXMP\x0dcanary-author\0"];
    let gif = [samples::gif_of(&between.concat()), SECRET.into()].concat();
    let photo = samples::jpeg_of(40, 30, &segment(0xfe, SECRET.as_bytes()));
    // A picture is what its bytes say, whatever it is called and wherever it lies.
    let pictures = [stored("word/media/image1.gif", &gif), stored("pictures/image2.png", &photo), stored("word/anything.bin", &photo)];
    let out = said(&stripped(FileKind::Docx, &samples::docx_with(&pictures)));
    assert!(out.contains("NETSCAPE2.0") && !out.contains("XMP") && out.matches("JFIF").count() == 2, "{out}");
    let others: [(&str, &[u8]); 6] = [
        ("image1.emf", b"\x01\0\0\0canary-author"),
        ("image1.wmf", b"\xd7\xcd\xc6\x9acanary-author"),
        ("image1.svg", b"<svg><metadata>canary-author</metadata></svg>"),
        ("image1.tiff", b"II*\0canary-author"),
        ("image1.bmp", b"BMcanary-author"),
        ("image1.png", b"anything"),
    ];
    for (name, bytes) in others {
        let document = samples::docx_with(&[stored(&format!("word/media/{name}"), bytes)]);
        assert_eq!(strip(FileKind::Docx, &document), Err(CannotStrip::Picture), "{name}");
    }
    for name in ["word/chunk.html", "word/chunk.mht", "xl/model/item.data"] {
        let document = samples::docx_with(&[stored(name, b"canary-author")]);
        assert_eq!(strip(FileKind::Docx, &document), Err(CannotStrip::Carries), "{name}");
    }
    let broken = samples::docx_with(&[stored("word/media/image1.gif", &gif[..20])]);
    assert_eq!(strip(FileKind::Docx, &broken), Err(CannotStrip::Unreadable));
}

#[test]
fn a_table_says_nothing_of_itself() {
    assert_eq!(strip(FileKind::Csv, b"who,cost\n"), Ok(b"who,cost\n".to_vec()));
}
