//! How the applications of a round rank, how sure that is, and whom the money reaches: for the people who decide. Statistics
//! inform; people decide.

mod agreement;
mod beside;
mod export;
mod parts;
mod reviewers;
mod rows;
mod sheets;
mod tables;
mod weights;
mod words;

use crate::charts::{Interval, IntervalChart, Side};
use crate::db;
use crate::intake::Application;
use crate::kernel::Id;
use crate::lottery::Standing;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::reporting::ranking::{self, Group, Line, Outcome, Round, Scope};
use crate::scoring::Rounded;
use crate::scoring::evaluate::View;
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::doors::Doors;
use crate::web::fields::{Column, FormKeys, Pagination, SummaryRow, Table};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use beside::Beside;
use parts::Part;
use serde::{Deserialize, Serialize};

const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor, R::Chair];
/// Rows on one page.
const PAGE: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    [vec![get("/desk/ranking/{slug}", Access::Fund(WHO), show)], export::routes()].concat()
}

/// What the address asks for.
#[derive(Debug, Deserialize)]
struct Asked {
    of: Option<String>,
    page: Option<String>,
}

/// One of the ways to rank.
#[derive(Serialize)]
struct Choice {
    link: Link,
    current: bool,
}

/// The form that takes this view out as files.
#[derive(Serialize)]
struct FileForm {
    action: String,
    keys: FormKeys,
    of: String,
}

/// The whole page.
#[derive(Serialize)]
struct RankingPage {
    back: Option<Link>,
    links: Vec<Link>,
    round: String,
    available: String,
    message: String,
    sentences: Vec<String>,
    choices: Vec<Choice>,
    warnings: Vec<String>,
    chart: Option<IntervalChart>,
    table: Table,
    pages: Pagination,
    parts: Vec<Part>,
    waiting: Table,
    decided: Option<Table>,
    file: Option<FileForm>,
    computed: Option<Vec<SummaryRow>>,
}

impl Page for RankingPage {
    const TEMPLATE: &'static str = "desk/ranking";

    fn title(&self) -> String {
        format!("Ranking – {}", self.round)
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let interval = |(side, n): (Side, i64)| Interval {
            label: "UDF-2027-0001, Madison, WI".into(),
            ends: [1, 3],
            rank: Rounded::from_billionths(n * 1_000_000_000),
            side,
        };
        let rows: Vec<Interval> = [Side::Above, Side::Cut, Side::Below].into_iter().zip(1..).map(interval).collect();
        let empty = || Self {
            back: None,
            links: vec![],
            round: "Training 2027".into(),
            available: "$50,000.00 is free".into(),
            message: words::NOTHING.into(),
            sentences: vec![],
            choices: vec![Choice { link: Link::new("/desk", "To be decided"), current: true }],
            warnings: vec![],
            chart: None,
            table: tables::ranking(Scope::Open),
            pages: Pagination::new("the ranking", "/desk", 1, 1),
            parts: vec![],
            waiting: tables::waiting(&[], Doors::of(&Actor::anonymous())),
            decided: None,
            file: None,
            computed: None,
        };
        let full = Self {
            back: Some(Link::new("/desk", "Back to the desk")),
            links: vec![Link::new("/desk/disparity/x", "Disparity")],
            message: "The money reaches 1 of 3 ranked applications.".into(),
            sentences: vec!["One is clearly above the line.".into()],
            choices: vec![Choice { link: Link::new("/desk", "The whole round"), current: false }],
            warnings: vec!["One of the applications has one score only.".into()],
            chart: Some(IntervalChart::new("1 is clearly above the line.", &rows, rows.get(1).map(|row| row.rank))),
            table: tables::ranking(Scope::Round).sample_row(),
            pages: Pagination::new("the ranking", "/desk", 1, 3),
            parts: vec![
                Part::new("How far reviewers agree")
                    .text("A sentence.")
                    .table(Table::new("sample", "A table", vec![Column::text("Column")]).sample_row()),
            ],
            decided: Some(tables::decided(&[], Doors::of(&Actor::anonymous()))),
            file: Some(FileForm { action: "/desk".into(), keys: FormKeys::new("k".into()), of: "open".into() }),
            computed: Some(vec![SummaryRow::new("Scores", "9")]),
            ..empty()
        };
        vec![full, empty()]
    }
}

impl Asked {
    /// What is ranked.
    fn scope(&self) -> Result<Scope, Problem> {
        self.of.as_deref().map_or(Ok(Scope::default()), scope)
    }

    /// Which page of the rows.
    fn page(&self) -> u32 {
        self.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1)
    }
}

/// What is ranked, as an address or a form says it.
fn scope(text: &str) -> Result<Scope, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (round, outcome) = evaluated(&app, &viewer, &slug, asked.scope()?).await?;
    let lines = round.lines(outcome.view());
    let (_, _, shown) = shown(&lines, asked.page());
    let ready = shown.iter().filter(|line| rows::is_ready(line.candidate)).map(|line| line.candidate.reference.clone());
    let step = super::slate::recommendable(&app, &viewer, ready.collect()).await?;
    let told = beside::told(&app, &viewer, &round).await?;
    let keys = FormKeys::new(app.fresh_key());
    let beside = Beside { actor: &viewer.actor, step, told };
    app.page(&viewer, &page((&round, &outcome), &beside, (asked.page(), keys)))
}

