//! What the shared parts of templates are given: typed views of form fields,
//! error summaries, tables, task lists and the like. Each struct belongs to one
//! file in `templates/parts/`, or is drawn by itself or a helper; `templates/parts/README.md` shows them in use.

mod choices;
mod date;
mod errors;
mod input;
mod last_instant;
mod lists;
mod markup;
mod pages;
mod table;
#[cfg(test)]
mod tests;

pub use choices::{Choice, Choices};
pub use date::DateField;
pub use errors::ErrorSummary;
pub use input::Field;
pub use last_instant::LastInstant;
pub use lists::{Status, SummaryRow, Task};
pub use markup::Markup;
pub use pages::Pagination;
pub use table::{Cell, Column, Table};

use crate::kernel::FieldError;
use serde::Serialize;

/// The hidden fields of a form that changes something (`parts/form_keys`).
#[derive(Clone, Debug, Serialize)]
pub struct FormKeys {
    /// The key of one press of the button, from `App::fresh_key`.
    pub idempotency_key: String,
    /// The version of the thing that the page was made from.
    pub version: Option<i64>,
}

impl FormKeys {
    /// A form about nothing that exists yet.
    #[must_use]
    pub fn new(idempotency_key: String) -> Self {
        Self { idempotency_key, version: None }
    }

    /// A form about a thing as it was at `version`.
    #[must_use]
    pub fn of_version(idempotency_key: String, version: i64) -> Self {
        Self { idempotency_key, version: Some(version) }
    }
}

/// The first message about the field `name`.
fn message(errors: &[FieldError], name: &str) -> Option<String> {
    errors.iter().find(|e| e.field == name).map(|e| e.message.clone())
}

/// The ids of the hint and the message beside a field, for `aria-describedby`.
fn described_by(id: &str, hint: bool, error: bool, count: bool) -> String {
    let parts = [(hint, "hint"), (error, "error"), (count, "count")];
    let ids: Vec<String> = parts.iter().filter(|(there, _)| *there).map(|(_, what)| format!("{id}-{what}")).collect();
    ids.join(" ")
}
