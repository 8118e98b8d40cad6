//! The books: journals page by page, one journal, one account, the trial balance.

use crate::db;
use crate::kernel::Money;
use crate::ledger::{self, AsOf, Checkpoint, Dims, JournalEntry, Side};
use crate::locale::format::{datetime, number, short_date};
use crate::people::FundRole;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get, see_other};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::Deserialize;

pub(super) const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::Auditor,
]);
const PAGE: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/ledger", READERS, journals),
        get("/desk/ledger/journals/{seq}", READERS, journal),
        get("/desk/ledger/accounts/{code}", READERS, account),
        get("/desk/ledger/checkpoint", READERS, checkpoint),
    ]
}

/// Which journals.
#[derive(Debug, Deserialize)]
struct Filter {
    before: Option<i64>,
    award: Option<String>,
    category: Option<String>,
}

async fn journals(app: Data<App>, viewer: Viewer, filter: Query<Filter>) -> Result<HttpResponse, Problem> {
    let Filter { before, award, category } = filter.into_inner();
    let of = Dims { award, category, ..Dims::default() };
    let filtered = of != Dims::default();
    let (entries, trial, noted) = app
        .read(move |conn| {
            let trial = ledger::trial_balance(conn, &of, AsOf::Now)?;
            Ok::<_, db::Error>((ledger::list_journals(conn, &of, before, PAGE)?, trial, ledger::latest_checkpoint(conn)?))
        })
        .await?;
    let mut listed = Section::new("Journals").table(journal_table("journals", &entries));
    if let Some(last) = entries.last().filter(|e| !filtered && entries.len() == usize::try_from(PAGE).unwrap_or(0) && e.seq > 1) {
        listed = listed.link(format!("/desk/ledger?before={}", last.seq), "Older journals");
    }
    let columns =
        vec![Column::text("Account"), Column::text("Title"), Column::text("Track"), Column::number("Debit"), Column::number("Credit")];
    let table = Table::new("trial", "Trial balance now", columns).rows(trial.into_iter().map(|line| {
        let href = format!("/desk/ledger/accounts/{}", line.code);
        vec![
            Cell::link(line.code, href).heading(),
            Cell::text(line.title),
            Cell::text(line.track.to_string()),
            amount(line.debit),
            amount(line.credit),
        ]
    }));
    let sheet = Sheet::new("Ledger", &[])
        .lead("Every dollar is a journal. Nothing here is ever changed; corrections are reversals.")
        .back("/desk", "Desk")
        .with(Section::new("Periods").link("/desk/ledger/periods", "Open, close and seal periods"));
    let sheet = sheet.with(listed).with(Section::new("Trial balance").table(table));
    app.page(&viewer, &sheet.with(noted_section(noted, app.settings.fund.zone())))
}

/// What is known of the journal outside the program.
fn noted_section(noted: Option<Checkpoint>, zone: Tz) -> Section {
    let section = Section::new("Checkpoint");
    match noted {
        None => section.text("The journal was not noted yet. It is noted once a day, and each note goes to the auditors."),
        Some(noted) => section
            .text("Once a day the journal is noted as it stands. The note is signed and goes to the auditors, so that nothing before it can be rewritten.")
            .facts(vec![
                SummaryRow::new("Journals", &number(noted.size)),
                SummaryRow::new("Noted at", &datetime(noted.made_at, zone)),
                SummaryRow::new("Root", &noted.root),
            ])
            .link("/desk/ledger/checkpoint", "Download the signed note"),
    }
}

/// The latest signed note, as its bytes are.
async fn checkpoint(app: Data<App>) -> Result<HttpResponse, Problem> {
    let Some(noted) = app.read(ledger::latest_checkpoint).await? else { return Ok(see_other("/desk/ledger")) };
    let name = crate::files::content_disposition(&format!("ledger-checkpoint-{}.txt", noted.size));
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((header::CONTENT_DISPOSITION, name)).body(noted.note))
}

fn amount(money: Money) -> Cell {
    Cell::number(if money.is_zero() { String::new() } else { money.to_string() })
}

