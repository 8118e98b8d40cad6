//! What a decision is about: the award recommended beside what was asked, how the
//! reviewers scored, and what each answer does to the allotment.

use super::step::Action;
use crate::award::{Line, Recommendation};
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use crate::ledger;
use crate::locale::format::{date, date_range, datetime};
use crate::people::Actor;
use crate::process::{self, Approvals, Case};
use crate::review;
use crate::web::desk::checks;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::Link;
use serde::Serialize;

/// A recommendation as the person who decides reads it.
#[derive(Serialize)]
pub(super) struct Decision {
    headline: String,
    rationale: String,
    facts: Vec<SummaryRow>,
    checks: Link,
    lines: Table,
    others: Vec<Link>,
}

impl Decision {
    /// The recommendation `open` of `case`, with the ways to the other answers.
    pub(super) fn new(
        conn: &mut Conn,
        (actor, case): (&Actor, &Case),
        open: &Recommendation,
        (action, now): (Action, Timestamp),
    ) -> Result<Self, Error> {
        let asked = case.requested(conn)?;
        let mut facts = vec![
            SummaryRow::new("Recommended by", &open.by_name),
            SummaryRow::new("Period of performance", &date_range(open.period_start, open.period_end)),
            reserved_until(open),
            SummaryRow::new("Reviews", &reviews(&review::standing(conn, case.application.id)?)),
        ];
        facts.extend(checks::summary(conn, case, now)?);
        facts.extend(super::slate::row(conn, (actor, case), now)?);
        facts.extend(approvals(process::approvals(conn, actor, case, now)?));
        let others = [(Action::Approve, "Approve"), (Action::Reject, "Reject and decline"), (Action::SendBack, "Send back to review")];
        let base = format!("/desk/applications/{}", case.application.reference);
        Ok(Self {
            headline: format!("Award {} of {} asked.", open.total, case.application.total),
            rationale: open.rationale.clone(),
            facts,
            checks: Link::new(checks::href(&case.application.reference), checks::TITLE),
            lines: lines(case, &asked, open),
            others: others
                .into_iter()
                .filter(|(other, _)| *other != action)
                .map(|(other, label)| Link::new(format!("{base}/{}", other.slug()), label))
                .collect(),
        })
    }

    /// For the samples of pages.
    pub(super) fn sample() -> Self {
        Self {
            headline: "Award $9,600.00 of $10,100.00 asked.".into(),
            rationale: "Good.".into(),
            facts: vec![SummaryRow::new("Reviews", "Mean 4.00")],
            checks: Link::new("/desk", checks::TITLE),
            lines: Table::new("lines", "Recommended amounts", vec![Column::text("Category")]),
            others: vec![Link::new("/desk", "Reject")],
        }
    }
}

/// Who has approved already, where more than one person must.
fn approvals(found: Option<Approvals>) -> Option<SummaryRow> {
    let found = found.filter(|found| found.needed > 1)?;
    let by = if found.by.is_empty() { "Nobody has approved yet.".to_owned() } else { format!("{} approved.", found.by.join(" and ")) };
    Some(SummaryRow::new("Approvals", &format!("{} of {}\n{by}", found.by.len(), found.needed)))
}

/// Until when the money of a recommendation is reserved, and what comes then.
pub(super) fn reserved_until(open: &Recommendation) -> SummaryRow {
    let text = open.reserved_until.map_or_else(
        || "It is decided".to_owned(),
        |last| format!("{}\nIf nobody decides by that day, the recommendation lapses and its money is free again.", date(last)),
    );
    SummaryRow::new("Money reserved until", &text)
}

/// Steps of which officers read who took them, when and why, and what they read of each.
const TURNS: &[(&str, &str)] = &[
    ("find_ineligible", "Found ineligible"),
    ("withdraw", "Withdrawn by the city"),
    ("lapse_invitation", "Invitation lapsed"),
    ("appeal", "Appeal of the city"),
    ("uphold_appeal", "Appeal upheld"),
    ("dismiss_appeal", "Appeal dismissed"),
    ("reopen", "Reopened"),
];

