//! A table: a caption, named columns, numbers to the right. On a phone each row
//! becomes a block in which every cell says its column's name. `{{draw table}}` puts
//! it on a page.

use super::{Markup, Status};
use serde::{Serialize, Serializer};

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
#[derive(Clone, Debug)]
pub struct Cell {
    /// The reference number that it begins with, which never breaks.
    pub reference: Option<String>,
    /// What it says, after the reference.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A word about a state, in place of the text.
    pub status: Option<Status>,
    /// Its class: whether it stands to the right, or never breaks.
    pub class: &'static str,
    /// Whether it names its row.
    pub heading: bool,
    /// What stands below, smaller, a line each.
    pub details: Vec<String>,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        let (reference, text) = split(text.into());
        let class = if is_day(&text) { "udf-ref" } else { "" };
        Self { reference, text, href: None, status: None, class, heading: false, details: vec![] }
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

    /// With one more line below, smaller.
    #[must_use]
    pub fn detail(mut self, line: impl Into<String>) -> Self {
        self.details.push(line.into());
        self
    }

    /// The cell below this column.
    pub(in crate::web) fn draw(&self, column: &str, out: &mut Markup) {
        if self.heading {
            out.html("<th scope=\"row\" role=\"rowheader\">");
        } else {
            out.html("<td role=\"cell\" data-label=\"").text(column);
            if !self.class.is_empty() {
                out.html("\" class=\"").html(self.class);
            }
            out.html("\">");
        }
        match &self.status {
            Some(status) => status.draw(out),
            None => self.draw_words(out),
        }
        for line in &self.details {
            out.html(" <span class=\"udf-detail\">").text(line).html("</span>");
        }
        out.html(if self.heading { "</th>" } else { "</td>" });
    }

    fn draw_words(&self, out: &mut Markup) {
        if let Some(href) = &self.href {
            out.html("<a href=\"").text(href).html("\">");
        }
        match &self.reference {
            Some(reference) => {
                out.html("<span><span class=\"udf-ref\">").text(reference).html("</span>").text(&self.text).html("</span>");
            }
            None => {
                out.text(&self.text);
            }
        }
        if self.href.is_some() {
            out.html("</a>");
        }
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
    let Some((month, rest)) = text.split_once(' ') else { return false };
    let Some((day, year)) = rest.split_once(", ") else { return false };
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    month.len() == 3 && month.bytes().all(|b| b.is_ascii_alphabetic()) && digits(day, 2) && year.len() == 4 && digits(year, 4)
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells, one per column.
    pub cells: Vec<Cell>,
    /// Whether it sums up the rows above.
    pub total: bool,
}

/// A whole table.
#[derive(Clone, Debug)]
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

    /// With a row that stands for others, for sample pages.
    #[must_use]
    pub fn sample_row(self) -> Self {
        let cells = self.columns.iter().map(|_| Cell::text("x")).collect();
        self.row(cells)
    }

    fn push(&mut self, cells: Vec<Cell>, total: bool) {
        debug_assert_eq!(cells.len(), self.columns.len(), "the table {} has another number of columns", self.id);
        self.rows.push(Row { cells, total });
    }

    fn draw(&self) -> Markup {
        let mut out = Markup::default();
        if self.rows.is_empty() {
            out.html("<p class=\"udf-empty\">").text(&self.empty).html("</p>");
            return out;
        }
        out.html("<div class=\"usa-table-container--scrollable udf-table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"")
            .text(&self.id);
        out.html("\">\n<table class=\"usa-table usa-table--borderless\" role=\"table\">\n<caption id=\"").text(&self.id);
        out.html(if self.under_heading { "\" class=\"usa-sr-only\">" } else { "\">" }).text(&self.caption);
        out.html("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
        for column in &self.columns {
            out.html("<th scope=\"col\" role=\"columnheader\"").html(if column.numeric { " class=\"udf-number\">" } else { ">" });
            out.text(&column.label).html("</th>");
        }
        out.html("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        for row in &self.rows {
            out.html(if row.total { "<tr role=\"row\" class=\"udf-total\">" } else { "<tr role=\"row\">" });
            for (cell, column) in row.cells.iter().zip(&self.columns) {
                cell.draw(&column.label, &mut out);
            }
            out.html("</tr>\n");
        }
        out.html("</tbody>\n</table>\n</div>");
        out
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.draw().serialize(serializer)
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
    fn a_cell_says_the_name_of_its_column_and_no_word_becomes_html() {
        let drawn = |cell: Cell| {
            let mut out = Markup::default();
            cell.draw("Who \"pays\"", &mut out);
            serde_json::to_value(out).expect("markup")["markup"].as_str().expect("a text").to_owned()
        };
        assert_eq!(drawn(Cell::number("$1.00")), r#"<td role="cell" data-label="Who &quot;pays&quot;" class="udf-number">$1.00</td>"#);
        assert_eq!(
            drawn(Cell::link("<i>", "/x?a=1&b=2").heading()),
            r#"<th scope="row" role="rowheader"><a href="/x?a=1&amp;b=2">&lt;i&gt;</a></th>"#
        );
        let stacked =
            r#"<td role="cell" data-label="Who &quot;pays&quot;" class="udf-number">4 <span class="udf-detail">3 to 5</span></td>"#;
        assert_eq!(drawn(Cell::number("4").detail("3 to 5")), stacked);
        let state = r#"<td role="cell" data-label="Who &quot;pays&quot;"><span class="udf-status usa-tag udf-tag--good">Paid</span></td>"#;
        assert_eq!(drawn(Cell::status(Status::good("Paid"))), state);
    }
}
