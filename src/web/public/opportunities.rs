//! Opportunities for everybody: the list, and one opportunity.

use super::{draws, moved};
use crate::asking;
use crate::kernel::Timestamp;
use crate::locale::format;
use crate::lottery;
use crate::opportunity::{self, Definition, Opportunity, Window};
use crate::templates::Page;
use crate::web::fields::{LastInstant, Status};
use crate::web::sheet::Link;
use crate::web::{Access, App, Problem, Route, Viewer, get, zones};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;
use std::sync::Arc;

/// So many of the latest answers are named on the page of the round.
const LATEST: i64 = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/opportunities", Access::Anyone, list), get("/opportunities/{slug}", Access::Anyone, show)]
}

#[derive(Serialize)]
struct Card {
    href: String,
    title: String,
    summary: String,
    amounts: String,
    closes: LastInstant,
    status: Status,
}

#[derive(Serialize)]
struct ListPage {
    cards: Vec<Card>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "public/opportunities/list";
    fn title(&self) -> String {
        "Opportunities".into()
    }
    fn samples() -> Vec<Self> {
        let card = Card {
            href: "/opportunities/x".into(),
            title: "X".into(),
            summary: "S".into(),
            amounts: "$5,000 to $15,000".into(),
            closes: LastInstant::default(),
            status: Status::good("Open"),
        };
        vec![Self { cards: vec![] }, Self { cards: vec![card] }]
    }
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let found = app.read(move |conn| {
        let published = opportunity::list_published(conn)?;
        let rounds = published
            .into_iter()
            .map(|o| opportunity::definition(conn, &o.definition_sha256).map(|d| (o, d)))
            .collect::<Result<Vec<_>, crate::db::Error>>()?;
        Ok::<_, crate::db::Error>((rounds, zones::of(conn, &actor)?))
    });
    let now = app.now();
    let (rounds, zones) = found.await?;
    let cards = rounds.into_iter().map(|(o, d)| card(&o, &d, (now, &zones))).collect();
    app.page(&viewer, &ListPage { cards })
}

fn card(o: &Opportunity, d: &Definition, (now, zones): (Timestamp, &[Tz])) -> Card {
    Card {
        href: format!("/opportunities/{}", o.slug),
        title: d.title.clone(),
        summary: d.summary.clone(),
        amounts: format!("{} to {}", dollars(d.amounts.floor()), dollars(d.amounts.cap())),
        closes: LastInstant::new(o.closes.at, o.closes.zone, zones),
        status: status(o, now),
    }
}

fn status(o: &Opportunity, now: Timestamp) -> Status {
    match o.window(now) {
        Window::Upcoming => Status::quiet("Opens soon"),
        Window::Open => Status::good("Open"),
        Window::Closed => Status::quiet("Closed"),
    }
}

/// `$5,000`, without cents that are nothing.
pub(in crate::web) fn dollars(amount: crate::kernel::Money) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

#[derive(Serialize)]
struct ShowPage {
    slug: String,
    title: String,
    summary: String,
    status: Status,
    amounts: String,
    opens: String,
    closes: String,
    moved: Vec<String>,
    closes_iso: String,
    grace: Option<String>,
    now_iso: String,
    decisions: String,
    period: String,
    joint: Option<String>,
    effort: String,
    you_need: Vec<String>,
    eligibility: Vec<String>,
    kinds: Vec<Pair>,
    categories: Vec<Pair>,
    criteria: Vec<Pair>,
    /// The published rules of the choice.
    choice: Vec<String>,
    contact_name: String,
    contact_email: String,
    is_open: bool,
    answers: Vec<Link>,
    /// What is announced about a draw by lot.
    lottery: Option<String>,
    draws: Vec<Link>,
}

