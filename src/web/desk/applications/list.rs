//! The list of applications: fifty a page, narrowed by round and stage in the URL.

use crate::db::Error;
use crate::locale::format::date;
use crate::opportunity::{self, Opportunity};
use crate::process::{self, Filter, Row, Stage};
use crate::templates::Page;
use crate::web::access::{Access, STAFF};
use crate::web::fields::{Cell, Choices, Column, Status, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications", Access::Fund(STAFF), show)]
}

const PER_PAGE: usize = 50;

#[derive(Deserialize)]
struct Asked {
    opportunity: Option<String>,
    stage: Option<String>,
    before: Option<String>,
}

/// The list.
#[derive(Serialize)]
struct ListPage {
    opportunity: Choices,
    stage: Choices,
    table: Table,
    first: Option<String>,
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/applications/list";

    fn title(&self) -> String {
        "Applications".into()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let row = Row {
            id: "x".into(),
            reference: "UDF-2027-0001".into(),
            title: "Sister city training".into(),
            city: "Madison, WI".into(),
            opportunity: "Training 2027".into(),
            total: crate::kernel::Money::from_dollars(8_000),
            stage: Stage::Submitted,
            submitted_at: None,
        };
        let asked = || Asked { opportunity: None, stage: None, before: None };
        vec![page(&asked(), &[], &[row]), page(&Asked { before: Some("x".into()), ..asked() }, &[], &[])]
    }
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let filter = Filter {
        opportunity: asked.opportunity.clone().filter(|s| !s.is_empty()),
        stage: asked.stage.as_deref().and_then(|s| s.parse().ok()),
    };
    let before = asked.before.clone();
    let (rounds, rows) = app
        .read(move |conn| {
            let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
            Ok::<_, Error>((opportunity::list_all(conn)?, process::list_cases(conn, &filter, before.as_deref(), limit)?))
        })
        .await?;
    app.page(&viewer, &page(&asked, &rounds, &rows))
}

fn page(asked: &Asked, rounds: &[Opportunity], rows: &[Row]) -> ListPage {
    let rounds = rounds.iter().map(|o| (o.slug.clone(), o.title.clone()));
    let stages = Stage::VARIANTS.iter().filter(|s| **s != Stage::Draft).map(|s| (s.to_string(), s.label().to_owned()));
    let any = |label: &str| std::iter::once((String::new(), label.to_owned()));
    let columns = ["Reference", "City", "Plan", "Round"].map(Column::text).into_iter().chain([
        Column::number("Asked for"),
        Column::text("Received"),
        Column::text("Stage"),
    ]);
    let table = Table::new("applications", "Applications, newest first", columns.collect()).empty("No application matches.");
    let link = |before: Option<&str>| {
        let pairs = [("opportunity", asked.opportunity.as_deref()), ("stage", asked.stage.as_deref()), ("before", before)];
        let pairs: Vec<_> = pairs.into_iter().filter_map(|(k, v)| v.filter(|v| !v.is_empty()).map(|v| (k, v))).collect();
        format!("/desk/applications?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    ListPage {
        opportunity: Choices::new("opportunity", "Round", any("All rounds").chain(rounds))
            .chosen(asked.opportunity.as_deref().unwrap_or_default()),
        stage: Choices::new("stage", "Stage", any("All stages").chain(stages)).chosen(asked.stage.as_deref().unwrap_or_default()),
        table: table.rows(rows.iter().take(PER_PAGE).map(cells)),
        first: asked.before.as_ref().map(|_| link(None)),
        next: if rows.len() > PER_PAGE { rows.get(PER_PAGE - 1).map(|last| link(Some(&last.id))) } else { None },
    }
}

fn cells(row: &Row) -> Vec<Cell> {
    vec![
        Cell::link(&row.reference, format!("/desk/applications/{}", row.reference)).heading(),
        Cell::text(&row.city),
        Cell::text(&row.title),
        Cell::text(&row.opportunity),
        Cell::number(row.total.to_string()),
        Cell::text(row.submitted_at.map(|at| date(at.day())).unwrap_or_default()),
        Cell::status(status(row.stage)),
    ]
}

/// The word for a stage, coloured by what it asks of staff.
pub(in crate::web) fn status(stage: Stage) -> Status {
    match stage {
        Stage::Submitted | Stage::InReview | Stage::Recommended => Status::active(stage.label()),
        Stage::Approved | Stage::Active => Status::good(stage.label()),
        Stage::Returned => Status::warning(stage.label()),
        Stage::Draft | Stage::Closed | Stage::Declined | Stage::Ineligible | Stage::Withdrawn => Status::quiet(stage.label()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
    }
}
