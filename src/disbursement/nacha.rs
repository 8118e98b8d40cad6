//! The NACHA file: one batch of CCD+ credits, each with one addenda record, and of test entries
//! of no money (prenotes), which have none.
//! Pure: values in, text out. Records have exactly 94 characters, blocks ten
//! records (NACHA Operating Rules, appendix three; positions are 1-based there).

use super::routing::RoutingNumber;
use crate::kernel::Money;
use chrono::{NaiveDate, NaiveDateTime};
use unicode_normalization::UnicodeNormalization;

const WIDTH: usize = 94;
const BLOCK: usize = 10;

/// Who sends the file, from the disbursement policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Originator {
    /// The bank that gets the file: nine digits.
    pub destination: RoutingNumber,
    /// Its name.
    pub destination_name: String,
    /// Ten characters that name the sender.
    pub origin_id: String,
    /// The sender's name.
    pub origin_name: String,
    /// The name that receivers see.
    pub company_name: String,
    /// Ten characters that name the company to the bank.
    pub company_id: String,
    /// What the payments are, as receivers see it.
    pub description: String,
    /// Eight digits of the originating bank; the traces begin with it.
    pub odfi: String,
    /// `1` for a bank, `2` for a federal agency.
    pub originator_status: String,
}

/// When the file was made and when it shall take effect.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// Local time of making.
    pub made_at: NaiveDateTime,
    /// The banking day on which the money shall arrive.
    pub effective_on: NaiveDate,
    /// Tells files of one day apart: `A` to `Z`.
    pub modifier: char,
}

/// One payment.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The receiver's bank.
    pub routing: RoutingNumber,
    /// The receiver's account number.
    pub account: String,
    /// Whether it is a checking account; otherwise savings.
    pub is_checking: bool,
    /// How much.
    pub amount: Money,
    /// What the receiver knows it by: the award's reference.
    pub identification: String,
    /// The receiver's name.
    pub receiver: String,
    /// The addenda text: an X12 segment.
    pub remittance: String,
    /// The last seven digits of its trace, unique among all entries ever sent.
    pub sequence: u32,
    /// Whether it only tries the account: no money and no addenda record.
    pub is_prenote: bool,
}

/// Why no file can be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NachaError {
    /// There is nothing to send.
    #[error("A file for the bank needs at least one payment or test entry.")]
    Empty,
    /// Traces do not rise.
    #[error("The entries of the payment file do not stand in the order of their traces.")]
    OutOfOrder,
    /// A number does not fit its field.
    #[error("{0} does not fit into its field of the payment file.")]
    DoesNotFit(&'static str),
}

impl Entry {
    /// 22 credits a checking account and 32 a savings account; 23 and 33 try one.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match (self.is_checking, self.is_prenote) {
            (true, false) => "22",
            (false, false) => "32",
            (true, true) => "23",
            (false, true) => "33",
        }
    }

    /// The 15-digit trace: the originating bank and the sequence.
    #[must_use]
    pub fn trace(&self, odfi: &str) -> String {
        trace(odfi, self.sequence)
    }
}

/// The 15-digit trace of a sequence number.
#[must_use]
pub fn trace(odfi: &str, sequence: u32) -> String {
    format!("{odfi}{sequence:07}")
}

/// Whether the numbers that name the fund fit into their fields.
///
/// # Errors
/// [`NachaError::DoesNotFit`] with the key of the policy that does not.
pub(super) fn fits(o: &Originator) -> Result<(), NachaError> {
    exactly(&o.origin_id, 10, "ach.origin_id")?;
    exactly(&o.originator_status, 1, "ach.originator_status")?;
    digits(&o.odfi, 8, "ach.odfi").map(drop)
}

