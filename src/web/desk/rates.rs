//! Travel rates that came in a file or were typed, each with where it is from.

use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::rates::{self, ATTRIBUTION, KeptRate, MOST_BYTES, NewRate, Source};
use crate::spending::{self, RatesError, policy};
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::Datelike;
use serde::Deserialize;

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
/// So many rates are listed.
const MOST: i64 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/rates", READERS, show), post("/desk/rates", OFFICERS, enter), post("/desk/rates/import", OFFICERS, import)]
}

/// Which country is asked for.
#[derive(Debug, Deserialize)]
struct Asked {
    country: Option<String>,
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let country = asked.into_inner().country.unwrap_or_default();
    let sheet = sheet(&app, &viewer, &country, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, country: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let asked = country.to_owned();
    let kept = app.read(move |conn| rates::list_rates(conn, &asked, MOST)).await?;
    let search = Field::new("country", "Country begins with").value(country);
    let listed = Section::new("Rates")
        .text("Rates of the 48 states are part of the program. Here are those of other places, and of years to come. The newest of a place counts.")
        .text(ATTRIBUTION)
        .filters("/desk/rates", vec![Input::line(search)])
        .table(table(&kept));
    let sheet = Sheet::new("Travel rates", errors)
        .lead("What a night and a day of meals may cost. A cost over the rate is flagged, not refused.")
        .back("/desk", "Desk")
        .with(listed);
    if !policy::decides(&viewer.actor) {
        return Ok(sheet);
    }
    Ok(sheet.with(typed(app, (form, errors))).with(file(app, (form, errors))))
}

fn table(kept: &[KeptRate]) -> Table {
    let columns = vec![
        Column::text("Place"),
        Column::text("From"),
        Column::text("To"),
        Column::text("Source"),
        Column::number("Night"),
        Column::number("Meals"),
        Column::number("First and last day"),
    ];
    let row = |kept: &KeptRate| {
        let what = &kept.what;
        let place =
            if what.place.is_empty() { format!("{}, elsewhere", what.country) } else { format!("{}, {}", what.place, what.country) };
        vec![
            Cell::text(place).heading(),
            Cell::text(short_date(what.from)),
            Cell::text(short_date(what.to)),
            Cell::text(kept.source.label()).detail(kept.citation.clone()),
            Cell::number(what.lodging.to_string()),
            Cell::number(what.meals.to_string()),
            Cell::number(what.first_last.to_string()),
        ]
    };
    Table::new("rates", "Rates", columns).empty("No rate yet.").rows(kept.iter().map(row))
}

fn typed(app: &App, (form, errors): (&Form, &[FieldError])) -> Section {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let inputs = vec![
        Input::line(field("rate_country", "Country")),
        Input::line(field("place", "Place").hint("Leave it empty for the rest of the country.").optional()),
        Input::date(DateField::new("from", "First day").typed(form).errors(errors)),
        Input::date(DateField::new("to", "Last day").typed(form).errors(errors)),
        Input::money(field("lodging", "A night")),
        Input::money(field("meals", "A full day of meals")),
        Input::money(field("first_last", "Meals of the first and the last day").hint("Three quarters if it is left empty.").optional()),
        Input::line(field("citation", "Where it is from").hint("The table and its date.")),
    ];
    let form = SheetForm::new("/desk/rates", FormKeys::new(app.fresh_key()), "Keep this rate", inputs).kept("rate");
    Section::new("Type a rate").form(form)
}

fn file(app: &App, (form, errors): (&Form, &[FieldError])) -> Section {
    let sources = [Source::State, Source::Dod, Source::Gsa].map(|source| (source.to_string(), source.label()));
    let inputs = vec![
        Input::file(
            Field::new("file", "Rates")
                .hint("A CSV with country, place, from, to, lodging, meals and perhaps first_last; or the yearly file of the 48 states.")
                .accept(".csv,.json,.gz")
                .errors(errors),
        ),
        Input::select(Choices::new("source", "Who set them?", sources).chosen(&form.text("source")).errors(errors)),
        Input::line(
            Field::new("file_citation", "Where the file is from")
                .hint("The table and its date.")
                .value(form.text("file_citation"))
                .errors(errors),
        ),
    ];
    Section::new("Bring in a file").form(SheetForm::new("/desk/rates/import", FormKeys::new(app.fresh_key()), "Read in", inputs))
}

/// The rate as it was typed, or everything that is wrong with it, each beside its field.
fn read(form: &Form) -> Result<NewRate, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let mut day = |name: &str, missing: &str| {
        let told = match DateField::read(form, name) {
            Ok(Some(day)) if day.year() >= 2000 => return day.to_string(),
            Ok(Some(_)) => FieldError::new(name, "Enter a day of the year 2000 or later."),
            Ok(None) => FieldError::new(name, missing),
            Err(e) => e,
        };
        mistakes.push(told);
        String::new()
    };
    let from = day("from", "Enter the first day on which the rate counts.");
    let to = day("to", "Enter the last day on which the rate counts.");
    let [country, place, lodging, meals, first_last] =
        ["rate_country", "place", "lodging", "meals", "first_last"].map(|name| form.text(name));
    let wrong = match NewRate::of_cells((&country, &place), (&from, &to), [&lodging, &meals, &first_last]) {
        Ok(rate) => return Ok(rate),
        Err(wrong) => wrong,
    };
    // A day is told once, in the words of its three boxes.
    let days: Vec<String> = mistakes.iter().map(|e: &FieldError| e.field.clone()).collect();
    mistakes.extend(wrong.into_iter().filter(|e| !days.contains(&e.field)).map(|e| {
        let field = if e.field == "country" { "rate_country" } else { e.field.as_str() };
        FieldError::new(field, capital(&e.message))
    }));
    Err(mistakes)
}

