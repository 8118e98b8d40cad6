//! The parts of a slate on a page, proposed or adopted: the money, who is chosen and why others are not, what each rule costs, what
//! more money buys, who comes next, and from what it was made.

use super::panel::{self, Said};
use super::words;
use crate::charts::BarChart;
use crate::kernel::Money;
use crate::locale::format::percent;
use crate::slate::{Line, Proposal};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::sheet::Section;
use std::collections::BTreeSet;

/// Applications on one page.
const PAGE: usize = 100;

/// Where links of a slate lead.
#[derive(Clone, Copy)]
pub(super) struct Ways<'a> {
    pub(super) doors: Doors<'a>,
    /// Whom the reader could recommend now, by reference.
    pub(super) open: &'a BTreeSet<String>,
    /// What the panel said, as far as the reader may know it.
    pub(super) said: &'a Said,
    /// The address of this page, with what it asks for.
    pub(super) address: &'a str,
    /// Which page of the applications, from 1.
    pub(super) page: usize,
}

impl Ways<'_> {
    fn application(&self, reference: &str) -> Cell {
        let step = if self.open.contains(reference) { "/recommend" } else { "" };
        self.doors.cell(reference, format!("/desk/applications/{reference}{step}")).heading()
    }
}

/// The applications of one page of the list.
pub(super) fn shown(proposal: &Proposal, page: usize) -> &[Line] {
    let last = proposal.lines.len().saturating_sub(1) / PAGE;
    proposal.lines.chunks(PAGE).nth(page.saturating_sub(1).min(last)).unwrap_or_default()
}

/// All of it.
pub(super) fn whole(proposal: &Proposal, ways: Ways<'_>) -> Vec<Section> {
    let mut parts = vec![money(proposal)];
    parts.extend(panel::section(proposal, ways.said));
    parts.push(applications(proposal, ways, true));
    if !proposal.prices.is_empty() {
        parts.push(prices(proposal));
    }
    let next = words::next_money(proposal.next.as_ref(), proposal.is_next_undecided);
    parts.push(Section::new("What the next $10,000 would buy").text(next));
    parts.push(runners_up(proposal, ways, true));
    parts
}

/// What is left of it for somebody from whom some of its applications are kept.
pub(super) fn rest(proposal: &Proposal, ways: Ways<'_>) -> Vec<Section> {
    let panel = panel::section(proposal, ways.said).into_iter();
    panel.chain([applications(proposal, ways, false), runners_up(proposal, ways, false)]).collect()
}

/// How the budget is used.
fn money(proposal: &Proposal) -> Section {
    let budget = proposal.inputs.budget;
    let of = |is_partial: bool| -> (usize, Money) {
        let lines: Vec<&Line> = proposal.chosen().filter(|line| line.is_partial() == is_partial).collect();
        let sum = Money::total(lines.iter().filter_map(|line| line.award)).unwrap_or_default();
        (lines.len(), sum)
    };
    let (full, part) = (of(false), of(true));
    let rows =
        [("Awards in full", Some(full.0), full.1), ("Awards in part", Some(part.0), part.1), ("Not spent", None, proposal.unspent())];
    let columns = vec![Column::text("Use"), Column::number("Applications"), Column::number("Amount"), Column::number("Of the budget")];
    let table = Table::new("money", "How the budget is used", columns)
        .rows(rows.map(|(use_of, count, amount)| {
            vec![
                Cell::text(use_of).heading(),
                Cell::number(count.map_or_else(|| "–".to_owned(), |count| count.to_string())),
                Cell::number(amount.to_string()),
                Cell::number(share(amount, budget)),
            ]
        }))
        .total(vec![
            Cell::text("Budget").heading(),
            Cell::number((full.0 + part.0).to_string()),
            Cell::number(budget.to_string()),
            Cell::number(share(budget, budget)),
        ]);
    let bars = rows.map(|(use_of, _, amount)| (use_of.to_owned(), amount.to_string(), amount.cents(), budget.cents()));
    let message = format!("{} of {budget} is given, and {} is left.", proposal.cost, proposal.unspent());
    let chart = BarChart::new(message, bars).reading("A full bar is the whole budget.");
    let section = words::sentences(proposal).into_iter().fold(Section::new("How the budget is used"), Section::text);
    section.chart(chart).table(table)
}

/// A part of the budget in percent.
fn share(amount: Money, budget: Money) -> String {
    let points = i128::from(amount.cents()) * 10_000 / i128::from(budget.cents().max(1));
    if budget.is_zero() { "–".to_owned() } else { percent(i64::try_from(points).unwrap_or(0)) }
}

