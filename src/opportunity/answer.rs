//! Typed answers, keyed by the identifier of their question.

use crate::rules::Value;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One answer. What kind it is belongs to it, so that it can be read without its question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Answer {
    /// Words.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// One of several.
    Choice(String),
    /// A calendar day.
    Date(NaiveDate),
}

/// Answers by the identifier of their question.
pub type Answers = BTreeMap<String, Answer>;

impl Answer {
    /// As the form field shows it.
    #[must_use]
    pub fn typed(&self) -> String {
        match self {
            Self::Text(text) | Self::Choice(text) => text.clone(),
            Self::Number(n) => n.to_string(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.into(),
            Self::Date(day) => day.to_string(),
        }
    }

    /// As a person reads it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::YesNo(yes) => if *yes { "Yes" } else { "No" }.into(),
            Self::Date(day) => day.format("%B %-d, %Y").to_string(),
            Self::Number(n) => crate::locale::format::number(*n),
            Self::Text(_) | Self::Choice(_) => self.typed(),
        }
    }

    /// As a rule sees it.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Text(text) | Self::Choice(text) => Value::Text(text.clone()),
            Self::Number(n) => Value::Int(*n),
            Self::YesNo(yes) => Value::Bool(*yes),
            Self::Date(day) => Value::Date(*day),
        }
    }
}