/// How many pages the rows have, which of them is asked for, and its rows.
fn shown<'a, 'b>(lines: &'b [Line<'a>], number: u32) -> (u32, u32, &'b [Line<'a>]) {
    let pages = u32::try_from(lines.len().div_ceil(PAGE)).unwrap_or(u32::MAX).max(1);
    let number = number.clamp(1, pages);
    let rows = lines.chunks(PAGE).nth(usize::try_from(number - 1).unwrap_or(0)).unwrap_or_default();
    (pages, number, rows)
}

/// Where each application that is still to be decided stands in the ranking of a round, in its order and in words: for the
/// meeting of its panel. None where the scores cannot be put in one order.
pub(in crate::web::desk) async fn standings(app: &App, viewer: &Viewer, slug: &str) -> Result<Vec<(Id<Application>, String)>, Problem> {
    let (round, outcome) = evaluated(app, viewer, slug, Scope::Open).await?;
    if round.mixed_scales.is_some() {
        return Ok(Vec::new());
    }
    let lines = round.lines(outcome.view());
    let told = |line: &Line<'_>| {
        let place = format!("{} of {}", line.place, lines.len());
        let interval = line.ranked.and_then(|ranked| ranked.interval);
        let words = interval.map_or(place.clone(), |[low, high]| format!("{place}, likely {}", rows::span(low, high)));
        (line.candidate.id, words)
    };
    Ok(lines.iter().map(told).collect())
}

/// The round as the viewer may see it, evaluated.
pub(super) async fn evaluated(app: &App, viewer: &Viewer, slug: &str, scope: Scope) -> Result<(Round, Outcome), Problem> {
    let (actor, slug, now) = (viewer.actor(), slug.to_owned(), app.now());
    let round =
        app.long_read(move |conn| ranking::read(conn, &actor, (&slug, now), scope)).await.map_err(|e: db::Error| Problem::from(e))?;
    // Not while a connection is borrowed: this may take a second.
    let work = app.work(move || {
        let outcome = round.evaluate()?;
        Ok::<_, db::Error>((round, outcome))
    });
    work.await?.map_err(Problem::from)
}

fn page((round, outcome): (&Round, &Outcome), beside: &Beside<'_>, (number, keys): (u32, FormKeys)) -> RankingPage {
    let (actor, lots) = (beside.actor, beside.told.lots.as_ref());
    let (doors, view) = (Doors::of(actor), outcome.view());
    let lines = round.lines(view);
    let base = format!("/desk/ranking/{}", round.slug);
    let (pages, number, shown) = shown(&lines, number);
    let table = tables::ranking(round.scope).rows(shown.iter().map(|line| rows::cells(line, beside)));
    let href = if round.scope == Scope::Open { base.clone() } else { format!("{base}?of={}", round.scope) };
    RankingPage {
        back: doors.link("/desk", "Back to the desk").or_else(|| doors.link("/panel", "Back to reviews")),
        links: links(doors, &round.slug, lots),
        round: round.title.clone(),
        available: words::money(round),
        message: words::message(round, &lines),
        sentences: words::sentences(round, view, &lines).into_iter().chain(lots.map(super::lottery::told).unwrap_or_default()).collect(),
        choices: choices(&base, round.scope),
        warnings: words::warnings(round, outcome),
        chart: view.and_then(|view| chart(view, &lines)),
        table,
        pages: Pagination::new("the ranking", &href, number, pages),
        parts: view.map_or_else(Vec::new, |view| parts::all(round, view, shown)),
        waiting: tables::waiting(&round.waiting, doors),
        decided: (round.scope == Scope::Open || !round.decided.is_empty()).then(|| tables::decided(&round.decided, doors)),
        file: (!lines.is_empty()).then(|| FileForm { action: format!("{base}/export"), keys, of: round.scope.to_string() }),
        computed: view.map(|view| words::computed(round, view)),
    }
}

/// The pages of the same round, as far as they are the reader's to open.
fn links(doors: Doors<'_>, slug: &str, lots: Option<&Standing>) -> Vec<Link> {
    let pages = [super::slate::link, super::disparity::link, super::feedback::link];
    let draws = lots.and_then(|lots| super::lottery::link(doors, lots));
    pages.iter().filter_map(|link| link(doors, slug)).chain(draws).collect()
}

fn choices(base: &str, scope: Scope) -> Vec<Choice> {
    let to = |of: Scope, label: &str| {
        let href = if of == Scope::Open { base.to_owned() } else { format!("{base}?of={of}") };
        Choice { link: Link::new(href, label), current: of == scope }
    };
    vec![to(Scope::Open, "To be decided"), to(Scope::Round, "The whole round")]
}

/// The intervals, if there are any.
fn chart(view: &View, lines: &[Line<'_>]) -> Option<IntervalChart> {
    let drawn = |line: &Line<'_>| {
        let ranked = line.ranked?;
        Some(Interval {
            label: format!("{}, {}", line.candidate.reference, line.candidate.city),
            ends: ranked.interval?,
            rank: ranked.expected_rank?,
            side: match line.group {
                Group::Cut => Side::Cut,
                Group::Below | Group::BelowByMean => Side::Below,
                Group::Above | Group::AboveByMean | Group::NoLine | Group::NoOrder => Side::Above,
            },
        })
    };
    let rows: Vec<Interval> = lines.iter().filter_map(drawn).collect();
    let cut = view.cut.as_ref();
    (!rows.is_empty()).then(|| IntervalChart::new(words::chart(lines), &rows, cut.and_then(|cut| cut.line)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::RankingPage>();
    }
}