async fn enter(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let rate = match read(&form) {
        Ok(rate) => rate,
        Err(wrong) => return mistakes(&app, &viewer, (&form, &wrong)).await,
    };
    let (actor, citation) = (viewer.actor(), form.text("citation"));
    let done = app
        .submit(&viewer, &form, move |tx| spending::enter_rate(tx, &actor, &rate, &citation).map(|()| "/desk/rates?done=saved".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => mistakes(&app, &viewer, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn import(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let wrong = |field: &str, told: String| vec![FieldError::new(field, told)];
    let Some(sent) = form.upload("file") else {
        return mistakes(&app, &viewer, (&form, &wrong("file", "Select the file.".into()))).await;
    };
    if sent.content.size_bytes() > MOST_BYTES as u64 {
        return mistakes(&app, &viewer, (&form, &wrong("file", rates::RateFault::TooLarge.to_string()))).await;
    }
    let Ok(source) = form.text("source").parse::<Source>() else {
        return mistakes(&app, &viewer, (&form, &wrong("source", "Select who set them.".into()))).await;
    };
    let (bytes, actor, citation) = (sent.bytes()?, viewer.actor(), form.text("file_citation"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            spending::import_rates(tx, &actor, (source, &citation), &bytes).map(|_| "/desk/rates?done=saved".to_owned())
        })
        .await;
    match done {
        Err(RatesError::File(fault)) => mistakes(&app, &viewer, (&form, &wrong("file", fault.to_string()))).await,
        Err(RatesError::Fields(fields)) => {
            let told = fields.into_iter().map(|e| FieldError::new("file_citation", e.message)).collect::<Vec<_>>();
            mistakes(&app, &viewer, (&form, &told)).await
        }
        other => Ok(other?),
    }
}

async fn mistakes(app: &App, viewer: &Viewer, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let sheet = sheet(app, viewer, "", typed).await?;
    app.page_with_mistakes(viewer, &sheet)
}

/// A sentence begins with a capital letter.
fn capital(text: &str) -> String {
    super::fact_words::spelled(text)
}
