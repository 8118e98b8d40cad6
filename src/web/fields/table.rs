//! A table (`parts/table`): a caption, named columns, numbers to the right. On a phone
//! each row becomes a block in which every cell says its column's name.

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
    /// The reference number that it begins with, which never breaks.
    pub reference: Option<String>,
    /// What it says, after the reference.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A word about a state, in place of the text.
    pub status: Option<Status>,
    /// Its classes: whether it stands to the right, and whether it never breaks.
    pub class: &'static str,
    /// Whether it names its row.
    pub heading: bool,
    /// The name of its column, for narrow screens; the table fills it in.
    pub label: String,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        let (reference, text) = split(text.into());
        let class = if is_day(&text) { "udf-ref" } else { "" };
        Self { reference, text, href: None, status: None, class, heading: false, label: String::new() }
    }

    /// A number or an amount, already formatted.
    pub fn number(text: impl Into<String>) -> Self {
        Self { class: "udf-number", ..Self::text(text) }
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

/// A reference number such as `UDF-2027-0142` at the beginning, and the rest.
fn split(text: String) -> (Option<String>, String) {
    let end = text.find([' ', ',']).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let mut parts = first.split('-');
    let is_reference = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(fund), Some(year), Some(number), None) => {
            let digits = |t: &str| t.len() >= 4 && t.bytes().all(|b| b.is_ascii_digit());
            !fund.is_empty() && fund.bytes().all(|b| b.is_ascii_uppercase()) && digits(year) && digits(number)
        }
        _ => false,
    };
    if is_reference { (Some(first.to_owned()), rest.to_owned()) } else { (None, text) }
}

/// Whether this is one day, such as `Mar 5, 2027`.
fn is_day(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%b %d, %Y").is_ok()
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
    /// Whether a heading above says the same: then only screen readers get the caption.
    pub under_heading: bool,
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
        Self {
            id: id.to_owned(),
            caption: caption.into(),
            under_heading: false,
            columns,
            rows: vec![],
            empty: "Nothing here yet.".to_owned(),
        }
    }

    /// With these words instead of rows when there are none.
    #[must_use]
    pub fn empty(mut self, sentence: &str) -> Self {
        sentence.clone_into(&mut self.empty);
        self
    }

    /// Below a heading that says what the caption says: the caption is not drawn.
    #[must_use]
    pub fn under_heading(mut self) -> Self {
        self.under_heading = true;
        self
    }

    /// With one more row.
    #[must_use]
    pub fn row(mut self, cells: Vec<Cell>) -> Self {
        self.push(cells, false);
        self
    }

    /// With many more rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        for cells in rows {
            self.push(cells, false);
        }
        self
    }

    /// With a last row that sums up.
    #[must_use]
    pub fn total(mut self, cells: Vec<Cell>) -> Self {
        self.push(cells, true);
        self
    }

    fn push(&mut self, mut cells: Vec<Cell>, total: bool) {
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            cell.label.clone_from(&column.label);
        }
        self.rows.push(Row { cells, total });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_days_stay_on_one_line() {
        let cell = Cell::text("UDF-2027-0014, Burnham, PA");
        assert_eq!((cell.reference.as_deref(), cell.text.as_str()), (Some("UDF-2027-0014"), ", Burnham, PA"));
        assert_eq!(Cell::text("UDF-2027-0014").text, "");
        for other in ["Sister-city training", "UDF-2027", "a-2027-0014", ""] {
            assert_eq!(Cell::text(other).reference, None, "{other}");
        }
        assert_eq!(Cell::text("Mar 5, 2027").class, "udf-ref");
        assert_eq!(Cell::text("March").class, "");
    }

    #[test]
    fn a_cell_knows_the_name_of_its_column() {
        let table = Table::new("t", "T", vec![Column::text("City"), Column::number("Amount")])
            .row(vec![Cell::text("Marfa").heading(), Cell::number("$1.00")]);
        assert_eq!(table.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.label.as_str())).collect::<Vec<_>>(), ["City", "Amount"]);
    }
}
