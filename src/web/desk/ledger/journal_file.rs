//! The journal of some days as a file for a general ledger outside, by the map that an operator configured. Taking it
//! out is recorded before the file leaves.

use crate::db::Conn;
use crate::kernel::{FieldError, Timestamp};
use crate::locale::format::{datetime, short_date};
use crate::people::Actor;
use crate::reporting::{
    GeneralLedgerMap, JournalExport, JournalExportError, JournalFile, JournalWanted, StreamError, Written, journal_csv, journal_workbook,
    take_out_journal,
};
use crate::web::desk::payments::FINANCE;
use crate::web::fields::{Cell, Choices, Column, DateField, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

pub(super) const HERE: &str = "/desk/ledger/journal-file";

pub(super) fn routes() -> Vec<Route> {
    vec![get(HERE, FINANCE, show), post(HERE, FINANCE, take_out)]
}

/// What was asked for.
#[derive(Clone, Copy)]
struct Asked {
    from: NaiveDate,
    to: NaiveDate,
    is_csv: bool,
}

impl Asked {
    fn read(form: &Form) -> Result<Self, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let mut day = |name: &'static str, none: &str| match DateField::read(form, name) {
            Ok(Some(day)) => Some(day),
            Ok(None) => {
                mistakes.push(FieldError::new(name, none));
                None
            }
            Err(mistake) => {
                mistakes.push(mistake);
                None
            }
        };
        let days = day("from", "Enter the first day.").zip(day("to", "Enter the last day."));
        if days.is_some_and(|(from, to)| to < from) {
            mistakes.push(FieldError::new("to", "The last day is before the first."));
        }
        let format = form.text("format");
        if !matches!(format.as_str(), "csv" | "xlsx") {
            mistakes.push(FieldError::new("format", "Choose CSV or XLSX."));
        }
        match days {
            Some((from, to)) if mistakes.is_empty() => Ok(Self { from, to, is_csv: format == "csv" }),
            _ => Err(mistakes),
        }
    }

    fn format(self) -> &'static str {
        if self.is_csv { "csv" } else { "xlsx" }
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let map = map(&app).await?;
    app.page(&viewer, &sheet(&app, &map, (&Form::default(), &[]), &[]))
}

/// The map as it stands in its file now.
async fn map(app: &App) -> Result<Result<GeneralLedgerMap, JournalExportError>, Problem> {
    let path = app.settings.ledger.general_ledger_map.clone();
    Ok(app.work(move || GeneralLedgerMap::at(&path)).await?)
}

fn sheet(
    app: &App,
    map: &Result<GeneralLedgerMap, JournalExportError>,
    (form, errors): (&Form, &[FieldError]),
    unmapped: &[String],
) -> Sheet {
    let sheet = Sheet::new("Journal for another ledger", errors)
        .lead("The settled lines of some days, each with the account and the segment that it has in the other ledger.")
        .back("/desk/ledger", "Ledger");
    let map = match map {
        Ok(map) => map,
        Err(e) => {
            return sheet.with(
                Section::new("The map cannot be used")
                    .text(e.to_string())
                    .text("Ask whoever runs the program to mend this file. It is named by the setting ledger.general_ledger_map."),
            );
        }
    };
    let (first, last) = month_before(app.now().day_in(app.settings.fund.zone()));
    let day = |name: &str, label: &str, day: Option<NaiveDate>| {
        let field = DateField::new(name, label).errors(errors);
        Input::date(if form.has("format") { field.typed(form) } else { field.value(day) })
    };
    let chosen = form.text("format");
    let kinds = [("csv", "CSV, for the other ledger to read"), ("xlsx", "Workbook (XLSX), to look at")];
    let kind = Choices::new("format", "File", kinds).chosen(if chosen.is_empty() { "csv" } else { &chosen }).errors(errors);
    let inputs = vec![day("from", "First day", first), day("to", "Last day", last), Input::radios(kind)];
    let form = SheetForm::new(HERE, FormKeys::new(app.fresh_key()), "Take the file out", inputs);
    let missing = (!unmapped.is_empty()).then(|| Section::new("Accounts of which the map says nothing").items(unmapped.to_vec()));
    sheet.with_some(missing).with(Section::new("The file").form(form)).with(told(map))
}

/// The first and the last day of the month before this day.
fn month_before(today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let last = today.with_day(1).and_then(|first| first.pred_opt());
    (last.and_then(|last| last.with_day(1)), last)
}

