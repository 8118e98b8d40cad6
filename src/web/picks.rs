//! A table of which rows are ticked in a form.

use super::fields::{Cell, Column, Markup};
use crate::kernel::FieldError;
use serde::Serialize;

/// A table of which rows are ticked: each is read once, where it is chosen.
#[derive(Clone, Debug, Serialize)]
pub struct Picks {
    name: String,
    legend: String,
    error: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Pick>,
    /// Whether the words beside a box are only read out: the row says the same.
    is_bare: bool,
}

/// One row to tick.
#[derive(Clone, Debug, Serialize)]
struct Pick {
    id: String,
    value: String,
    label: String,
    chosen: bool,
    cells: Markup,
}

impl Picks {
    /// A table without rows.
    pub fn new(name: &str, legend: &str, columns: Vec<Column>) -> Self {
        Self { name: name.to_owned(), legend: legend.to_owned(), error: None, columns, rows: vec![], is_bare: false }
    }

    /// With boxes whose words are only read out, where the row says the same and is wide.
    #[must_use]
    pub fn bare(self) -> Self {
        Self { is_bare: true, ..self }
    }

    /// With one more row; `label` stands beside its box.
    #[must_use]
    pub fn row(mut self, value: String, label: String, words: Vec<Cell>) -> Self {
        let cells = self.draw(&words);
        // The first box has the field's name as its id, so that the error summary finds it.
        let id = if self.rows.is_empty() { self.name.clone() } else { format!("{}-{}", self.name, self.rows.len() + 1) };
        self.rows.push(Pick { id, value, label, chosen: false, cells });
        self
    }

    fn draw(&self, words: &[Cell]) -> Markup {
        let mut cells = Markup::default();
        for (cell, column) in words.iter().zip(&self.columns) {
            cell.draw(&column.label, &mut cells);
        }
        cells
    }

    /// With these rows ticked, and its mistakes among `errors`, if it has any.
    #[must_use]
    pub fn typed(mut self, chosen: &[String], errors: &[FieldError]) -> Self {
        for row in &mut self.rows {
            row.chosen = chosen.contains(&row.value);
        }
        let told: Vec<&str> = errors.iter().filter(|e| e.field == self.name).map(|e| e.message.as_str()).collect();
        self.error = (!told.is_empty()).then(|| told.join(" "));
        self
    }
}
