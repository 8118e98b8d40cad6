//! A date in three fields, month, day and year (`parts/date`): what is typed stays
//! as typed, it can be pasted, and it needs no script. The form sends `name_month`,
//! `name_day` and `name_year`.

use super::{described_by, message};
use crate::kernel::FieldError;
use crate::web::Form;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// A date to type.
#[derive(Clone, Debug, Serialize)]
pub struct DateField {
    /// The name that its three fields begin with; the id of the first.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// Help below the question.
    pub hint: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// The month as typed.
    pub month: String,
    /// The day as typed.
    pub day: String,
    /// The year as typed.
    pub year: String,
    /// The ids that describe the group.
    pub described_by: String,
}

impl DateField {
    /// An empty date.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let empty = String::new;
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            error: None,
            optional: false,
            month: empty(),
            day: empty(),
            year: empty(),
            described_by: empty(),
        }
    }

    /// With a known date.
    #[must_use]
    pub fn value(mut self, date: Option<NaiveDate>) -> Self {
        if let Some(date) = date {
            (self.month, self.day, self.year) = (date.month().to_string(), date.day().to_string(), date.year().to_string());
        }
        self
    }

    /// With what a form sent, as typed.
    #[must_use]
    pub fn typed(mut self, form: &Form) -> Self {
        let [month, day, year] = parts(form, &self.name);
        (self.month, self.day, self.year) = (month, day, year);
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

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The date that a form sent under `name`; `None` when all three fields are empty.
    ///
    /// # Errors
    /// The sentence to show beside it.
    pub fn read(form: &Form, name: &str) -> Result<Option<NaiveDate>, FieldError> {
        let [month, day, year] = parts(form, name);
        parse(&month, &day, &year).map_err(|sentence| FieldError::new(name, sentence))
    }

    fn described(mut self) -> Self {
        self.described_by = described_by(&self.name, self.hint.is_some(), self.error.is_some(), false);
        self
    }
}

fn parts(form: &Form, name: &str) -> [String; 3] {
    ["month", "day", "year"].map(|part| form.text(&format!("{name}_{part}")))
}

fn parse(month: &str, day: &str, year: &str) -> Result<Option<NaiveDate>, &'static str> {
    let texts = [month, day, year];
    if texts.iter().all(|t| t.is_empty()) {
        return Ok(None);
    }
    if texts.iter().any(|t| t.is_empty()) {
        return Err("Enter month, day and year, such as 3 15 2027.");
    }
    if texts.iter().any(|t| t.len() > 4 || !t.bytes().all(|b| b.is_ascii_digit())) {
        return Err("Enter month, day and year as numbers, such as 3 15 2027.");
    }
    if year.len() != 4 {
        return Err("Enter the year with four digits, such as 2027.");
    }
    let numbers = (year.parse().ok(), month.parse().ok(), day.parse().ok());
    let (Some(y), Some(m), Some(d)) = numbers else { return Err("Enter month, day and year as numbers, such as 3 15 2027.") };
    match NaiveDate::from_ymd_opt(y, m, d) {
        Some(date) if (1900..=2199).contains(&y) => Ok(Some(date)),
        _ => Err("Enter a date that exists, such as 3 15 2027."),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_dates_that_exist() {
        assert_eq!(parse("3", "05", "2027").map(|d| d.map(|d| d.to_string())), Ok(Some("2027-03-05".to_owned())));
        assert_eq!(parse("", "", ""), Ok(None));
        for (m, d, y) in [
            ("2", "30", "2027"),
            ("13", "1", "2027"),
            ("", "1", "2027"),
            ("1", "1", "27"),
            ("1", "-1", "2027"),
            ("٣", "1", "2027"),
            ("1", "1", "99999"),
            ("0", "0", "0000"),
        ] {
            assert!(parse(m, d, y).is_err(), "{m} {d} {y}");
        }
    }
}
