//! PNG: the chunks that are needed to show the picture; no texts, no times, no profiles, nothing of a camera.

use super::CannotStrip;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What stays: pixels, colours, sizes and the frames of an animation.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL",
    b"fdAT",
];

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(CannotStrip::Unreadable)?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(SIGNATURE);
    loop {
        // Length, name, content, checksum.
        let (length, _) = rest.split_first_chunk::<4>().ok_or(CannotStrip::Unreadable)?;
        let whole = usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|n| n.checked_add(12)).ok_or(CannotStrip::Unreadable)?;
        let (chunk, after) = rest.split_at_checked(whole).ok_or(CannotStrip::Unreadable)?;
        let name = chunk.get(4..8).unwrap_or_default();
        if KEPT.iter().any(|kept| kept.as_slice() == name) {
            out.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return Ok(out);
        }
        rest = after;
    }
}
