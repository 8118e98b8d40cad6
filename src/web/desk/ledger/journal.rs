//! One journal: what happened, why, by whose word, its cause, and its reversal.

use super::{READERS, amount};
use crate::award;
use crate::bookkeeping::{self, Catalogue, ManualEntry, REVERSAL, policy};
use crate::conflict::Walls;
use crate::db::{self, Conn};
use crate::kernel::{Id, Money};
use crate::ledger::{self, JournalEntry, JournalLine, Side};
use crate::locale::format::{datetime, short_date};
use crate::people::{Account, account};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use std::collections::BTreeSet;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/journals/{seq}", READERS, show)]
}

/// A journal with the names of what it names.
struct Found {
    entry: JournalEntry,
    approver: Option<String>,
    /// The references of the awards it moves money of.
    awards: Vec<String>,
    /// The entry by hand that it was.
    made_from: Option<ManualEntry>,
    /// The entry by hand that waits to reverse it.
    reversal: Option<ManualEntry>,
    /// Why it stands, where a line of the bank shows it.
    shown: Option<String>,
}

fn load(conn: &mut Conn, walls: &Walls, seq: i64) -> Result<Found, db::Error> {
    let entry = ledger::journal(conn, seq)?;
    if bookkeeping::touches_closed(&entry, walls) {
        return Err(db::Error::Missing);
    }
    let approver = match entry.approver.as_deref().map(str::parse::<Id<Account>>) {
        Some(Ok(id)) => Some(account::account(conn, id)?.name),
        _ => entry.approver.clone(),
    };
    let mut awards = Vec::new();
    for id in entry.lines.iter().filter_map(|line| line.account.dims.award.as_ref()).collect::<BTreeSet<_>>() {
        if let Ok(id) = id.parse()
            && let Some(found) = award::find_award(conn, id)?
        {
            awards.push(found.reference);
        }
    }
    let (made_from, reversal) = (bookkeeping::find_of_journal(conn, seq)?, bookkeeping::find_waiting_reversal(conn, seq)?);
    let shown = bookkeeping::shown_by_bank(conn, seq)?;
    Ok(Found { entry, approver, awards, made_from, reversal, shown })
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<i64>) -> Result<HttpResponse, Problem> {
    let (seq, walls) = (path.into_inner(), viewer.actor.walls.clone());
    let Found { entry, approver, awards, made_from, reversal, shown } = app.read(move |conn| load(conn, &walls, seq)).await?;
    let facts = vec![
        SummaryRow::new("Event", &entry.event),
        SummaryRow::new("Counts for", &short_date(entry.effective_on)),
        SummaryRow::new("Booked at", &datetime(entry.booked_at, app.settings.fund.zone())),
        SummaryRow::new("By", &entry.actor_name),
        SummaryRow::new("Approved by", approver.as_deref().unwrap_or("No approval needed")),
        SummaryRow::new("Reason", entry.reason.as_deref().unwrap_or("None needed")),
        SummaryRow::new("Evidence", entry.evidence.as_deref().unwrap_or("None needed")),
        SummaryRow::new("Rule set", &entry.rule_set),
        SummaryRow::new("Hash", &entry.leaf_hash),
    ];
    let mut what = Section::new("What happened").facts(facts);
    let doors = Doors::of(&viewer.actor);
    for reference in &awards {
        what = what.link_some(doors.link(format!("/desk/spending/{reference}"), format!("Award {reference}")));
    }
    for (other, words) in [(entry.reverses, "It reverses journal"), (entry.reversed_by, "It was reversed by journal")] {
        if let Some(other) = other {
            what = what.link(format!("/desk/ledger/journals/{other}"), format!("{words} {other}"));
        }
    }
    if let Some(made) = &made_from {
        what = what.link(format!("/desk/ledger/entries/{}", made.id), format!("Prepared by hand as entry {}", made.number));
    }
    if let Some(waiting) = &reversal {
        what = what.link(format!("/desk/ledger/entries/{}", waiting.id), format!("Entry {} waits to reverse this journal", waiting.number));
    } else if policy::may_prepare(&viewer.actor) && entry.reversed_by.is_none() {
        what = match Catalogue::on(app.now().day())?.obstacle(&entry).or(shown) {
            Some(why) => what.text(why),
            None => what.link(format!("/desk/ledger/entries/new?event={REVERSAL}&journal={seq}"), "Reverse this journal"),
        };
    }
    let sheet = Sheet::new(format!("Journal {seq}: {}", entry.title), &[]).back("/desk/ledger", "Ledger");
    app.page(&viewer, &sheet.with(what).with(Section::new("Lines").table(lines(&entry.lines))))
}

/// The lines of a journal as a table.
pub(super) fn lines(lines: &[JournalLine]) -> Table {
    let columns = vec![
        Column::text("Account"),
        Column::text("Title"),
        Column::text("Category"),
        Column::text("Layer"),
        Column::number("Debit"),
        Column::number("Credit"),
    ];
    Table::new("lines", "Lines", columns).rows(lines.iter().map(|line| {
        let (debit, credit) = if line.side == Side::Dr { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
        vec![
            Cell::link(line.account.code.clone(), format!("/desk/ledger/accounts/{}", line.account.code)).heading(),
            Cell::text(&line.title),
            Cell::text(line.account.dims.category.clone().unwrap_or_default()),
            Cell::text(line.layer.to_string()),
            amount(debit),
            amount(credit),
        ]
    }))
}
