//! Writes the journal of some days by a map, as CSV or as a workbook. Settled lines only; read in two walks, one that
//! checks and one that writes, so that memory does not grow with the journal.

use super::JournalExportError;
use super::map::{GeneralLedgerMap, Sign, filled};
use crate::bookkeeping::touches_closed;
use crate::conflict::Walls;
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use crate::ledger::{self, JournalEntry, Layer, Side};
use crate::reporting::{Holds, Streamed, Value, Written, safe_cell};
use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use tempfile::NamedTempFile;

/// So many lines that nothing maps are named.
const NAMED: usize = 50;

/// Which journals leave, by which map and for whom.
#[derive(Clone, Copy, Debug)]
pub struct JournalWanted<'a> {
    /// Where lines go.
    pub map: &'a GeneralLedgerMap,
    /// The first day for which a journal counts.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// What is closed to whoever asks.
    pub walls: &'a Walls,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalExport {
    /// How many lines, without headings and totals.
    pub lines: u64,
    /// The sum of debits, which is that of credits.
    pub total: Money,
}

/// One line as it leaves.
struct Outgoing {
    account: String,
    segment: String,
    debit: Money,
    credit: Money,
}

/// The lines of a journal as they leave; `unmapped` gets those of which the map says nothing.
fn outgoing(map: &GeneralLedgerMap, entry: &JournalEntry, unmapped: &mut BTreeSet<String>) -> Vec<Outgoing> {
    let mut lines = Vec::new();
    for line in entry.lines.iter().filter(|line| line.layer == Layer::Settled) {
        let Some(mapping) = map.of(&line.account) else {
            unmapped.insert(line.account.text());
            continue;
        };
        let Some(account) = mapping.account.as_ref().and_then(|account| filled(account, &line.account)) else { continue };
        let is_debit = (line.side == Side::Dr) == (mapping.sign == Sign::Natural);
        let (debit, credit) = if is_debit { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
        lines.push(Outgoing { account, segment: filled(&mapping.segment, &line.account).unwrap_or_default(), debit, credit });
    }
    lines
}

/// The journals that count for some days, in the order of the days, read piece by piece.
struct Journals<'c> {
    conn: &'c mut Conn,
    after: Option<(NaiveDate, i64)>,
    to: NaiveDate,
    read: std::vec::IntoIter<JournalEntry>,
    is_over: bool,
}

impl<'c> Journals<'c> {
    fn new(conn: &'c mut Conn, wanted: &JournalWanted<'_>) -> Self {
        let after = wanted.from.pred_opt().map(|day| (day, i64::MAX));
        Self { conn, after, to: wanted.to, read: Vec::new().into_iter(), is_over: false }
    }

    fn advance(&mut self) -> Result<Option<JournalEntry>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut next = self.read.next();
        if next.is_none() {
            let page = ledger::list_by_day(self.conn, self.after)?;
            self.after = page.last().map(|last| (last.effective_on, last.seq)).or(self.after);
            self.read = page.into_iter();
            next = self.read.next();
        }
        Ok(next.filter(|entry| entry.effective_on <= self.to))
    }
}

impl Iterator for Journals<'_> {
    type Item = Result<JournalEntry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        self.is_over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

/// Walks over all of it before anything is written: everything is mapped, open to whoever asks, and balances.
fn check(conn: &mut Conn, wanted: &JournalWanted<'_>) -> Result<JournalExport, JournalExportError> {
    let (mut unmapped, mut lines) = (BTreeSet::new(), 0);
    let (mut debit, mut credit) = (Money::ZERO, Money::ZERO);
    for entry in Journals::new(conn, wanted) {
        let entry = entry?;
        if touches_closed(&entry, wanted.walls) {
            return Err(JournalExportError::Closed);
        }
        for line in outgoing(wanted.map, &entry, &mut unmapped) {
            debit = debit.plus(line.debit).map_err(|_| JournalExportError::TooLarge)?;
            credit = credit.plus(line.credit).map_err(|_| JournalExportError::TooLarge)?;
            lines += 1;
        }
    }
    if !unmapped.is_empty() {
        return Err(JournalExportError::Unmapped(unmapped.into_iter().take(NAMED).collect()));
    }
    if debit != credit {
        return Err(JournalExportError::Unbalanced { debit, credit });
    }
    Ok(JournalExport { lines, total: debit })
}

