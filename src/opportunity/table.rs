//! Questions answered by a table: its columns, how its rows are read from what was typed, and
//! the sums of its columns of numbers and amounts.
//!
//! One text holds a whole table: a line for each row, its cells apart by tabs.

use super::answer::Answer;
use super::form::Question;
use super::kinds::QuestionKind;
use super::reading::PartMistake;
use super::validate::{Found, is_identifier};
use crate::kernel::{FieldError, Money};
use crate::locale::format;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rows a table may have, where the definition does not say so.
const USUAL_ROWS: i64 = 20;
/// The most rows that a definition can allow.
pub(super) const MOST_ROWS: i64 = 50;
/// The most columns.
pub(super) const MOST_COLUMNS: usize = 8;
/// The characters of a cell, where the definition does not say so.
const USUAL_CHARS: usize = 100;

/// What a column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// One line.
    ShortText,
    /// A whole number.
    Number,
    /// An amount in dollars.
    Money,
    /// A calendar day, such as `2027-03-31`.
    Date,
    /// One of `options`.
    Choice,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its identifier, unique in its table.
    pub id: String,
    /// Its heading.
    pub label: String,
    /// What it takes.
    pub kind: ColumnKind,
    /// Whether a cell may stay empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// For texts: the most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// For choices: what to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The least: of a number, of an amount in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The most, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

impl Column {
    /// The same as a question, which knows how to read a cell.
    #[must_use]
    pub fn as_question(&self) -> Question {
        let kind = match self.kind {
            ColumnKind::ShortText => QuestionKind::ShortText,
            ColumnKind::Number => QuestionKind::Number,
            ColumnKind::Money => QuestionKind::Money,
            ColumnKind::Date => QuestionKind::Date,
            ColumnKind::Choice => QuestionKind::Choice,
        };
        Question {
            optional: self.optional,
            max_chars: Some(self.max_chars.unwrap_or(USUAL_CHARS)),
            options: self.options.clone(),
            min: self.min,
            max: self.max,
            ..Question::new(&self.id, &self.label, kind)
        }
    }
}

/// The answer to a question with a table. It names its columns, so that it can be read without its question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The headings of the columns, as they were asked.
    pub columns: Vec<String>,
    /// The rows, each with a cell for every column; an empty one is `None`.
    pub rows: Vec<Vec<Option<Answer>>>,
}