/// The whole file, its lines ended by line feeds. The entries stand in the order of their traces.
///
/// # Errors
/// [`NachaError`] when a number is too large for its field.
pub fn write(originator: &Originator, dates: Dates, entries: &[Entry]) -> Result<String, NachaError> {
    if entries.is_empty() {
        return Err(NachaError::Empty);
    }
    if entries.iter().zip(entries.iter().skip(1)).any(|(one, next)| one.sequence >= next.sequence) {
        return Err(NachaError::OutOfOrder);
    }
    let mut lines = vec![file_header(originator, dates)?, batch_header(originator, dates)?];
    let (mut hash, mut credit) = (0_u64, Money::ZERO);
    for entry in entries {
        lines.push(entry_detail(originator, entry)?);
        if !entry.is_prenote {
            lines.push(addenda(entry)?);
        }
        hash += entry.routing.identification().parse::<u64>().map_err(|_| NachaError::DoesNotFit("A routing number"))?;
        credit = credit.plus(entry.amount).map_err(|_| NachaError::DoesNotFit("The total"))?;
    }
    let totals = totals(lines.len() - 2, hash, credit)?;
    lines.push(format!(
        "8220{totals}{}{:19}{:6}{}{:07}",
        text(&originator.company_id, 10),
        "",
        "",
        digits(&originator.odfi, 8, "The originating bank")?,
        1
    ));
    let blocks = (lines.len() + 1).div_ceil(BLOCK);
    let (count, rest) = totals.split_at(6);
    lines.push(format!("9{:06}{blocks:06}{count:0>8}{rest}{:39}", 1, ""));
    while lines.len() % BLOCK != 0 {
        lines.push("9".repeat(WIDTH));
    }
    if lines.iter().any(|line| line.len() != WIDTH) {
        return Err(NachaError::DoesNotFit("A record"));
    }
    Ok(lines.join("\n") + "\n")
}

/// Positions 1–94 of the file header.
fn file_header(o: &Originator, dates: Dates) -> Result<String, NachaError> {
    Ok(format!(
        "101 {}{}{}{}094101{}{}{:8}",
        o.destination.digits(),
        exactly(&o.origin_id, 10, "The origin")?,
        dates.made_at.format("%y%m%d%H%M"),
        dates.modifier,
        text(&o.destination_name, 23),
        text(&o.origin_name, 23),
        ""
    ))
}

/// Service class 220: credits only.
fn batch_header(o: &Originator, dates: Dates) -> Result<String, NachaError> {
    let day = dates.effective_on.format("%y%m%d");
    Ok(format!(
        "5220{}{:20}{}CCD{}{day}{day}   {}{}{:07}",
        text(&o.company_name, 16),
        "",
        text(&o.company_id, 10),
        text(&o.description, 10),
        exactly(&o.originator_status, 1, "The originator status")?,
        digits(&o.odfi, 8, "The originating bank")?,
        1
    ))
}

fn entry_detail(o: &Originator, e: &Entry) -> Result<String, NachaError> {
    let is_sound = if e.is_prenote { e.amount == Money::ZERO } else { e.amount.is_positive() };
    if !is_sound || e.amount.cents() > 9_999_999_999 {
        return Err(NachaError::DoesNotFit("An amount"));
    }
    if e.account.len() > 17 {
        return Err(NachaError::DoesNotFit("An account number"));
    }
    Ok(format!(
        "6{}{}{}{}{:010}{}{}  {}{}",
        e.code(),
        e.routing.identification(),
        e.routing.check_digit(),
        text(&e.account, 17),
        e.amount.cents(),
        text(&e.identification, 15),
        text(&e.receiver, 22),
        if e.is_prenote { "0" } else { "1" },
        digits(&e.trace(&o.odfi), 15, "A trace")?
    ))
}

fn addenda(e: &Entry) -> Result<String, NachaError> {
    if e.remittance.len() > 80 || e.sequence > 9_999_999 {
        return Err(NachaError::DoesNotFit("An addenda record"));
    }
    Ok(format!("705{}0001{:07}", text(&e.remittance, 80), e.sequence))
}

/// Count (6), entry hash (its ten low-order digits), debits and credits (12 each).
fn totals(count: usize, hash: u64, credit: Money) -> Result<String, NachaError> {
    if count > 999_999 || credit.cents() > 999_999_999_999 {
        return Err(NachaError::DoesNotFit("A total"));
    }
    Ok(format!("{count:06}{:010}{:012}{:012}", hash % 10_000_000_000, 0, credit.cents()))
}

/// Printable ASCII in capitals, cut and filled with spaces to `width`.
pub(super) fn text(value: &str, width: usize) -> String {
    let plain: String = value
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_ascii_graphic() { c.to_ascii_uppercase() } else { ' ' })
        .take(width)
        .collect();
    format!("{plain:<width$}")
}

fn exactly(value: &str, width: usize, what: &'static str) -> Result<String, NachaError> {
    if value.len() == width && value.is_ascii() { Ok(value.to_owned()) } else { Err(NachaError::DoesNotFit(what)) }
}

fn digits(value: &str, width: usize, what: &'static str) -> Result<String, NachaError> {
    if value.bytes().all(|b| b.is_ascii_digit()) { exactly(value, width, what) } else { Err(NachaError::DoesNotFit(what)) }
}

#[cfg(test)]
#[path = "nacha_tests.rs"]
mod tests;
