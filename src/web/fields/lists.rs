//! Lists of what is known (`parts/summary_list`), of what is to do
//! (`parts/task_list`), and the words that say how far a thing is (`parts/tag`).

use serde::Serialize;

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

/// One row of a summary list.
#[derive(Clone, Debug, Serialize)]
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
