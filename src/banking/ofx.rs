//! OFX, Open Financial Exchange: 1.x with its heading and elements that need not end, 2.x as XML. Every statement of a bank
//! account in it, in US dollars. Pure.

use super::line::{FileError, Format, Line, MOST_LINES, StatementFile, cheque_number, decimal, find_trace, short, words};
use crate::kernel::Money;
use chrono::{Datelike, NaiveDate};

/// The deepest that aggregates may stand in one another.
const DEEPEST: usize = 32;

/// Whether a file looks like OFX.
pub(super) fn is_one(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("OFXHEADER:") || (start.starts_with('<') && (start.contains("<OFX>") || start.contains("<?OFX")))
}

/// One piece of the file, with the line where it stands.
enum Piece<'a> {
    Open(&'a str, &'a str),
    Close(&'a str),
}

/// What is being read of one statement.
#[derive(Default)]
struct Under {
    account: Option<String>,
    closing: Option<Money>,
    closing_on: Option<NaiveDate>,
    lines: Vec<Line>,
}

/// What is being read of one movement.
#[derive(Default)]
struct Movement {
    amount: Option<Money>,
    posted: Option<NaiveDate>,
    id: Option<String>,
    check: String,
    cheque: Option<String>,
    words: Vec<String>,
    kind: Option<String>,
    name: Option<String>,
}

/// Reads every statement of a file, or nothing.
///
/// # Errors
/// [`FileError`] naming the line.
pub(super) fn read(text: &str) -> Result<Vec<StatementFile>, FileError> {
    let start = text.find("<OFX>").ok_or_else(|| FileError::whole("The file holds no <OFX>."))?;
    let before = text.get(..start).unwrap_or_default();
    if before.contains("<!DOCTYPE") || before.contains("<!ENTITY") {
        return Err(FileError::whole("The file declares a document type, which is not taken."));
    }
    let first = u64::try_from(before.matches('\n').count()).unwrap_or(0) + 1;
    let mut reading = Reading::default();
    for (line, piece) in pieces(text.get(start..).unwrap_or_default(), first)? {
        reading.take(line, &piece)?;
    }
    if !reading.open.is_empty() || !reading.is_over {
        return Err(FileError::whole("The file breaks off: </OFX> is missing. Ask the bank for a whole file."));
    }
    if reading.done.is_empty() {
        return Err(FileError::whole("The file holds no statement of a bank account."));
    }
    Ok(reading.done)
}

/// Every tag with the text after it.
fn pieces(text: &str, first: u64) -> Result<Vec<(u64, Piece<'_>)>, FileError> {
    let mut all = Vec::new();
    let mut line = first;
    for part in text.split('<').skip(1) {
        let Some((tag, value)) = part.split_once('>') else { return Err(FileError::at(line, "a tag does not end.")) };
        let plain =
            |name: &str| !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_');
        let piece = match tag.strip_prefix('/') {
            Some(name) => Piece::Close(name.trim()),
            None => Piece::Open(tag.trim(), value.trim()),
        };
        let name = match &piece {
            Piece::Close(name) | Piece::Open(name, _) => *name,
        };
        if !plain(name) {
            return Err(FileError::at(line, "a tag has no name of OFX."));
        }
        all.push((line, piece));
        if all.len() > MOST_LINES.saturating_mul(40) {
            return Err(FileError::whole("The file is too large. Split it and upload each part."));
        }
        line += u64::try_from(part.matches('\n').count()).unwrap_or(0);
    }
    Ok(all)
}

#[derive(Default)]
struct Reading {
    /// Aggregates that are open, the outermost first.
    open: Vec<String>,
    /// An element with a value, which may be ended or not.
    element: Option<String>,
    under: Option<Under>,
    movement: Option<Movement>,
    done: Vec<StatementFile>,
    is_over: bool,
}

impl Reading {
    fn take(&mut self, line: u64, piece: &Piece<'_>) -> Result<(), FileError> {
        if self.is_over {
            return Err(FileError::at(line, "something stands after the end."));
        }
        match piece {
            Piece::Open(name, "") => {
                self.element = None;
                self.begin(line, name)
            }
            Piece::Open(name, value) => {
                self.element = Some((*name).to_owned());
                self.value(line, name, value)
            }
            Piece::Close(name) => {
                if self.element.take().is_some_and(|open| open == *name) {
                    return Ok(());
                }
                // An element without a value may stand open among aggregates; it ends with the one around it.
                let Some(at) = self.open.iter().rposition(|open| open == name) else {
                    return Err(FileError::at(line, format!("</{name}> ends nothing.")));
                };
                let is_strict = self.open.get(at + 1..).is_some_and(|inner| inner.iter().any(|open| is_aggregate(open)));
                if is_strict {
                    return Err(FileError::at(line, format!("</{name}> ends too early.")));
                }
                self.open.truncate(at);
                self.end(line, name)
            }
        }
    }