impl Rows {
    /// As it is typed.
    pub(super) fn typed(&self) -> String {
        let row = |cells: &Vec<Option<Answer>>| {
            cells.iter().map(|cell| cell.as_ref().map(Answer::typed).unwrap_or_default()).collect::<Vec<_>>().join("\t")
        };
        self.rows.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    /// As it would be typed into the table of another version of the question: each column goes by its `id`,
    /// whatever its heading is.
    ///
    /// # Errors
    /// The heading of a filled column that the other version does not have.
    pub fn typed_for(&self, before: &[Column], after: &[Column]) -> Result<String, String> {
        let is_filled = |i: usize| self.rows.iter().any(|row| row.get(i).is_some_and(Option::is_some));
        let lost = before.iter().enumerate().find(|(i, old)| is_filled(*i) && after.iter().all(|new| new.id != old.id));
        if let Some((_, old)) = lost {
            return Err(old.label.clone());
        }
        let places: Vec<Option<usize>> = after.iter().map(|new| before.iter().position(|old| old.id == new.id)).collect();
        let row = |cells: &Vec<Option<Answer>>| {
            let cell = |place: &Option<usize>| place.and_then(|i| cells.get(i)?.as_ref()).map(Answer::typed).unwrap_or_default();
            places.iter().map(cell).collect::<Vec<_>>().join("\t")
        };
        Ok(self.rows.iter().map(row).collect::<Vec<_>>().join("\n"))
    }

    /// As a person reads it: a line for each row, and the sums.
    pub(super) fn shown(&self) -> String {
        let row = |cells: &Vec<Option<Answer>>| {
            let cells = self.columns.iter().zip(cells).filter_map(|(label, cell)| Some(format!("{label}: {}", cell.as_ref()?.shown())));
            cells.collect::<Vec<_>>().join("; ")
        };
        let sums = self.sums().into_iter().map(|(label, sum)| format!("Sum of {label}: {sum}"));
        self.rows.iter().map(row).chain(sums).collect::<Vec<_>>().join("\n")
    }

    /// The sum of each column that holds numbers or amounts, with its heading.
    #[must_use]
    pub fn sums(&self) -> Vec<(&str, String)> {
        let sum_of = |i: usize| {
            let cells: Vec<&Answer> = self.rows.iter().filter_map(|row| row.get(i)?.as_ref()).collect();
            match cells.first()? {
                Answer::Money(_) => {
                    let amounts = cells.iter().filter_map(|cell| if let Answer::Money(amount) = cell { Some(*amount) } else { None });
                    Money::total(amounts).ok().map(|sum| sum.to_string())
                }
                Answer::Number(_) => {
                    let numbers = cells.iter().map(|cell| if let Answer::Number(n) = cell { *n } else { 0 });
                    Some(format::number(numbers.fold(0, i64::saturating_add)))
                }
                _ => None,
            }
        };
        self.columns.iter().enumerate().filter_map(|(i, label)| Some((label.as_str(), sum_of(i)?))).collect()
    }
}

/// What is wrong with a table: the row and the column, counted from 0 (`None`: the whole), and a sentence.
pub type CellMistake = (Option<(usize, usize)>, String);

impl Question {
    /// The fewest and the most rows of a table.
    #[must_use]
    pub fn row_limits(&self) -> (usize, usize) {
        let limit = |n: i64| usize::try_from(n.clamp(1, MOST_ROWS)).unwrap_or(1);
        (limit(self.min.unwrap_or(1)), limit(self.max.unwrap_or(USUAL_ROWS)))
    }

