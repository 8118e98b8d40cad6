//! The list of applications: fifty a page, narrowed and ordered in the URL, with the views that are kept
//! of it, its files, and what can be done with many of them at once.

use super::asked::Asked;
use super::export::MOST_ROWS;
use crate::db::Error;
use crate::kernel::FieldError;
use crate::locale::format::{date, number};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole};
use crate::process::{self, Filter, MOST_AT_ONCE, Row, Stage};
use crate::templates::Page;
use crate::views::{self, View};
use crate::web::access::{Access, STAFF};
use crate::web::desk::bulk::Choose;
use crate::web::desk::checks;
use crate::web::desk::home::rankings;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, ErrorSummary, FormKeys, Status, Table};
use crate::web::sheet::{Input, Link};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications", Access::Fund(STAFF), show)]
}

const PER_PAGE: usize = 50;
/// Ticks as many cases of the view as one action takes.
const FIRST: &str = "first";

/// The list.
#[derive(Serialize)]
struct ListPage {
    summary: ErrorSummary,
    views: Vec<Opened>,
    save: Option<Link>,
    filters: Vec<Input>,
    more: Vec<Input>,
    has_more: bool,
    is_narrowed: bool,
    gone: bool,
    overdue: bool,
    rankings: Vec<Link>,
    table: Table,
    choose: Option<Choose>,
    whole: Option<Link>,
    file: Option<File>,
    first: Option<String>,
    next: Option<String>,
}

/// A view as a link.
#[derive(Serialize)]
struct Opened {
    link: Link,
    current: bool,
    by: Option<String>,
}

/// The form that takes the view out as a file.
#[derive(Serialize)]
struct File {
    keys: FormKeys,
    query: String,
    most: String,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/applications/list";

