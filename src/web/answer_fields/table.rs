//! The fields of a table: a group for each row, blank ones below those that are filled in, and
//! the sums of what stands in them.

use crate::kernel::{FieldError, Money};
use crate::locale::format;
use crate::opportunity::{Column, ColumnKind, Question, cell_name};
use crate::web::Form;
use crate::web::fields::{Choices, DateField, Field};
use serde::Serialize;

/// How many rows the page had.
const COUNT: &str = "answer_rows";
/// The button for more of them.
pub(in crate::web) const MORE: &str = "more_rows";
/// So many blank rows there are at first, and so many a press adds.
const BLANK: usize = 3;

/// The fields of one table.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TableFields {
    count: usize,
    rows: Vec<RowFields>,
    sums: Vec<Sum>,
    #[serde(skip)]
    can_grow: bool,
}

#[derive(Clone, Debug, Serialize)]
struct RowFields {
    legend: String,
    cells: Vec<CellField>,
}

/// One cell; exactly one of its parts is there.
#[derive(Clone, Debug, Default, Serialize)]
struct CellField {
    input: Option<Field>,
    money: Option<Field>,
    select: Option<Choices>,
    date: Option<DateField>,
}

/// The sum of a column; that of amounts is kept up by a script too.
#[derive(Clone, Debug, Serialize)]
struct Sum {
    label: String,
    total: Option<String>,
    value: String,
}

impl TableFields {
    /// The rows of `value`, with blank ones.
    pub(super) fn new(q: &Question, form: &Form, value: &str, errors: &[FieldError]) -> Self {
        let lines: Vec<Vec<&str>> = value.split('\n').map(|line| line.split('\t').map(str::trim).collect()).collect();
        let (least, most) = q.row_limits();
        let filled = if value.is_empty() { 0 } else { lines.len() };
        let on_page = shown(q, form);
        let count = if on_page == 0 { least.max(filled + BLANK) } else { on_page.max(filled) }.min(most.max(filled));
        let cell = |row: usize, column: usize| lines.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or_default();
        let rows = (0..count).map(|r| RowFields {
            legend: format!("Row {}", r + 1),
            cells: q.columns.iter().enumerate().map(|(c, column)| CellField::new(column, r, cell(r, c), (form, errors))).collect(),
        });
        let sums = q.columns.iter().enumerate().filter_map(|(c, column)| sum(column, (0..count).map(|r| cell(r, c))));
        Self { count, rows: rows.collect(), sums: sums.collect(), can_grow: count < most }
    }

    pub(super) fn can_grow(&self) -> bool {
        self.can_grow
    }
}

/// How many rows the page that was sent had, with those that its button asks for; 0 if none was sent.
fn shown(q: &Question, form: &Form) -> usize {
    let had: usize = form.text(COUNT).parse().unwrap_or(0);
    let more = if form.has(MORE) { BLANK } else { 0 };
    had.saturating_add(more).min(q.row_limits().1)
}

impl CellField {
    fn new(column: &Column, row: usize, value: &str, (form, errors): (&Form, &[FieldError])) -> Self {
        let name = cell_name(row, &column.id);
        let field = Field::new(&name, &column.label).value(value).errors(errors);
        let field = if column.optional { field.optional() } else { field };
        match column.kind {
            ColumnKind::ShortText => Self { input: Some(field), ..Self::default() },
            ColumnKind::Number => Self { input: Some(field.numeric()), ..Self::default() },
            ColumnKind::Money => Self { money: Some(field.adds_to(format!("sum_{}", column.id))), ..Self::default() },
            ColumnKind::Choice => {
                let choices = Choices::new(name, &column.label, column.options.iter().map(|o| (o, o)));
                let choices = if column.optional { choices.optional() } else { choices };
                Self { select: Some(choices.chosen(value).errors(errors)), ..Self::default() }
            }
            ColumnKind::Date => {
                let is_typed = form.has(&format!("{name}_month"));
                let date = DateField::new(name, &column.label);
                let date = if column.optional { date.optional() } else { date };
                let date = if is_typed { date.typed(form) } else { date.value(value.parse().ok()) };
                Self { date: Some(date.errors(errors)), ..Self::default() }
            }
        }
    }
}

/// The sum of what can be read in a column of numbers or amounts.
fn sum<'a>(column: &Column, cells: impl Iterator<Item = &'a str>) -> Option<Sum> {
    let label = format!("Sum of {}", column.label);
    match column.kind {
        ColumnKind::Money => {
            let value = Money::total(cells.filter_map(|cell| Money::parse(cell).ok())).ok()?.to_string();
            Some(Sum { label, total: Some(format!("sum_{}", column.id)), value })
        }
        ColumnKind::Number => {
            let numbers = cells.filter_map(|cell| cell.replace(',', "").parse::<i64>().ok());
            Some(Sum { label, total: None, value: format::number(numbers.fold(0, i64::saturating_add)) })
        }
        ColumnKind::ShortText | ColumnKind::Date | ColumnKind::Choice => None,
    }
}

/// What was typed, a line for each row of the page; nothing where all of them are empty.
pub(super) fn text_of(q: &Question, form: &Form) -> String {
    let cell = |row: usize, column: &Column| {
        let name = cell_name(row, &column.id);
        match column.kind {
            ColumnKind::Date => DateField::read(form, &name).ok().flatten().map(|day| day.to_string()).unwrap_or_default(),
            _ => form.text(&name).replace(['\n', '\t'], " "),
        }
    };
    let rows = (0..shown(q, form)).map(|r| q.columns.iter().map(|column| cell(r, column)).collect::<Vec<_>>().join("\t"));
    let rows: Vec<String> = rows.collect();
    if rows.iter().all(|row| row.trim().is_empty()) { String::new() } else { rows.join("\n") }
}

/// What a form would send for a table that was saved as `value`.
pub(super) fn fields_of(q: &Question, value: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = value.split('\n').collect();
    let mut fields = vec![(COUNT.to_owned(), lines.len().to_string())];
    for (row, line) in lines.into_iter().enumerate() {
        for (column, cell) in q.columns.iter().zip(line.split('\t')) {
            let (name, cell) = (cell_name(row, &column.id), cell.trim());
            if column.kind == ColumnKind::Date {
                let parts = cell.splitn(3, '-').zip(["year", "month", "day"]);
                fields.extend(parts.map(|(part, end)| (format!("{name}_{end}"), part.to_owned())));
            } else {
                fields.push((name, cell.to_owned()));
            }
        }
    }
    fields
}

/// That every date in it exists.
///
/// # Errors
/// The first that does not.
pub(super) fn dates(q: &Question, form: &Form) -> Result<(), FieldError> {
    for row in 0..shown(q, form) {
        for column in q.columns.iter().filter(|column| column.kind == ColumnKind::Date) {
            DateField::read(form, &cell_name(row, &column.id))?;
        }
    }
    Ok(())
}
