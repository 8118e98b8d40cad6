//! Draws by lot as everybody sees them, before and after they are made: the pool, the commitment, the public number that
//! decides, and how to draw again. Applications are named by their reference alone.

use crate::kernel::Id;
use crate::locale::format::datetime;
use crate::lottery::{self, Draw, Drawn, End, METHOD};
use crate::opportunity::{Opportunity, State};
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::sheet::{Link, Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/draws/{id}", Access::Anyone, show),
        get("/draws/{id}.json", Access::Anyone, record),
        get("/draws/{id}/pool.txt", Access::Anyone, pool),
    ]
}

/// Where a draw is published.
pub(in crate::web) fn href(draw: &Draw) -> String {
    format!("/draws/{}", draw.id)
}

/// The link to a draw, with how far it is.
pub(in crate::web) fn link(draw: &Draw) -> Link {
    let zone = draw.public.zone;
    let told = match &draw.end {
        None => format!("to be made from {} on", datetime(draw.public.at, zone)),
        Some(End::Drawn(drawn)) => format!("made on {}", datetime(drawn.at, zone)),
        Some(End::Cancelled(cancelled)) => format!("called off on {}", datetime(cancelled.at, zone)),
    };
    Link::new(href(draw), format!("Draw {}: {told}", draw.n))
}

async fn find(app: &App, id: &str) -> Result<(Opportunity, Draw), Problem> {
    let id: Id<Draw> = id.parse().map_err(|_| Problem::missing())?;
    Ok(app.read(move |conn| lottery::published(conn, id)).await?)
}

async fn pool(app: Data<App>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (_, draw) = find(&app, &id).await?;
    Ok(files::download("pool.txt", "text/plain; charset=utf-8", draw.pool_text()))
}

async fn record(app: Data<App>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (_, draw) = find(&app, &id).await?;
    let text = draw.drawn().map(|drawn| drawn.text.clone()).ok_or_else(Problem::missing)?;
    Ok(files::download("draw.json", "application/json", text))
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (round, draw) = find(&app, &id).await?;
    app.page(&viewer, &sheet(&round, &draw))
}

fn sheet(round: &Opportunity, draw: &Draw) -> Sheet {
    let heading = if draw.n == 1 { "Draw by lot".to_owned() } else { format!("Draw by lot {}", draw.n) };
    let mut sheet = Sheet::new(heading, &[]).about(&round.title).lead(lead(round, draw));
    if round.state == State::Published {
        sheet = sheet.back(format!("/opportunities/{}", round.slug), &round.title);
    }
    if let Some(drawn) = draw.drawn() {
        sheet = sheet.with(outcome(draw, drawn));
    }
    sheet.with(announced(draw)).with(committed(draw)).with(pool_section(draw)).with(again(draw))
}

/// How far it is, in a sentence.
fn lead(round: &Opportunity, draw: &Draw) -> String {
    let (title, size, zone) = (&round.title, draw.lots.len(), draw.public.zone);
    match &draw.end {
        None => format!(
            "{title}: among {size} applications that the scores do not tell apart, lots are drawn from {} on, when a number is public that nobody can know yet.",
            datetime(draw.public.at, zone)
        ),
        Some(End::Drawn(drawn)) => format!(
            "{title}: {} of {size} applications that the scores did not tell apart were chosen by lot on {}. Anybody can draw again and find the same.",
            drawn.chosen,
            datetime(drawn.at, zone)
        ),
        Some(End::Cancelled(cancelled)) => {
            format!("{title}: this draw was called off on {}, before it was made. {}", datetime(cancelled.at, zone), cancelled.reason)
        }
    }
}

fn announced(draw: &Draw) -> Section {
    let zone = draw.public.zone;
    let mut facts = vec![SummaryRow::new("Announced", &datetime(draw.at, zone)), SummaryRow::new("Who is chosen", &draw.rule())];
    if !draw.reason.is_empty() {
        facts.push(SummaryRow::new("Why there is another draw", &draw.reason));
    }
    facts.push(SummaryRow::new("What decides", &draw.source));
    facts.push(SummaryRow::new("When that number is public", &datetime(draw.public.at, zone)));
    facts.push(SummaryRow::new("Method", &format!("{METHOD}, of the fund’s program")));
    Section::new("What was announced")
        .text("All of this was published before the number could be known, and cannot be changed: whatever changes in the ranking later, the pool stays.")
        .facts(facts)
}

