//! JPEG: the picture itself, to its end. Of what surrounds it only the sizes of JFIF, the colour transform of Adobe and,
//! in a note made anew, how the camera was held stay; colour profiles, comments, previews and further pictures go.

use super::CannotStrip;

/// The tag under which a camera says how it was held (Exif 2.3, 4.6.4).
const ORIENTATION: u16 = 0x0112;

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8]).ok_or(CannotStrip::Unreadable)?;
    let mut out = vec![0xff, 0xd8];
    loop {
        let (code, after) = marker(rest)?;
        rest = after;
        match code {
            0xd9 => {
                out.extend([0xff, code]);
                return Ok(out);
            }
            0x01 | 0xd0..=0xd7 => out.extend([0xff, code]),
            _ => {
                let (content, after) = segment(rest)?;
                rest = after;
                if let Some(kept) = kept(code, content) {
                    put(&mut out, code, &kept)?;
                }
                if code == 0xda {
                    let (pixels, after) = scan(rest);
                    out.extend_from_slice(pixels);
                    rest = after;
                }
            }
        }
    }
}

/// The code of the marker at the beginning, and what follows.
fn marker(mut bytes: &[u8]) -> Result<(u8, &[u8]), CannotStrip> {
    let mut is_marked = false;
    loop {
        let (first, rest) = bytes.split_first().ok_or(CannotStrip::Unreadable)?;
        match *first {
            0xff => is_marked = true,
            code if is_marked && code != 0 => return Ok((code, rest)),
            _ => return Err(CannotStrip::Unreadable),
        }
        bytes = rest;
    }
}

/// The content of a segment, and what follows it.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), CannotStrip> {
    let (length, rest) = bytes.split_first_chunk::<2>().ok_or(CannotStrip::Unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2).ok_or(CannotStrip::Unreadable)?;
    rest.split_at_checked(length).ok_or(CannotStrip::Unreadable)
}

/// The coded pixels up to the next marker, and what follows them.
fn scan(bytes: &[u8]) -> (&[u8], &[u8]) {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, code] if !matches!(code, 0 | 0xff | 0xd0..=0xd7));
    let end = bytes.windows(2).position(is_marker).unwrap_or(bytes.len());
    bytes.split_at_checked(end).unwrap_or((bytes, &[]))
}

/// What stays of a segment.
fn kept(code: u8, content: &[u8]) -> Option<Vec<u8>> {
    match code {
        // The sizes, without the preview that may follow them.
        0xe0 => content.strip_prefix(b"JFIF\0").and_then(|said| said.get(..7)).map(|sizes| [&b"JFIF\0"[..], sizes, &[0, 0]].concat()),
        0xe1 => orientation(content.strip_prefix(b"Exif\0\0")?).filter(|held| (2..=8).contains(held)).map(exif),
        0xee => content.strip_prefix(b"Adobe").and_then(|said| said.get(..7)).map(|said| [&b"Adobe"[..], said].concat()),
        0xe2..=0xef | 0xfe => None,
        _ => Some(content.to_vec()),
    }
}

fn put(out: &mut Vec<u8>, code: u8, content: &[u8]) -> Result<(), CannotStrip> {
    let length = u16::try_from(content.len() + 2).map_err(|_| CannotStrip::Unreadable)?;
    out.extend([0xff, code]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(content);
    Ok(())
}

/// How the camera was held, from 1 to 8, as the first directory of an Exif note says.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let first = usize::try_from(four(4)?).ok()?;
    let count = usize::from(two(first)?);
    let mut entries = (0..count).map_while(|n| first.checked_add(2 + 12 * n));
    entries.find(|at| two(*at) == Some(ORIENTATION)).and_then(|at| two(at.checked_add(8)?))
}

/// A note that says how the camera was held and nothing else.
fn exif(held: u16) -> Vec<u8> {
    let entry = [&ORIENTATION.to_be_bytes()[..], &[0, 3], &[0, 0, 0, 1], &held.to_be_bytes(), &[0, 0]].concat();
    [&b"Exif\0\0MM\0*\0\0\0\x08\0\x01"[..], &entry, &[0, 0, 0, 0]].concat()
}
