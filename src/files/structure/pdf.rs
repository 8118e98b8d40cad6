//! PDF (ISO 32000-1, 7.5): the header is at the very start, `startxref` with an offset inside the
//! file and `%%EOF` are at the very end. What is between is not interpreted.
//!
//! Files with a password for changing or printing are taken: banks and agencies issue such, and
//! anyone can read them. A document that asks for a password to open cannot be told from them
//! without decrypting.

use super::{Flaw, find_last};

/// White space that some programs leave after the end.
const MOST_SPACE: usize = 1_024;

pub(super) fn check(tail: &[u8], size: u64) -> Result<(), Flaw> {
    let end = find_last(tail, b"%%EOF").ok_or(Flaw::Incomplete)?;
    let (body, rest) = tail.split_at_checked(end).ok_or(Flaw::Incomplete)?;
    let rest = rest.get(b"%%EOF".len()..).unwrap_or_default();
    let is_blank = rest.iter().all(|b| b.is_ascii_whitespace() || *b == 0);
    if !is_blank || rest.len() > MOST_SPACE {
        // A change that was being appended when the file was cut has begun an object.
        return Err(if find_last(rest, b" obj").is_some() { Flaw::Incomplete } else { Flaw::Surplus });
    }
    let start = find_last(body, b"startxref").ok_or(Flaw::Damaged)?;
    let said = body.get(start + b"startxref".len()..).unwrap_or_default();
    let said = std::str::from_utf8(said).map_err(|_| Flaw::Damaged)?;
    let offset: u64 = said.trim().parse().map_err(|_| Flaw::Damaged)?;
    if offset == 0 || offset >= size { Err(Flaw::Damaged) } else { Ok(()) }
}
