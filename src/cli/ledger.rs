//! `udf ledger verify`, `trial-balance`, `statement` and `export`: the auditor's tools.
//! Checkpoints and proofs are in `checkpoint.rs`.
//! Each reads one instant; `verify` fails, so that scripts notice.

use super::arguments::LedgerCommand;
use super::period::person;
use crate::app;
use crate::db::{self, Db};
use crate::disbursement::policy;
use crate::kernel::{Clock, IdSource, Money};
use crate::ledger::{self, AsOf, Dims, Outside, Side, TreeHead};
use crate::reporting::accounting::{self, Format};
use crate::reporting::{GeneralLedgerMap, JournalFile, JournalWanted, journal_csv, take_out_journal};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use indicatif::ProgressBar;
use std::io::Write;
use std::path::Path;

pub(super) fn run(command: &LedgerCommand) -> Result<()> {
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    match command {
        LedgerCommand::Verify { head, key } => {
            let heads = head.as_deref().map(|file| super::checkpoint::read(&settings, file, key.as_deref())).transpose()?;
            verify(&db, heads.into_iter().collect())
        }
        LedgerCommand::Checkpoint { key: true, .. } => super::checkpoint::print_key(&settings),
        LedgerCommand::Checkpoint { output, .. } => super::checkpoint::make(&settings, &db, output.as_deref()),
        LedgerCommand::Prove { journal, size, consistency } => super::checkpoint::prove(&db, *journal, *size, *consistency),
        LedgerCommand::TrialBalance { as_of, csv } => trial_balance(&db, *as_of, *csv),
        LedgerCommand::Period(command) => super::period::run(&db, command),
        LedgerCommand::Rules(command) => super::fund::rules(&db, command),
        LedgerCommand::Opening(args) => super::fund::opening(&db, args),
        LedgerCommand::CloseYear(args) => super::fund::close_year(&db, args),
        LedgerCommand::Export { format, output } => export(&db, *format, output.as_deref()),
        LedgerCommand::JournalExport { map, from, to, by, output } => {
            let map = map.as_ref().map_or_else(|| settings.ledger.general_ledger_map.clone(), |path| path.display().to_string());
            journal_export(&db, (&map, by), (*from, *to), output.as_deref())
        }
        LedgerCommand::Statement { account, csv } => statement(&db, account, *csv).with_context(|| format!("account {account}")),
    }
}

/// Replays the whole journal and prints what it found; an error if anything is wrong.
fn verify(db: &Db, heads: Vec<TreeHead>) -> Result<()> {
    let total = db.read(ledger::count_journals)?;
    let bar = ProgressBar::new(u64::try_from(total).unwrap_or(0)).with_message("journals");
    let mut tell = |n: i64| bar.set_position(u64::try_from(n).unwrap_or(0));
    let report = db.snapshot(|conn| ledger::verify_against(conn, Outside { heads, progress: Some(&mut tell) }))?;
    bar.finish_and_clear();
    say!("{} journals, {} postings\nhead {}\nroot {}", report.journals, report.postings, report.head, report.root);
    for fault in &report.faults {
        say!("{fault}");
    }
    if !report.is_sound() {
        bail!("The ledger does not verify: {} found.", report.faults.len());
    }
    say!("Everything holds.");
    Ok(())
}

/// Prints every account with its balance, as of a day or now.
fn trial_balance(db: &Db, as_of: Option<NaiveDate>, csv: bool) -> Result<()> {
    let as_of = as_of.map_or(AsOf::Now, AsOf::Day);
    let lines = db.snapshot(|conn| ledger::trial_balance(conn, &Dims::default(), as_of))?;
    let or_empty = |amount: Money| if amount.is_zero() { String::new() } else { amount.plain() };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in &lines {
        rows.push(vec![line.track.to_string(), line.code.clone(), line.title.clone(), or_empty(line.debit), or_empty(line.credit)]);
    }
    let total = |side: fn(&ledger::TrialLine) -> Money| Money::total(lines.iter().map(side));
    rows.push(vec!["total".into(), String::new(), String::new(), total(|l| l.debit)?.plain(), total(|l| l.credit)?.plain()]);
    print_table(&["track", "account", "title", "debit", "credit"], &rows, csv)
}