fn committed(draw: &Draw) -> Section {
    let mut facts = vec![SummaryRow::new("SHA-256 of the secret", &draw.commitment)];
    let secret = match &draw.end {
        None => None,
        Some(End::Drawn(drawn)) => Some(&drawn.secret),
        Some(End::Cancelled(cancelled)) => cancelled.secret.as_ref(),
    };
    facts.extend(secret.map(|secret| SummaryRow::new("The secret", secret)));
    Section::new("The commitment")
        .text("The lots are drawn by the public number and a secret together. The program made the secret when the draw was announced and shows it to nobody before; this digest shows that it was not exchanged.")
        .facts(facts)
}

fn pool_section(draw: &Draw) -> Section {
    let columns = vec![Column::text("Application"), Column::number("Number")];
    let rows =
        draw.lots.iter().zip(1..).map(|(lot, n): (_, usize)| vec![Cell::text(&lot.reference).heading(), Cell::number(n.to_string())]);
    Section::new("The pool")
        .text("Who can be drawn, by the number of the application, and the number that it has in the draw.")
        .facts(vec![SummaryRow::new("Root (RFC 6962)", &draw.pool_root)])
        .table(Table::new("pool", "The pool", columns).rows(rows.collect::<Vec<_>>()))
        .link(format!("{}/pool.txt", href(draw)), "The pool as a file")
}

fn outcome(draw: &Draw, drawn: &Drawn) -> Section {
    let columns = vec![Column::text("Application"), Column::number("Drawn as"), Column::text("Outcome")];
    let rows = drawn.record.chosen.iter().zip(1..).map(|(name, place): (_, usize)| {
        let status = if place <= drawn.chosen { Status::good("Chosen") } else { Status::quiet("Not chosen") };
        vec![Cell::text(name).heading(), Cell::number(place.to_string()), Cell::status(status)]
    });
    let others = draw.lots.len() - drawn.record.chosen.len();
    let mut section = Section::new("What was drawn")
        .facts(vec![
            SummaryRow::new("The public number", &drawn.number),
            SummaryRow::new("Where it was read", &drawn.origin),
            SummaryRow::new("Drawn", &datetime(drawn.at, draw.public.zone)),
        ])
        .table(Table::new("drawn", "The order drawn", columns).rows(rows.collect::<Vec<_>>()));
    if others > 0 {
        section = section.text(format!("The other {others} of the pool were not drawn."));
    }
    section.link(format!("{}.json", href(draw)), "The record of the draw as a file")
}

/// How anybody checks it with the program alone.
fn again(draw: &Draw) -> Section {
    let mut facts = vec![SummaryRow::new("The pool gives its root", "udf scoring draw --pool pool.txt")];
    let section = Section::new("Check it yourself");
    match &draw.end {
        Some(End::Drawn(drawn)) => {
            facts.push(SummaryRow::new("The secret gives its digest", &format!("printf %s {} | sha256sum", drawn.secret)));
            facts.push(SummaryRow::new("Drawing again gives the same", "udf scoring draw --verify draw.json --pool pool.txt"));
            section
                .text("Save the two files of this page, pool.txt and draw.json. The commands need no network and nothing of the fund.")
                .facts(facts)
        }
        Some(End::Cancelled(_)) => section.text("Save the file of this page, pool.txt.").facts(facts),
        None => {
            let command = format!("udf scoring draw --pool pool.txt --count {} --key NUMBER/SECRET", draw.count);
            facts.push(SummaryRow::new("The draw will be", &command));
            section
                .text("Save the file of this page, pool.txt, and this page itself. NUMBER will be the public number: letters and digits as they are published, in small letters, with a hyphen for whatever stands between them.")
                .facts(facts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Deadline, IdSource, Money, Timestamp};
    use crate::lottery::Cancelled;

    #[test]
    fn a_link_says_how_far_it_is() {
        let (ids, now) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let text = String::new;
        let lots = vec![lottery::Lot { application: ids.id(now), reference: "UDF-2027-0001".into(), amount: Money::ZERO }];
        let mut draw = Draw {
            id: ids.id(now),
            round: ids.id(now),
            n: 2,
            reason: text(),
            lots,
            pool_root: text(),
            count: 1,
            money: None,
            commitment: text(),
            source: text(),
            public: Deadline { at: now, zone: chrono_tz::UTC },
            ranking_sha256: text(),
            definition_sha256: text(),
            by: ids.id(now),
            by_name: text(),
            at: now,
            end: None,
        };
        assert_eq!(link(&draw).label, "Draw 2: to be made from January 1, 1970, 12:00 AM UTC on");
        draw.end = Some(End::Cancelled(Cancelled { reason: "So.".into(), secret: None, by_name: text(), at: now }));
        assert_eq!(link(&draw).label, "Draw 2: called off on January 1, 1970, 12:00 AM UTC");
    }
}
