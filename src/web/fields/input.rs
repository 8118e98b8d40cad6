//! A field with one text in it: `parts/input`, `parts/money`, `parts/file` and
//! `draw_textarea` all take this.

use super::{described_by, message};
use crate::kernel::FieldError;
use serde::Serialize;

/// One text to type, with its label, hint, value and mistake. Its id is its name,
/// so that the error summary's links find it.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// The name in the form, and the id.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// Help shown between label and field.
    pub hint: Option<String>,
    /// What was typed, or what is known.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Whether it may stay empty; the label then says "(optional)".
    pub optional: bool,
    /// `text`, `email`, `password`, `tel`, `url` or `search`.
    pub kind: &'static str,
    /// The `autocomplete` token, such as `email`.
    pub autocomplete: Option<&'static str>,
    /// The keyboard of a phone: `numeric` or `decimal`.
    pub inputmode: Option<&'static str>,
    /// USWDS width class: `usa-input--sm` and so on; empty for the usual.
    pub width: &'static str,
    /// The most characters, of a line of text or a textarea.
    pub limit: Option<u32>,
    /// The rows of a textarea.
    pub rows: u32,
    /// What a file field takes, such as `.pdf,.png`.
    pub accept: Option<String>,
    /// For live totals: the names of the sums this amount is part of.
    pub adds_to: Option<String>,
    /// The id of a list of words offered while typing.
    pub list: Option<&'static str>,
    /// The ids that describe the field.
    pub described_by: String,
}

impl Field {
    /// An empty text field.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            value: String::new(),
            error: None,
            optional: false,
            kind: "text",
            autocomplete: None,
            inputmode: None,
            width: "",
            limit: None,
            rows: 6,
            accept: None,
            adds_to: None,
            list: None,
            described_by: String::new(),
        }
    }

    /// With a value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With help below the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self.described()
    }

    /// With its mistake among `errors`, if it has one.
    #[must_use]
    pub fn errors(mut self, errors: &[FieldError]) -> Self {
        self.error = message(errors, &self.name);
        self.described()
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Of another type than `text`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Filled in by the browser (WCAG 1.3.5).
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Typed with digits.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.inputmode = Some("numeric");
        self.width = "usa-input--small";
        self
    }

    /// Typed with digits and a point.
    #[must_use]
    pub fn decimal(mut self) -> Self {
        self.inputmode = Some("decimal");
        self
    }

    /// With the words of the `datalist` of this id offered while typing.
    #[must_use]
    pub fn suggestions(mut self, list: &'static str) -> Self {
        self.list = Some(list);
        self
    }

    /// With at most so many characters; a count is shown.
    #[must_use]
    pub fn limit(mut self, characters: u32) -> Self {
        self.limit = Some(characters);
        self.described()
    }

    /// So many rows tall.
    #[must_use]
    pub fn rows(mut self, rows: u32) -> Self {
        self.rows = rows;
        self
    }

    /// Takes files with these endings, such as `.pdf,.png`.
    #[must_use]
    pub fn accept(mut self, endings: impl Into<String>) -> Self {
        self.accept = Some(endings.into());
        self
    }

    /// Is part of these live totals, separated by spaces.
    #[must_use]
    pub fn adds_to(mut self, totals: impl Into<String>) -> Self {
        self.adds_to = Some(totals.into());
        self
    }

    fn described(mut self) -> Self {
        self.described_by = described_by(&self.name, self.hint.is_some(), self.error.is_some(), self.limit.is_some());
        self
    }
}
