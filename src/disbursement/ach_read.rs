//! Reads a NACHA file, ours or the bank's, and takes it whole or not at all: every record, count,
//! hash and total is checked, and what is wrong is named with its line. Knows entries with
//! remittances (addenda 05), returns (99) and notices of change (98). Pure; nothing is trusted.

use super::ach_record::{Record, Sums, control};
use super::routing::RoutingNumber;
use crate::kernel::Money;
use chrono::NaiveDate;

/// The most bytes that are read.
const MOST_BYTES: usize = 20_000_000;
const BLOCK: usize = 10;

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchFile {
    /// The routing number of the bank that gets the file.
    pub destination: String,
    /// Who sends it, ten characters without spaces around them.
    pub origin: String,
    /// The day on which it was made.
    pub made_on: NaiveDate,
    /// Tells files of one day apart.
    pub modifier: String,
    /// Its batches, in order.
    pub batches: Vec<AchBatch>,
}

/// Entries of one company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchBatch {
    /// 200 for mixed, 220 for credits, 225 for debits.
    pub service_class: String,
    /// The company's name.
    pub company: String,
    /// What names the company to the bank.
    pub company_id: String,
    /// The entry class, such as `CCD` or `COR`.
    pub entry_class: String,
    /// What the entries are.
    pub description: String,
    /// The day on which they take effect, where one is named.
    pub effective_on: Option<NaiveDate>,
    /// Eight digits of the originating bank.
    pub odfi: String,
    /// The number of the batch.
    pub number: String,
    /// Its entries, in order.
    pub entries: Vec<AchEntry>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchEntry {
    /// The line it stands on.
    pub line: usize,
    /// The transaction code: 22 and 32 credit, 23 and 33 try an account, 21 and 31 come back.
    pub code: String,
    /// The receiver's routing number, whose check digit holds.
    pub routing: String,
    /// The receiver's account number.
    pub account: String,
    /// How much.
    pub amount: Money,
    /// What the receiver knows it by.
    pub identification: String,
    /// The receiver's name.
    pub receiver: String,
    /// Fifteen digits.
    pub trace: String,
    /// What follows it.
    pub addenda: Vec<AchAddenda>,
}

/// What follows an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AchAddenda {
    /// What the payment is for.
    Remittance(String),
    /// The entry with this trace comes back.
    Return {
        /// `R03`.
        code: String,
        /// The trace it had when it was sent.
        original_trace: String,
        /// What the bank adds.
        information: String,
    },
    /// What the entry with this trace said must be another.
    Change {
        /// `C01`.
        code: String,
        /// The trace it had when it was sent.
        original_trace: String,
        /// What it must be, by the code.
        corrected: String,
    },
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {reason}")]
pub struct AchError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there, as a sentence.
    pub reason: String,
}

impl AchEntry {
    /// Whether it is a credit; otherwise a debit.
    #[must_use]
    pub fn is_credit(&self) -> bool {
        matches!(self.code.as_bytes().get(1), Some(b'1'..=b'4'))
    }

    /// Whether it only tries an account.
    #[must_use]
    pub fn is_prenote(&self) -> bool {
        matches!(self.code.as_str(), "23" | "28" | "33" | "38")
    }
}

/// Reads a file.
///
/// # Errors
/// The first mistake, with its line.
pub fn read(bytes: &[u8]) -> Result<AchFile, AchError> {
    let first = |reason: &str| AchError { line: 1, reason: reason.to_owned() };
    if bytes.len() > MOST_BYTES {
        return Err(first("The file is larger than 20 MB."));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| AchError {
        line: bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1,
        reason: "The file holds bytes that are no text.".to_owned(),
    })?;
    let records = text.lines().zip(1..).map(|(text, line)| Record::new(line, text)).collect::<Result<Vec<_>, _>>()?;
    if records.is_empty() {
        return Err(first("The file is empty."));
    }
    Reader { records: &records, at: 0 }.file()
}

struct Reader<'r, 'a> {
    records: &'r [Record<'a>],
    at: usize,
}

