//! The journal of some days for a general ledger outside, as CSV: a map says to which account and
//! segment each line goes. A line that nothing maps, or a map that loses the balance, refuses the
//! whole file. Settled lines only; read in two walks, so that memory does not grow with the journal.

use super::safe_cell;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger::{self, AccountKey, Dims, JournalEntry, Layer, Side};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Write;

/// What the program ships.
const SHIPPED: (&str, &str) = ("config/ledger/general-ledger-map-1.toml", include_str!("../../config/ledger/general-ledger-map-1.toml"));
/// So many lines that nothing maps are named.
const NAMED: usize = 50;

/// Where lines go in a ledger outside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralLedgerMap {
    /// What it is called.
    pub name: String,
    map: Vec<Mapping>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    code: String,
    fund: Option<String>,
    program: Option<String>,
    category: Option<String>,
    account: Option<String>,
    #[serde(default)]
    segment: String,
    #[serde(default)]
    sign: Sign,
    #[serde(default)]
    skip: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sign {
    #[default]
    Natural,
    Reversed,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum JournalExportError {
    /// The map cannot be used.
    #[error("{file}: {problem}")]
    Map {
        /// Which file.
        file: String,
        /// What is wrong in it.
        problem: String,
    },
    /// Lines that nothing maps.
    #[error("The map says nothing of these accounts, so no file was written:\n{}", .0.join("\n"))]
    Unmapped(Vec<String>),
    /// What would be written does not balance.
    #[error("By this map debits come to {debit} and credits to {credit}. A journal must balance, so no file was written.")]
    Unbalanced {
        /// The debits.
        debit: Money,
        /// The credits.
        credit: Money,
    },
    /// The sums are too large.
    #[error("The amounts are too large to add up.")]
    TooLarge,
    /// It could not be written.
    #[error("The export could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// A row could not be written.
    #[error("The export could not be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] Error),
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalExport {
    /// How many lines, without headings and totals.
    pub lines: u64,
    /// The sum of debits, which is that of credits.
    pub total: Money,
}

impl GeneralLedgerMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`JournalExportError::Map`] with the first mistake.
    pub fn parse(file: &str, text: &str) -> Result<Self, JournalExportError> {
        let wrong = |problem: String| JournalExportError::Map { file: file.to_owned(), problem };
        let read: Self = toml::from_str(text).map_err(|e| wrong(e.message().to_owned()))?;
        let nothing = AccountKey { code: String::new(), dims: Dims::default() };
        for mapping in &read.map {
            if mapping.skip == mapping.account.is_some() {
                return Err(wrong(format!("the entry of “{}” needs either an account or skip = true, and not both", mapping.code)));
            }
            let templates = mapping.account.iter().chain([&mapping.segment]);
            if let Some(odd) = templates.into_iter().find(|template| filled(template, &nothing).is_none()) {
                return Err(wrong(format!("“{odd}” names something that a line is not kept for")));
            }
        }
        Ok(read)
    }

    /// The map that the program ships.
    ///
    /// # Errors
    /// As [`GeneralLedgerMap::parse`].
    pub fn shipped() -> Result<Self, JournalExportError> {
        Self::parse(SHIPPED.0, SHIPPED.1)
    }

    fn of(&self, account: &AccountKey) -> Option<&Mapping> {
        let fits = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        self.map.iter().find(|mapping| {
            let is_code = match mapping.code.strip_suffix('*') {
                Some(beginning) => account.code.starts_with(beginning),
                None => account.code == mapping.code,
            };
            let dims = &account.dims;
            is_code && fits(&mapping.fund, &dims.fund) && fits(&mapping.program, &dims.program) && fits(&mapping.category, &dims.category)
        })
    }
}

/// A text with the values of an account in it; none for a name that is not known.
fn filled(template: &str, account: &AccountKey) -> Option<String> {
    let dims = &account.dims;
    let (mut filled, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, later) = after.split_once('}')?;
        let value = match name {
            "code" => Some(account.code.as_str()),
            "number" => account.code.split(':').next(),
            "fund" => dims.fund.as_deref(),
            "program" => dims.program.as_deref(),
            "award" => dims.award.as_deref(),
            "category" => dims.category.as_deref(),
            _ => return None,
        };
        filled.push_str(before);
        filled.push_str(value.unwrap_or_default());
        rest = later;
    }
    filled.push_str(rest);
    Some(filled)
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

/// Calls `each` with every journal that counts for these days, in their order.
fn walk(
    conn: &mut Conn,
    (from, to): (NaiveDate, NaiveDate),
    each: &mut dyn FnMut(&JournalEntry) -> Result<(), JournalExportError>,
) -> Result<(), JournalExportError> {
    let mut after = from.pred_opt().map(|day| (day, i64::MAX));
    loop {
        let page = ledger::list_by_day(conn, after)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.effective_on, last.seq));
        for entry in &page {
            if entry.effective_on > to {
                return Ok(());
            }
            each(entry)?;
        }
    }
}