/// Prints every settled line of one account with the balance after it.
fn statement(db: &Db, account: &str, csv: bool) -> Result<()> {
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    db.snapshot(|conn| {
        let mut after = 0;
        loop {
            let page = ledger::statement(conn, account, &Dims::default(), after)?;
            after = page.lines.last().map_or(after, |last| last.seq);
            lines.extend(page.lines);
            if !page.goes_on {
                return Ok::<(), db::Error>(());
            }
        }
    })?;
    for line in lines {
        let amount = |side| if line.side == side { line.amount.plain() } else { String::new() };
        rows.push(vec![
            line.seq.to_string(),
            line.effective_on.to_string(),
            line.event.clone(),
            line.account.text(),
            amount(Side::Dr),
            amount(Side::Cr),
            line.balance.plain(),
        ]);
    }
    print_table(&["journal", "day", "event", "account", "debit", "credit", "balance"], &rows, csv)
}

/// Writes the whole journal to a file, or to standard output.
fn export(db: &Db, format: Format, output: Option<&Path>) -> Result<()> {
    let mut out: Box<dyn Write> = match output {
        Some(path) => Box::new(std::fs::File::create(path).with_context(|| format!("{} cannot be written", path.display()))?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut out = std::io::BufWriter::new(&mut out);
    let bar = ProgressBar::new_spinner().with_message("journals");
    db.snapshot(|conn| accounting::export(conn, format, &mut out, &mut |n| bar.set_position(u64::try_from(n).unwrap_or(0))))?;
    bar.finish_and_clear();
    Ok(out.flush()?)
}

/// Writes the journal of some days by a map, for a finance officer. It is made whole and recorded before it leaves; without the
/// record there is no file.
fn journal_export(db: &Db, (map, by): (&str, &str), (from, to): (NaiveDate, NaiveDate), output: Option<&Path>) -> Result<()> {
    let (map, actor) = (GeneralLedgerMap::at(map)?, person(db, by)?);
    if !policy::is_finance(&actor) {
        bail!("{by} is no finance officer. Only a finance officer takes the journal out.");
    }
    let wanted = JournalWanted { map: &map, from, to, walls: &actor.walls };
    let (made, done) = db.snapshot(|conn| journal_csv(conn, &wanted))?;
    let sha256 = made.sha256()?;
    db.write(|tx| {
        let file = JournalFile {
            format: "csv".to_owned(),
            from,
            to,
            map: map.name.clone(),
            map_sha256: map.sha256.clone(),
            lines: done.lines,
            total: done.total,
            sha256: sha256.clone(),
            at: tx.now(),
        };
        take_out_journal(tx, &actor, &file)
    })?;
    let Some(path) = output else {
        std::io::copy(&mut made.file.reopen()?, &mut std::io::stdout().lock())?;
        return Ok(());
    };
    let written = std::fs::File::create(path).and_then(|mut file| std::io::copy(&mut made.file.reopen()?, &mut file));
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    say!("{} lines, debits and credits of {} each, by the map “{}”", done.lines, done.total, map.name);
    Ok(())
}

/// Prints rows as CSV, or with columns aligned: amounts to the right.
fn print_table(header: &[&str], rows: &[Vec<String>], csv: bool) -> Result<()> {
    if csv {
        let mut out = csv::Writer::from_writer(std::io::stdout());
        out.write_record(header)?;
        rows.iter().try_for_each(|row| out.write_record(row))?;
        return Ok(out.flush()?);
    }
    let header: Vec<String> = header.iter().map(ToString::to_string).collect();
    let all = || std::iter::once(&header).chain(rows);
    let width = |n: usize| all().filter_map(|row| row.get(n)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    for row in all() {
        let cell = |((text, width), name): ((&String, &usize), &String)| {
            if matches!(name.as_str(), "debit" | "credit" | "balance") { format!("{text:>width$}") } else { format!("{text:<width$}") }
        };
        let cells: Vec<String> = row.iter().zip(&widths).zip(&header).map(cell).collect();
        say!("{}", cells.join("  ").trim_end());
    }
    Ok(())
}
