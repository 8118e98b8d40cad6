//! Lists of what is known (`parts/summary_list`), of what is to do
//! (`parts/task_list`), and the words that say how far a thing is (`parts/tag`).

use super::Markup;
use serde::{Serialize, Serializer};

/// A word about a state. The word carries the meaning; the colour only helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The word.
    pub text: String,
    /// The class of its tag; empty for plain text.
    pub class: &'static str,
}

impl Status {
    /// Finished: plain text, so that what is left stands out.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "" }
    }

    /// Nothing to do about it now.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "usa-tag udf-tag--quiet" }
    }

    /// Under way, or waiting for the reader.
    pub fn active(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "usa-tag udf-tag--active" }
    }

    /// Went well: awarded, paid, accepted.
    pub fn good(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "usa-tag udf-tag--good" }
    }

    /// Needs care: late, returned, refused.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "usa-tag udf-tag--warning" }
    }
}

impl Status {
    /// Its tag.
    pub(super) fn draw(&self, out: &mut Markup) {
        out.html("<span class=\"udf-status ").html(self.class).html("\">").text(&self.text).html("</span>");
    }
}

/// One row of a summary list.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    /// What it is about.
    pub key: String,
    /// The answer, one paragraph each; "Not provided" when there is none.
    pub lines: Vec<String>,
    /// Where to change it.
    pub change: Option<String>,
}

impl SummaryRow {
    /// A row to read. Line breaks in `value` become paragraphs.
    pub fn new(key: impl Into<String>, value: &str) -> Self {
        let lines: Vec<String> = value.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
        let lines = if lines.is_empty() { vec!["Not provided".to_owned()] } else { lines };
        Self { key: key.into(), lines, change: None }
    }

    /// With a link to change it.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }
}

impl Serialize for SummaryRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = Markup::default();
        out.html("<div class=\"udf-summary__row\">\n<dt>").text(&self.key).html("</dt>\n<dd class=\"udf-summary__value\">");
        for line in &self.lines {
            out.html("<p>").text(line).html("</p>");
        }
        out.html("</dd>\n");
        if let Some(change) = &self.change {
            out.html("<dd class=\"udf-summary__action\"><a href=\"").text(change);
            out.html("\">Change<span class=\"usa-sr-only\"> ").text(&self.key).html("</span></a></dd>\n");
        }
        out.html("</div>\n");
        out.serialize(serializer)
    }
}

/// One row of a task list.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    /// The element's id.
    pub id: String,
    /// What to do; starts with a verb.
    pub title: String,
    /// Where it is done; `None` while it cannot start.
    pub href: Option<String>,
    /// A line below it.
    pub hint: Option<String>,
    /// How far it is.
    pub status: Status,
}

impl Task {
    /// A task that can be opened at `href`.
    pub fn new(id: impl Into<String>, title: impl Into<String>, href: Option<String>, status: Status) -> Self {
        Self { id: id.into(), title: title.into(), href, hint: None, status }
    }

    /// With a line below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::SummaryRow;

    #[test]
    fn an_empty_answer_says_so() {
        assert_eq!(SummaryRow::new("Name", " \n").lines, ["Not provided"]);
        assert_eq!(SummaryRow::new("Why", "One.\n\nTwo.").lines, ["One.", "Two."]);
    }
}