    /// Reads a table. Rows in which nothing is typed are left out.
    ///
    /// # Errors
    /// Every mistake with its row and column.
    pub fn read_table(&self, typed: &str) -> Result<Option<Answer>, Vec<CellMistake>> {
        let columns: Vec<Question> = self.columns.iter().map(Column::as_question).collect();
        let (mut rows, mut mistakes) = (Vec::new(), Vec::new());
        for (r, line) in typed.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut cells = line.split('\t').map(str::trim);
            let mut row = Vec::new();
            for (c, column) in columns.iter().enumerate() {
                let cell = cells.next().unwrap_or_default();
                match column.read(cell) {
                    Ok(None) if !column.optional => {
                        mistakes.push((Some((r, c)), format!("Row {}: fill in “{}”, or empty the whole row.", r + 1, column.label)))
                    }
                    Ok(cell) => row.push(cell),
                    Err(found) => {
                        mistakes.extend(found.into_iter().map(|(_, m)| (Some((r, c)), format!("Row {}, {}: {m}", r + 1, column.label))))
                    }
                }
            }
            if cells.any(|cell| !cell.is_empty()) {
                mistakes.push((None, format!("Row {} has more cells than the table has columns.", r + 1)));
            }
            rows.push(row);
        }
        let (least, most) = self.row_limits();
        let count = rows.len();
        if count > 0 && count < least {
            mistakes.push((None, format!("Fill in at least {least} rows. You filled in {count}.")));
        }
        if count > most {
            mistakes.push((None, format!("Fill in {most} rows or fewer. You filled in {count}.")));
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let columns = self.columns.iter().map(|column| column.label.clone()).collect();
        Ok((count > 0).then_some(Answer::Table(Rows { columns, rows })))
    }
}

impl Question {
    /// Reads what was typed, as [`Question::read`], with each mistake at the field of the page it belongs to.
    ///
    /// # Errors
    /// Every mistake.
    pub fn read_fields(&self, typed: &str) -> Result<Option<Answer>, Vec<FieldError>> {
        let mistakes = match self.read(typed) {
            Ok(answer) => return Ok(answer),
            Err(mistakes) => mistakes,
        };
        let in_cells = if self.kind == QuestionKind::Table { self.read_table(&typed.replace("\r\n", "\n")).err() } else { None };
        let at = |(cell, message): CellMistake| {
            let column = cell.and_then(|(row, column)| Some(cell_name(row, &self.columns.get(column)?.id)));
            FieldError::new(column.unwrap_or_else(|| "answer".to_owned()), message)
        };
        let beside = |(part, message): PartMistake| {
            FieldError::new(if part.is_empty() { "answer".to_owned() } else { format!("answer_{part}") }, message)
        };
        Err(match in_cells {
            Some(cells) => cells.into_iter().map(at).collect(),
            None => mistakes.into_iter().map(beside).collect(),
        })
    }
}

/// The name of the field of a cell; rows count from 0.
#[must_use]
pub fn cell_name(row: usize, column: &str) -> String {
    format!("answer_{row}_{column}")
}

/// What must hold of the keys of tables, certifications and files.
pub(super) fn check(question: &Question, path: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut must = |holds: bool, path: String, message: &str| {
        if !holds {
            found.push(Found { path, message: message.to_owned() });
        }
    };
    let (is_table, is_certification) = (question.kind == QuestionKind::Table, question.kind == QuestionKind::Certification);
    let words = question.statement.trim().chars().count();
    must(
        is_certification || question.statement.is_empty(),
        format!("{path}.statement"),
        "Only a certification has a statement. Take the key out, or make the kind “certification”.",
    );
    must(
        !is_certification || (1..=3_000).contains(&words),
        format!("{path}.statement"),
        "Write in “statement” what is certified, word for word, in at most 3,000 characters.",
    );
    must(
        is_table || question.columns.is_empty(),
        format!("{path}.columns"),
        "Only a table has columns. Take them out, or make the kind “table”.",
    );
    must(
        !is_table || (1..=MOST_COLUMNS).contains(&question.columns.len()),
        format!("{path}.columns"),
        "A table has 1 to 8 columns. Write each under [[sections.questions.columns]].",
    );
    let is_file = question.kind == QuestionKind::File;
    must(!is_file || !question.types.is_empty(), format!("{path}.types"), "No type of file is allowed. Add one, such as pdf.");
    must(
        is_file || (question.types.is_empty() && question.max_mb.is_none()),
        format!("{path}.types"),
        "Only a file has types and max_mb. Take them out, or make the kind “file”.",
    );
    must(question.max_mb != Some(0), format!("{path}.max_mb"), "No file is so small. Write 1 or more, or leave it out.");
    for (key, limit) in [("min", question.min), ("max", question.max)] {
        let is_known = limit.is_none_or(|n| (1..=MOST_ROWS).contains(&n));
        must(
            !is_table || is_known,
            format!("{path}.{key}"),
            "A table has 1 to 50 rows. Change the number; “optional” lets people leave it empty.",
        );
    }
    found.extend(check_columns(question, path));
    found
}

fn check_columns(question: &Question, path: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut must = |holds: bool, path: String, message: &str| {
        if !holds {
            found.push(Found { path, message: message.to_owned() });
        }
    };
    let mut ids = BTreeSet::new();
    for (i, column) in question.columns.iter().enumerate() {
        let at = |key: &str| format!("{path}.columns[{i}].{key}");
        let fresh = ids.insert(column.id.as_str());
        must(
            fresh && is_identifier(&column.id),
            at("id"),
            "An identifier is lower-case letters, digits and underscores, used once in its table. Change it.",
        );
        must(
            !column.label.trim().is_empty() && !column.label.contains(['\n', '\t']),
            at("label"),
            "The column has no heading, or one of several lines. Write one.",
        );
        let has_options = column.kind == ColumnKind::Choice;
        must(!has_options || column.options.len() >= 2, at("options"), "A choice needs at least two options. Add them.");
        must(
            has_options || column.options.is_empty(),
            at("options"),
            "Only a choice has options. Take them out, or make the kind “choice”.",
        );
        let is_cell = |option: &String| !option.trim().is_empty() && option.trim() == option && !option.contains(['\n', '\r', '\t']);
        must(column.options.iter().all(is_cell), at("options"), "Each option is one line, without spaces around it. Correct them.");
        let chars = column.max_chars.unwrap_or(USUAL_CHARS);
        must((1..=500).contains(&chars), at("max_chars"), "A cell takes 1 to 500 characters. Change the number.");
        must(
            column.min.is_none_or(|min| column.max.is_none_or(|max| min <= max)),
            at("max"),
            "The most is below the least. Change one of the two.",
        );
        must(
            column.kind != ColumnKind::Money || column.min.is_none_or(|min| min >= 0),
            at("min"),
            "An amount cannot be less than nothing. Write 0 or more cents.",
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Question {
        let column = |id: &str, label: &str, kind| Column {
            id: id.into(),
            label: label.into(),
            kind,
            optional: false,
            max_chars: None,
            options: vec![],
            min: None,
            max: None,
        };
        let columns = vec![
            column("partner", "Partner", ColumnKind::ShortText),
            Column { options: vec!["Firm".into(), "School".into()], optional: true, ..column("sort", "Sort", ColumnKind::Choice) },
            Column { max: Some(900), ..column("people", "People", ColumnKind::Number) },
            column("cost", "Cost", ColumnKind::Money),
        ];
        Question { columns, min: Some(2), max: Some(3), ..Question::new("partners", "Who?", QuestionKind::Table) }
    }

    #[test]
    fn rows_are_read_shown_and_added_up() {
        let answer = table().read_table("Lyon\tFirm\t12\t1,200\n\t\t\t\n Kraków \t\t1,000\t$0.50").expect_err("too many people");
        assert_eq!(answer, [(Some((2, 2)), "Row 3, People: Enter a number of 900 or less.".to_owned())]);
        let answer = table().read_table("Lyon\tFirm\t12\t1,200\n\t\t\t\n Kraków \t\t900\t$0.50").expect("fits").expect("an answer");
        assert_eq!(
            answer.shown(),
            "Partner: Lyon; Sort: Firm; People: 12; Cost: $1,200.00\nPartner: Kraków; People: 900; Cost: $0.50\nSum of People: 912\nSum of Cost: $1,200.50"
        );
        assert_eq!(table().read_table(&answer.typed()), Ok(Some(answer.clone())));
        let json = serde_json::to_string(&answer).expect("JSON");
        assert!(
            json.starts_with(
                r#"{"kind":"table","value":{"columns":["Partner","Sort","People","Cost"],"rows":[[{"kind":"text","value":"Lyon"}"#
            ),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Answer>(&json).expect("reads"), answer);
    }

    #[test]
    fn rows_are_counted_and_cells_that_are_needed_are_asked_for() {
        assert_eq!(table().read_table("\n\t\t\n"), Ok(None));
        let says = |typed: &str| table().read_table(typed).expect_err(typed).into_iter().map(|(_, m)| m).collect::<Vec<_>>().join(" ");
        assert_eq!(says("Lyon\t\t1\t1"), "Fill in at least 2 rows. You filled in 1.");
        assert_eq!(says(&"Lyon\t\t1\t1\n".repeat(4)), "Fill in 3 rows or fewer. You filled in 4.");
        assert_eq!(says("Lyon\t\t1\t1\n\t\t1\t1"), "Row 2: fill in “Partner”, or empty the whole row.");
        assert_eq!(says("Lyon\tBank\t1\t1\nx\t\t1\t1"), "Row 1, Sort: Select one of the answers listed.");
        assert_eq!(says("Lyon\t\t1\t1\tmore\nx\t\t1\t1"), "Row 1 has more cells than the table has columns.");
    }
}
