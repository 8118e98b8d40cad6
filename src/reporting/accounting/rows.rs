//! Every line of every journal as CSV, reservations included.

use super::{ExportError, walk};
use crate::db::Conn;
use crate::reporting::safe_cell;
use std::io::Write;

const HEADINGS: [&str; 20] = [
    "journal",
    "booked_at",
    "effective_on",
    "event",
    "variant",
    "title",
    "actor",
    "approver",
    "evidence",
    "reason",
    "reverses",
    "line",
    "account",
    "account_title",
    "fund",
    "program",
    "award",
    "category",
    "layer",
    "debit",
];

pub(super) fn write(conn: &mut Conn, out: &mut dyn Write, progress: &mut dyn FnMut(i64)) -> Result<(), ExportError> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(HEADINGS.iter().chain(&["credit", "releases"]))?;
    walk(conn, progress, &mut |entry| {
        for (n, line) in (1..).zip(&entry.lines) {
            let dims = line.account.dims.clone();
            let amount =
                |is_debit: bool| if (line.side == crate::ledger::Side::Dr) == is_debit { line.amount.plain() } else { String::new() };
            let or_empty = |text: Option<String>| text.unwrap_or_default();
            let cells = [
                entry.seq.to_string(),
                entry.booked_at.iso(),
                entry.effective_on.to_string(),
                entry.event.clone(),
                entry.variant.clone(),
                entry.title.clone(),
                entry.actor_name.clone(),
                or_empty(entry.approver.clone()),
                or_empty(entry.evidence.clone()),
                or_empty(entry.reason.clone()),
                entry.reverses.map(|seq| seq.to_string()).unwrap_or_default(),
                i32::to_string(&n),
                line.account.code.clone(),
                line.title.clone(),
                or_empty(dims.fund),
                or_empty(dims.program),
                or_empty(dims.award),
                or_empty(dims.category),
                line.layer.to_string(),
                amount(true),
                amount(false),
                line.releases.to_string(),
            ];
            table.write_record(cells.iter().map(|cell| safe_cell(cell)))?;
        }
        Ok(())
    })?;
    Ok(table.flush()?)
}
