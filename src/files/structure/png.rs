//! PNG (ISO/IEC 15948): `IHDR` first, at least one `IDAT`, `IEND` last, every chunk with its
//! checksum, nothing after. Pixels are not unpacked.

use super::{Flaw, sides};
use flate2::Crc;
use std::io::{BufReader, Read};

/// Bytes of a chunk that are read at once.
const PIECE: usize = 16 * 1_024;

struct Chunk {
    name: [u8; 4],
    /// The first bytes of its content, at most 13: those of `IHDR`.
    begin: Vec<u8>,
    length: u32,
}

pub(super) fn check<R: Read>(source: &mut R) -> Result<(), Flaw> {
    let mut reader = BufReader::new(source);
    let mut signature = [0; 8];
    reader.read_exact(&mut signature)?;
    let header = chunk(&mut reader)?;
    if &header.name != b"IHDR" || header.length != 13 {
        return Err(Flaw::Damaged);
    }
    let side = |at: usize| header.begin.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
    sides(side(0), side(4))?;
    let mut has_pixels = false;
    loop {
        let next = chunk(&mut reader)?;
        match &next.name {
            b"IDAT" => has_pixels = true,
            b"IHDR" => return Err(Flaw::Damaged),
            b"IEND" if !has_pixels || next.length != 0 => return Err(Flaw::Damaged),
            b"IEND" => break,
            _ => {}
        }
    }
    if reader.read(&mut [0])? == 0 { Ok(()) } else { Err(Flaw::Surplus) }
}

/// Reads one chunk to its end and compares its checksum.
fn chunk<R: Read>(reader: &mut R) -> Result<Chunk, Flaw> {
    let (mut length, mut name) = ([0; 4], [0; 4]);
    reader.read_exact(&mut length)?;
    reader.read_exact(&mut name)?;
    let length = u32::from_be_bytes(length);
    if length > i32::MAX.unsigned_abs() || !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(Flaw::Damaged);
    }
    let mut crc = Crc::new();
    crc.update(&name);
    let (mut begin, mut left, mut piece) = (Vec::new(), u64::from(length), vec![0; PIECE]);
    while left > 0 {
        let want = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let part = piece.get_mut(..want).unwrap_or_default();
        reader.read_exact(part)?;
        crc.update(part);
        if begin.is_empty() {
            begin.extend(part.iter().take(13));
        }
        left = left.saturating_sub(u64::try_from(want).unwrap_or(left));
    }
    let mut said = [0; 4];
    reader.read_exact(&mut said)?;
    if u32::from_be_bytes(said) == crc.sum() { Ok(Chunk { name, begin, length }) } else { Err(Flaw::Damaged) }
}
