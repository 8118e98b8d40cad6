//! The federal financial report of an award, as the journal tells it by the end of a day.

use super::super::award_links::of_award;
use super::{READERS, trial_table};
use crate::award::{self, Award};
use crate::db;
use crate::kernel::FieldError;
use crate::ledger::{self, Dims, FinancialReport};
use crate::locale::format::short_date;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, Table};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/awards/{reference}", READERS, show)]
}

/// The end of the reporting period; today if none is given.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    until: String,
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (reference, typed, today) = (path.into_inner(), asked.into_inner().until, app.now().day_in(app.settings.fund.zone()));
    let read = if typed.is_empty() { Some(today) } else { typed.parse::<NaiveDate>().ok() };
    let mistake = read.is_none().then(|| FieldError::new("until", "Enter a day such as 2027-01-31."));
    let (mistakes, until) = (Vec::from_iter(mistake), read.unwrap_or(today));
    let actor = viewer.actor();
    let found = app.read(move |conn| {
        let award = award::open_by_reference(conn, &actor, &reference)?;
        let report = ledger::financial_report(conn, &award.id.text(), until)?;
        Ok::<_, db::Error>((award, report))
    });
    let (award, report) = found.await?;
    let sheet = sheet(&award, report, until, (&typed, &mistakes), Doors::of(&viewer.actor));
    if mistakes.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

fn sheet(award: &Award, report: FinancialReport, until: NaiveDate, (typed, mistakes): (&str, &[FieldError]), doors: Doors<'_>) -> Sheet {
    let here = format!("/desk/ledger/awards/{}", award.reference);
    let of = Dims { award: Some(award.id.text()), ..Dims::default() };
    let columns = vec![Column::text("Line"), Column::text("Title"), Column::text("Made of"), Column::number("Amount")];
    let rows = report.lines.iter().map(|line| {
        vec![Cell::text(&line.number).heading(), Cell::text(&line.title), Cell::text(&line.made_of), Cell::number(line.amount.to_string())]
    });
    let caption = format!("In the manner of SF 425, cumulative until {}", short_date(until));
    let day = Input::line(Field::new("until", "End of the reporting period").kind("date").value(typed).errors(mistakes));
    let lines = Section::new("Transactions")
        .text(report.source)
        .text("An accountant of the fund must confirm which accounts each line is made of.")
        .filters(&here, vec![day])
        .table(Table::new("report", caption, columns).rows(rows));
    let accounts = trial_table("accounts", "Accounts; each leads to its journals", &of, &report.accounts);
    Sheet::new(format!("Financial report of {}", award.reference), mistakes)
        .lead(format!("{}: {}. Every line is added up from the journal.", award.city, award.title))
        .back("/desk/ledger", "Ledger")
        .with(lines)
        .with(Section::new("What the lines are made of").table(accounts))
        .with(of_award(doors, (&award.reference, award.id), &here))
}
