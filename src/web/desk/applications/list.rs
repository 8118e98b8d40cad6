//! The list of applications: fifty a page, narrowed by round and stage in the URL.

use crate::db::Error;
use crate::locale::format::date;
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole};
use crate::process::{self, Filter, Row, Stage};
use crate::templates::Page;
use crate::web::access::{Access, STAFF};
use crate::web::desk::bulk::Choose;
use crate::web::desk::checks;
use crate::web::desk::home::rankings;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Status, Table};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications", Access::Fund(STAFF), show)]
}

const PER_PAGE: usize = 50;
const CAPTION: &str = "Applications, newest first";

#[derive(Deserialize)]
struct Asked {
    opportunity: Option<String>,
    stage: Option<String>,
    reviews: Option<String>,
    before: Option<String>,
    select: Option<String>,
}

/// The list.
#[derive(Serialize)]
struct ListPage {
    opportunity: Choices,
    stage: Choices,
    overdue: bool,
    rankings: Vec<Link>,
    table: Table,
    choose: Option<Choose>,
    has_table: bool,
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
            is_possible_duplicate: true,
            entered_by: None,
        };
        let asked = || Asked { opportunity: None, stage: None, reviews: None, before: None, select: None };
        let officer = Actor { fund_roles: vec![FundRole::ProgramOfficer], ..Actor::anonymous() };
        let links = || vec![Link::new("/desk", "Ranking")];
        vec![
            page(&asked(), &[], links()).fill(&asked(), std::slice::from_ref(&row), (&officer, &[])),
            page(&asked(), &[], links()).fill(&asked(), &[row], (&Actor::anonymous(), &[])),
            page(&Asked { before: Some("x".into()), reviews: Some("overdue".into()), ..asked() }, &[], vec![]),
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let today = app.now().day_in(app.settings.fund.zone());
    let filter = Filter {
        opportunity: asked.opportunity.clone().filter(|s| !s.is_empty()),
        stage: asked.stage.as_deref().and_then(|s| s.parse().ok()),
        overdue_on: asked.is_overdue().then_some(today),
    };
    let (before, actor) = (asked.before.clone(), viewer.actor());
    let (rounds, rows, recused) = app
        .read(move |conn| {
            let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
            let rows = process::list_cases(conn, &filter, before.as_deref(), limit)?;
            Ok::<_, Error>((opportunity::list_all(conn)?, rows, process::list_closed(conn, &actor)?))
        })
        .await?;
    let chosen: Vec<Opportunity> =
        rounds.iter().filter(|o| asked.opportunity.as_deref().is_none_or(|slug| slug.is_empty() || slug == o.slug)).cloned().collect();
    let rankings = rankings(Doors::of(&viewer.actor), &chosen);
    let mut page = page(&asked, &rounds, rankings).fill(&asked, &rows, (&viewer.actor, &recused));
    if rows.len() > PER_PAGE {
        page.next = rows.get(PER_PAGE - 1).map(|last| asked.link(Some(&last.id), None));
    }
    app.page(&viewer, &page)
}

impl Asked {
    fn is_overdue(&self) -> bool {
        self.reviews.as_deref() == Some("overdue")
    }

    /// The address of this list, from this case on.
    fn link(&self, before: Option<&str>, select: Option<&str>) -> String {
        let pairs = [
            ("opportunity", self.opportunity.as_deref()),
            ("stage", self.stage.as_deref()),
            ("reviews", self.reviews.as_deref()),
            ("before", before),
            ("select", select),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter_map(|(k, v)| v.filter(|v| !v.is_empty()).map(|v| (k, v))).collect();
        format!("/desk/applications?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The page without its rows.
fn page(asked: &Asked, rounds: &[Opportunity], rankings: Vec<Link>) -> ListPage {
    let rounds = rounds.iter().map(|o| (o.slug.clone(), o.title.clone()));
    let stages = Stage::VARIANTS.iter().filter(|s| **s != Stage::Draft).map(|s| (s.to_string(), s.label().to_owned()));
    let any = |label: &str| std::iter::once((String::new(), label.to_owned()));
    ListPage {
        opportunity: Choices::new("opportunity", "Round", any("All rounds").chain(rounds))
            .chosen(asked.opportunity.as_deref().unwrap_or_default()),
        stage: Choices::new("stage", "Stage", any("All stages").chain(stages)).chosen(asked.stage.as_deref().unwrap_or_default()),
        overdue: asked.is_overdue(),
        rankings,
        table: Table::new("applications", CAPTION, columns()).empty("No application matches."),
        first: asked.before.as_ref().map(|_| asked.link(None, None)),
        choose: None,
        has_table: true,
        next: None,
    }
}

/// The columns of a list of applications.
pub(in crate::web::desk) fn columns() -> Vec<Column> {
    let words = ["Reference", "City", "Plan", "Round"].map(Column::text).into_iter();
    words.chain([Column::number("Asked for"), Column::text("Received"), Column::text("Stage")]).collect()
}

impl ListPage {
    /// With as many of these rows as fit.
    fn fill(mut self, asked: &Asked, rows: &[Row], (actor, recused): (&Actor, &[String])) -> Self {
        // A case that is closed to the person is listed, but not theirs to choose.
        let (closed, open): (Vec<&Row>, Vec<&Row>) = rows.iter().take(PER_PAGE).partition(|row| recused.contains(&row.id));
        if !open.is_empty() {
            let all = asked.link(asked.before.as_deref(), Some("all"));
            let chosen = asked.select.as_deref() == Some("all");
            let picks = open.iter().map(|row| (row.reference.clone(), cells(row, actor, recused))).collect();
            self.choose = Choose::new(Doors::of(actor), CAPTION, columns(), (picks, chosen), &all);
        }
        self.has_table = self.choose.is_none() || !closed.is_empty();
        if self.choose.is_some() {
            self.table = Table::new("closed", "Applications from which you stepped back", columns());
        }
        let rest = if self.choose.is_some() { closed } else { rows.iter().take(PER_PAGE).collect() };
        self.table = self.table.rows(rest.into_iter().map(|row| cells(row, actor, recused)));
        self
    }
}

/// A row of the list; the number is a link for those who may open the case.
pub(in crate::web::desk) fn cells(row: &Row, actor: &Actor, recused: &[String]) -> Vec<Cell> {
    let doors = Doors::of(actor);
    let case = format!("/desk/applications/{}", row.reference);
    let reference = if recused.contains(&row.id) {
        Cell::text(&row.reference)
    } else if doors.open(&case) {
        Cell::link(&row.reference, case)
    } else {
        // An administrator reads no application, but records checks before an award.
        doors.cell(&row.reference, checks::href(&row.reference))
    };
    vec![
        reference.heading(),
        Cell::text(&row.city),
        Cell::text(row.marked_title()),
        Cell::text(&row.opportunity),
        Cell::number(row.total.to_string()),
        Cell::text(row.submitted_at.map(|at| date(at.day())).unwrap_or_default()),
        Cell::status(status(row.stage)),
    ]
}

/// The word for a stage, coloured by what it asks of staff.
pub(in crate::web) fn status(stage: Stage) -> Status {
    match stage {
        Stage::Submitted | Stage::InReview | Stage::Panel | Stage::Recommended | Stage::Appealed => Status::active(stage.label()),
        Stage::Approved | Stage::Active => Status::good(stage.label()),
        Stage::Returned | Stage::Invited | Stage::Decided => Status::warning(stage.label()),
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
