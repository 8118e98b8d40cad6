//! The further sheets of the workbook: who gives more or fewer points, what one reviewer less or other weights change, and how far
//! reviewers agree. What is
//! not known is a sentence in its place, never an empty sheet.

use super::agreement::LEVELS;
use super::parts::listed;
use super::reviewers::effect;
use crate::reporting::ranking::{Line, Round};
use crate::reporting::{Holds, Sheet, Value};
use crate::scoring::Rounded;
use crate::scoring::evaluate::{Agreement, Alpha, Leaning, Reweighted, Steadiness, View, Without};
use rust_decimal::Decimal;

const NAME: Holds = Holds::Text(26);
const WORDS: Holds = Holds::Text(60);

/// All of them.
pub(super) fn all(round: &Round, view: &View, lines: &[Line<'_>]) -> Vec<Sheet> {
    let has_line = round.line_budget().is_some();
    vec![severity(round, view), without(round, view, has_line), weights(view, has_line), places(lines), agreement(view)]
}

fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

fn number(value: Option<Rounded>) -> Value {
    Value::Number(value.map(Rounded::decimal))
}

fn count(n: usize) -> Value {
    Value::Number(Some(Decimal::from(n)))
}

/// A sheet with these rows, or with the reason for which there are none.
fn sheet(title: &'static str, columns: Vec<(&'static str, Holds)>, rows: Result<Vec<Vec<Value>>, &String>) -> Sheet {
    match rows {
        Ok(rows) => Sheet { title, columns, rows },
        Err(reason) => Sheet { title, columns: vec![("Not known", WORDS)], rows: vec![vec![text(reason)]] },
    }
}

fn severity(round: &Round, view: &View) -> Sheet {
    let columns = vec![
        ("Reviewer", NAME),
        ("Reviews", Holds::Number),
        ("Mean given", Holds::Number),
        ("Spread", Holds::Number),
        ("Leaning", Holds::Number),
        ("Standard error", Holds::Number),
        ("Against others", Holds::Number),
        ("In words", WORDS),
    ];
    let row = |leaning: &Leaning| {
        let [_, _, words] = effect(leaning);
        let (leans, error) = leaning.effect.as_ref().map_or((None, None), |(effect, error)| (Some(*effect), Some(*error)));
        vec![
            text(round.called(&leaning.id)),
            count(leaning.n),
            number(leaning.mean),
            number(leaning.deviation),
            number(leans),
            number(error),
            number(leaning.against_others),
            text(words),
        ]
    };
    Sheet { title: "Severity", columns, rows: view.reviewers.iter().map(row).collect() }
}

/// What moves most, by how far, and whom the money reaches or no longer reaches.
fn moved((most, places): (Option<&String>, usize), changes: &[String], has_line: bool) -> [Value; 3] {
    let changes = match changes {
        _ if !has_line => "No line is drawn".to_owned(),
        [] => "None".to_owned(),
        changes => listed(changes),
    };
    [text(most.map_or("Nothing moves", String::as_str)), count(places), text(changes)]
}

fn without(round: &Round, view: &View, has_line: bool) -> Sheet {
    let columns = vec![
        ("Without this reviewer", NAME),
        ("Moves most", NAME),
        ("By so many places", Holds::Number),
        ("Reached or not only then", WORDS),
    ];
    let row = |line: &Without| -> Vec<Value> {
        let changed = moved((line.moved_most.as_ref(), line.largest_move), &line.funding_changes, has_line);
        std::iter::once(text(round.called(&line.reviewer))).chain(changed).collect()
    };
    sheet("Without one reviewer", columns, view.without_reviewer.as_ref().map(|lines| lines.iter().map(row).collect()))
}

fn weights(view: &View, has_line: bool) -> Sheet {
    let columns = vec![
        ("Criterion", WORDS),
        ("Weight tried, in %", Holds::Number),
        ("Moves most", NAME),
        ("By so many places", Holds::Number),
        ("Reached or not only then", WORDS),
    ];
    let row = |line: &Reweighted| -> Vec<Value> {
        let changed = moved((line.moved_most.as_ref(), line.largest_move), &line.funding_changes, has_line);
        let weight = Value::Number(Some(Decimal::new(line.weight, 2)));
        [text(&line.criterion), weight].into_iter().chain(changed).collect()
    };
    sheet("Other weights", columns, view.weights.as_ref().map(|lines| lines.iter().map(row).collect()))
}

fn places(lines: &[Line<'_>]) -> Sheet {
    let columns = vec![
        ("Application", NAME),
        ("Place", Holds::Number),
        ("Best without one reviewer", Holds::Number),
        ("Worst without one reviewer", Holds::Number),
        ("Times reached then", Holds::Number),
        ("Of so many", Holds::Number),
        ("Best with other weights", Holds::Number),
        ("Worst with other weights", Holds::Number),
        ("Times reached with them", Holds::Number),
        ("Of so many weights", Holds::Number),
        ("Mean on one scale (z)", Holds::Number),
    ];
    let row = |line: &Line<'_>| -> Vec<Value> {
        let without = steadiness(line.ranked.and_then(|ranked| ranked.without_reviewer));
        let weights = steadiness(line.ranked.and_then(|ranked| ranked.weights));
        let z_mean = number(line.ranked.and_then(|ranked| ranked.z_mean));
        [text(&line.candidate.reference), count(line.place)].into_iter().chain(without).chain(weights).chain([z_mean]).collect()
    };
    Sheet { title: "Places", columns, rows: lines.iter().map(row).collect() }
}

/// Alpha at the four levels of measurement, of the weighted score and of each criterion.
fn agreement(view: &View) -> Sheet {
    let columns = vec![
        ("Scores", NAME),
        ("Level", NAME),
        ("Alpha", Holds::Number),
        ("Low end of 95 %", Holds::Number),
        ("High end of 95 %", Holds::Number),
        ("In words", WORDS),
    ];
    let row = |name: &str, alpha: &Alpha, (level, words): (&str, &str)| -> Vec<Value> {
        let [low, high] = alpha.interval.as_ref().map_or([None, None], |ends| ends.map(Some));
        let words = alpha.value.as_ref().err().map_or(words, String::as_str);
        vec![text(name), text(level), number(alpha.value.as_ref().ok().copied()), number(low), number(high), text(words)]
    };
    let of = |name: &str, agreement: &Agreement| -> Vec<Vec<Value>> {
        agreement.levels.iter().zip(LEVELS).map(|(alpha, level)| row(name, alpha, level)).collect()
    };
    let mut rows = of("Weighted score", &view.agreement);
    for (name, agreement) in view.by_criterion.as_deref().unwrap_or_default() {
        rows.extend(of(name, agreement));
    }
    Sheet { title: "Agreement", columns, rows }
}

fn steadiness(found: Option<Steadiness>) -> [Value; 4] {
    let value = |of: &dyn Fn(Steadiness) -> Option<usize>| Value::Number(found.and_then(of).map(Decimal::from));
    [value(&|found| Some(found.best)), value(&|found| Some(found.worst)), value(&|found| found.reached), value(&|found| Some(found.of))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_a_sentence() {
        let reason = "One reviewer only.".to_owned();
        let found = sheet("Severity", vec![("A", NAME), ("B", NAME)], Err(&reason));
        assert_eq!((found.columns.len(), found.rows), (1, vec![vec![text("One reviewer only.")]]));
        assert_eq!(moved((None, 0), &[], true), [text("Nothing moves"), count(0), text("None")]);
        assert_eq!(moved((None, 0), &["A".to_owned()], false)[2], text("No line is drawn"));
    }
}
