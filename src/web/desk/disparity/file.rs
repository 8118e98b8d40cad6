//! Exactly this view as a file: the rows of all its tables in their order. Taking it out is recorded before the
//! file leaves.

use super::HERE;
use super::show::{about_year, judgement};
use crate::locale::format::datetime;
use crate::people::Actor;
use crate::places;
use crate::reporting::disparity::{self, Disparity, DisparityFile, Group, Part};
use crate::reporting::{Holds, Listing, Value};
use crate::web::{App, Form, Problem, Viewer, files};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use data_encoding::HEXLOWER;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

pub(super) async fn of_round(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let (round, found) = app.long_read(move |conn| disparity::disparity_of_round(conn, &actor, &slug)).await?;
    send((&app, &viewer), &form, found, (&round.title, &round.slug, format!("{HERE}/{}", round.slug))).await
}

pub(super) async fn of_year(app: Data<App>, viewer: Viewer, year: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let year: i32 = year.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app.long_read(move |conn| disparity::disparity_of_year(conn, &actor, year)).await?;
    send((&app, &viewer), &form, found, (&about_year(year), &year.to_string(), format!("{HERE}/year/{year}"))).await
}

/// Makes the file, records that it leaves, and lets it go.
async fn send(
    (app, viewer): (&App, &Viewer),
    form: &Form,
    found: Disparity,
    (about, name, address): (&str, &str, String),
) -> Result<HttpResponse, Problem> {
    let (format, kind) = match form.text("format").as_str() {
        "csv" => ("csv", "text/csv; charset=utf-8"),
        "xlsx" => ("xlsx", files::XLSX),
        _ => return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", "Choose CSV or XLSX.")),
    };
    let (now, zone) = (app.now(), app.settings.fund.zone());
    let mut head = vec![
        ("What".to_owned(), format!("Disparity: {about}")),
        ("Made".to_owned(), format!("{} ({zone})", datetime(now, zone))),
        ("Made by".to_owned(), made_by(&viewer.actor)),
        ("In short".to_owned(), found.sentence()),
        ("Address".to_owned(), address.clone()),
        ("Terms".to_owned(), found.policy.name.clone()),
    ];
    head.extend(found.reading().into_iter().map(|sentence| ("How to read it".to_owned(), sentence)));
    head.push(("Source".to_owned(), places::ATTRIBUTION.to_owned()));
    let listing = Listing { title: "Disparity", columns: columns(), rows: rows(&found), zone, head, at: now };
    let is_csv = format == "csv";
    let made = app.work(move || {
        if is_csv { listing.csv().map(String::into_bytes).map_err(|e| e.to_string()) } else { listing.xlsx().map_err(|e| e.to_string()) }
    });
    let bytes = made.await?.map_err(Problem::broken)?;
    let file = DisparityFile { format, address, rounds: found.rounds, sha256: HEXLOWER.encode(&Sha256::digest(&bytes)), at: now };
    let actor = viewer.actor();
    app.write(move |tx| disparity::take_out(tx, &actor, &file)).await?;
    Ok(files::download(&format!("disparity-{name}-{}.{format}", now.day_in(zone)), kind, bytes))
}

fn made_by(actor: &Actor) -> String {
    format!("{} <{}>", actor.name, actor.email)
}

fn columns() -> Vec<(&'static str, Holds)> {
    vec![
        ("What is compared", Holds::Text(34)),
        ("Group", Holds::Text(32)),
        ("Of", Holds::Text(12)),
        ("How many", Holds::Number),
        ("Selected", Holds::Number),
        ("Rate (%)", Holds::Number),
        ("95% interval from (%)", Holds::Number),
        ("95% interval to (%)", Holds::Number),
        ("Ratio to the highest", Holds::Number),
        ("Judgement", Holds::Text(22)),
        ("Fisher’s p", Holds::Number),
    ]
}

fn rows(found: &Disparity) -> Vec<Vec<Value>> {
    let threshold = found.policy.threshold();
    found.parts.iter().flat_map(|part| part.groups.iter().map(|group| row(part, group, &threshold)).collect::<Vec<_>>()).collect()
}

fn row(part: &Part, group: &Group, threshold: &str) -> Vec<Value> {
    let standing = &group.standing;
    let count = |n: u32| Value::Number(Some(Decimal::from(n)));
    let [rate, low, high] = match standing.rate {
        Some(rate) => rate.thousandths().map(|thousandths| Value::Number(Some(Decimal::new(thousandths, 1)))),
        None => [Value::Number(None), Value::Number(None), Value::Number(None)],
    };
    let ratio = if standing.is_highest { Some(100) } else { standing.against.map(|against| against.hundredths()) };
    vec![
        Value::Text(part.heading()),
        Value::Text(group.label.clone()),
        Value::Text(part.measure.of().to_owned()),
        count(standing.counts.all()),
        count(standing.counts.selected()),
        rate,
        low,
        high,
        Value::Number(ratio.map(|hundredths| Decimal::new(hundredths, 2))),
        Value::Text(judgement(group, threshold).text),
        Value::Number(standing.against.map(|against| Decimal::new(against.millionths(), 6))),
    ]
}