/// What the map says.
fn told(map: &GeneralLedgerMap) -> Section {
    let columns = vec![Column::text("Account here"), Column::text("There")];
    let rows = map.told().into_iter().map(|(which, whither)| vec![Cell::text(which).heading(), Cell::text(whither)]);
    let table = Table::new("map", "Entries of the map; the first that fits a line counts", columns).empty("No entry.").rows(rows);
    Section::new("The map")
        .text("A star stands for any ending. A line of which the map says nothing refuses the whole file.")
        .facts(vec![SummaryRow::new("Name", &map.name), SummaryRow::new("SHA-256", &map.sha256)])
        .table(table)
}

async fn take_out(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (asked, map) = (Asked::read(&form), map(&app).await?);
    let (asked, map) = match (asked, map) {
        (Ok(asked), Ok(map)) => (asked, map),
        (Ok(_), Err(e)) => return Err(no_file(&e.to_string())),
        (Err(mistakes), map) => return app.page_with_mistakes(&viewer, &sheet(&app, &map, (&form, &mistakes), &[])),
    };
    let (now, zone, db, actor) = (app.now(), app.settings.fund.zone(), app.db.clone(), viewer.actor());
    let made = app.file_work(move || {
        let made = db.snapshot(|conn| make(conn, &map, asked, (&actor, now, zone)));
        (made.and_then(|(written, done)| Ok((written.sha256()?, written, done))), map)
    });
    let (made, map) = made.await?;
    let (sha256, written, done) = match made {
        Ok(made) => made,
        Err(e) => return refused(&app, &viewer, &form, (map, e)),
    };
    let record = JournalFile {
        format: asked.format().to_owned(),
        from: asked.from,
        to: asked.to,
        map: map.name,
        map_sha256: map.sha256,
        lines: done.lines,
        total: done.total,
        sha256,
        at: now,
    };
    let by = viewer.actor();
    app.write(move |tx| take_out_journal(tx, &by, &record)).await?;
    let name = format!("journal-{}-{}.{}", asked.from, asked.to, asked.format());
    files::stream(&name, if asked.is_csv { "text/csv; charset=utf-8" } else { files::XLSX }, written.file)
}

fn make(
    conn: &mut Conn,
    map: &GeneralLedgerMap,
    asked: Asked,
    (actor, now, zone): (&Actor, Timestamp, Tz),
) -> Result<(Written, JournalExport), JournalExportError> {
    let wanted = JournalWanted { map, from: asked.from, to: asked.to, walls: &actor.walls };
    if asked.is_csv {
        return journal_csv(conn, &wanted);
    }
    let head = vec![
        ("What".to_owned(), "The journal, for another ledger".to_owned()),
        ("Days".to_owned(), format!("{} to {}", short_date(asked.from), short_date(asked.to))),
        ("Made".to_owned(), format!("{} ({zone})", datetime(now, zone))),
        ("Made by".to_owned(), format!("{} <{}>", actor.name, actor.email)),
        ("Map".to_owned(), format!("{}, SHA-256 {}", map.name, map.sha256)),
    ];
    journal_workbook(conn, &wanted, (now, zone), head)
}

/// What stands in the way of the file, with everything typed kept.
fn refused(app: &App, viewer: &Viewer, form: &Form, (map, error): (GeneralLedgerMap, JournalExportError)) -> Result<HttpResponse, Problem> {
    let (told, unmapped) = match error {
        JournalExportError::Unmapped(accounts) => {
            ("The map says nothing of some accounts of these days, so no file was made. They are listed below.".to_owned(), accounts)
        }
        e @ (JournalExportError::Unbalanced { .. }
        | JournalExportError::Closed
        | JournalExportError::TooLarge
        | JournalExportError::Workbook(StreamError::TooMany)) => (e.to_string(), vec![]),
        JournalExportError::Db(e) | JournalExportError::Workbook(StreamError::Db(e)) => return Err(e.into()),
        e => return Err(Problem::broken(e.to_string())),
    };
    app.page_with_mistakes(viewer, &sheet(app, &Ok(map), (form, &[FieldError::new("from", told)]), &unmapped))
}

fn no_file(sentence: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "No file was made", sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_before_is_whole() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (today, first, last) in [("2027-01-31", "2026-12-01", "2026-12-31"), ("2028-03-01", "2028-02-01", "2028-02-29")] {
            assert_eq!(month_before(day(today).expect("a day")), (day(first), day(last)));
        }
    }
}
