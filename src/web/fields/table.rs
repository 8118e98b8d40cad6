//! A table (`parts/table`): a caption, named columns, numbers to the right, inside a
//! region that scrolls by keyboard on a narrow screen.

use super::Status;
use serde::Serialize;

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: true }
    }
}

/// One cell.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A word about a state, in place of the text.
    pub status: Option<Status>,
    /// Whether it stands to the right.
    pub numeric: bool,
    /// Whether it names its row.
    pub heading: bool,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None, status: None, numeric: false, heading: false }
    }

    /// A number or an amount, already formatted.
    pub fn number(text: impl Into<String>) -> Self {
        Self { numeric: true, ..Self::text(text) }
    }

    /// A link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::text(text) }
    }

    /// A state.
    #[must_use]
    pub fn status(status: Status) -> Self {
        Self { status: Some(status), ..Self::text("") }
    }

    /// This cell as the name of its row.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its cells, one per column.
    pub cells: Vec<Cell>,
    /// Whether it sums up the rows above.
    pub total: bool,
}

/// A whole table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// The id of the caption, which names the scrolling region.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What to say when there are no rows.
    pub empty: String,
}

impl Table {
    /// A table without rows. `id` is unique on the page.
    pub fn new(id: &str, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { id: id.to_owned(), caption: caption.into(), columns, rows: vec![], empty: "Nothing here yet.".to_owned() }
    }

    /// With these words instead of rows when there are none.
    #[must_use]
    pub fn empty(mut self, sentence: &str) -> Self {
        sentence.clone_into(&mut self.empty);
        self
    }

    /// With one more row.
    #[must_use]
    pub fn row(mut self, cells: Vec<Cell>) -> Self {
        self.rows.push(Row { cells, total: false });
        self
    }

    /// With many more rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows.into_iter().map(|cells| Row { cells, total: false }));
        self
    }

    /// With a last row that sums up.
    #[must_use]
    pub fn total(mut self, cells: Vec<Cell>) -> Self {
        self.rows.push(Row { cells, total: true });
        self
    }
}
