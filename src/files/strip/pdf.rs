//! PDF: written anew from what is reachable now. Gone are the dictionary of the document, every note of metadata, what
//! programs kept for themselves, who annotated and signed, and every earlier revision. What pages show stays.

use super::{CannotStrip, jpeg};
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most bytes that one stream of objects may unpack to.
const MOST_UNPACKED: usize = 64 * 1024 * 1024;
/// The most objects of a document (ISO 32000-1, annex C).
const MOST_OBJECTS: u32 = 8_388_607;

/// What a dictionary says about itself rather than shows.
const ABOUT: &[&[u8]] = &[b"Metadata", b"PieceInfo", b"LastModified", b"Perms", b"DSS", b"Threads", b"SpiderInfo"];
/// What a signature says of who signed.
const SIGNED: &[&[u8]] =
    &[b"Name", b"Location", b"Reason", b"ContactInfo", b"Contents", b"Cert", b"M", b"Prop_Build", b"Reference", b"ByteRange", b"V"];
/// What an annotation says of who wrote it, and when.
const ANNOTATED: &[&[u8]] = &[b"M", b"CreationDate", b"NM", b"RC"];
/// Files inside.
const CARRIED: &[&[u8]] = &[b"EmbeddedFiles", b"EF", b"AF", b"Collection"];

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    // The reader is another's: what makes it stumble is a file that is withheld.
    catch_unwind(AssertUnwindSafe(|| rewritten(bytes))).unwrap_or(Err(CannotStrip::Unreadable))
}

fn rewritten(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    let options = LoadOptions::with_max_decompressed_size(MOST_UNPACKED);
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|_| CannotStrip::Unreadable)?;
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(CannotStrip::Locked);
    }
    // The rest of the trailer names the document, its digests and where older parts lie.
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| CannotStrip::Unreadable)?;
    document.trailer = Dictionary::new();
    document.trailer.set("Root", Object::Reference(root));
    for object in document.objects.values_mut() {
        clean(object)?;
    }
    let reached = reached(&document)?;
    document.objects.retain(|id, _| reached.contains(id));
    document.max_id = document.objects.keys().next_back().map_or(0, |(number, _)| *number);
    if document.objects.is_empty() || document.max_id > MOST_OBJECTS {
        return Err(CannotStrip::Unreadable);
    }
    let mut out = Vec::with_capacity(bytes.len());
    document.save_to(&mut out).map_err(|_| CannotStrip::Unreadable)?;
    Ok(out)
}

/// Takes out of an object, and out of what stands in it, what is not shown.
fn clean(object: &mut Object) -> Result<(), CannotStrip> {
    match object {
        Object::Array(items) => items.iter_mut().try_for_each(clean),
        Object::Dictionary(dictionary) => clean_dictionary(dictionary),
        Object::Stream(stream) => {
            clean_dictionary(&mut stream.dict)?;
            clean_picture(stream)
        }
        _ => Ok(()),
    }
}

/// Whether a dictionary says this name under this key.
fn is(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|said| said == name)
}

fn clean_dictionary(dictionary: &mut Dictionary) -> Result<(), CannotStrip> {
    if CARRIED.iter().any(|key| dictionary.has(key)) || is(dictionary, b"Subtype", b"FileAttachment") {
        return Err(CannotStrip::Carries);
    }
    let is_signature = dictionary.has(b"ByteRange") || is(dictionary, b"Type", b"Sig") || is(dictionary, b"FT", b"Sig");
    let is_annotation = dictionary.has(b"Subtype") && dictionary.has(b"Rect");
    let is_widget = is(dictionary, b"Subtype", b"Widget");
    for key in ABOUT {
        dictionary.remove(key);
    }
    for key in SIGNED.iter().filter(|_| is_signature) {
        dictionary.remove(key);
    }
    for key in ANNOTATED.iter().filter(|_| is_annotation) {
        dictionary.remove(key);
    }
    // Of a note it is who wrote it; of a field of a form, its name.
    if is_annotation && !is_widget {
        dictionary.remove(b"T");
    }
    for (_, value) in dictionary.iter_mut() {
        clean(value)?;
    }
    Ok(())
}

/// A photo inside may say where it was taken. One that other filters pack is unpacked for that; what could hide one from this
/// reader is refused.
fn clean_picture(stream: &mut Stream) -> Result<(), CannotStrip> {
    if matches!(stream.dict.get(b"Filter"), Err(_) | Ok(Object::Null)) {
        return Ok(());
    }
    let filters: Vec<Vec<u8>> = stream.filters().map_err(|_| CannotStrip::Unreadable)?.into_iter().map(<[u8]>::to_vec).collect();
    let Some((last, outer)) = filters.split_last() else { return Ok(()) };
    if outer.iter().any(|filter| is_photo(filter)) || filters.iter().any(|filter| filter == b"JPXDecode") {
        return Err(CannotStrip::Picture);
    }
    if !is_photo(last) {
        return Ok(());
    }
    if !outer.is_empty() {
        unpack(stream, (outer, last.as_slice()))?;
    }
    let picture = jpeg::strip(&stream.content)?;
    stream.set_content(picture);
    Ok(())
}

fn is_photo(filter: &[u8]) -> bool {
    matches!(filter, b"DCTDecode" | b"DCT")
}

/// Takes a photo out of the filters around it.
fn unpack(stream: &mut Stream, (outer, last): (&[Vec<u8>], &[u8])) -> Result<(), CannotStrip> {
    // Each filter may have parameters of its own; those around a photo have none as a rule.
    let own = match stream.dict.get(b"DecodeParms") {
        Err(_) | Ok(Object::Null) => None,
        Ok(Object::Array(all)) => match all.split_last() {
            Some((own, others)) if others.iter().all(|one| *one == Object::Null) => Some(own.clone()),
            _ => return Err(CannotStrip::Picture),
        },
        Ok(_) => return Err(CannotStrip::Picture),
    };
    let mut packed = Dictionary::new();
    packed.set("Filter", Object::Array(outer.iter().map(|filter| Object::Name(filter.clone())).collect()));
    let packed = Stream::new(packed, std::mem::take(&mut stream.content));
    let picture = packed.decompressed_content_with_limit(MOST_UNPACKED).map_err(|_| CannotStrip::Picture)?;
    stream.dict.set("Filter", Object::Name(last.to_vec()));
    stream.dict.remove(b"DecodeParms");
    if let Some(own) = own.filter(|own| *own != Object::Null) {
        stream.dict.set("DecodeParms", own);
    }
    stream.set_content(picture);
    Ok(())
}

/// Every object to which something leads. One that the file names and that could not be read would be missing on a page.
fn reached(document: &Document) -> Result<BTreeSet<ObjectId>, CannotStrip> {
    let (mut found, mut open) = (BTreeSet::new(), Vec::new());
    references_in(&document.trailer, &mut open);
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        match (document.objects.get(&id), document.reference_table.get(id.0)) {
            (Some(object), _) => references(object, &mut open),
            (None, Some(XrefEntry::Normal { .. } | XrefEntry::Compressed { .. })) => return Err(CannotStrip::Unreadable),
            (None, _) => {}
        }
    }
    Ok(found)
}

fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(dictionary) => references_in(dictionary, found),
        Object::Stream(stream) => references_in(&stream.dict, found),
        _ => {}
    }
}

fn references_in(dictionary: &Dictionary, found: &mut Vec<ObjectId>) {
    dictionary.iter().for_each(|(_, value)| references(value, found));
}