impl<'a> Reader<'_, 'a> {
    fn peek(&self) -> Option<Record<'a>> {
        self.records.get(self.at).copied()
    }

    fn next(&mut self, what: &str) -> Result<Record<'a>, AchError> {
        let found = self.peek();
        self.at += 1;
        let line = self.records.len();
        found.ok_or_else(|| AchError { line, reason: format!("The file ends here, where {what} should follow.") })
    }

    fn file(mut self) -> Result<AchFile, AchError> {
        let mut file = header(self.next("the file header")?)?;
        let mut sums = Sums::default();
        loop {
            let record = self.next("a batch or the file control")?;
            match record.kind() {
                "5" => file.batches.push(self.batch(record, &mut sums)?),
                "9" => {
                    self.close(record, file.batches.len(), sums)?;
                    return Ok(file);
                }
                other => return Err(record.fail(format!("A batch (5) or the file control (9) should stand here, not a record “{other}”."))),
            }
        }
    }

    /// The file control and what fills up the last block.
    fn close(&mut self, record: Record<'_>, batches: usize, sums: Sums) -> Result<(), AchError> {
        if batches == 0 {
            return Err(record.fail("The file has no batch."));
        }
        let said = record.number((2, 7), "The count of batches")?;
        if usize::try_from(said) != Ok(batches) {
            return Err(record.fail(format!("The file control says {said} batches; there are {batches}.")));
        }
        control(&record, "The file control", 14, 8, sums)?;
        let (lines, blocks) = (self.records.len(), self.at.div_ceil(BLOCK));
        let said = record.number((8, 13), "The count of blocks")?;
        if usize::try_from(said) != Ok(blocks) {
            return Err(record.fail(format!("The file control says {said} blocks of ten records; there are {blocks}.")));
        }
        if let Some(rest) = self.records.iter().skip(self.at).find(|rest| !rest.is_padding()) {
            return Err(rest.fail("Nothing but lines of nines may follow the file control."));
        }
        if lines != blocks * BLOCK {
            let reason = format!("The file has {lines} records; lines of nines must fill it up to {}.", blocks * BLOCK);
            return Err(AchError { line: lines, reason });
        }
        Ok(())
    }

    fn batch(&mut self, header: Record<'a>, file: &mut Sums) -> Result<AchBatch, AchError> {
        let mut batch = batch_header(header)?;
        let mut sums = Sums::default();
        while self.peek().is_some_and(|record| record.kind() == "6") {
            let entry = self.entry(&batch)?;
            if batch.entries.last().is_some_and(|before| before.trace >= entry.trace) {
                return Err(AchError { line: entry.line, reason: "The traces of a batch must rise; this one does not.".into() });
            }
            sums.add(of_entry(&entry));
            batch.entries.push(entry);
        }
        let record = self.next("the batch control")?;
        record.must_be((1, 1), "8", "The record after the last entry")?;
        if batch.entries.is_empty() {
            return Err(record.fail("The batch has no entry."));
        }
        record.must_be((2, 4), &batch.service_class, "The service class of the batch control")?;
        control(&record, "The batch control", 5, 6, sums)?;
        if record.at(45, 54).trim() != batch.company_id {
            return Err(record.fail("The batch control names another company than the batch header."));
        }
        record.must_be((80, 87), &batch.odfi, "The originating bank of the batch control")?;
        record.must_be((88, 94), &batch.number, "The batch number of the batch control")?;
        file.add(sums);
        Ok(batch)
    }

    fn entry(&mut self, batch: &AchBatch) -> Result<AchEntry, AchError> {
        let record = self.next("an entry")?;
        let mut entry = entry(record, batch)?;
        let has_addenda = match record.at(79, 79) {
            "0" => false,
            "1" => true,
            other => return Err(record.fail(format!("The addenda indicator is “{other}”; it must be 0 or 1."))),
        };
        while let Some(next) = self.peek().filter(|record| record.kind() == "7") {
            self.at += 1;
            entry.addenda.push(addenda(next, &entry)?);
        }
        if has_addenda == entry.addenda.is_empty() {
            let told = if has_addenda { "an addenda record follows, and none does" } else { "no addenda record follows, and one does" };
            return Err(record.fail(format!("The entry says that {told}.")));
        }
        if entry.addenda.len() > 1 && batch.entry_class != "CTX" {
            return Err(record.fail(format!("An entry of class {} has one addenda record at most.", batch.entry_class)));
        }
        Ok(entry)
    }
}

fn of_entry(entry: &AchEntry) -> Sums {
    let (cents, hash) = (entry.amount.cents(), entry.routing.get(..8).and_then(|bank| bank.parse().ok()).unwrap_or(0));
    let (debit, credit) = if entry.is_credit() { (0, cents) } else { (cents, 0) };
    Sums { count: 1 + u64::try_from(entry.addenda.len()).unwrap_or(0), hash, debit, credit }
}

fn header(record: Record<'_>) -> Result<AchFile, AchError> {
    record.must_be((1, 3), "101", "The beginning of the file header")?;
    let destination = routing(record, record.at(4, 13).trim(), "The destination")?;
    let made_on = record.day((24, 29), "The day of making")?;
    let time = record.at(30, 33);
    let is_time = time.trim().is_empty() || (record.number((30, 31), "The hour")? < 24 && record.number((32, 33), "The minute")? < 60);
    if !is_time {
        return Err(record.fail(format!("The time of making is “{time}”, which is no time.")));
    }
    let modifier = record.at(34, 34);
    if !modifier.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Err(record.fail(format!("The file modifier is “{modifier}”; it must be a capital letter or a digit.")));
    }
    record.must_be((35, 37), "094", "The record size")?;
    record.must_be((38, 39), "10", "The blocking factor")?;
    record.must_be((40, 40), "1", "The format code")?;
    Ok(AchFile { destination, origin: record.at(14, 23).trim().into(), made_on, modifier: modifier.into(), batches: vec![] })
}

