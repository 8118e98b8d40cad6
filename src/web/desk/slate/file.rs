//! A slate as a file: the list of applications, a workbook with the price of each rule and who comes next too, or the table from which
//! anyone chooses again. What leaves is what the viewer may see, and that it leaves is recorded first.

use super::panel::{self, Said};
use super::{seen, shown, words};
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::meeting::Settled;
use crate::people::Actor;
use crate::reporting::{Holds, Listing, Sheet, Value};
use crate::slate::{Line, Proposal, Proposed};
use crate::views::{self, Export, ViewError};
use crate::web::{App, Form, Problem, Viewer, files};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

const CSV: &str = "text/csv; charset=utf-8";
const WORDS: Holds = Holds::Text(60);
const NAME: Holds = Holds::Text(26);

/// What a file is of.
struct About {
    /// The name of the round.
    title: String,
    /// Its name in addresses.
    slug: String,
    /// What stands in the head: `Slate 2`, or `Slate, proposed`.
    what: String,
    /// The address of the page.
    address: String,
    /// The digest of the inputs.
    sha256: String,
    /// Whether the viewer sees all of it.
    is_whole: bool,
}

pub(super) async fn proposed(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let asked: Vec<(String, String)> = serde_urlencoded::from_str(&form.text("asked")).unwrap_or_default();
    let asked = Form::default().with_fields(asked);
    let seen = seen(&app, &viewer, &slug, &asked).await?;
    let Some(Proposed::Slate(proposal, sha256)) = seen.proposed else {
        return Err(refused("There is no slate to take out."));
    };
    let address = format!("/desk/slate/{slug}?{}", super::asked::address(&asked));
    let about = About { title: seen.situation.round.title, slug, what: "Slate, proposed".into(), address, sha256, is_whole: true };
    send((&app, &viewer), &form, about, *proposal).await
}

pub(super) async fn adopted(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (round, adopted) = shown::read(&app, &viewer, path.into_inner()).await?;
    let about = About {
        title: round.title,
        what: format!("Slate {}", adopted.n),
        address: format!("/desk/slate/{}/{}", round.slug, adopted.n),
        slug: round.slug,
        sha256: adopted.inputs_sha256,
        is_whole: adopted.is_whole,
    };
    send((&app, &viewer), &form, about, adopted.proposal).await
}

fn refused(sentence: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No file was made", sentence)
}

/// Makes the file, records that it leaves, and lets it go.
async fn send((app, viewer): (&App, &Viewer), form: &Form, about: About, proposal: Proposal) -> Result<HttpResponse, Problem> {
    let (format, kind, name) = match form.text("format").as_str() {
        "csv" => ("csv", CSV, "slate"),
        "xlsx" => ("xlsx", files::XLSX, "slate"),
        "input" if about.is_whole => ("csv", CSV, "slate-input"),
        _ => return Err(refused("Choose a workbook, the list, or the table for the command.")),
    };
    let (now, zone, actor) = (app.now(), app.settings.fund.zone(), viewer.actor());
    let file = format!("{name}-{}-{}.{format}", about.slug, now.day_in(zone));
    let mut record = Export {
        format: format.to_owned(),
        rows: proposal.lines.len(),
        filters: vec![format!("Round: {}", about.title), about.what.clone()],
        query: about.address.clone(),
        sha256: String::new(),
        at: now,
    };
    let by = actor.clone();
    let said = panel::said(app, viewer, &proposal).await?;
    let made = app.work(move || -> Result<Vec<u8>, String> {
        if name == "slate-input" {
            return Ok(proposal.inputs.csv.into_bytes());
        }
        let listing = listing(&about, (&proposal, &said), (&by, now, zone));
        if format == "csv" {
            return listing.csv().map(String::into_bytes).map_err(|e| e.to_string());
        }
        let more = if about.is_whole { vec![prices(&proposal), next(&proposal)] } else { vec![] };
        listing.xlsx_with(&more).map_err(|e| e.to_string())
    });
    let bytes = made.await?.map_err(Problem::broken)?;
    record.sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
    app.write(move |tx| views::export_ranking(tx, &actor, &record)).await.map_err(|e: ViewError| Problem::from(e))?;
    Ok(files::download(&file, kind, bytes))
}

fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

fn number(exact: &str) -> Value {
    Value::Number(exact.parse::<Decimal>().ok())
}

fn count(n: usize) -> Value {
    Value::Number(Some(Decimal::from(n)))
}

