//! Exactly what a page shows, all its pages, as a file that is written while it is read. Taking it out is recorded before
//! the file leaves.

use super::asked::Asked;
use super::show::Found;
use super::{HERE, LINES, lines, watch};
use crate::db::{Conn, Error};
use crate::locale::format::datetime;
use crate::people::Actor;
use crate::reporting::tracking::{self, ExpenseLine, Lines, SpendingFile};
use crate::reporting::{Holds, StreamError, Streamed, Value, Written};
use crate::web::doors::Doors;
use crate::web::{App, Form, Problem, Viewer, files};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use chrono::NaiveDate;

/// The most rows of a view.
const MOST: usize = 100_000;
const MISTAKE: &str = "The filters have a mistake. Open the page again and mend it there.";

/// Of which page.
#[derive(Clone, Copy)]
enum What {
    Figures,
    Lines,
    Advances,
    Ending,
}

impl What {
    fn of(text: &str) -> Self {
        match text {
            "lines" => Self::Lines,
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
            Self::Advances => (watch::ADVANCES, "open-advances"),
            Self::Ending => (watch::ENDING, "unspent-near-the-end"),
        }
    }
}

/// Why no file was made.
enum Refused {
    Fields,
    Stream(StreamError),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Stream(error.into())
    }
}

impl From<StreamError> for Refused {
    fn from(error: StreamError) -> Self {
        Self::Stream(error)
    }
}

fn problem(refused: Refused) -> Problem {
    match refused {
        Refused::Fields => no_file(MISTAKE),
        Refused::Stream(StreamError::Db(error)) => error.into(),
        Refused::Stream(StreamError::TooMany) => no_file(&StreamError::TooMany.to_string()),
        Refused::Stream(error) => Problem::broken(error.to_string()),
    }
}

fn no_file(sentence: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", sentence)
}

pub(super) async fn export(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let asked: Asked = serde_urlencoded::from_str(&form.text("query")).map_err(|_| no_file(MISTAKE))?;
    let is_csv = match form.text("format").as_str() {
        "csv" => true,
        "xlsx" => false,
        _ => return Err(no_file("Choose CSV or XLSX.")),
    };
    let what = What::of(&form.text("what"));
    let (page, file) = what.names();
    let (now, zone, db, actor) = (app.now(), app.settings.fund.zone(), app.db.clone(), viewer.actor());
    let address = asked.href(page);
    let head = vec![
        ("What".to_owned(), "Spending, exactly as the page on the desk shows it".to_owned()),
        ("Made".to_owned(), format!("{} ({zone})", datetime(now, zone))),
        ("Made by".to_owned(), format!("{} <{}>", actor.name, actor.email)),
        ("Address".to_owned(), address.clone()),
    ];
    let made = app.file_work(move || {
        let about = |streamed: Streamed| streamed.at(now, zone).head(head.clone());
        db.snapshot(|conn| match what {
            What::Lines => all_lines(conn, &actor, &asked, is_csv, &about),
            What::Figures => figures(conn, &actor, &asked, is_csv, &about),
            What::Advances | What::Ending => watched(conn, &actor, (&asked, what), (is_csv, now.day_in(zone)), &about),
        })
    });
    let written = made.await?.map_err(problem)?;
    let digested = app.file_work(move || written.sha256().map(|sha256| (written, sha256)));
    let (written, sha256) = digested.await?.map_err(|e| Problem::broken(e.to_string()))?;
    let format = if is_csv { "csv" } else { "xlsx" };
    let (record, by) = (SpendingFile { format, address, rows: written.rows, sha256, at: now }, viewer.actor());
    app.write(move |tx| tracking::take_out(tx, &by, &record)).await?;
    let name = format!("{file}-{}.{format}", now.day_in(zone));
    files::stream(&name, if is_csv { "text/csv; charset=utf-8" } else { files::XLSX }, written.file)
}

type About<'a> = dyn Fn(Streamed) -> Streamed + 'a;

fn write(streamed: &Streamed, is_csv: bool, rows: &mut crate::reporting::Rows<'_>) -> Result<Written, Refused> {
    Ok(if is_csv { streamed.csv(rows)? } else { streamed.xlsx(rows)? })
}

fn figures(conn: &mut Conn, actor: &Actor, asked: &Asked, is_csv: bool, about: &About<'_>) -> Result<Written, Refused> {
    let programs = tracking::programs(conn)?;
    let wanted = asked.with(|_| ()).wanted(&programs, MOST).map_err(|_| Refused::Fields)?;
    let grid = Found::read(conn, actor, &wanted)?.grid(asked, &programs, Doors::of(actor));
    let streamed = about(Streamed::new("Spending", grid.columns.clone()));
    write(&streamed, is_csv, &mut grid.into_values().into_iter().map(Ok))
}

/// All rows of a page of what to watch.
fn watched(
    conn: &mut Conn,
    actor: &Actor,
    (asked, what): (&Asked, What),
    (is_csv, today): (bool, NaiveDate),
    about: &About<'_>,
) -> Result<Written, Refused> {
    let programs = tracking::programs(conn)?;
    let filters = asked.filters(&programs).map_err(|_| Refused::Fields)?;
    let (title, grid) = match what {
        What::Ending => {
            let found = tracking::near_end(conn, actor, &filters, (today, watch::NEAR))?;
            ("Unspent near the end", watch::ending_grid(&found))
        }
        _ => ("Open advances", watch::advances_grid(&tracking::open_advances(conn, actor, &filters, today, MOST)?)),
    };
    let streamed = about(Streamed::new(title, grid.columns.clone()));
    write(&streamed, is_csv, &mut grid.into_values().into_iter().map(Ok))
}

fn all_lines(conn: &mut Conn, actor: &Actor, asked: &Asked, is_csv: bool, about: &About<'_>) -> Result<Written, Refused> {
    let programs = tracking::programs(conn)?;
    let filter = lines::filter(conn, actor, asked, &programs)?.map_err(|_| Refused::Fields)?;
    let streamed = about(Streamed::new("Expenses", columns()));
    let mut rows = Lines::new(conn, actor, &filter)?.map(|line| line.map(values));
    write(&streamed, is_csv, &mut rows)
}

fn columns() -> Vec<(&'static str, Holds)> {
    vec![
        ("What", Holds::Text(40)),
        ("Day", Holds::Text(12)),
        ("Award", Holds::Text(16)),
        ("City", Holds::Text(26)),
        ("Activity", Holds::Text(30)),
        ("Kind", Holds::Text(16)),
        ("Category", Holds::Text(16)),
        ("Paid to", Holds::Text(26)),
        ("State", Holds::Text(20)),
        ("Submitted by", Holds::Text(26)),
        ("Amount", Holds::Money),
        ("Accepted", Holds::Money),
    ]
}

fn values(line: ExpenseLine) -> Vec<Value> {
    let words = [
        line.description,
        line.spent_on.to_string(),
        line.reference,
        line.city,
        line.activity,
        line.kind,
        line.category,
        line.payee,
        line.state.label().to_owned(),
        line.submitted_by,
    ];
    words.into_iter().map(Value::Text).chain([Value::Money(line.amount), Value::Money(line.accepted)]).collect()
}
