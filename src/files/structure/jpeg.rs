//! JPEG (ITU-T T.81, annex B): from `SOI` over a frame with its size and at least one scan to `EOI`.
//!
//! After the end only what the cameras of telephones write is taken: further whole pictures
//! (CIPA DC-007, Multi-Picture Format) and Samsung's small trailer. Both would be in every second
//! photo of a receipt. A film (“motion photo”) is not taken.

use super::{Flaw, sides};
use std::io::{BufReader, Read};

/// Pictures in one file.
const MOST_PICTURES: usize = 16;
/// The longest trailer.
const MOST_TRAILER: u64 = 64 * 1_024;
/// How Samsung's trailer ends.
const TRAILER_END: &[u8] = b"SEFT";

pub(super) fn check<R: Read>(source: &mut R) -> Result<(), Flaw> {
    let mut reader = BufReader::new(source);
    let mut start = [0; 2];
    reader.read_exact(&mut start)?;
    for _ in 0..MOST_PICTURES {
        picture(&mut reader)?;
        match after(&mut reader)? {
            After::Nothing => return Ok(()),
            After::Picture => {}
        }
    }
    Err(Flaw::Surplus)
}

enum After {
    Nothing,
    Picture,
}

/// What follows the end of a picture.
fn after<R: Read>(reader: &mut R) -> Result<After, Flaw> {
    let mut rest = Vec::new();
    // Zeros fill up to the next picture.
    let next = loop {
        match next_or_end(reader)? {
            None => return Ok(After::Nothing),
            Some(0) => {}
            Some(other) => break other,
        }
    };
    rest.push(next);
    if next == 0xff {
        match next_or_end(reader)? {
            Some(0xd8) => return Ok(After::Picture),
            Some(other) => rest.push(other),
            None => {}
        }
    }
    reader.take(MOST_TRAILER).read_to_end(&mut rest)?;
    let is_trailer = rest.ends_with(TRAILER_END) && next_or_end(reader)?.is_none() && !super::has_markup(&rest);
    if is_trailer { Ok(After::Nothing) } else { Err(Flaw::Surplus) }
}

/// Reads one picture behind its `SOI`, to its `EOI`.
fn picture<R: Read>(reader: &mut R) -> Result<(), Flaw> {
    let (mut has_frame, mut has_scan) = (false, false);
    let mut found = None;
    loop {
        let code = match found.take() {
            Some(code) => code,
            None => marker(reader)?,
        };
        match code {
            0xd9 if has_frame && has_scan => return Ok(()),
            0x00 | 0xd8 | 0xd9 => return Err(Flaw::Damaged),
            0x01 | 0xd0..=0xd7 => {}
            0xda if !has_frame => return Err(Flaw::Damaged),
            0xda => {
                segment(reader)?;
                has_scan = true;
                found = Some(scan(reader)?);
            }
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                frame(reader)?;
                has_frame = true;
            }
            _ => segment(reader)?,
        }
    }
}

/// The code of the next marker.
fn marker<R: Read>(reader: &mut R) -> Result<u8, Flaw> {
    if next(reader)? != 0xff {
        return Err(Flaw::Damaged);
    }
    loop {
        let code = next(reader)?;
        if code != 0xff {
            return Ok(code);
        }
    }
}

/// Passes over the coded pixels, to the marker behind them.
fn scan<R: Read>(reader: &mut R) -> Result<u8, Flaw> {
    let mut is_marked = false;
    loop {
        match (next(reader)?, is_marked) {
            (0xff, _) => is_marked = true,
            (0x00 | 0xd0..=0xd7, true) => is_marked = false,
            (code, true) => return Ok(code),
            (_, false) => {}
        }
    }
}

fn length<R: Read>(reader: &mut R) -> Result<u64, Flaw> {
    let length = [next(reader)?, next(reader)?];
    u64::from(u16::from_be_bytes(length)).checked_sub(2).ok_or(Flaw::Damaged)
}

fn segment<R: Read>(reader: &mut R) -> Result<(), Flaw> {
    let length = length(reader)?;
    skip(reader, length)
}

fn frame<R: Read>(reader: &mut R) -> Result<(), Flaw> {
    let rest = length(reader)?.checked_sub(5).ok_or(Flaw::Damaged)?;
    let mut said = [0; 5];
    reader.read_exact(&mut said)?;
    let [_, high, low, wide, narrow] = said;
    sides(u16::from_be_bytes([wide, narrow]).into(), u16::from_be_bytes([high, low]).into())?;
    skip(reader, rest)
}

fn skip<R: Read>(reader: &mut R, length: u64) -> Result<(), Flaw> {
    let passed = std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    if passed == length { Ok(()) } else { Err(Flaw::Incomplete) }
}

fn next<R: Read>(reader: &mut R) -> Result<u8, Flaw> {
    next_or_end(reader)?.ok_or(Flaw::Incomplete)
}

fn next_or_end<R: Read>(reader: &mut R) -> Result<Option<u8>, Flaw> {
    let mut byte = [0];
    let read = reader.read(&mut byte)?;
    let [byte] = byte;
    Ok((read == 1).then_some(byte))
}
