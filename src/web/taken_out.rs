//! Figures of spending and what they are made of as a file that is written while it is read, for the fund and for a city
//! alike. Taking it out is recorded before the file leaves.

use super::figures::Grid;
use super::{App, Problem, Viewer, files, made_of};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::people::{Actor, Organisation};
use crate::reporting::tracking::{self, LineFilter, Lines, SpendingFile};
use crate::reporting::{Holds, Rows, StreamError, Streamed, Written};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// The most rows of a view that is not read piece by piece.
pub(super) const MOST: usize = 100_000;
const TOO_MANY: &str = "This is more than 100,000 rows, the most that one file of figures holds. Narrow it and take it out in parts.";
const MISTAKE: &str = "The filters have a mistake. Open the page again and mend it there.";

/// Why no file was made.
pub(super) enum Refused {
    /// What is asked for cannot be read.
    Fields,
    /// It has too many rows.
    TooMany,
    /// It could not be read or written.
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
        Refused::Fields => mistake(),
        Refused::TooMany => no_file(TOO_MANY),
        Refused::Stream(StreamError::Db(error)) => error.into(),
        Refused::Stream(StreamError::TooMany) => no_file(&StreamError::TooMany.to_string()),
        Refused::Stream(error) => Problem::broken(error.to_string()),
    }
}

/// No file is made, and why.
pub(super) fn no_file(sentence: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", sentence)
}

/// No file is made of filters with a mistake.
pub(super) fn mistake() -> Problem {
    no_file(MISTAKE)
}

/// A file that somebody asks for.
pub(super) struct Leaving {
    /// `csv` or `xlsx`, as the form has it.
    pub(super) format: String,
    /// The address of its page.
    pub(super) address: String,
    /// The beginning of its name.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// Of which city; over all awards if of none.
    pub(super) of: Option<Id<Organisation>>,
}

/// Where rows are written to.
pub(super) struct Out {
    is_csv: bool,
    now: Timestamp,
    zone: Tz,
    head: Vec<(String, String)>,
}

impl Out {
    /// The day of today.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.day_in(self.zone)
    }

    /// Writes rows as they are read.
    pub(super) fn rows(&self, title: &'static str, columns: Vec<(&'static str, Holds)>, rows: &mut Rows<'_>) -> Result<Written, Refused> {
        let streamed = Streamed::new(title, columns).at(self.now, self.zone).head(self.head.clone());
        Ok(if self.is_csv { streamed.csv(rows)? } else { streamed.xlsx(rows)? })
    }

    /// Writes a table of figures.
    pub(super) fn grid(&self, title: &'static str, grid: Grid) -> Result<Written, Refused> {
        let columns = grid.columns.clone();
        self.rows(title, columns, &mut grid.into_values().into_iter().map(Ok))
    }

    /// Writes all expenses of this kind that are open to the reader.
    pub(super) fn lines(&self, conn: &mut Conn, reader: &Actor, filter: &LineFilter) -> Result<Written, Refused> {
        let mut rows = Lines::new(conn, reader, filter)?.map(|line| line.map(made_of::line_values));
        self.rows("Expenses", made_of::line_columns(), &mut rows)
    }
}

/// Makes the file at one instant, records that it leaves, and sends it.
pub(super) async fn send(
    app: &App,
    viewer: &Viewer,
    leaving: Leaving,
    make: impl FnOnce(&mut Conn, &Actor, &Out) -> Result<Written, Refused> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (is_csv, format) = match leaving.format.as_str() {
        "csv" => (true, "csv"),
        "xlsx" => (false, "xlsx"),
        _ => return Err(no_file("Choose CSV or XLSX.")),
    };
    let (now, zone, db, actor) = (app.now(), app.settings.fund.zone(), app.db.clone(), viewer.actor());
    let Leaving { address, name, what, of, .. } = leaving;
    let head = vec![
        ("What".to_owned(), what.to_owned()),
        ("Made".to_owned(), format!("{} ({zone})", datetime(now, zone))),
        ("Made by".to_owned(), format!("{} <{}>", actor.name, actor.email)),
        ("Address".to_owned(), address.clone()),
    ];
    let out = Out { is_csv, now, zone, head };
    let made = app.file_work(move || db.snapshot(|conn| make(conn, &actor, &out)));
    let written = made.await?.map_err(problem)?;
    let digested = app.file_work(move || written.sha256().map(|sha256| (written, sha256)));
    let (written, sha256) = digested.await?.map_err(|e| Problem::broken(e.to_string()))?;
    let (record, by) = (SpendingFile { format, address, rows: written.rows, sha256, at: now }, viewer.actor());
    app.write(move |tx| tracking::take_out(tx, &by, of, &record)).await?;
    let name = format!("{name}-{}.{format}", now.day_in(zone));
    files::stream(&name, if is_csv { "text/csv; charset=utf-8" } else { files::XLSX }, written.file)
}
