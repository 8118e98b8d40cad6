//! What a file of the bank is, by what stands in it and not by its name. Pure.

use super::line::{FileError, StatementFile};
use super::{bai2, camt053, csv_file, ofx};
use crate::disbursement::{AchFile, read_ach};
use std::borrow::Cow;

/// The most bytes of one file.
const MOST_BYTES: usize = 20_000_000;

/// What a file holds.
#[derive(Debug)]
pub(super) enum Content {
    /// One statement or several.
    Statements(Vec<StatementFile>),
    /// Returns, or notices of change.
    Ach(AchFile),
}

/// Reads a file, whole or not at all.
///
/// # Errors
/// [`FileError`] naming the line.
pub(super) fn read(bytes: &[u8]) -> Result<Content, FileError> {
    if bytes.len() > MOST_BYTES {
        return Err(FileError::whole("The file is larger than 20 MB. Split it and upload each part."));
    }
    if bytes.starts_with(b"101") && bytes.iter().take_while(|b| !matches!(b, b'\r' | b'\n')).count() >= 90 {
        return read_ach(bytes).map(Content::Ach).map_err(|e| FileError::at(u64::try_from(e.line).unwrap_or(u64::MAX), e.reason));
    }
    let text = text(bytes);
    let plain = text.trim_start_matches('\u{feff}');
    if bai2::is_one(plain) {
        bai2::read(plain).map(Content::Statements)
    } else if camt053::is_one(plain) {
        camt053::read(plain).map(Content::Statements)
    } else if ofx::is_one(plain) {
        ofx::read(plain).map(Content::Statements)
    } else if plain.trim_start().starts_with('<') {
        Err(FileError::whole("The file is XML, but neither camt.053 nor OFX."))
    } else {
        csv_file::read(bytes).map(|file| Content::Statements(vec![file]))
    }
}

/// The text of a file; of an older OFX file that is not UTF-8, each byte as its letter.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if bytes.starts_with(b"OFXHEADER:") => Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
        Err(_) => Cow::Borrowed(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_none_of_them_is_told() {
        let rows: [(&[u8], &str); 4] = [
            (b"<html></html>", "neither camt.053 nor OFX"),
            (b"\xff\xfe\x00", "cannot be read as CSV"),
            (b"01,1,3", "Line 1: it is not version 2 of BAI."),
            (b"", "The file is empty"),
        ];
        for (bytes, expected) in rows {
            let told = read(bytes).expect_err(expected).to_string();
            assert!(told.contains(expected), "{told}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_text_panics(start in prop::sample::select(vec!["01,", "<Document><BkToCstmrStmt>", "OFXHEADER:100\n<OFX>", "date,amount,description\n", "101 "]), rest in "\\PC{0,400}") {
            let _ = read(format!("{start}{rest}").as_bytes());
        }
    }
}