fn listing(about: &About, (proposal, said): (&Proposal, &Said), (by, now, zone): (&Actor, Timestamp, Tz)) -> Listing {
    let line = |label: &str, value: String| (label.to_owned(), value);
    let mut head = vec![
        line("What", about.what.clone()),
        line("Round", about.title.clone()),
        line("Made", format!("{} ({zone})", datetime(now, zone))),
        line("Made by", format!("{} <{}>", by.name, by.email)),
    ];
    if about.is_whole {
        let inputs = &proposal.inputs;
        head.push(line("In words", words::message(proposal)));
        head.extend(words::sentences(proposal).into_iter().map(|sentence| line("", sentence)));
        head.extend(inputs.words.iter().map(|rule| line("Rule", rule.clone())));
        head.push(line("The next $10,000", words::next_money(proposal.next.as_ref(), proposal.is_next_undecided)));
        head.push(line("Computed by", inputs.model.clone()));
        head.push(line("Rules of the round", format!("Version {}, SHA-256 {}", inputs.version, inputs.definition_sha256)));
        head.push(line("Scores", inputs.scores_sha256.clone()));
        head.push(line("All inputs", about.sha256.clone()));
        head.push(line("The same again", inputs.command.clone()));
    }
    head.extend(panel::warning(proposal, said).map(|sentence| line("Panel", sentence)));
    let mut columns = vec![
        ("Application", NAME),
        ("City", NAME),
        ("Place", Holds::Number),
        ("Points", Holds::Number),
        ("Asked for", Holds::Money),
        ("Gets", Holds::Money),
        ("Runner-up", Holds::Number),
        ("Chosen, or why not", WORDS),
    ];
    let is_told = proposal.lines.iter().any(|line| said.contains_key(&line.application));
    if is_told {
        columns.extend(PANEL);
    }
    let rows = proposal.lines.iter().map(|line| {
        let mut values = row(proposal, line);
        if is_told {
            values.extend(panel_values(line, said));
        }
        values
    });
    Listing { title: "Slate", columns, rows: rows.collect(), zone, head, at: now }
}

/// What stands there of the panel, where one said anything.
const PANEL: [(&str, Holds); 4] =
    [("Panel", NAME), ("Panel’s vote", Holds::Text(50)), ("Panel’s consensus", Holds::Number), ("Departs from the panel", WORDS)];

fn panel_values(line: &Line, said: &Said) -> [Value; 4] {
    let settled = said.get(&line.application);
    let or_nothing = |words: Option<String>| text(words.unwrap_or_default());
    [
        or_nothing(settled.map(|settled| settled.outcome.words())),
        or_nothing(settled.and_then(Settled::vote_words)),
        Value::Number(settled.and_then(|settled| settled.consensus).and_then(|points| points.to_string().parse().ok())),
        or_nothing(panel::of_line(line, said)),
    ]
}

fn row(proposal: &Proposal, line: &Line) -> Vec<Value> {
    let next = proposal.runners_up.iter().position(|runner_up| runner_up.application == line.application);
    let said = match line.award {
        Some(_) if line.is_partial() => "Chosen, in part".to_owned(),
        Some(_) => "Chosen".to_owned(),
        None => line.why_not.join(" "),
    };
    vec![
        text(&line.reference),
        text(&line.city),
        count(line.place),
        number(&line.value),
        Value::Money(line.asked),
        line.award.map_or_else(|| text(""), Value::Money),
        next.map_or(Value::Number(None), |place| count(place + 1)),
        text(said),
    ]
}

/// What each rule costs.
fn prices(proposal: &Proposal) -> Sheet {
    let columns = vec![("Rule", WORDS), ("Binds", NAME), ("Points gained without it", Holds::Number), ("In words", WORDS)];
    let row = |price: &crate::slate::Price| {
        vec![text(&price.rule), text(if price.binds { "Binds" } else { "Leaves room" }), number(&price.gain), text(words::price(price))]
    };
    Sheet { title: "Rules", columns, rows: proposal.prices.iter().map(row).collect() }
}

/// Who comes next.
fn next(proposal: &Proposal) -> Sheet {
    let columns = vec![("Next", Holds::Number), ("Application", NAME), ("Points that it would cost", Holds::Number)];
    let rows = proposal.runners_up.iter().enumerate().map(|(n, one)| vec![count(n + 1), text(&one.reference), number(&one.loss)]);
    Sheet { title: "Who comes next", columns, rows: rows.collect() }
}