/// What a journal is about, in words.
fn what(entry: &JournalEntry) -> String {
    [entry.title.as_str(), entry.reason.as_deref().unwrap_or_default()].join(" ").trim().to_owned()
}

/// Writes the journal of some days as CSV, the first and the last included.
///
/// # Errors
/// [`JournalExportError`]; a file that was begun is not whole then.
pub fn export_journal(conn: &mut Conn, wanted: &JournalWanted<'_>, out: &mut dyn Write) -> Result<JournalExport, JournalExportError> {
    let done = check(conn, wanted)?;
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(["date", "journal", "account", "segment", "debit", "credit", "description"])?;
    let or_empty = |amount: Money| if amount.is_zero() { String::new() } else { amount.plain() };
    for entry in Journals::new(conn, wanted) {
        let entry = entry?;
        let (day, seq, what) = (entry.effective_on.to_string(), entry.seq.to_string(), what(&entry));
        for line in outgoing(wanted.map, &entry, &mut BTreeSet::new()) {
            let (debit, credit) = (or_empty(line.debit), or_empty(line.credit));
            let cells: [&str; 7] = [&day, &seq, &line.account, &line.segment, &debit, &credit, &what];
            table.write_record(cells.map(safe_cell))?;
        }
    }
    let total = done.total.plain();
    table.write_record(["Total", "", "", "", total.as_str(), total.as_str(), ""])?;
    table.flush()?;
    Ok(done)
}

/// The same in a temporary file.
///
/// # Errors
/// [`JournalExportError`]; then there is no file.
pub fn journal_csv(conn: &mut Conn, wanted: &JournalWanted<'_>) -> Result<(Written, JournalExport), JournalExportError> {
    let mut out = BufWriter::new(NamedTempFile::new()?);
    let done = export_journal(conn, wanted, &mut out)?;
    let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok((Written { file, rows: usize::try_from(done.lines).unwrap_or(usize::MAX) }, done))
}

/// The same lines as a workbook with amounts that are numbers; `head` is what its first sheet says.
///
/// # Errors
/// [`JournalExportError`]; then there is no file.
pub fn journal_workbook(
    conn: &mut Conn,
    wanted: &JournalWanted<'_>,
    (at, zone): (Timestamp, Tz),
    head: Vec<(String, String)>,
) -> Result<(Written, JournalExport), JournalExportError> {
    let done = check(conn, wanted)?;
    let columns = vec![
        ("Date", Holds::Text(12)),
        ("Journal", Holds::Number),
        ("Account", Holds::Text(16)),
        ("Segment", Holds::Text(26)),
        ("Debit", Holds::Money),
        ("Credit", Holds::Money),
        ("Description", Holds::Text(60)),
    ];
    let total = [text("Total"), text(""), text(""), text(""), Value::Money(done.total), Value::Money(done.total), text("")];
    let lines = Journals::new(conn, wanted).flat_map(|entry| rows(wanted.map, entry));
    let mut all = lines.chain(std::iter::once(Ok(Vec::from(total))));
    let written = Streamed::new("Journal", columns).at(at, zone).head(head).xlsx(&mut all)?;
    Ok((written, done))
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// The rows of one journal; an empty cell where a line has no amount on that side.
fn rows(map: &GeneralLedgerMap, entry: Result<JournalEntry, Error>) -> Vec<Result<Vec<Value>, Error>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(e) => return vec![Err(e)],
    };
    let amount = |money: Money| if money.is_zero() { text("") } else { Value::Money(money) };
    let (day, what) = (entry.effective_on.to_string(), what(&entry));
    let row = |line: Outgoing| {
        let number = Value::Number(Some(Decimal::from(entry.seq)));
        vec![text(&day), number, Value::Text(line.account), Value::Text(line.segment), amount(line.debit), amount(line.credit), text(&what)]
    };
    outgoing(map, &entry, &mut BTreeSet::new()).into_iter().map(row).map(Ok).collect()
}