/// What ended the application before a decision, what the city said to that and how it was answered; oldest first.
pub(super) fn turns(conn: &mut Conn, case: &Case) -> Result<Vec<SummaryRow>, Error> {
    let zone = case.definition.dates.zone;
    let row = |taken: process::Taken| {
        let (_, label) = TURNS.iter().find(|(act, _)| *act == taken.act)?;
        let why = taken.reason.unwrap_or_default();
        Some(SummaryRow::new(*label, &format!("{}, {}\n{why}", taken.by, datetime(taken.at, zone))))
    };
    Ok(process::list_taken(conn, case.application.id)?.into_iter().filter(|taken| taken.moved).filter_map(row).collect())
}

/// What reviewers found not to be met, with their reasons.
pub(super) fn failures(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Vec<SummaryRow>, Error> {
    let title = |id: &str| case.definition.rubric.criterion(id).map_or_else(|| id.to_owned(), |criterion| criterion.title.clone());
    let row = |failure: review::Failure| {
        SummaryRow::new(format!("Fail: {}", title(&failure.criterion)), &format!("{}: {}", failure.reviewer, failure.comment))
    };
    Ok(review::list_failures(conn, actor, case.application.id, now)?.into_iter().map(row).collect())
}

/// `Mean 4.10 of 3 reviews, from 3.80 to 4.50 (spread 0.70)`
fn reviews(standing: &review::Standing) -> String {
    standing.summary.map_or_else(
        || "None was submitted".to_owned(),
        |s| match s.n {
            1 => format!("{} in the one review", s.mean),
            n => format!("Mean {} of {n} reviews, from {} to {} (spread {})", s.mean, s.lowest, s.highest, s.range()),
        },
    )
}

fn lines(case: &Case, asked: &[Line], open: &Recommendation) -> Table {
    let columns = vec![Column::text("Category"), Column::number("Asked"), Column::number("Recommended")];
    let of = |lines: &[Line], category: &str| lines.iter().find(|l| l.category == category).map_or(Money::ZERO, |l| l.amount);
    let mut codes: Vec<&str> = asked.iter().chain(&open.lines).map(|l| l.category.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rows = codes.into_iter().map(|code| {
        let (wanted, given) = (of(asked, code), of(&open.lines, code));
        vec![Cell::text(case.category_title(code)).heading(), Cell::number(wanted.to_string()), Cell::number(given.to_string())]
    });
    Table::new("lines", "Recommended amounts by category", columns).rows(rows.collect::<Vec<_>>()).total(vec![
        Cell::text("Total").heading(),
        Cell::number(case.application.total.to_string()),
        Cell::number(open.total.to_string()),
    ])
}

/// The allotment now and, once there is a recommendation, after each answer to it.
pub(super) fn effect(conn: &mut Conn, case: &Case, open: Option<&Recommendation>) -> Result<Table, Error> {
    let now = ledger::allotment_position(conn, &case.opportunity.fund, &case.opportunity.id.text())?;
    let amounts = |label: &str, amounts: &[Money]| {
        let numbers = amounts.iter().map(|amount| Cell::number(amount.to_string()));
        std::iter::once(Cell::text(label).heading()).chain(numbers).collect::<Vec<_>>()
    };
    let Some(open) = open else {
        let simple = Table::new("effect", "The allotment now", vec![Column::text("Line"), Column::number("Amount")]);
        let rows = [("Allotted", now.allotted), ("Reserved", now.held), ("Available", now.available)];
        return Ok(simple.rows(rows.map(|(label, amount)| amounts(label, &[amount]))));
    };
    let less = |amount: Money| amount.minus(open.total).unwrap_or(amount);
    let more = |amount: Money| amount.plus(open.total).unwrap_or(amount);
    let columns =
        vec![Column::text("Line"), Column::number("Now"), Column::number("If you approve"), Column::number("If you reject or send back")];
    Ok(Table::new("effect", "Money effect on the allotment", columns)
        .row(amounts("Reserved", &[now.held, less(now.held), less(now.held)]))
        .row(amounts("Committed", &[now.committed, more(now.committed), now.committed]))
        .row(amounts("Available", &[now.available, now.available, more(now.available)])))
}
