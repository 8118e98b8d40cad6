//! One entry: what was prepared, what it does to the books as they stand now, and what
//! the viewer may do with it.

use super::super::{amount, statement_href};
use super::{HERE, category, status, title};
use crate::bookkeeping::{self, ApproveEntryError, EntryState, ManualEntry, policy};
use crate::db::{self, Conn};
use crate::disbursement::Done;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use crate::ledger::{self, RehearsedLine, Rejection, Side, Track};
use crate::locale::format::{datetime, short_date};
use crate::people::Actor;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

/// An entry with what the ledger would say to it now.
struct Found {
    entry: ManualEntry,
    /// Only of one that waits: its lines, or why it would be refused.
    effect: Option<Result<Vec<RehearsedLine>, String>>,
}

fn load(conn: &mut Conn, reader: &Actor, id: Id<ManualEntry>, now: Timestamp) -> Result<Found, db::Error> {
    let entry = bookkeeping::open_entry(conn, reader, id)?;
    let mut effect = None;
    if entry.state == EntryState::Prepared {
        effect = Some(match ledger::rehearse(conn, &entry.command("rehearsal"), now) {
            Ok(lines) => Ok(lines),
            Err(Rejection::Refused(refused)) => Err(bookkeeping::explained(conn, &refused)?),
            Err(Rejection::Db(e)) => return Err(e),
        });
        if let Some(seq) = entry.reverses
            && let Some(why) = bookkeeping::shown_by_bank(conn, seq)?
        {
            effect = Some(Err(why));
        }
    }
    Ok(Found { entry, effect })
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, parsed(&id)?, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

fn parsed(id: &str) -> Result<Id<ManualEntry>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

async fn sheet(app: &App, viewer: &Viewer, id: Id<ManualEntry>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (reader, now) = (viewer.actor(), app.now());
    let Found { entry, effect } = app.read(move |conn| load(conn, &reader, id, now)).await?;
    let heading = format!("Entry {}: {}", entry.number, title(&entry.event, &entry.variant)?);
    let mut sheet = Sheet::new(heading, errors).back(HERE, "Entries by hand").with(facts(app, viewer, &entry));
    if entry.legs.iter().any(|leg| leg.category.is_some()) {
        sheet = sheet.with(Section::new("Amounts").table(legs(&entry)?));
    }
    let is_sound = matches!(effect, Some(Ok(_)));
    match effect {
        Some(Ok(lines)) => sheet = sheet.with(effect_of(&lines)?),
        Some(Err(told)) => {
            let told = format!("This entry would be refused as the books stand now: {told}");
            sheet = sheet.with(Section::new("What it does to the books").text(told));
        }
        None => {}
    }
    Ok(sheet.with(actions(app, &viewer.actor, (&entry, is_sound), (form, errors))))
}

fn facts(app: &App, viewer: &Viewer, entry: &ManualEntry) -> Section {
    let zone = app.settings.fund.zone();
    let said = |done: &Done| format!("{}, {}", done.name, datetime(done.at, zone));
    let mut rows = vec![
        SummaryRow::new("State", &status(entry.state).text),
        SummaryRow::new("About", &entry.about),
        SummaryRow::new("Amount", &entry.amount.to_string()),
        SummaryRow::new("Counts for", &short_date(entry.effective_on)),
        SummaryRow::new("Reason", &entry.reason),
        SummaryRow::new("Evidence", entry.evidence.as_deref().unwrap_or("None given")),
        SummaryRow::new("Prepared by", &said(&entry.prepared)),
    ];
    if let Some(done) = &entry.decided {
        let key = match entry.state {
            EntryState::Posted => "Approved by",
            EntryState::Refused => "Refused by",
            EntryState::Prepared | EntryState::Withdrawn => "Withdrawn by",
        };
        rows.push(SummaryRow::new(key, &said(done)));
    }
    if let Some(why) = &entry.refusal {
        rows.push(SummaryRow::new("Why it was refused", why));
    }
    rows.push(SummaryRow::new("Digest", &entry.subject_digest));
    let doors = Doors::of(&viewer.actor);
    let mut section = Section::new("The entry").facts(rows);
    if let Some(seq) = entry.reverses {
        section = section.link(format!("/desk/ledger/journals/{seq}"), format!("The journal to reverse: {seq}"));
    }
    if let Some(seq) = entry.journal_seq {
        section = section.link(format!("/desk/ledger/journals/{seq}"), format!("The journal it became: {seq}"));
    }
    if entry.legs.iter().any(|leg| leg.award.is_some()) {
        section = section.link_some(doors.link(format!("/desk/spending/{}", entry.about), format!("Award {}", entry.about)));
    }
    section.link_some(doors.link(format!("/desk/audit/manual_entry/{}", entry.id), "Audit record of this entry"))
}

fn legs(entry: &ManualEntry) -> Result<Table, Problem> {
    let moves = entry.legs.iter().any(|leg| leg.to_category.is_some());
    let mut columns = vec![Column::text("Category")];
    columns.extend(moves.then(|| Column::text("To category")));
    columns.push(Column::number("Amount"));
    let mut table = Table::new("amounts", "Amounts", columns);
    for leg in &entry.legs {
        let mut cells = vec![Cell::text(category(leg.category.as_ref())).heading()];
        if moves {
            cells.push(Cell::text(category(leg.to_category.as_ref())));
        }
        cells.push(Cell::number(leg.amount.to_string()));
        table = table.row(cells);
    }
    Ok(table)
}

/// The lines it would post, with the balances before and after.
fn effect_of(lines: &[RehearsedLine]) -> Result<Section, Problem> {
    let columns = vec![
        Column::text("Account"),
        Column::text("Title"),
        Column::text("Category"),
        Column::number("Debit"),
        Column::number("Credit"),
        Column::number("Before"),
        Column::number("After"),
    ];
    let mut table = Table::new("effect", "Lines, with the balance of each account before and after", columns);
    for line in lines {
        let (debit, credit) = if line.side == Side::Dr { (line.amount, Money::ZERO) } else { (Money::ZERO, line.amount) };
        table = table.row(vec![
            Cell::link(&line.account.code, statement_href(&line.account.code, &line.account.dims, None)).heading(),
            Cell::text(&line.title),
            Cell::text(category(line.account.dims.category.as_ref())),
            amount(debit),
            amount(credit),
            Cell::number(line.before.to_string()),
            Cell::number(line.after.to_string()),
        ]);
    }
    let mut section = Section::new("What it does to the books");
    // What was promised to an award, and not only a note beside it.
    if lines.iter().any(|line| line.track == Track::Budgetary && line.account.dims.award.is_some()) {
        section = section.text(
            "This changes the money of an award. What its city may ask for and spend follows at once; no letter tells the city. \
             Agreements, expenses and payments on record stay as they are.",
        );
    }
    Ok(section.table(table))
}

/// What this person can do with the entry now, or for whom it waits.
fn actions(app: &App, actor: &Actor, (entry, is_sound): (&ManualEntry, bool), (form, errors): (&Form, &[FieldError])) -> Section {
    let section = Section::new("Next step");
    let to = |step: &str| format!("{HERE}/{}/{step}", entry.id);
    let keys = || FormKeys::of_version(app.fresh_key(), entry.version);
    match entry.state {
        EntryState::Posted => section.text("It is posted. A mistake in it is corrected by reversing its journal."),
        EntryState::Refused => section.text("It was refused and is not posted. If it is still needed, a new entry is made."),
        EntryState::Withdrawn => section.text("It was withdrawn and is not posted."),
        EntryState::Prepared if policy::is_preparer(actor, entry) => {
            let section =
                section.text("You prepared this entry. It waits for another finance officer or an approving official to approve it.");
            if policy::may_withdraw(actor, entry) {
                section.form(SheetForm::new(to("withdraw"), keys(), "Withdraw this entry", vec![]).quiet())
            } else {
                section
            }
        }
        EntryState::Prepared if policy::may_decide(actor, entry) => {
            let why = Field::new("why", "Why is it refused?").value(form.text("why")).limit(500).rows(3).errors(errors);
            let section = if is_sound {
                section
                    .text("Approving posts these lines at once. A journal is never changed; it can only be reversed.")
                    .form(SheetForm::new(to("approve"), keys(), "Approve and post", vec![]))
            } else {
                section.text("It can be approved once nothing stands against it, or refused now.")
            };
            section.form(SheetForm::new(to("refuse"), keys(), "Refuse this entry", vec![Input::area(why)]).quiet())
        }
        EntryState::Prepared => section.text("Waits for another finance officer or an approving official to approve it."),
    }
}

pub(super) async fn approve(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = parsed(&id)?;
    let (actor, press) = (viewer.actor(), form.press_key());
    let done = app.submit(&viewer, &form, move |tx| {
        bookkeeping::approve_entry(tx, &actor, id, &press).map(|_| format!("{HERE}/{id}?done=entry-posted"))
    });
    match done.await {
        // The page says why, and the entry waits as before.
        Err(ApproveEntryError::Ledger(Rejection::Refused(_)) | ApproveEntryError::Shown(_)) => {
            let sheet = sheet(&app, &viewer, id, (&form, &[])).await?;
            app.page_as(StatusCode::CONFLICT, &viewer, &sheet)
        }
        other => Ok(other?),
    }
}

pub(super) async fn refuse(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = parsed(&id)?;
    let (actor, why) = (viewer.actor(), form.text("why"));
    let done = app.submit(&viewer, &form, move |tx| {
        bookkeeping::refuse_entry(tx, &actor, id, &why).map(|()| format!("{HERE}/{id}?done=entry-refused"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            let sheet = sheet(&app, &viewer, id, (&form, &e.mistakes())).await?;
            app.page_with_mistakes(&viewer, &sheet)
        }
        other => Ok(other?),
    }
}

pub(super) async fn withdraw(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = parsed(&id)?;
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        bookkeeping::withdraw_entry(tx, &actor, id).map(|()| format!("{HERE}/{id}?done=entry-withdrawn"))
    });
    Ok(done.await?)
}