/// Writes the journal of some days, the first and the last included.
///
/// # Errors
/// [`JournalExportError`]; a file that was begun is not whole then.
pub fn export_journal(
    conn: &mut Conn,
    map: &GeneralLedgerMap,
    days: (NaiveDate, NaiveDate),
    out: &mut dyn Write,
) -> Result<JournalExport, JournalExportError> {
    let (mut unmapped, mut lines) = (BTreeSet::new(), 0);
    let (mut debit, mut credit) = (Money::ZERO, Money::ZERO);
    walk(conn, days, &mut |entry| {
        for line in outgoing(map, entry, &mut unmapped) {
            debit = debit.plus(line.debit).map_err(|_| JournalExportError::TooLarge)?;
            credit = credit.plus(line.credit).map_err(|_| JournalExportError::TooLarge)?;
            lines += 1;
        }
        Ok(())
    })?;
    if !unmapped.is_empty() {
        return Err(JournalExportError::Unmapped(unmapped.into_iter().take(NAMED).collect()));
    }
    if debit != credit {
        return Err(JournalExportError::Unbalanced { debit, credit });
    }
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(["date", "journal", "account", "segment", "debit", "credit", "description"])?;
    let or_empty = |amount: Money| if amount.is_zero() { String::new() } else { amount.plain() };
    walk(conn, days, &mut |entry| {
        for line in outgoing(map, entry, &mut BTreeSet::new()) {
            let what = [entry.title.as_str(), entry.reason.as_deref().unwrap_or_default()].join(" ");
            let (day, seq) = (entry.effective_on.to_string(), entry.seq.to_string());
            let (debit, credit) = (or_empty(line.debit), or_empty(line.credit));
            let cells: [&str; 7] = [&day, &seq, &line.account, &line.segment, &debit, &credit, what.trim()];
            let cells = cells.map(safe_cell);
            table.write_record(cells)?;
        }
        Ok(())
    })?;
    let (debits, credits) = (debit.plain(), credit.plain());
    table.write_record(["Total", "", "", "", debits.as_str(), credits.as_str(), ""])?;
    table.flush()?;
    Ok(JournalExport { lines, total: debit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: &str, category: Option<&str>) -> AccountKey {
        let dims = Dims { fund: Some("UDF".into()), category: category.map(Into::into), ..Dims::default() };
        AccountKey { code: code.into(), dims }
    }

    #[test]
    fn the_shipped_map_says_something_of_every_account() {
        let map = GeneralLedgerMap::shipped().expect("it can be used");
        let codes = include_str!("../../config/ledger/chart-2025.toml").lines().filter_map(|line| line.strip_prefix("code"));
        // Categories have codes too, in letters.
        let codes: Vec<&str> = codes.filter_map(|rest| rest.split('"').nth(1)).filter(|code| code.parse::<u32>().is_ok()).collect();
        assert!(codes.len() > 10, "{codes:?}");
        for code in codes {
            assert!(map.of(&key(code, None)).is_some(), "{code}");
        }
        assert!(map.of(&key("480100", None)).is_some_and(|mapping| mapping.skip));
    }

    #[test]
    fn the_first_entry_that_fits_counts() {
        let text = "name = \"t\"\n[[map]]\ncode = \"610000\"\ncategory = \"travel\"\naccount = \"7100\"\nsegment = \"{fund}/{category}\"\n[[map]]\ncode = \"6*\"\naccount = \"7000\"\nsign = \"reversed\"\n";
        let map = GeneralLedgerMap::parse("t.toml", text).expect("it can be used");
        let account = |key: &AccountKey| map.of(key).and_then(|m| filled(m.account.as_deref()?, key));
        assert_eq!(account(&key("610000", Some("travel"))).as_deref(), Some("7100"));
        assert_eq!(account(&key("610000", Some("fees"))).as_deref(), Some("7000"));
        assert_eq!(filled("{fund}/{category}", &key("610000", Some("travel"))).as_deref(), Some("UDF/travel"));
        assert!(map.of(&key("211000", None)).is_none());
    }

    #[test]
    fn a_map_with_a_mistake_is_refused() {
        for (entry, words) in [
            ("code = \"6*\"", "either an account or skip"),
            ("code = \"6*\"\naccount = \"1\"\nskip = true", "either an account or skip"),
            ("code = \"6*\"\naccount = \"{amount}\"", "not kept for"),
            ("code = \"6*\"\naccount = \"1\"\nsgn = \"x\"", "sgn"),
        ] {
            let refused = GeneralLedgerMap::parse("t.toml", &format!("name = \"t\"\n[[map]]\n{entry}\n")).expect_err("refused");
            assert!(refused.to_string().contains(words), "{refused}");
        }
    }
}
