//! `/desk/slate/{slug}/{n}`: a slate that was adopted, as it was looked at then.

use super::{files, panel, parts, recommend, recommendable, words};
use crate::locale::format::datetime;
use crate::opportunity::Opportunity;
use crate::slate::{self, Adopted};
use crate::web::doors::Doors;
use crate::web::fields::SummaryRow;
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use parts::Ways;
use serde::Deserialize;

/// What the address asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    page: Option<String>,
}

/// One adopted slate, as far as the viewer may see it.
pub(super) async fn read(app: &App, viewer: &Viewer, (slug, n): (String, String)) -> Result<(Opportunity, Adopted), Problem> {
    let n: i32 = n.parse().map_err(|_| Problem::missing())?;
    let (actor, now) = (viewer.actor(), app.now());
    Ok(app.long_read(move |conn| slate::adopted(conn, &actor, (&slug, now), n)).await?)
}

pub(super) async fn show(
    app: Data<App>,
    viewer: Viewer,
    path: Path<(String, String)>,
    asked: Query<Page>,
) -> Result<HttpResponse, Problem> {
    let (round, adopted) = read(&app, &viewer, path.into_inner()).await?;
    let page = asked.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1_usize).max(1);
    let proposal = &adopted.proposal;
    let chosen = parts::shown(proposal, page).iter().filter(|line| line.award.is_some() && adopted.holds());
    let open = recommendable(&app, &viewer, chosen.map(|line| line.reference.clone()).collect()).await?.open;
    let said = panel::said(&app, &viewer, proposal).await?;
    let address = format!("/desk/slate/{}/{}", round.slug, adopted.n);
    let ways = Ways { doors: Doors::of(&viewer.actor), open: &open, said: &said, address: &address, page };
    let mut sheet = Sheet::new(format!("Slate {}", adopted.n), &[])
        .about(&round.title)
        .back(format!("/desk/slate/{}", round.slug), format!("Slate of {}", round.title))
        .notes(panel::warning(proposal, &said).into_iter().collect())
        .with(adoption(&adopted, round.closes.zone).link_some(recommend::link(ways.doors, &address).filter(|_| adopted.holds())));
    if adopted.is_whole {
        sheet = parts::whole(proposal, ways).into_iter().fold(sheet.lead(words::message(proposal)), Sheet::with);
        sheet = sheet.with(files(&format!("{address}/export"), "", app.fresh_key())).with(parts::made(proposal, &adopted.inputs_sha256));
    } else {
        sheet = parts::rest(proposal, ways).into_iter().fold(sheet, Sheet::with);
    }
    app.page(&viewer, &sheet)
}

fn adoption(adopted: &Adopted, zone: Tz) -> Section {
    Section::new("How it was adopted").facts(facts(adopted, zone))
}

/// Who adopted it, when and why, and whether it holds.
fn facts(adopted: &Adopted, zone: Tz) -> Vec<SummaryRow> {
    let now = if adopted.holds() { "It holds".to_owned() } else { format!("Slate {} took its place", adopted.latest) };
    let mut facts = vec![SummaryRow::new("Adopted by", &format!("{}\n{}", adopted.by_name, datetime(adopted.at, zone)))];
    facts.extend(adopted.reason.as_ref().map(|reason| SummaryRow::new("Why", reason)));
    if adopted.is_whole && !adopted.proposal.inputs.words.is_empty() {
        facts.push(SummaryRow::new("Rules", &adopted.proposal.inputs.words.join("\n")));
    }
    facts.push(SummaryRow::new("Now", &now));
    facts
}
