//! Awards as everybody sees them, and the same list as CSV.

use crate::locale::format::{date_range, short_date};
use crate::reporting::{self, PublicAward};
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

const PAGE: i64 = 50;
const EXPORT: i64 = 5_000;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/awards", Access::Anyone, list), get("/awards.csv", Access::Anyone, csv), get("/awards/{reference}", Access::Anyone, show)]
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<After>) -> Result<HttpResponse, Problem> {
    let after = query.into_inner().after.unwrap_or_default();
    let awards = app.read(move |conn| reporting::list_public_awards(conn, &after, PAGE)).await?;
    let columns = vec![
        Column::text("Award"),
        Column::text("City"),
        Column::text("For"),
        Column::text("State"),
        Column::number("Awarded"),
        Column::number("Spent"),
    ];
    let table = Table::new("awards", "Awards, by reference", columns).empty("No award yet.").rows(awards.iter().map(|a| {
        vec![
            Cell::link(a.reference.clone(), format!("/awards/{}", a.reference)).heading(),
            Cell::text(a.city.clone()),
            Cell::text(a.title.clone()),
            Cell::text(if a.is_closed { "Closed" } else { "Active" }),
            Cell::number(a.amount.to_string()),
            Cell::number(a.spent.to_string()),
        ]
    }));
    let mut section = Section::new("All awards").table(table).link("/awards.csv", "Download as CSV");
    if let Some(last) = awards.last().filter(|_| i64::try_from(awards.len()).unwrap_or(0) == PAGE) {
        section = section.link(format!("/awards?after={}", last.reference), "More awards");
    }
    app.page(&viewer, &Sheet::new("Awards", &[]).lead("Who got money from the fund, for what, and what came of it.").with(section))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let reference = path.into_inner();
    let award: PublicAward = app.read(move |conn| reporting::public_award(conn, &reference)).await?;
    let facts = vec![
        SummaryRow::new("City", &award.city),
        SummaryRow::new("Awarded", &award.amount.to_string()),
        SummaryRow::new("Spent", &award.spent.to_string()),
        SummaryRow::new("Period", &date_range(award.starts_on, award.ends_on)),
        SummaryRow::new("State", if award.is_closed { "Closed" } else { "Active" }),
    ];
    let columns = vec![
        Column::text("Activity"),
        Column::text("Place"),
        Column::text("When"),
        Column::number("People planned"),
        Column::number("People who came"),
    ];
    let table = Table::new("activities", "Activities", columns).rows(award.activities.iter().map(|a| {
        vec![
            Cell::text(a.title.clone()).heading(),
            Cell::text(a.place.clone()),
            Cell::text(date_range(a.starts_on, a.ends_on)),
            Cell::number(a.people.to_string()),
            Cell::number(a.came.map_or("Not yet reported".to_owned(), |n| n.to_string())),
        ]
    }));
    let result = award.result.clone().unwrap_or_else(|| "The city has not yet reported its result.".to_owned());
    let sheet =
        Sheet::new(award.title.clone(), &[]).about(&award.reference).lead(format!("Award {}", award.reference)).back("/awards", "Awards");
    app.page(
        &viewer,
        &sheet
            .with(Section::new("The award").facts(facts))
            .with(Section::new("What the city does").table(table))
            .with(Section::new("Result").text(result)),
    )
}

async fn csv(app: Data<App>) -> Result<HttpResponse, Problem> {
    let awards = app.read(|conn| reporting::list_public_awards(conn, "", EXPORT)).await?;
    let rows: Vec<Vec<String>> = awards
        .into_iter()
        .map(|a| {
            vec![
                a.reference,
                a.city,
                a.title,
                a.amount.plain(),
                a.spent.plain(),
                a.starts_on.to_string(),
                a.ends_on.to_string(),
                if a.is_closed { "closed" } else { "active" }.to_owned(),
            ]
        })
        .collect();
    let text = reporting::csv_text(&["reference", "city", "title", "awarded", "spent", "period_start", "period_end", "state"], &rows)
        .map_err(|e| Problem::broken(e.to_string()))?;
    let name = format!("awards-{}.csv", short_date(app.now().day_in(app.settings.fund.zone())).replace([' ', ','], "-"));
    Ok(files::download(&name, "text/csv; charset=utf-8", text))
}