    fn title(&self) -> String {
        "Applications".into()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
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
        let officer = Actor { fund_roles: vec![FundRole::ProgramOfficer], ..Actor::anonymous() };
        let links = || vec![Link::new("/desk", "Ranking")];
        let empty = |query: &str| page(&Asked::read(query).unwrap_or_default(), &[], &[]);
        let mut full = empty("opportunity=old&before=x&reviews=overdue");
        full.views =
            [None, Some("Olive".to_owned())].map(|by| Opened { link: Link::new("/desk", "Mine"), current: by.is_none(), by }).into();
        full.save = Some(Link::new("/desk/views/new", "Save this view"));
        full.file = Some(File { keys: FormKeys::new("x".into()), query: "stage=submitted".into(), most: "10,000".into() });
        full.rankings = links();
        vec![
            full.fill(&Asked::default(), (std::slice::from_ref(&row), true), (&officer, Tz::UTC)),
            empty("").fill(&Asked::default(), (&[row], false), (&Actor::anonymous(), Tz::UTC)),
            page(&Asked { stage: "x".into(), ..Asked::default() }, &[], &[FieldError::new("stage", "There is no such stage.")]),
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner().trimmed();
    let zone = app.settings.fund.zone();
    let read = asked.filter((zone, app.now()));
    let (filter, after, actor) = (read.clone().ok(), asked.before.clone(), viewer.actor());
    let fits = if asked.select == FIRST { MOST_AT_ONCE } else { PER_PAGE };
    let (rounds, mut rows, kept) = app
        .read(move |conn| {
            let limit = i64::try_from(fits + 1).unwrap_or(i64::MAX);
            let after = Some(after.as_str()).filter(|id| !id.is_empty());
            let rows = filter.map_or(Ok(vec![]), |filter: Filter| process::list_cases(conn, &actor, &filter, (after, limit)))?;
            Ok::<_, Error>((opportunity::list_all(conn)?, rows, views::list(conn, &actor)?))
        })
        .await?;
    let is_cut = rows.len() > fits;
    rows.truncate(fits);
    let errors = read.err().unwrap_or_default();
    let mut page = page(&asked, &rounds, &errors);
    let chosen: Vec<Opportunity> =
        rounds.into_iter().filter(|round| asked.opportunity.is_empty() || asked.opportunity == round.slug).collect();
    page.rankings = rankings(Doors::of(&viewer.actor), &chosen);
    page.views = opened(&asked, kept);
    if !errors.is_empty() {
        return app.page_with_mistakes(&viewer, &page);
    }
    page.save = Doors::of(&viewer.actor).link(format!("/desk/views/new?{}", asked.query()), "Save this view");
    let most = number(i64::try_from(MOST_ROWS).unwrap_or(i64::MAX));
    page.file = (!rows.is_empty()).then(|| File { keys: FormKeys::new(app.fresh_key()), query: asked.query(), most });
    page.next = rows.last().filter(|_| is_cut).map(|last| asked.link(&last.id, ""));
    app.page(&viewer, &page.fill(&asked, (&rows, is_cut), (&viewer.actor, zone)))
}

/// The views as links; the one whose filters are those of the page is marked.
fn opened(asked: &Asked, (own, shared): (Vec<View>, Vec<View>)) -> Vec<Opened> {
    let here = asked.query();
    let one = |view: View, is_own: bool| {
        let query = Asked::read(&view.query).map_or_else(|_| view.query.clone(), |asked| asked.query());
        Opened {
            current: query == here,
            by: (!is_own).then_some(view.owner_name),
            link: Link::new(format!("/desk/applications?{query}"), view.name),
        }
    };
    own.into_iter().map(|view| one(view, true)).chain(shared.into_iter().map(|view| one(view, false))).collect()
}

/// The page without its rows.
fn page(asked: &Asked, rounds: &[Opportunity], errors: &[FieldError]) -> ListPage {
    let (filters, more) = asked.inputs(rounds, errors);
    let is_more = asked.has_more();
    ListPage {
        summary: ErrorSummary::new(errors),
        views: vec![],
        save: None,
        filters,
        more,
        has_more: is_more,
        is_narrowed: !asked.query().is_empty(),
        gone: asked.is_gone(rounds),
        overdue: asked.is_overdue(),
        rankings: vec![],
        table: Table::new("applications", caption(asked), columns()).empty("No application matches."),
        choose: None,
        whole: None,
        file: None,
        first: (!asked.before.is_empty()).then(|| asked.link("", "")),
        next: None,
    }
}

fn caption(asked: &Asked) -> String {
    format!("Applications: {}", asked.order())
}

/// The columns of a list of applications.
pub(in crate::web::desk) fn columns() -> Vec<Column> {
    let words = ["Reference", "City", "Plan", "Round"].map(Column::text).into_iter();
    words.chain([Column::number("Asked for"), Column::text("Received"), Column::text("Stage")]).collect()
}

impl ListPage {
    /// With these rows; `is_cut` when more of the view follow.
    fn fill(mut self, asked: &Asked, (rows, is_cut): (&[Row], bool), (actor, zone): (&Actor, Tz)) -> Self {
        let doors = Doors::of(actor);
        if !rows.is_empty() {
            let picks = rows.iter().map(|row| (row.reference.clone(), cells(row, actor, zone)));
            let chosen = asked.select == "all" || asked.select == FIRST;
            let all = asked.link(&asked.before, "all");
            self.choose = Choose::new(doors, &caption(asked), columns(), (picks.collect(), chosen), &all);
        }
        if self.choose.is_some() && is_cut && asked.select != FIRST {
            let words = format!("Choose the first {MOST_AT_ONCE} of this view, the most that are handled at once");
            self.whole = Some(Link::new(asked.link(&asked.before, FIRST), words));
        }
        if self.choose.is_none() {
            self.table = self.table.rows(rows.iter().map(|row| cells(row, actor, zone)));
        }
        self
    }
}

/// A row of the list; the number is a link for those who may open the case.
pub(in crate::web::desk) fn cells(row: &Row, actor: &Actor, zone: Tz) -> Vec<Cell> {
    let doors = Doors::of(actor);
    let case = format!("/desk/applications/{}", row.reference);
    let reference = if doors.open(&case) {
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
        Cell::text(row.submitted_at.map(|at| date(at.day_in(zone))).unwrap_or_default()),
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