/// Journals as a table whose rows lead to each.
pub(super) fn journal_table(id: &str, entries: &[JournalEntry]) -> Table {
    let columns = vec![
        Column::text("Journal"),
        Column::text("Counts for"),
        Column::text("What happened"),
        Column::text("By"),
        Column::number("Amount"),
    ];
    Table::new(id, "Journals, newest first", columns).empty("No journal yet.").rows(entries.iter().map(|entry| {
        let largest = entry.lines.iter().filter(|l| l.side == Side::Dr).fold(
            std::collections::BTreeMap::new(),
            |mut sums: std::collections::BTreeMap<String, i64>, line| {
                *sums.entry(line.account.code.clone()).or_default() += line.amount.cents();
                sums
            },
        );
        let total = largest.values().max().copied().unwrap_or(0);
        vec![
            Cell::link(entry.seq.to_string(), format!("/desk/ledger/journals/{}", entry.seq)).heading(),
            Cell::text(short_date(entry.effective_on)),
            Cell::text(entry.title.clone()),
            Cell::text(entry.actor_name.clone()),
            Cell::number(Money::from_cents(total).to_string()),
        ]
    }))
}

async fn journal(app: Data<App>, viewer: Viewer, path: Path<i64>) -> Result<HttpResponse, Problem> {
    let seq = path.into_inner();
    let found = app.read(move |conn| ledger::list_journals(conn, &Dims::default(), seq.checked_add(1), 1)).await?;
    let entry = found.into_iter().find(|entry| entry.seq == seq).ok_or_else(Problem::missing)?;
    let facts = vec![
        SummaryRow::new("Event", &entry.event),
        SummaryRow::new("Counts for", &short_date(entry.effective_on)),
        SummaryRow::new("Booked at", &entry.booked_at.iso()),
        SummaryRow::new("By", &entry.actor_name),
        SummaryRow::new("Reason", entry.reason.as_deref().unwrap_or("None needed")),
        SummaryRow::new("Evidence", entry.evidence.as_deref().unwrap_or("None needed")),
    ];
    let columns = vec![
        Column::text("Account"),
        Column::text("Title"),
        Column::text("Category"),
        Column::text("Layer"),
        Column::number("Debit"),
        Column::number("Credit"),
    ];
    let table = Table::new("lines", "Lines", columns).rows(entry.lines.iter().map(|line| {
        let (debit, credit) = if line.side == Side::Dr { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
        let href = format!("/desk/ledger/accounts/{}", line.account.code);
        vec![
            Cell::link(line.account.code.clone(), href).heading(),
            Cell::text(line.title.clone()),
            Cell::text(line.account.dims.category.clone().unwrap_or_default()),
            Cell::text(line.layer.to_string()),
            amount(debit),
            amount(credit),
        ]
    }));
    let sheet = Sheet::new(format!("Journal {seq}: {}", entry.title), &[]).back("/desk/ledger", "Ledger");
    app.page(&viewer, &sheet.with(Section::new("What happened").facts(facts)).with(Section::new("Lines").table(table)))
}

async fn account(app: Data<App>, viewer: Viewer, path: Path<String>, filter: Query<Filter>) -> Result<HttpResponse, Problem> {
    let code = path.into_inner();
    let after = filter.before.unwrap_or(0);
    let wanted = code.clone();
    let lines = app.read(move |conn| ledger::statement(conn, &wanted, &Dims::default(), after)).await?;
    let columns = vec![
        Column::text("Journal"),
        Column::text("Counts for"),
        Column::text("Event"),
        Column::number("Debit"),
        Column::number("Credit"),
        Column::number("Balance"),
    ];
    let table = Table::new("statement", format!("Statement of {code}"), columns).empty("Nothing was posted here yet.").rows(
        lines.into_iter().map(|line| {
            let (debit, credit) = if line.side == Side::Dr { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
            vec![
                Cell::link(line.seq.to_string(), format!("/desk/ledger/journals/{}", line.seq)).heading(),
                Cell::text(short_date(line.effective_on)),
                Cell::text(line.event),
                amount(debit),
                amount(credit),
                Cell::number(line.balance.to_string()),
            ]
        }),
    );
    let sheet = Sheet::new(format!("Account {code}"), &[]).back("/desk/ledger", "Ledger").with(Section::new("Statement").table(table));
    app.page(&viewer, &sheet)
}