#[derive(Serialize)]
struct Pair {
    term: String,
    text: String,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "public/opportunities/show";
    fn title(&self) -> String {
        self.title.clone()
    }
    fn samples() -> Vec<Self> {
        let text = || "x".to_owned();
        let sample = |is_open: bool| Self {
            slug: text(),
            title: text(),
            summary: text(),
            status: Status::good("Open"),
            amounts: text(),
            opens: text(),
            closes: text(),
            moved: if is_open { vec![text()] } else { vec![] },
            closes_iso: text(),
            grace: is_open.then(text),
            now_iso: text(),
            decisions: text(),
            period: text(),
            joint: is_open.then(text),
            effort: text(),
            you_need: vec![text()],
            eligibility: vec![text()],
            kinds: vec![Pair { term: text(), text: text() }],
            categories: vec![],
            criteria: vec![Pair { term: text(), text: text() }],
            choice: if is_open { vec![text()] } else { vec![] },
            contact_name: text(),
            contact_email: text(),
            is_open,
            answers: if is_open { vec![Link::new("/x", "X")] } else { vec![] },
            lottery: is_open.then(text),
            draws: if is_open { vec![Link::new("/x", "X")] } else { vec![] },
        };
        vec![sample(true), sample(false)]
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (o, d) = load(&app, slug.into_inner()).await?;
    let (round, form, actor) = (o.clone(), Arc::clone(&d), viewer.actor());
    let read = app.read(move |conn| {
        let changes = opportunity::list_moved(conn, &round, &form, LATEST)?;
        let latest = asking::latest_published(conn, round.id, LATEST)?;
        let draws = lottery::list_of_round(conn, round.id)?;
        Ok::<_, crate::db::Error>((latest, moved::words(&changes, form.dates.zone), zones::of(conn, &actor)?, draws))
    });
    let (latest, changes, zones, found) = read.await?;
    let page = show_page(&o, &d, (app.now(), &zones));
    let draws: Vec<Link> = found.iter().map(draws::link).collect();
    let lottery = page.lottery.clone().or_else(|| draws.first().map(|_| "Lots were drawn in this round.".to_owned()));
    app.page(&viewer, &ShowPage { answers: super::asking::links(&o, &latest), moved: changes, lottery, draws, ..page })
}

/// A round that everybody may see.
pub(super) async fn load(app: &App, slug: String) -> Result<(Opportunity, Arc<Definition>), crate::db::Error> {
    app.read(move |conn| {
        let o = opportunity::by_slug(conn, &slug)?;
        let d = opportunity::definition(conn, &o.definition_sha256)?;
        Ok((o, d))
    })
    .await
}

/// That what is sent in time counts, however busy the last minute is.
fn grace(seconds: u32) -> Option<String> {
    (seconds > 0)
        .then(|| format!("What you send by then counts, even if our site is busy and takes up to {seconds} seconds longer to receive it."))
}

fn show_page(o: &Opportunity, d: &Definition, (now, zones): (Timestamp, &[Tz])) -> ShowPage {
    let pair = |term: &str, text: &str| Pair { term: term.to_owned(), text: text.to_owned() };
    ShowPage {
        slug: o.slug.clone(),
        status: status(o, now),
        amounts: format!("{} to {}", dollars(d.amounts.floor()), dollars(d.amounts.cap())),
        opens: format::deadline(&o.opens),
        closes: format::in_zones(o.closes.at, o.closes.zone, zones),
        moved: vec![],
        closes_iso: o.closes.at.iso(),
        grace: grace(d.dates.grace_seconds),
        now_iso: now.iso(),
        decisions: format::date(d.dates.decisions_by),
        period: format::date_range(d.dates.performance_starts, d.dates.performance_ends),
        joint: d.joint.as_ref().map(|joint| {
            format!(
                "A lead city can apply with up to {} partners, cities or networks of cities. Each confirms its part.",
                joint.max_partners
            )
        }),
        eligibility: d.eligibility.iter().map(|q| q.text.clone()).collect(),
        kinds: d.activities.kinds.iter().map(|k| pair(&k.title, &k.hint)).collect(),
        categories: d.budget.categories.iter().map(|c| pair(&c.title, &c.hint)).collect(),
        criteria: d.rubric.criteria.iter().map(|c| pair(&c.title, &format!("{}. {}", c.share(), c.prompt))).collect(),
        choice: d.selection.as_ref().map(|selection| selection.sentences(d)).unwrap_or_default(),
        contact_name: d.contact.name.clone(),
        contact_email: d.contact.email.clone(),
        title: d.title.clone(),
        summary: d.summary.clone(),
        effort: d.effort.clone(),
        you_need: d.you_need.clone(),
        is_open: o.takes_applications(now),
        answers: vec![],
        lottery: d.announced_lottery().map(str::to_owned),
        draws: vec![],
    }
}

#[cfg(test)]
mod tests {
    use crate::templates::check::page;

    #[test]
    fn pages_render() {
        page::<super::ListPage>();
        page::<super::ShowPage>();
    }
}
