//! hledger: budgetary and memo lines as balanced virtual postings, so that each track
//! must balance by itself; every account declared; what stands on each asserted at the end.

use super::names::{account, text};
use super::{Balances, ExportError, add, is_new, settled, signed, walk};
use crate::db::Conn;
use crate::kernel::Money;
use crate::ledger::{AccountKey, Rulebook, Side, Track};
use chrono::NaiveDate;
use std::io::Write;

pub(super) fn write(conn: &mut Conn, out: &mut dyn Write, progress: &mut dyn FnMut(i64)) -> Result<(), ExportError> {
    let book = Rulebook::widest().map_err(|e| crate::db::Error::Broken(e.to_string()))?;
    // Two spaces end an account's name, so none may stand in it; names hold no space at all.
    let plain = |key: &AccountKey| account(key, book.chart.account(&key.code).is_none_or(|a| a.normal == Side::Dr));
    let name = |key: &AccountKey| {
        let is_real = book.chart.account(&key.code).is_some_and(|a| a.track == Track::Proprietary);
        if is_real { plain(key) } else { format!("[{}]", plain(key)) }
    };
    let mut balances = Balances::new();
    let mut last: Option<NaiveDate> = None;
    writeln!(out, "; Urban Diplomacy Fund\ncommodity 1000.00 USD\n")?;
    walk(conn, progress, &mut |entry| {
        if settled(entry).next().is_none() {
            return Ok(());
        }
        for line in settled(entry) {
            if is_new(&mut balances, &line.account) {
                writeln!(out, "account {}", plain(&line.account))?;
            }
        }
        add(&mut balances, entry)?;
        writeln!(out, "{} * ({}) {} | {}", entry.effective_on, entry.seq, text(&entry.actor_name), text(&entry.title))?;
        for line in settled(entry) {
            writeln!(out, "    {}  {} USD", name(&line.account), signed(line).plain())?;
        }
        writeln!(out)?;
        last = Some(entry.effective_on);
        Ok(())
    })?;
    let Some(day) = last else { return Ok(()) };
    writeln!(out, "{day} * (end) What stands on every account")?;
    for (key, cents) in &balances {
        writeln!(out, "    {}  0.00 USD = {} USD", name(key), Money::from_cents(*cents).plain())?;
    }
    Ok(())
}
