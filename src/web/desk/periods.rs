//! Accounting periods: the list, opening one, and one period with the points to look
//! at before it is closed, and its seal.

use super::ledger::READERS;
use crate::db;
use crate::disbursement::{self, CloseCheck, PeriodStep, PeriodStepError, policy};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::ledger::{self, Period, PeriodState};
use crate::locale::format::{date, date_range, datetime};
use crate::people::FundRole;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);
const SEALERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/ledger/periods", READERS, list),
        post("/desk/ledger/periods", FINANCE, open),
        get("/desk/ledger/periods/{id}", READERS, show),
        post("/desk/ledger/periods/{id}/{step}", SEALERS, change),
    ]
}

fn status(state: PeriodState) -> Status {
    match state {
        PeriodState::Open => Status::active("Open"),
        PeriodState::Closed => Status::warning("Closed, not sealed"),
        PeriodState::Sealed => Status::good("Sealed"),
    }
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let sheet = list_sheet(&app, &viewer, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn list_sheet(app: &App, viewer: &Viewer, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let periods = app.read(ledger::list_periods).await?;
    let columns = vec![Column::text("Period"), Column::text("State"), Column::text("Closed by"), Column::text("Sealed by")];
    let table = Table::new("periods", "Periods, the latest first", columns)
        .empty("No period is open yet. Days that belong to none are open.")
        .rows(periods.into_iter().map(|p| {
            vec![
                Cell::link(date_range(p.first_day, p.last_day), format!("/desk/ledger/periods/{}", p.id)).heading(),
                Cell::status(status(p.state)),
                Cell::text(p.closed_by_name.unwrap_or_default()),
                Cell::text(p.seal.map(|seal| seal.sealed_by_name).unwrap_or_default()),
            ]
        }));
    let mut sheet = Sheet::new("Periods", errors)
        .lead("A closed period takes no journals. A sealed one never will again; a correction goes into an open one.")
        .back("/desk/ledger", "Ledger")
        .with(Section::new("All periods").table(table));
    if policy::is_finance(&viewer.actor) {
        let inputs = vec![
            Input::date(DateField::new("first_day", "First day").typed(form).errors(errors)),
            Input::date(DateField::new("last_day", "Last day").typed(form).errors(errors)),
        ];
        let form = SheetForm::new("/desk/ledger/periods", FormKeys::new(app.fresh_key()), "Open this period", inputs);
        sheet = sheet.with(Section::new("Open a period").form(form));
    }
    Ok(sheet)
}

async fn open(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let mut mistakes = Vec::new();
    let mut day = |name: &str, wanted: &str| match DateField::read(&form, name) {
        Ok(Some(day)) => Some(day),
        Ok(None) => {
            mistakes.push(FieldError::new(name, wanted));
            None
        }
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let (first, last) = (day("first_day", "Enter the first day of the period."), day("last_day", "Enter the last day of the period."));
    let again = match (first, last) {
        (Some(first), Some(last)) => {
            let actor = viewer.actor();
            let done = app.submit(&viewer, &form, move |tx| {
                disbursement::open_period(tx, &actor, first, last).map(|p| format!("/desk/ledger/periods/{}?done=recorded", p.id))
            });
            match done.await {
                Err(e @ PeriodStepError::Ledger(_)) => vec![FieldError::new("last_day", e.to_string())],
                other => return Ok(other?),
            }
        }
        _ => mistakes,
    };
    app.page_with_mistakes(&viewer, &list_sheet(&app, &viewer, (&form, &again)).await?)
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let wanted = id.to_owned();
    let (period, points) = app
        .read(move |conn| {
            let period = ledger::period(conn, &wanted)?;
            let points = disbursement::checklist(conn, &period)?;
            Ok::<_, db::Error>((period, points))
        })
        .await?;
    let mut facts = vec![
        SummaryRow::new("First day", &date(period.first_day)),
        SummaryRow::new("Last day", &date(period.last_day)),
        SummaryRow::new("State", &status(period.state).text),
    ];
    if let Some(name) = &period.closed_by_name {
        facts.push(SummaryRow::new("Closed by", name));
    }
    if let Some(seal) = &period.seal {
        let at = datetime(seal.sealed_at, app.settings.fund.zone());
        facts.push(SummaryRow::new("Sealed by", &format!("{}, {at}", seal.sealed_by_name)));
        facts.push(SummaryRow::new("Last journal that counts", &seal.at_seq.to_string()));
        facts.push(SummaryRow::new("Root over all balances", &seal.root));
    }
    let mut sheet = Sheet::new(format!("Period {}", date_range(period.first_day, period.last_day)), errors)
        .back("/desk/ledger/periods", "Periods")
        .with(Section::new("The period").facts(facts));
    if period.state != PeriodState::Sealed {
        sheet = sheet.with(Section::new("Look at this first").table(point_table(viewer, &points)));
        sheet = sheet.with_some(steps(app, viewer, &period, (form, errors)));
    }
    Ok(sheet)
}

fn point_table(viewer: &Viewer, points: &[CloseCheck]) -> Table {
    let doors = Doors::of(&viewer.actor);
    let columns = vec![Column::text("Point"), Column::text("In order?")];
    Table::new("points", "What the books say", columns).rows(points.iter().map(|point| {
        let state = if point.holds { Status::good("Yes") } else { Status::warning("Look at it") };
        vec![doors.cell(point.what.clone(), point.path).heading(), Cell::status(state)]
    }))
}

/// What this person may do with the period, or for whom it waits.
fn steps(app: &App, viewer: &Viewer, period: &Period, (form, errors): (&Form, &[FieldError])) -> Option<Section> {
    let to = |step: &str| format!("/desk/ledger/periods/{}/{step}", period.id);
    let keys = || FormKeys::new(app.fresh_key());
    let is_finance = policy::is_finance(&viewer.actor);
    let may_seal = is_finance || viewer.actor.has(FundRole::ApprovingOfficial);
    let is_closer = period.closed_by.as_deref().is_some_and(|by| viewer.actor.is_person(by));
    let reason = |label: &str| Input::line(Field::new("reason", label).value(form.text("reason")).errors(errors));
    match period.state {
        PeriodState::Open if is_finance => {
            let note = Input::line(Field::new("reason", "Note for the record").value(form.text("reason")).optional());
            Some(Section::new("Close it").form(SheetForm::new(to("close"), keys(), "Close this period", vec![note])))
        }
        PeriodState::Closed if may_seal => {
            let mut section = Section::new("Closed");
            section = if is_closer {
                section.text("You closed this period, so another person must seal it.")
            } else {
                let told = "Sealing keeps a root over the balance of every account. It cannot be undone.";
                section.text(told).form(SheetForm::new(to("seal"), keys(), "Seal this period for ever", vec![]))
            };
            if is_finance {
                let inputs = vec![reason("Why is it opened again?")];
                section = section.form(SheetForm::new(to("reopen"), keys(), "Open it again", inputs).quiet());
            }
            Some(section)
        }
        _ => None,
    }
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, step) = path.into_inner();
    let step: PeriodStep = step.parse().map_err(|_| Problem::missing())?;
    let (actor, of, reason) = (viewer.actor(), id.clone(), form.text("reason"));
    let done = app.submit(&viewer, &form, move |tx| {
        disbursement::change_period(tx, &actor, &of, step, &reason).map(|()| format!("/desk/ledger/periods/{of}?done=recorded"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &id, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}
