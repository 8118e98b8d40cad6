//! Exactly what a page shows, all its pages, as a file.

use super::asked::Asked;
use super::show::Found;
use super::{BUDGETS, HELD, HERE, Known, LINES, lines, made_of, watch};
use crate::db::Conn;
use crate::people::Actor;
use crate::reporting::Written;
use crate::reporting::tracking::{self, Ending};
use crate::web::doors::Doors;
use crate::web::taken_out::{self, Leaving, MOST, Out, Refused};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Of which page.
#[derive(Clone, Copy)]
enum What {
    Figures,
    Lines,
    Budgets,
    Held,
    Advances,
    Ending,
}

impl What {
    fn of(text: &str) -> Self {
        match text {
            "lines" => Self::Lines,
            "budgets" => Self::Budgets,
            "held" => Self::Held,
            "advances" => Self::Advances,
            "ending" => Self::Ending,
            _ => Self::Figures,
        }
    }

    /// The address of the page, and the name of the file.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Figures => (HERE, "spending"),
            Self::Lines => (LINES, "expenses"),
            Self::Budgets => (BUDGETS, "planned"),
            Self::Held => (HELD, "held-activities"),
            Self::Advances => (watch::ADVANCES, "open-advances"),
            Self::Ending => (watch::ENDING, "unspent-near-the-end"),
        }
    }
}

pub(super) async fn export(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let asked: Asked = serde_urlencoded::from_str(&form.text("query")).map_err(|_| taken_out::mistake())?;
    let what = What::of(&form.text("what"));
    let (page, name) = what.names();
    let leaving = Leaving {
        format: form.text("format"),
        address: asked.href(page),
        name,
        what: "Spending, exactly as the page on the desk shows it",
        of: None,
    };
    let make = move |conn: &mut Conn, actor: &Actor, out: &Out| match what {
        What::Figures => figures(conn, actor, &asked, out),
        What::Lines => all_lines(conn, actor, &asked, out),
        What::Budgets | What::Held => parts(conn, actor, (&asked, what), out),
        What::Advances | What::Ending => watched(conn, actor, (&asked, what), out),
    };
    taken_out::send(&app, &viewer, leaving, make).await
}

fn figures(conn: &mut Conn, actor: &Actor, asked: &Asked, out: &Out) -> Result<Written, Refused> {
    let programs = tracking::programs(conn)?;
    let wanted = asked.with(|_| ()).wanted(&programs, MOST).map_err(|_| Refused::Fields)?;
    let found = Found::read(conn, actor, &wanted)?;
    if found.next().is_some() {
        return Err(Refused::TooMany);
    }
    out.grid("Spending", found.file(asked, &programs, Doors::of(actor)))
}

fn all_lines(conn: &mut Conn, actor: &Actor, asked: &Asked, out: &Out) -> Result<Written, Refused> {
    let known = Known::with_kinds(conn, actor, asked)?;
    let filter = lines::filter(conn, actor, asked, &known)?.map_err(|_| Refused::Fields)?;
    out.lines(conn, actor, &filter)
}

/// All lines of plans, or all activities that were held.
fn parts(conn: &mut Conn, actor: &Actor, (asked, what): (&Asked, What), out: &Out) -> Result<Written, Refused> {
    let known = Known::with_kinds(conn, actor, asked)?;
    let filter = made_of::filter(conn, actor, asked, &known)?.map_err(|_| Refused::Fields)?;
    let (title, grid, next) = if matches!(what, What::Held) {
        let (found, next) = tracking::list_held(conn, actor, &filter, "", MOST)?;
        ("Activities that were held", made_of::held(&found, true), next)
    } else {
        let (found, next) = tracking::list_plans(conn, actor, &filter, "", MOST)?;
        ("Planned", made_of::plans(&found, true), next)
    };
    if next.is_some() { Err(Refused::TooMany) } else { out.grid(title, grid) }
}

/// All rows of a page of what to watch.
fn watched(conn: &mut Conn, actor: &Actor, (asked, what): (&Asked, What), out: &Out) -> Result<Written, Refused> {
    let programs = tracking::programs(conn)?;
    let filters = asked.filters(&programs).map_err(|_| Refused::Fields)?;
    if matches!(what, What::Ending) {
        let today = out.today();
        let all = Ending::new(conn, actor, &filters, (today, watch::NEAR))?;
        let total = (!all.is_empty()).then(|| Ok(watch::ending_total(all.total)));
        let mut rows = all.map(|row| row.map(|row| watch::ending_row(&row, today).values)).chain(total);
        out.rows("Unspent near the end", watch::ending_columns(), &mut rows)
    } else {
        let found = tracking::open_advances(conn, actor, &filters, out.today(), ("", MOST))?;
        if found.next.is_some() { Err(Refused::TooMany) } else { out.grid("Open advances", watch::advances_grid(&found)) }
    }
}
