//! What a reviewer wrote into one cell, as a field of a review takes it; or why it does not, and how to mend it. Pure.

use super::grid::Cell;
use crate::locale::format::number;
use crate::opportunity::{Criterion, Rubric};
use crate::review::{LONGEST, LONGEST_KEPT};

/// So much of a text is repeated to say what is wrong with it.
const REPEATED: usize = 40;

/// A score or a judgment; empty for an empty cell.
pub(super) fn score(rubric: &Rubric, criterion: &Criterion, cell: Option<&Cell>) -> Result<String, String> {
    let mend = mend(rubric, criterion);
    let text = match cell {
        None => return Ok(String::new()),
        Some(Cell::Odd(what)) => return Err(format!("The cell holds {what}. {mend}")),
        Some(Cell::Text(text)) => text,
    };
    if !criterion.is_scored() {
        let is_it = |word: &str| word.eq_ignore_ascii_case(text);
        let found = criterion.kind.judgments().iter().find(|judgment| is_it(judgment.label()) || is_it(&judgment.to_string()));
        return found.map(ToString::to_string).ok_or_else(|| format!("“{}” is neither. {mend}", short(text)));
    }
    match whole(text) {
        Some(point) if rubric.points().any(|other| other == point) => Ok(point.to_string()),
        Some(point) => Err(format!("{point} is outside the scale. {mend}")),
        None => Err(format!("“{}” is not a whole number. {mend}", short(text))),
    }
}

/// A comment; empty for an empty cell.
pub(super) fn words(cell: Option<&Cell>) -> Result<String, String> {
    let text = match cell {
        None => return Ok(String::new()),
        Some(Cell::Odd(what)) => return Err(format!("The cell holds {what} and no words. Write it as text.")),
        Some(Cell::Text(text)) => text,
    };
    let length = text.chars().count();
    if length > LONGEST_KEPT {
        return Err(format!("It has {} characters. Shorten it to at most {}.", counted(length), counted(LONGEST)));
    }
    Ok(text.clone())
}

/// `4`, and what spreadsheets make of it: `4.0`, `4,00`.
fn whole(text: &str) -> Option<i64> {
    let (number, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if rest.bytes().all(|byte| byte == b'0') { number.parse().ok() } else { None }
}

fn mend(rubric: &Rubric, criterion: &Criterion) -> String {
    match criterion.kind.judgments() {
        [first, second] => format!("Write {} or {}, or leave the cell empty.", first.label(), second.label()),
        _ => format!("Write a whole number from {} to {}, or leave the cell empty.", rubric.scale_min, rubric.scale_max),
    }
}

fn short(text: &str) -> String {
    let begin: String = text.chars().take(REPEATED).collect();
    if begin.len() < text.len() { format!("{begin}…") } else { begin }
}

/// `4,000`
pub(super) fn counted(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}
