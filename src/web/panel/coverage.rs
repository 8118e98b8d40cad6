//! For a panel chair: how far the reviews of each application are. Scores are
//! those that the chair may see; a chair who reviews too sees none of others before
//! submitting their own.

use super::matrix;
use crate::blind::WITHHELD;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::locale::format::short_date;
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;
use crate::process::{self, Filter, Stage};
use crate::review::{self, Coverage, Spread, Square};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::sheet::Link;
use chrono::NaiveDate;
use serde::Serialize;

/// The most applications of a round that are shown.
const MOST: usize = 200;

/// One round with its applications in review.
#[derive(Serialize)]
pub(super) struct RoundCoverage {
    title: String,
    /// How many have reviews that lie far apart, if any has.
    far: Option<String>,
    ranking: Option<Link>,
    table: Table,
    /// Who reviews what, for whoever sees that of all of them.
    matrix: Option<Table>,
}

impl RoundCoverage {
    /// For the samples of pages.
    pub(super) fn sample() -> Self {
        Self {
            title: "Training 2027".into(),
            far: Some("In 1 of 1 applications the reviews lie far apart.".into()),
            ranking: Some(Link::new("/desk/ranking/x", "Ranking")),
            table: table("coverage-x", "Training 2027").sample_row(),
            matrix: Some(Table::new("matrix-x", "Who reviews what", vec![Column::text("Application")]).sample_row()),
        }
    }
}

fn table(id: &str, round: &str) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::number("Reviews in"),
        Column::number("Owed"),
        Column::text("Next due"),
        Column::number("Mean"),
        Column::number("Spread"),
        Column::number("Recused"),
    ];
    Table::new(id, format!("Applications in review: {round}"), columns).empty("No application of this round is in review.")
}

/// Every published round that has applications in review.
pub(super) fn list(conn: &mut Conn, actor: &Actor, (now, today): (Timestamp, NaiveDate)) -> Result<Vec<RoundCoverage>, Error> {
    let mut found = Vec::new();
    for round in opportunity::list_published(conn)? {
        let filter = Filter { opportunity: Some(round.slug.clone()), stage: Some(Stage::InReview), ..Filter::default() };
        let one_more = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        let cases = process::list_cases(conn, actor, &filter, (None, one_more))?;
        if !cases.is_empty() {
            found.push(of_round(conn, (actor, now, today), &round, &cases)?);
        }
    }
    Ok(found)
}

fn of_round(
    conn: &mut Conn,
    (actor, now, today): (&Actor, Timestamp, NaiveDate),
    round: &Opportunity,
    cases: &[process::Row],
) -> Result<RoundCoverage, Error> {
    let has_more = cases.len() > MOST;
    let cases = cases.get(..MOST).unwrap_or(cases);
    let mut all = review::list_coverage(conn, actor, round.id, now)?;
    let table = table(&format!("coverage-{}", round.slug), &round.title);
    let spread = Spread::on(round.closes.at.day_in(round.closes.zone))?;
    let (mut known, mut hidden, mut squares, mut far) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for case in cases {
        let id: Id<Application> = case.id.parse().map_err(|_| Error::unreadable("identifier", &case.id))?;
        let coverage = all.remove(&id);
        let is_far = is_far(conn, spread, coverage.as_ref())?;
        far += usize::from(is_far);
        squares.push((case.reference.clone(), coverage.as_ref().map_or_else(|| Some(Vec::new()), |coverage| coverage.squares.clone())));
        match coverage.as_ref().and_then(|coverage| coverage.label.clone()) {
            None => known.push(cells(case, coverage, (today, is_far))),
            Some(label) => hidden.push((label, cells(case, coverage, (today, is_far)))),
        }
    }
    // The order of the others would say which application a label stands for.
    hidden.sort_by(|(one, _), (other, _)| one.cmp(other));
    let table = table.rows(known.into_iter().chain(hidden.into_iter().map(|(_, cells)| cells)).collect::<Vec<_>>());
    let ranking = Doors::of(actor).link(format!("/desk/ranking/{}", round.slug), format!("Ranking: {}", round.title));
    // One that is not seen would be known from what is missing: then there is no such table.
    let squares: Option<Vec<(String, Vec<Square>)>> = squares.into_iter().map(|(reference, squares)| Some((reference, squares?))).collect();
    let matrix = squares.and_then(|rows| matrix::table(&round.slug, &round.title, &rows));
    Ok(RoundCoverage { title: round.title.clone(), far: spread.told((far, cases.len()), has_more), ranking, table, matrix })
}

/// Whether the scores of an application lie far apart, for whoever sees them.
fn is_far(conn: &mut Conn, spread: &Spread, coverage: Option<&Coverage>) -> Result<bool, Error> {
    let Some(coverage) = coverage.filter(|coverage| coverage.shows_scores) else { return Ok(false) };
    let (Some(summary), Some(version)) = (&coverage.standing.summary, &coverage.definition_sha256) else { return Ok(false) };
    Ok(spread.is_far(opportunity::definition(conn, version)?.rubric.scale(), summary))
}

/// An application without a task has no score and hides nothing.
fn cells(case: &process::Row, coverage: Option<Coverage>, (today, is_far): (NaiveDate, bool)) -> Vec<Cell> {
    let none = || "–".to_owned();
    let summary = coverage.as_ref().and_then(|c| c.standing.summary);
    let seen = summary.filter(|_| coverage.as_ref().is_some_and(|c| c.shows_scores));
    let label = coverage.as_ref().and_then(|c| c.label.clone());
    let due_on = coverage.as_ref().and_then(|c| c.due_on);
    let due = match due_on {
        Some(day) if day < today => Cell::status(Status::warning(format!("Overdue since {}", short_date(day)))),
        Some(day) => Cell::text(short_date(day)),
        None => Cell::text("–"),
    };
    vec![
        Cell::text(label.as_ref().unwrap_or(&case.reference)).heading(),
        Cell::text(if label.is_none() { case.city.as_str() } else { WITHHELD }),
        Cell::number(summary.map_or(0, |s| s.n).to_string()),
        Cell::number(coverage.as_ref().map_or(0, |c| c.standing.owed).to_string()),
        due,
        Cell::number(seen.map_or_else(none, |s| s.mean.to_string())),
        match seen {
            Some(s) if is_far => Cell::status(Status::warning(format!("{}, far apart", s.range()))),
            _ => Cell::number(seen.map_or_else(none, |s| s.range().to_string())),
        },
        Cell::number(coverage.as_ref().map_or(0, |c| c.recused).to_string()),
    ]
}
