//! GIF: the pictures with their colours and times, to the end. Comments and what programs added go; only how often an animation
//! is shown stays of these.

use super::CannotStrip;

/// Header, sizes and flags.
const HEAD: usize = 13;
/// Where the flags stand in the head.
const FLAGS: usize = 10;
/// Where they stand before a picture.
const PICTURE_FLAGS: usize = 9;
/// What stands before the colours of a picture.
const BEFORE: usize = 10;

pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, CannotStrip> {
    stripped(bytes).ok_or(CannotStrip::Unreadable)
}

fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"GIF87a") && !bytes.starts_with(b"GIF89a") {
        return None;
    }
    let (head, mut rest) = bytes.split_at_checked(HEAD.checked_add(colours(*bytes.get(FLAGS)?))?)?;
    let mut out = head.to_vec();
    loop {
        let (length, is_kept) = match rest {
            [0x3b, ..] => {
                out.push(0x3b);
                return Some(out);
            }
            [0x2c, ..] => {
                // Its colours, and how its pixels are coded.
                let begin = BEFORE + colours(*rest.get(PICTURE_FLAGS)?) + 1;
                (begin + blocks(rest.get(begin..)?)?, true)
            }
            [0x21, label, content @ ..] => {
                let length = blocks(content)?;
                (2 + length, is_shown(*label, content.get(..length)?))
            }
            _ => return None,
        };
        let (piece, after) = rest.split_at_checked(length)?;
        if is_kept {
            out.extend_from_slice(piece);
        }
        rest = after;
    }
}

/// Bytes of a table of colours.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << (1 + usize::from(flags & 7)) }
}

/// Bytes of the blocks at the beginning, with the empty one at their end.
fn blocks(bytes: &[u8]) -> Option<usize> {
    let mut at = 0_usize;
    loop {
        let length = usize::from(*bytes.get(at)?);
        at = at.checked_add(1 + length)?;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Whether an extension is seen: times, texts, and how often an animation is shown.
fn is_shown(label: u8, content: &[u8]) -> bool {
    match label {
        0x01 | 0xf9 => true,
        0xff => {
            matches!(content, [11, rest @ ..] if rest.len() == 16 && (rest.starts_with(b"NETSCAPE2.0") || rest.starts_with(b"ANIMEXTS1.0")))
        }
        _ => false,
    }
}