    fn begin(&mut self, line: u64, name: &str) -> Result<(), FileError> {
        if self.open.len() >= DEEPEST {
            return Err(FileError::at(line, "its parts stand too deep in one another."));
        }
        self.open.push(name.to_owned());
        match name {
            "STMTRS" => self.under = Some(Under::default()),
            "CCSTMTRS" | "INVSTMTRS" => return Err(FileError::at(line, "it is no statement of a bank account.")),
            "STMTTRN" if self.under.is_some() => self.movement = Some(Movement::default()),
            "STMTTRN" => return Err(FileError::at(line, "a movement belongs to no statement.")),
            _ => {}
        }
        Ok(())
    }

    fn is_within(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn value(&mut self, line: u64, name: &str, value: &str) -> Result<(), FileError> {
        let value = plain_text(value);
        let amount = || decimal(&value).ok_or_else(|| FileError::at(line, "an amount must look like -5000.00."));
        let day = || day_of(&value).ok_or_else(|| FileError::at(line, "a day must look like 20270131."));
        if let Some(movement) = &mut self.movement {
            match name {
                "TRNAMT" => movement.amount = Some(amount()?),
                "DTPOSTED" => movement.posted = Some(day()?),
                "FITID" => movement.id = short(&value),
                "CHECKNUM" | "REFNUM" => {
                    movement.cheque = if name == "CHECKNUM" { cheque_number(&value) } else { movement.cheque.take() };
                    movement.check = format!("{} {value}", movement.check);
                }
                "NAME" => {
                    movement.name = short(&value);
                    movement.words.push(value);
                }
                "MEMO" => movement.words.push(value),
                "TRNTYPE" => movement.kind = short(&value),
                _ => {}
            }
            return Ok(());
        }
        let (in_account, in_balance) = (self.is_within("BANKACCTFROM"), self.is_within("LEDGERBAL"));
        let Some(under) = &mut self.under else { return Ok(()) };
        match name {
            "CURDEF" if value != "USD" => {
                let told = format!("the currency is {}; the fund’s account holds US dollars.", words(&value));
                return Err(FileError::at(line, told));
            }
            "ACCTID" if in_account => under.account = Some(value),
            "BALAMT" if in_balance => under.closing = Some(amount()?),
            "DTASOF" if in_balance => under.closing_on = Some(day()?),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, line: u64, name: &str) -> Result<(), FileError> {
        match name {
            "STMTTRN" => {
                let (Some(movement), Some(under)) = (self.movement.take(), &mut self.under) else { return Ok(()) };
                under.lines.extend(finished(line, movement)?);
                if under.lines.len() > MOST_LINES {
                    return Err(FileError::too_many());
                }
            }
            "STMTRS" => {
                let Some(under) = self.under.take() else { return Ok(()) };
                if under.account.is_none() {
                    return Err(FileError::at(line, "a statement names no account."));
                }
                let moved = Money::total(under.lines.iter().map(|line| line.amount)).map_err(|e| FileError::at(line, e.to_string()))?;
                let opening = under.closing.and_then(|closing| closing.minus(moved).ok());
                // OFX gives the last balance alone; the first follows from it.
                self.done.push(StatementFile {
                    format: Format::Ofx,
                    account: under.account,
                    opening,
                    closing: under.closing,
                    closing_on: under.closing.and(under.closing_on),
                    lines: under.lines,
                });
            }
            "OFX" => self.is_over = true,
            _ => {}
        }
        Ok(())
    }
}

/// Whether an element has others in it, of those that matter here; an empty value opens and ends with what is around it.
fn is_aggregate(name: &str) -> bool {
    matches!(
        name,
        "OFX"
            | "SIGNONMSGSRSV1"
            | "SONRS"
            | "STATUS"
            | "BANKMSGSRSV1"
            | "STMTTRNRS"
            | "STMTRS"
            | "BANKACCTFROM"
            | "BANKTRANLIST"
            | "STMTTRN"
            | "LEDGERBAL"
            | "AVAILBAL"
    )
}

fn finished(line: u64, movement: Movement) -> Result<Option<Line>, FileError> {
    let amount = movement.amount.ok_or_else(|| FileError::at(line, "a movement has no amount (TRNAMT)."))?;
    let value_on = movement.posted.ok_or_else(|| FileError::at(line, "a movement has no day (DTPOSTED)."))?;
    let id = movement.id.ok_or_else(|| FileError::at(line, "a movement has no identifier (FITID)."))?;
    if amount.is_zero() {
        return Ok(None);
    }
    let description = words(&format!("{} {}", movement.words.join(" "), movement.check));
    let trace = find_trace(&description);
    let cheque = movement.cheque.filter(|_| is_cheque(movement.kind.as_deref(), &description));
    Ok(Some(Line { value_on, amount, description, trace, cheque, reference: Some(id), code: movement.kind, counterparty: movement.name }))
}

/// Whether a movement is a cheque: CHECKNUM holds “a check or other reference number”, and some banks call every movement a debit.
fn is_cheque(kind: Option<&str>, description: &str) -> bool {
    let is_told = || {
        description.split(|c: char| !c.is_alphabetic()).any(|word| ["check", "cheque"].iter().any(|name| word.eq_ignore_ascii_case(name)))
    };
    match kind {
        Some("CHECK") => true,
        Some("DEBIT" | "OTHER") => is_told(),
        _ => false,
    }
}

/// The five characters that are written as names.
fn plain_text(value: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    named.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let day = NaiveDate::parse_from_str(digits, "%Y%m%d").ok()?;
    Some(day).filter(|day| (2000..2200).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OLD: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\n\r\n<OFX>\r\n<BANKMSGSRSV1><STMTTRNRS><TRNUID>1\r\n<STMTRS><CURDEF>USD\r\n\
        <BANKACCTFROM><BANKID>061000146<ACCTID>9876543210<ACCTTYPE>CHECKING</BANKACCTFROM>\r\n\
        <BANKTRANLIST><DTSTART>20270602<DTEND>20270602\r\n\
        <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20270602120000[-5:EST]<TRNAMT>-5000.00<FITID>F1<NAME>City of Madison<MEMO>ACH 061000140000001</STMTTRN>\r\n\
        <STMTTRN><TRNTYPE>CHECK<DTPOSTED>20270602<TRNAMT>-11.00<FITID>F2<CHECKNUM>C-1042</STMTTRN>\r\n\
        </BANKTRANLIST><LEDGERBAL><BALAMT>14989.00<DTASOF>20270602</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n";

    fn newer() -> String {
        let mut text = OLD.replace(
            "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\n\r\n",
            "<?xml version=\"1.0\"?>\r\n<?OFX OFXHEADER=\"200\" VERSION=\"220\"?>\r\n",
        );
        for name in [
            "TRNUID", "CURDEF", "BANKID", "ACCTID", "ACCTTYPE", "DTSTART", "DTEND", "TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "NAME",
            "MEMO", "CHECKNUM", "BALAMT", "DTASOF",
        ] {
            let mut out = String::new();
            for (n, part) in text.split(&format!("<{name}>")).enumerate() {
                if n == 0 {
                    out.push_str(part);
                    continue;
                }
                let at = part.find(['<', '\r']).expect("an end");
                out.push_str(&format!("<{name}>{}</{name}>{}", &part[..at], &part[at..]));
            }
            text = out;
        }
        text
    }

    #[test]
    fn both_versions_say_the_same() {
        let old = read(OLD).expect("readable");
        let [statement] = old.as_slice() else { panic!("{old:?}") };
        let seen: Vec<_> = statement.lines.iter().map(|l| (l.amount.cents(), l.trace.as_deref(), l.reference.as_deref())).collect();
        assert_eq!(seen, [(-500_000, Some("061000140000001"), Some("F1")), (-1_100, Some("C-1042"), Some("F2"))]);
        assert_eq!((statement.opening, statement.closing), (Some(Money::from_dollars(20_000)), Some(Money::from_dollars(14_989))));
        assert_eq!(statement.account.as_deref(), Some("9876543210"));
        assert_eq!(read(&newer()).expect("readable"), old);
    }

    #[test]
    fn a_cheque_has_a_number_of_its_own() {
        let of = |kind: &str, number: &str| {
            let file = OLD.replace("<TRNTYPE>CHECK", &format!("<TRNTYPE>{kind}")).replace("<CHECKNUM>C-1042", number);
            read(&file).expect("readable").remove(0).lines.remove(1).cheque
        };
        assert_eq!(of("CHECK", "<CHECKNUM>0001042").as_deref(), Some("1042"));
        assert_eq!(of("CHECK", "<CHECKNUM>1042<REFNUM>99").as_deref(), Some("1042"));
        assert_eq!(of("DEBIT", "<CHECKNUM>1042<MEMO>Check paid").as_deref(), Some("1042"));
        for (kind, number) in [("DEBIT", "<CHECKNUM>1042<MEMO>ACH offset"), ("DIRECTDEBIT", "<CHECKNUM>1042"), ("CHECK", "<REFNUM>1042")] {
            assert_eq!(of(kind, number), None, "{kind} {number}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let rows = [
            ("<CURDEF>USD", "<CURDEF>EUR", "Line 7: the currency is EUR; the fund’s account holds US dollars."),
            ("<TRNAMT>-11.00", "<TRNAMT>1e3", "Line 11: an amount must look like -5000.00."),
            ("<FITID>F2", "", "Line 11: a movement has no identifier (FITID)."),
            ("</BANKTRANLIST>", "", "Line 12: </STMTRS> ends too early."),
            ("</OFX>", "", "The file breaks off: </OFX> is missing. Ask the bank for a whole file."),
            ("<ACCTID>9876543210", "", "Line 12: a statement names no account."),
        ];
        for (from, to, expected) in rows {
            assert_eq!(read(&OLD.replacen(from, to, 1)).expect_err(expected).to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn a_file_cut_anywhere_is_refused(cut in 0..OLD.trim_end().len()) {
            if OLD.is_char_boundary(cut) {
                prop_assert!(read(&OLD[..cut]).is_err(), "{cut}");
            }
        }

        #[test]
        fn a_changed_byte_never_panics(at in 0..OLD.len(), byte in 0x20_u8..0x7f) {
            let mut bytes = OLD.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = read(&String::from_utf8(bytes).expect("text"));
        }
    }
}