fn batch_header(record: Record<'_>) -> Result<AchBatch, AchError> {
    let service_class = record.at(2, 4);
    if !["200", "220", "225"].contains(&service_class) {
        return Err(record.fail(format!("The service class is “{service_class}”; it must be 200, 220 or 225.")));
    }
    let entry_class = record.at(51, 53);
    if !entry_class.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(record.fail(format!("The entry class is “{entry_class}”; it must be three capital letters.")));
    }
    let names_a_day = !matches!(record.at(70, 75), "      " | "000000");
    Ok(AchBatch {
        service_class: service_class.into(),
        company: record.at(5, 20).trim().into(),
        company_id: record.at(41, 50).trim().into(),
        entry_class: entry_class.into(),
        description: record.at(54, 63).trim().into(),
        effective_on: if names_a_day { Some(record.day((70, 75), "The effective day")?) } else { None },
        odfi: record.digits((80, 87), "The originating bank")?.into(),
        number: record.digits((88, 94), "The batch number")?.into(),
        entries: vec![],
    })
}

fn routing(record: Record<'_>, text: &str, what: &str) -> Result<String, AchError> {
    let number = RoutingNumber::parse(text);
    let number =
        number.map_err(|_| record.fail(format!("{what} is “{text}”, which is no routing number: its check digit does not fit.")))?;
    Ok(number.digits().to_owned())
}

fn entry(record: Record<'_>, batch: &AchBatch) -> Result<AchEntry, AchError> {
    let code = record.digits((2, 3), "The transaction code")?;
    let is_known = match code.as_bytes() {
        [b'2'..=b'4', unit] => matches!(unit, b'1'..=b'4' | b'6'..=b'9'),
        [b'5', unit] => matches!(unit, b'1'..=b'6'),
        _ => false,
    };
    if !is_known {
        return Err(record.fail(format!("The transaction code {code} is not known.")));
    }
    let account = record.at(13, 29).trim();
    if account.is_empty() {
        return Err(record.fail("The entry names no account."));
    }
    let entry = AchEntry {
        line: record.line,
        code: code.into(),
        routing: routing(record, record.at(4, 12), "The receiver’s bank")?,
        account: account.into(),
        amount: record.money((30, 39), "The amount")?,
        identification: record.at(40, 54).trim().into(),
        receiver: record.at(55, 76).trim().into(),
        trace: record.digits((80, 94), "The trace")?.into(),
        addenda: vec![],
    };
    let carries = entry.amount.is_positive();
    if entry.is_prenote() && carries {
        return Err(record.fail(format!("An entry with the code {code} tries an account and carries no money.")));
    }
    let side = if entry.is_credit() { "225" } else { "220" };
    if carries && batch.service_class == side {
        let told = if entry.is_credit() { "A credit stands in a batch of debits" } else { "A debit stands in a batch of credits" };
        return Err(record.fail(format!("{told} (service class {side}).")));
    }
    if !entry.trace.starts_with(&batch.odfi) {
        return Err(record.fail(format!("The trace {} does not begin with the originating bank {}.", entry.trace, batch.odfi)));
    }
    Ok(entry)
}

fn addenda(record: Record<'_>, entry: &AchEntry) -> Result<AchAddenda, AchError> {
    let coded = |letter: char, what: &str| {
        let code = record.at(4, 6);
        let is_code = code.starts_with(letter) && code.bytes().skip(1).all(|b| b.is_ascii_digit());
        if is_code { Ok(code.to_owned()) } else { Err(record.fail(format!("{what} is “{code}”; it must be {letter} and two digits."))) }
    };
    match record.at(2, 3) {
        "05" => {
            let (wanted, last7) = (format!("{:04}", entry.addenda.len() + 1), entry.trace.get(8..).unwrap_or_default());
            record.must_be((84, 87), &wanted, "The sequence of the addenda record")?;
            record.must_be((88, 94), last7, "The entry that the addenda record belongs to")?;
            Ok(AchAddenda::Remittance(record.at(4, 83).trim_end().into()))
        }
        "99" => Ok(AchAddenda::Return {
            code: coded('R', "The return code")?,
            original_trace: record.digits((7, 21), "The original trace")?.into(),
            information: record.at(36, 79).trim().into(),
        }),
        "98" => Ok(AchAddenda::Change {
            code: coded('C', "The change code")?,
            original_trace: record.digits((7, 21), "The original trace")?.into(),
            corrected: record.at(36, 64).trim_end().into(),
        }),
        other => Err(record.fail(format!("Addenda records of the type “{other}” are not read here."))),
    }
}

#[cfg(test)]
#[path = "ach_tests.rs"]
mod tests;