/// Who is chosen, and why others are not.
fn applications(proposal: &Proposal, ways: Ways<'_>, is_whole: bool) -> Section {
    let mut columns = vec![Column::text("Application"), Column::number("Place in the ranking")];
    columns.extend(is_whole.then(|| Column::number("Points")));
    columns.extend([Column::number("Asked for"), Column::number("Gets"), Column::text("Chosen, or why not")]);
    let is_told = proposal.lines.iter().any(|line| ways.said.contains_key(&line.application));
    columns.extend(is_told.then(|| Column::text("Panel")));
    let rows = shown(proposal, ways.page).iter().map(|line| {
        let mut cells = vec![ways.application(&line.reference).detail(&line.city), Cell::number(line.place.to_string())];
        cells.extend(is_whole.then(|| Cell::number(words::points(&line.value))));
        cells.push(Cell::number(line.asked.to_string()));
        cells.push(Cell::number(line.award.map_or_else(|| "–".to_owned(), |award| award.to_string())));
        cells.push(reason(line));
        cells.extend(is_told.then(|| panel::cell(line, ways.said)));
        cells
    });
    let table = Table::new("applications", "Who is chosen, and why others are not", columns).empty("No application.").rows(rows);
    let section = Section::new("Who is chosen, and why others are not").table(table);
    let all = proposal.lines.len();
    let (joint, pages) = (if ways.address.contains('?') { '&' } else { '?' }, all.div_ceil(PAGE));
    (1..=pages).filter(|page| pages > 1 && *page != ways.page).fold(section, |section, page| {
        let (first, last) = ((page - 1) * PAGE + 1, (page * PAGE).min(all));
        section.link(format!("{}{joint}page={page}", ways.address), format!("Applications {first} to {last} of {all}"))
    })
}

fn reason(line: &Line) -> Cell {
    if line.is_partial() {
        return Cell::status(Status::good("Chosen, in part"));
    }
    if line.award.is_some() {
        return Cell::status(Status::good("Chosen"));
    }
    let mut said = line.why_not.iter();
    let first = said.next().map_or("Not chosen", String::as_str);
    said.fold(Cell::text(first), |cell, more| cell.detail(more))
}

/// What each rule costs.
fn prices(proposal: &Proposal) -> Section {
    let columns = vec![Column::text("Rule"), Column::text("Now"), Column::text("Price")];
    let rows = proposal.prices.iter().map(|price| {
        let now = if price.binds { Status::active("Binds") } else { Status::quiet("Leaves room") };
        vec![Cell::text(&price.rule).heading(), Cell::status(now), Cell::text(words::price(price))]
    });
    Section::new("The price of each rule")
        .text("For each rule the slate is chosen again without it, with all other rules and the same budget.")
        .table(Table::new("prices", "The price of each rule", columns).rows(rows))
}

/// Who comes next.
fn runners_up(proposal: &Proposal, ways: Ways<'_>, is_whole: bool) -> Section {
    let mut columns = vec![Column::number("Next"), Column::text("Application")];
    columns.extend(is_whole.then(|| Column::number("Points that it would cost")));
    let rows = proposal.runners_up.iter().zip(1..).map(|(runner_up, n)| {
        let mut cells = vec![Cell::number(n.to_string()), ways.application(&runner_up.reference)];
        cells.extend(is_whole.then(|| Cell::number(words::points(&runner_up.loss))));
        cells
    });
    let text = "If money of the same budget comes free, these come next, in this order: first those whose choice would cost the slate the \
                fewest points. At most ten are listed.";
    let empty = "Nobody: whoever is not chosen fits into no choice with this budget and these rules, or everybody is chosen.";
    Section::new("Who comes next").text(text).table(Table::new("next", "Who comes next", columns).empty(empty).rows(rows))
}

/// From what it was made, and how anyone makes it again.
pub(super) fn made(proposal: &Proposal, sha256: &str) -> Section {
    let inputs = &proposal.inputs;
    let facts = vec![
        SummaryRow::new("Computed by", &inputs.model),
        SummaryRow::new("Rules of the round", &format!("Version {}, SHA-256 {}", inputs.version, inputs.definition_sha256)),
        SummaryRow::new("Rubrics", &inputs.rubrics.iter().map(|sha256| format!("SHA-256 {sha256}")).collect::<Vec<_>>().join("\n")),
        SummaryRow::new(
            "Scores",
            &if inputs.scores_sha256.is_empty() {
                "Too many to be evaluated; plain means were used".to_owned()
            } else {
                format!("SHA-256 {}", inputs.scores_sha256)
            },
        ),
        SummaryRow::new("All inputs", &format!("SHA-256 {sha256}")),
        SummaryRow::new("The same again from the file", &inputs.command),
    ];
    Section::new("From what this was computed").facts(facts)
}
