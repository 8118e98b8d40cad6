//! From a situation to the table that is chosen from: what each application is worth, what it may get, in which groups it is; and
//! what the rules mean for these groups, counting what holds money already.

use super::groups::{Column, Traits, counted};
use super::proposal::Basis;
use super::situation::Situation;
use crate::db::Error;
use crate::kernel::{Money, Rounding};
use crate::opportunity::{Definition, Selection, SelectionRule};
use crate::reporting::ranking::{self, Candidate};
use crate::reporting::raw_csv;
use crate::scoring::Mean;
use crate::scoring::evaluate::View;
use crate::scoring::slate::{self, Limit, Side, Table};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// One application that can be chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    pub(super) candidate: &'a Candidate,
    /// Its place in the ranking, from 1.
    pub(super) place: usize,
    /// What it is worth.
    pub(super) value: Decimal,
}

/// The table, and what the rules mean for it.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) csv: String,
    pub(super) table: Table,
    pub(super) columns: Vec<Column>,
    pub(super) limits: Vec<Limit>,
    /// The smallest award in part.
    pub(super) least: Money,
}

/// The applications of the ranking with what each is worth: as many points as there are others that it is expected to stand above.
pub(super) fn members<'a>(round: &'a ranking::Round, view: Option<&'a View>) -> (Vec<Member<'a>>, Basis) {
    let all = i64::try_from(round.ranked.len()).unwrap_or(i64::MAX);
    let lines = round.lines(view);
    let expected: Option<Vec<Member<'a>>> = lines
        .iter()
        .map(|line| {
            let rank = line.ranked?.expected_rank?;
            Some(Member { candidate: line.candidate, place: line.place, value: rank.taken_from(all).decimal() })
        })
        .collect();
    if let Some(expected) = expected {
        return (expected, Basis::ExpectedRank);
    }
    let means: Vec<Option<Mean>> = round.ranked.iter().map(|candidate| candidate.summary.map(|summary| summary.mean)).collect();
    let by_mean = round.lines(None).into_iter().map(|line| {
        let mean = line.candidate.summary.map(|summary| summary.mean);
        // The best stand first, and those of one mean side by side.
        let before = means.iter().take_while(|other| **other != mean).count();
        let alike = means.iter().filter(|other| **other == mean).count();
        let below = means.len().saturating_sub(before + alike);
        let halves = i64::try_from(2 * below + alike.saturating_sub(1)).unwrap_or(0);
        Member { candidate: line.candidate, place: line.place, value: Decimal::new(halves * 5, 1).normalize() }
    });
    (by_mean.collect(), Basis::PlainMean)
}

/// The table of these applications under these rules.
pub(super) fn input(situation: &Situation, members: &[Member<'_>], rules: &[SelectionRule]) -> Result<Input, Error> {
    let definition = &situation.definition;
    let mut columns: Vec<Column> = Vec::new();
    for (column, _) in rules.iter().flat_map(|rule| counted(rule, definition)) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let nothing = Traits::default();
    let of = |member: &Member<'_>| situation.traits.get(&member.candidate.reference).unwrap_or(&nothing);
    let selection = definition.selection.clone().unwrap_or_default();
    let least = selection.least_partial().max(definition.amounts.floor());
    let heading: Vec<String> =
        ["application", "value", "cost", "levels"].map(str::to_owned).into_iter().chain(columns.iter().map(Column::name)).collect();
    let rows = members.iter().map(|member| {
        let levels: Vec<String> = levels(member.candidate.amount, &selection, least).into_iter().map(Money::plain).collect();
        let first = [member.candidate.reference.clone(), member.value.to_string(), member.candidate.amount.plain(), levels.join(";")];
        first.into_iter().chain(columns.iter().map(|column| column.cell(of(member)))).collect::<Vec<String>>()
    });
    let csv = raw_csv(std::iter::once(heading).chain(rows)).map_err(|e| Error::Broken(e.to_string()))?;
    let table = slate::read(csv.as_bytes(), least).map_err(|e| Error::Broken(e.to_string()))?;
    let present: Vec<&Traits> = members.iter().map(of).collect();
    let limits = limits((definition, rules), &columns, (&present, &situation.held));
    Ok(Input { csv, table, columns, limits, least })
}

/// The parts of what is asked for that may be awarded.
fn levels(asked: Money, selection: &Selection, least: Money) -> BTreeSet<Money> {
    let percent = selection.partial_percent.iter().filter_map(|percent| asked.times(Decimal::new(*percent, 2), Rounding::Down).ok());
    let stated = selection.partial_cents.iter().map(|cents| Money::from_cents(*cents));
    percent.chain(stated).filter(|part| *part >= least && *part < asked).collect()
}

/// What the rules mean for the groups that there are. What holds money already counts: a cap leaves so much less room, and a floor asks
/// for so many fewer.
fn limits(
    (definition, rules): (&Definition, &[SelectionRule]),
    columns: &[Column],
    (present, held): (&[&Traits], &[Traits]),
) -> Vec<Limit> {
    let mut limits = Vec::new();
    for (n, rule) in rules.iter().enumerate() {
        let (side, count) = match (rule.at_least, rule.at_most) {
            (Some(least), _) => (Side::Floor, least),
            (None, most) => (Side::Cap, most.unwrap_or(0)),
        };
        for (column, only) in counted(rule, definition) {
            let Some(place) = columns.iter().position(|known| *known == column) else { continue };
            let values: BTreeSet<String> = match only {
                Some(value) => BTreeSet::from([value]),
                None => present.iter().map(|traits| column.cell(traits)).filter(|cell| !cell.is_empty()).collect(),
            };
            for value in values {
                let taken = held.iter().filter(|traits| column.cell(traits) == value).count();
                let count = count.saturating_sub(i64::try_from(taken).unwrap_or(i64::MAX)).max(0);
                if side == Side::Cap || count > 0 {
                    limits.push(Limit { rule: n, side, column: place, value, count });
                }
            }
        }
    }
    limits
}

/// The command that chooses from the table again.
pub(super) fn command(input: &Input, budget: Money) -> String {
    let mut words = vec![format!("udf scoring slate slate.csv --budget {} --least-partial {}", budget.plain(), input.least.plain())];
    for limit in &input.limits {
        let option = if limit.side == Side::Floor { "--min-per" } else { "--max-per" };
        let column = input.columns.get(limit.column).map(Column::name).unwrap_or_default();
        let rule = format!("{column}:{}={}", limit.value, limit.count);
        words.push(format!("{option} '{}'", rule.replace('\'', "'\\''")));
    }
    words.push("--explain".to_owned());
    words.join(" ")
}
