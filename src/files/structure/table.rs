//! CSV (RFC 4180): text in UTF-8 without control characters, in rows and cells of bounded length.
//! Rows may differ in length. Whether a cell would be a formula is the business of whoever opens
//! the file; it is only ever served as a download.

use super::Flaw;
use csv_core::ReadRecordResult;
use std::io::Read;

/// Bytes read at once.
const PIECE: usize = 64 * 1_024;
/// The longest row, in bytes.
const ROW: usize = 256 * 1_024;
/// The most cells of a row.
const CELLS: usize = 4_096;

pub(super) fn check<R: Read>(source: &mut R) -> Result<(), Flaw> {
    let (mut text, mut rows) = (Text::default(), Rows::new());
    let mut piece = vec![0; PIECE];
    loop {
        let read = source.read(&mut piece)?;
        let part = piece.get(..read).unwrap_or_default();
        text.take(part)?;
        rows.take(part)?;
        if read == 0 {
            break;
        }
    }
    if rows.count == 0 { Err(Flaw::Blank) } else { Ok(()) }
}

/// UTF-8 that arrives in pieces.
#[derive(Default)]
struct Text {
    /// The begun character at the end of the last piece.
    open: Vec<u8>,
    /// Whether anything but white space was seen.
    has_begun: bool,
}

impl Text {
    /// An empty piece is the end.
    fn take(&mut self, piece: &[u8]) -> Result<(), Flaw> {
        if piece.is_empty() {
            return if self.open.is_empty() { Ok(()) } else { Err(Flaw::NotUtf8) };
        }
        let joined = [std::mem::take(&mut self.open).as_slice(), piece].concat();
        let whole = match std::str::from_utf8(&joined) {
            Ok(text) => text,
            Err(e) if e.error_len().is_some() => return Err(Flaw::NotUtf8),
            Err(e) => {
                let (whole, open) = joined.split_at_checked(e.valid_up_to()).unwrap_or_default();
                self.open = open.to_vec();
                std::str::from_utf8(whole).map_err(|_| Flaw::NotUtf8)?
            }
        };
        if whole.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{85}')) {
            return Err(Flaw::Other);
        }
        if !self.has_begun {
            let begin = whole.trim_start_matches('\u{feff}').trim_start();
            self.has_begun = !begin.is_empty();
            if begin.starts_with('<') || begin.starts_with("%PDF-") {
                return Err(Flaw::Other);
            }
        }
        Ok(())
    }
}

/// The parser with its two fixed buffers.
struct Rows {
    parser: csv_core::Reader,
    row: Vec<u8>,
    ends: Vec<usize>,
    used: (usize, usize),
    count: u64,
}

impl Rows {
    fn new() -> Self {
        Self { parser: csv_core::Reader::new(), row: vec![0; ROW], ends: vec![0; CELLS], used: (0, 0), count: 0 }
    }

    /// An empty piece is the end.
    fn take(&mut self, mut piece: &[u8]) -> Result<(), Flaw> {
        loop {
            let row = self.row.get_mut(self.used.0..).unwrap_or_default();
            let ends = self.ends.get_mut(self.used.1..).unwrap_or_default();
            let (result, read, written, ended) = self.parser.read_record(piece, row, ends);
            piece = piece.get(read..).unwrap_or_default();
            self.used = (self.used.0 + written, self.used.1 + ended);
            match result {
                ReadRecordResult::Record => {
                    self.count += 1;
                    self.used = (0, 0);
                    if piece.is_empty() && read > 0 {
                        return Ok(());
                    }
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(()),
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => return Err(Flaw::TooLong),
            }
        }
    }
}
