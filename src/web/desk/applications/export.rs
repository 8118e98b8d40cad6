//! Exactly this view as a file: all its pages, in its order, with its columns, and what its viewer may see.
//! Taking it out is recorded before the file leaves, which is why it is a button and not a link.

use super::asked::Asked;
use crate::db::Error;
use crate::kernel::Timestamp;
use crate::locale::format::{datetime, number};
use crate::opportunity;
use crate::people::Actor;
use crate::process::{self, Row};
use crate::reporting::{Holds, Listing, Value};
use crate::views::{self, Export, ViewError};
use crate::web::access::{Access, STAFF};
use crate::web::{App, Form, Problem, Route, Viewer, files, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The most applications in one file.
pub(super) const MOST_ROWS: usize = 10_000;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/applications/export", Access::Fund(STAFF), export)]
}

async fn export(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (asked, now, zone) = (Asked::read(&form.text("query"))?, app.now(), app.settings.fund.zone());
    let is_csv = match form.text("format").as_str() {
        "csv" => true,
        "xlsx" => false,
        _ => return Err(refused("Choose CSV or XLSX.")),
    };
    let filter = asked.filter((zone, now)).map_err(|_| refused("The filters have a mistake. Open the list again and mend it there."))?;
    let limit = i64::try_from(MOST_ROWS + 1).unwrap_or(i64::MAX);
    let reader = viewer.actor();
    let read = app
        .long_read(move |conn| Ok::<_, Error>((process::list_cases(conn, &reader, &filter, (None, limit))?, opportunity::list_all(conn)?)));
    let (rows, rounds) = read.await?;
    if rows.len() > MOST_ROWS {
        let most = number(i64::try_from(MOST_ROWS).unwrap_or(i64::MAX));
        let sentence = format!(
            "This view has more than {most} applications, the most that one file holds. Narrow it, for example by round or by the days received, and take it out in parts."
        );
        return Err(refused(&sentence));
    }
    let words = asked.words(&rounds);
    let listing = listing(rows, (&words, &asked), (&viewer.actor, now, zone));
    let count = listing.rows.len();
    let made = app.work(move || {
        if is_csv { listing.csv().map(String::into_bytes).map_err(|e| e.to_string()) } else { listing.xlsx().map_err(|e| e.to_string()) }
    });
    let bytes = made.await?.map_err(Problem::broken)?;
    let kind = if is_csv { "csv" } else { "xlsx" };
    let record = Export {
        format: kind.into(),
        rows: count,
        filters: words.into_iter().map(|(name, value)| format!("{name}: {value}")).collect(),
        query: asked.query(),
        sha256: HEXLOWER.encode(&Sha256::digest(&bytes)),
        at: now,
    };
    let actor = viewer.actor();
    app.write(move |tx| views::export(tx, &actor, &record)).await.map_err(|e: ViewError| Problem::from(e))?;
    let name = format!("applications-{}.{kind}", now.day_in(zone));
    Ok(files::download(&name, if is_csv { "text/csv; charset=utf-8" } else { files::XLSX }, bytes))
}

fn refused(sentence: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", sentence)
}

/// The rows with the columns of the page.
fn listing(rows: Vec<Row>, (words, asked): (&[(String, String)], &Asked), (actor, now, zone): (&Actor, Timestamp, Tz)) -> Listing {
    let count = number(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let head = [
        ("What".to_owned(), "Applications, exactly as the list on the desk shows them".to_owned()),
        ("Made".to_owned(), format!("{} ({zone})", datetime(now, zone))),
        ("Made by".to_owned(), format!("{} <{}>", actor.name, actor.email)),
        ("Applications".to_owned(), count),
    ];
    let address = ("Address".to_owned(), format!("/desk/applications?{}", asked.query()));
    let columns = vec![
        ("Reference", Holds::Text(16)),
        ("City", Holds::Text(26)),
        ("Plan", Holds::Text(44)),
        ("Round", Holds::Text(36)),
        ("Asked for", Holds::Money),
        ("Received", Holds::Moment),
        ("Stage", Holds::Text(18)),
    ];
    let values = |row: Row| {
        let text = Value::Text;
        let plan = row.marked_title();
        vec![
            text(row.reference),
            text(row.city),
            text(plan),
            text(row.opportunity),
            Value::Money(row.total),
            Value::Moment(row.submitted_at),
            text(row.stage.label().to_owned()),
        ]
    };
    Listing {
        title: "Applications",
        columns,
        rows: rows.into_iter().map(values).collect(),
        zone,
        head: head.into_iter().chain(words.iter().cloned()).chain([address]).collect(),
        at: now,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_has_the_columns_of_the_page() {
        let asked = super::Asked::default();
        let listing =
            super::listing(vec![], (&[], &asked), (&super::Actor::anonymous(), super::Timestamp::from_micros(0), chrono_tz::Tz::UTC));
        let page: Vec<String> = super::super::columns().into_iter().map(|column| column.label).collect();
        assert_eq!(listing.columns.iter().map(|(label, _)| *label).collect::<Vec<_>>(), page);
    }
}
