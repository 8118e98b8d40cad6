//! beancount: one transaction a journal, every account opened, and what stands on each
//! asserted at the end. beancount asserts the start of a day, so the day is the next one.

use super::names::{account, text};
use super::{Balances, ExportError, add, is_new, settled, signed, walk};
use crate::db::Conn;
use crate::kernel::Money;
use crate::ledger::{AccountKey, Rulebook, Side};
use chrono::NaiveDate;
use std::io::Write;

pub(super) fn write(conn: &mut Conn, out: &mut dyn Write, progress: &mut dyn FnMut(i64)) -> Result<(), ExportError> {
    let book = Rulebook::widest().map_err(|e| crate::db::Error::Broken(e.to_string()))?;
    let name = |key: &AccountKey| account(key, book.chart.account(&key.code).is_none_or(|a| a.normal == Side::Dr));
    let mut balances = Balances::new();
    let mut last: Option<NaiveDate> = None;
    writeln!(out, "option \"title\" \"Urban Diplomacy Fund\"\noption \"operating_currency\" \"USD\"\n")?;
    walk(conn, progress, &mut |entry| {
        if settled(entry).next().is_none() {
            return Ok(());
        }
        for line in settled(entry) {
            if is_new(&mut balances, &line.account) {
                writeln!(out, "{} open {} USD", entry.effective_on, name(&line.account))?;
            }
        }
        add(&mut balances, entry)?;
        writeln!(out, "{} * \"{}\" \"{}\"", entry.effective_on, text(&entry.actor_name), text(&entry.title))?;
        writeln!(out, "  journal: \"{}\"", entry.seq)?;
        for line in settled(entry) {
            writeln!(out, "  {}  {} USD", name(&line.account), signed(line).plain())?;
        }
        writeln!(out)?;
        last = Some(entry.effective_on);
        Ok(())
    })?;
    let Some(after) = last.and_then(|day| day.succ_opt()) else { return Ok(()) };
    for (key, cents) in &balances {
        writeln!(out, "{after} balance {}  {} USD", name(key), Money::from_cents(*cents).plain())?;
    }
    Ok(())
}
