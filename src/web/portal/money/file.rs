//! Exactly what a page of a city's figures shows, as a file of the same kinds as the fund's.

use super::asked::{Asked, Own};
use super::{BUDGETS, HELD, HERE, LINES, awards_grid, categories_grid, kinds_grid, made_of};
use crate::db::Conn;
use crate::people::Actor;
use crate::reporting::Written;
use crate::reporting::tracking;
use crate::web::taken_out::{self, Leaving, MOST, Out, Refused};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::Data;

/// The address of the page that has this, and the name of its file.
fn names(what: &str) -> (&'static str, &'static str) {
    match what {
        "lines" => (LINES, "expenses"),
        "budgets" => (BUDGETS, "planned"),
        "held" => (HELD, "held-activities"),
        "categories" => (HERE, "spending-by-category"),
        "kinds" => (HERE, "spending-by-kind"),
        _ => (HERE, "spending-by-award"),
    }
}

pub(super) async fn export(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let asked: Asked = serde_urlencoded::from_str(&form.text("query")).map_err(|_| taken_out::mistake())?;
    let (what, of, actor) = (form.text("what"), asked.clone(), viewer.actor());
    let city = app.read(move |conn| Own::read(conn, &actor, &of).map(|own| own.city)).await?;
    let (page, name) = names(&what);
    let leaving = Leaving {
        format: form.text("format"),
        address: asked.with(|a| a.city = city.text()).href(page),
        name,
        what: "Spending of one city, exactly as its page shows it",
        of: Some(city),
    };
    taken_out::send(&app, &viewer, leaving, move |conn, actor, out| write(conn, actor, (&asked, &what), out)).await
}

fn write(conn: &mut Conn, actor: &Actor, (asked, what): (&Asked, &str), out: &Out) -> Result<Written, Refused> {
    let own = Own::read(conn, actor, asked)?;
    let (title, grid, next) = match what {
        "lines" => return out.lines(conn, actor, &own.lines(asked)?),
        "budgets" => {
            let (found, next) = tracking::list_plans(conn, actor, &own.parts(asked), "", MOST)?;
            ("Planned", made_of::plans(&found, true), next)
        }
        "held" => {
            let (found, next) = tracking::list_held(conn, actor, &own.parts(asked), "", MOST)?;
            ("Activities that were held", made_of::held(&found, true), next)
        }
        _ => {
            let figures = tracking::city_figures(conn, actor, own.city, ("", MOST))?;
            match what {
                "categories" => ("By category", categories_grid(&figures.categories, own.city), None),
                "kinds" => ("By kind of activity", kinds_grid(&figures.kinds, own.city), None),
                _ => ("By award", awards_grid(&figures.awards, own.city), figures.awards.next.clone()),
            }
        }
    };
    if next.is_some() { Err(Refused::TooMany) } else { out.grid(title, grid) }
}
