//! Choosing among few (`draw_radios`, `parts/checkboxes`) or many (`parts/select`).

use super::{described_by, message};
use crate::kernel::FieldError;
use serde::Serialize;

/// One thing to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The element's id: the field's name for the first, so that links find it.
    pub id: String,
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub label: String,
    /// A line below it.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A question with things to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Choices {
    /// The name in the form.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// Help shown below the question.
    pub hint: Option<String>,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// Whether it may stay without an answer.
    pub optional: bool,
    /// What there is to choose.
    pub choices: Vec<Choice>,
    /// What a select says before anything is chosen; `None` when one of the choices is empty itself.
    pub blank: Option<String>,
    /// The ids that describe the group.
    pub described_by: String,
}

impl Choices {
    /// A question about `(value, label)` pairs.
    pub fn new<V: Into<String>, L: Into<String>>(
        name: impl Into<String>,
        label: impl Into<String>,
        pairs: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let name = name.into();
        let choices = pairs.into_iter().enumerate().map(|(i, (value, label))| Choice {
            id: if i == 0 { name.clone() } else { format!("{name}-{}", i + 1) },
            value: value.into(),
            label: label.into(),
            hint: None,
            chosen: false,
        });
        let choices: Vec<Choice> = choices.collect();
        let blank = choices.iter().all(|c| !c.value.is_empty()).then(|| "Choose".to_owned());
        Self { name, label: label.into(), hint: None, error: None, optional: false, choices, blank, described_by: String::new() }
    }

    /// One checkbox, such as a confirmation.
    pub fn one(name: &str, legend: &str, label: &str) -> Self {
        Self::new(name, legend, [("yes", label)])
    }

    /// A question answered yes or no.
    pub fn yes_or_no(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, [("yes", "Yes"), ("no", "No")])
    }

    /// With `value` chosen.
    #[must_use]
    pub fn chosen(self, value: &str) -> Self {
        self.all_chosen(&[value.to_owned()])
    }

    /// With each of `values` chosen.
    #[must_use]
    pub fn all_chosen(mut self, values: &[String]) -> Self {
        for choice in &mut self.choices {
            choice.chosen = values.contains(&choice.value);
        }
        self
    }

    /// With a line below each choice; choices without one get an empty text.
    #[must_use]
    pub fn with_hints<H: Into<String>>(mut self, hints: impl IntoIterator<Item = H>) -> Self {
        for (choice, hint) in self.choices.iter_mut().zip(hints) {
            choice.hint = Some(hint.into()).filter(|h| !h.is_empty());
        }
        self
    }

    /// With these words for no choice at all, such as “Any state”.
    #[must_use]
    pub fn blank(mut self, words: &str) -> Self {
        self.blank = Some(words.to_owned());
        self
    }

    /// With help below the question.
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

    /// May stay without an answer.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    fn described(mut self) -> Self {
        self.described_by = described_by(&self.name, self.hint.is_some(), self.error.is_some(), false);
        self
    }
}
