//! The ranking as files: the table of the page with all its rows, and the scores and amounts from which anyone makes it again.
//! What leaves is what the viewer may see, and that it leaves is recorded first.

use super::beside::{self, Told};
use super::rows::{Held, held};
use super::tables::{COLUMNS, headings};
use super::{WHO, agreement, evaluated, scope, sheets, words};
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::people::Actor;
use crate::reporting::ranking::{Outcome, Round};
use crate::reporting::{CsvError, Holds, Listing};
use crate::views::{self, Export, ViewError};
use crate::web::access::Access;
use crate::web::{App, Form, Problem, Route, Viewer, files, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/ranking/{slug}/export", Access::Fund(WHO), export)]
}

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
    Scores,
    Amounts,
}

impl Kind {
    fn read(text: &str) -> Result<Self, Problem> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "scores" => Ok(Self::Scores),
            "amounts" => Ok(Self::Amounts),
            _ => Err(refused("Choose CSV, XLSX, the scores, or the amounts.")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Csv | Self::Xlsx => "ranking",
            Self::Scores => "scores",
            Self::Amounts => "amounts",
        }
    }

    fn ending(self) -> &'static str {
        if self == Self::Xlsx { "xlsx" } else { "csv" }
    }
}

async fn export(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (kind, of) = (Kind::read(&form.text("format"))?, scope(&form.text("of"))?);
    let (now, zone) = (app.now(), app.settings.fund.zone());
    let (round, outcome) = evaluated(&app, &viewer, &slug, of).await?;
    // The table of scores says no scale: whoever evaluates it would put them in one order.
    if let Some(sentence) = round.mixed_scales.as_ref().filter(|_| kind == Kind::Scores) {
        return Err(refused(sentence));
    }
    if round.ranked.is_empty() {
        return Err(refused("No application is ranked, so that there is nothing to take out."));
    }
    let (title, rows) = (round.title.clone(), round.ranked.len());
    let told = beside::told(&app, &viewer, &round).await?;
    let by = viewer.actor();
    let made = app.work(move || bytes(kind, (&round, &outcome, &told), (&by, now, zone))).await?;
    let bytes = made.map_err(Problem::broken)?;
    let record = Export {
        format: kind.ending().into(),
        rows,
        filters: vec![format!("Round: {title}"), format!("Ranking: {}", kind.name()), format!("Ranked: {of}")],
        query: format!("/desk/ranking/{slug}?of={of}"),
        sha256: HEXLOWER.encode(&Sha256::digest(&bytes)),
        at: now,
    };
    let actor = viewer.actor();
    app.write(move |tx| views::export_ranking(tx, &actor, &record)).await.map_err(|e: ViewError| Problem::from(e))?;
    let name = format!("{}-{slug}-{}.{}", kind.name(), now.day_in(zone), kind.ending());
    Ok(files::download(&name, if kind == Kind::Xlsx { XLSX } else { CSV }, bytes))
}

fn refused(sentence: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", sentence)
}

fn bytes(kind: Kind, (round, outcome, told): (&Round, &Outcome, &Told), made: (&Actor, Timestamp, Tz)) -> Result<Vec<u8>, String> {
    let text = |text: Result<String, CsvError>| text.map(String::into_bytes).map_err(|e| e.to_string());
    match kind {
        Kind::Scores => text(round.scores_csv()),
        Kind::Amounts => text(round.costs_csv()),
        Kind::Csv => text(listing((round, outcome), told, made).csv()),
        Kind::Xlsx => {
            let more = outcome.view().map_or_else(Vec::new, |view| sheets::all(round, view, &round.lines(Some(view))));
            listing((round, outcome), told, made).xlsx_with(&more).map_err(|e| e.to_string())
        }
    }
}

/// The table of the page, with what the page says above and below it.
fn listing((round, outcome): (&Round, &Outcome), told: &Told, (actor, now, zone): (&Actor, Timestamp, Tz)) -> Listing {
    let view = outcome.view();
    let lines = round.lines(view);
    let line = |label: &str, value: String| (label.to_owned(), value);
    let mut head = vec![
        line("What", "Ranking of a round, exactly as the desk shows it".into()),
        line("Round", round.title.clone()),
        line("Made", format!("{} ({zone})", datetime(now, zone))),
        line("Made by", format!("{} <{}>", actor.name, actor.email)),
        line("Money", words::money(round)),
        line("In words", words::message(round, &lines)),
    ];
    head.extend(words::sentences(round, view, &lines).into_iter().chain(words::warnings(round, outcome)).map(|said| line("", said)));
    let lots = told.lots.as_ref().map(super::super::lottery::told).unwrap_or_default();
    head.extend(lots.into_iter().map(|said| line("Draw by lot", said)));
    if let Some(view) = view {
        head.push(line("Agreement", agreement::sentence(view.agreement.interval())));
        head.extend(words::computed(round, view).into_iter().map(|row| (row.key, row.lines.join("; "))));
    }
    let columns = headings(round.scope).into_iter().zip(COLUMNS).map(|(name, (column, is_number))| match column {
        "Asked for" | "Sum so far" => (name, Holds::Money),
        _ if is_number => (name, Holds::Number),
        _ => (name, Holds::Text(26)),
    });
    Listing {
        title: "Ranking",
        columns: columns.chain(told.columns()).collect(),
        rows: lines.iter().map(|line| held(line).into_iter().map(Held::value).chain(told.values(line)).collect()).collect(),
        zone,
        head,
        at: now,
    }
}
