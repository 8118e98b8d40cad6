//! The page of a worklist: fifty cases, what is due first before, narrowed in the URL.

use super::asked::Asked;
use crate::db::Error;
use crate::locale::format::short_date;
use crate::opportunity::{self, Opportunity};
use crate::people::FundRole;
use crate::process::{self, Work, WorkPage};
use crate::templates::Page;
use crate::web::access::{Access, STAFF};
use crate::web::desk::bulk::Choose;
use crate::web::desk::waiting::counted;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/work", Access::Fund(STAFF), show)]
}

const PER_PAGE: usize = 50;

/// The worklist.
#[derive(Serialize)]
struct ListPage {
    lead: String,
    due: Choices,
    role: Option<Choices>,
    stage: Choices,
    opportunity: Choices,
    choose: Option<Choose>,
    table: Table,
    first: Option<String>,
    next: Option<String>,
    csv: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/worklist";

    fn title(&self) -> String {
        "What needs me today".into()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let asked = Asked::default();
        let empty = |roles: &[FundRole]| page(&asked, (roles, &[]), (0, 0));
        let bare = empty(&[FundRole::Auditor]);
        let full = Self {
            choose: Some(Choose::sample()),
            first: Some("/desk/work".into()),
            next: Some("/desk/work".into()),
            csv: Some("/desk/work.csv".into()),
            ..empty(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial])
        };
        vec![bare, full]
    }
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let today = app.now().day_in(app.settings.fund.zone());
    let (actor, filter, after) = (viewer.actor(), asked.filter(), asked.after());
    let (found, counts, rounds) = app
        .read(move |conn| {
            let found = process::list_work(conn, &actor, (&filter, today), (after.as_ref(), PER_PAGE))?;
            Ok::<_, Error>((found, process::count_work(conn, &actor, today)?, opportunity::list_all(conn)?))
        })
        .await?;
    let roles = process::work_roles(&viewer.actor, today);
    let page = page(&asked, (&roles, &rounds), counts).fill(&asked, &found, (Doors::of(&viewer.actor), today));
    app.page(&viewer, &page)
}

/// The page without its rows.
fn page(asked: &Asked, (roles, rounds): (&[FundRole], &[Opportunity]), (overdue, today): (usize, usize)) -> ListPage {
    ListPage {
        lead: match (overdue, today) {
            (0, 0) => "Nothing of yours is overdue or due today.".into(),
            (0, n) => format!("{} due today.", cases(n)),
            (n, 0) => format!("{} overdue.", cases(n)),
            (late, now) => format!("{} overdue, {} due today.", cases(late), counted(now)),
        },
        due: asked.due_choices(),
        role: asked.role_choices(roles),
        stage: asked.stage_choices(),
        opportunity: asked.round_choices(rounds),
        choose: None,
        table: Table::new("work", "Cases that wait for you, what is due first before", columns()).empty("Nothing waits for you here."),
        first: asked.after().map(|_| asked.link("/desk/work", None, false)),
        next: None,
        csv: None,
    }
}

fn cases(n: usize) -> String {
    format!("{} {}", counted(n), if n == 1 { "case is" } else { "cases are" })
}

fn columns() -> Vec<Column> {
    ["Reference", "Due", "Where it stands", "What to do", "City", "Plan", "Round"].map(Column::text).into()
}

impl ListPage {
    fn fill(mut self, asked: &Asked, found: &WorkPage, (doors, today): (Doors<'_>, NaiveDate)) -> Self {
        if found.rows.is_empty() {
            return self;
        }
        self.csv = Some(asked.link("/desk/work.csv", None, false));
        self.next = found.next.as_ref().map(|last| asked.link("/desk/work", Some(last), false));
        let rows = found.rows.iter().map(|row| (row.reference.clone(), cells(row, (doors, today))));
        let all = asked.link("/desk/work", asked.after().as_ref(), true);
        self.choose = Choose::new(doors, "Choose cases", columns(), (rows.collect(), asked.is_all_selected()), &all);
        if self.choose.is_none() {
            self.table = self.table.rows(found.rows.iter().map(|row| cells(row, (doors, today))));
        }
        self
    }
}

fn cells(row: &Work, (doors, today): (Doors<'_>, NaiveDate)) -> Vec<Cell> {
    let due = match row.due_on {
        None => "No last day".to_owned(),
        Some(day) if day < today => format!("Overdue since {}", short_date(day)),
        Some(day) if day == today => "Today".to_owned(),
        Some(day) => short_date(day),
    };
    vec![
        doors.cell(&row.reference, format!("/desk/applications/{}", row.reference)).heading(),
        Cell::text(due),
        Cell::text(&row.place),
        Cell::text(row.steps.join("; ")),
        Cell::text(&row.city),
        Cell::text(&row.title),
        Cell::text(&row.opportunity),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
    }
}
