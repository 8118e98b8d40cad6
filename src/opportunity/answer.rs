//! Typed answers, keyed by the identifier of their question.

use super::table::Rows;
use crate::kernel::Money;
use crate::rules::Value;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A postal address in the United States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number, or a box.
    pub street: String,
    /// The city.
    pub city: String,
    /// The code of the state, such as `TX`.
    pub state: String,
    /// `79843` or `79843-0001`.
    pub zip: String,
}

/// Somebody to talk to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// The job title.
    pub job: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number as typed.
    pub phone: String,
}

/// A file that answers a question. Its bytes are among the files of the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAnswer {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub size_bytes: i64,
    /// The digest of its bytes.
    pub sha256: String,
}

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
    /// An amount, in cents.
    Money(Money),
    /// Any of several, in the order of the options.
    Several(Vec<String>),
    /// Yes or no with the detail that is asked for after it.
    YesNoDetail {
        /// Whether yes.
        yes: bool,
        /// The detail.
        detail: String,
    },
    /// A Unique Entity Identifier.
    Uei(String),
    /// An Employer Identification Number, such as `12-3456789`.
    Ein(String),
    /// An address.
    Address(Address),
    /// A person.
    Person(Person),
    /// A table.
    Table(Rows),
    /// A statement that was ticked, word for word.
    Certified(String),
    /// A file.
    File(FileAnswer),
}

/// Answers by the identifier of their question.
pub type Answers = BTreeMap<String, Answer>;

impl Answer {
    /// As it is typed: what the form fields are filled from, one line for each field.
    #[must_use]
    pub fn typed(&self) -> String {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Uei(text) | Self::Ein(text) => text.clone(),
            Self::Number(n) => n.to_string(),
            Self::Money(amount) => amount.plain(),
            Self::YesNo(yes) => said(*yes, ["yes", "no"]).into(),
            Self::YesNoDetail { yes, detail } => format!("{}\n{detail}", said(*yes, ["yes", "no"])),
            Self::Date(day) => day.to_string(),
            Self::Several(chosen) => chosen.join("\n"),
            Self::Table(rows) => rows.typed(),
            Self::Certified(_) => "yes".into(),
            Self::File(file) => file.name.clone(),
            Self::Address(a) => [a.street.as_str(), &a.city, &a.state, &a.zip].join("\n"),
            Self::Person(p) => [p.name.as_str(), &p.job, &p.email, &p.phone].join("\n"),
        }
    }

    /// As a person reads it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::YesNo(yes) => said(*yes, ["Yes", "No"]).into(),
            Self::YesNoDetail { yes, detail } => format!("{}\n{detail}", said(*yes, ["Yes", "No"])),
            Self::Date(day) => day.format("%B %-d, %Y").to_string(),
            Self::Number(n) => crate::locale::format::number(*n),
            Self::Money(amount) => amount.to_string(),
            Self::Address(a) => format!("{}\n{}, {} {}", a.street, a.city, a.state, a.zip),
            Self::Person(p) => format!("{}, {}\n{}\n{}", p.name, p.job, p.email, p.phone),
            Self::Table(rows) => rows.shown(),
            Self::Certified(statement) => format!("Certified: {statement}"),
            Self::File(file) => format!("{}\nSHA-256 {}", file.name, file.sha256),
            Self::Text(_) | Self::Choice(_) | Self::Several(_) | Self::Uei(_) | Self::Ein(_) => self.typed(),
        }
    }

    /// As a rule sees it; `None` for what no rule can ask about.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Uei(text) | Self::Ein(text) => Some(Value::Text(text.clone())),
            Self::Number(n) => Some(Value::Int(*n)),
            Self::Money(amount) => Some(Value::Money(*amount)),
            Self::YesNo(yes) | Self::YesNoDetail { yes, .. } => Some(Value::Bool(*yes)),
            Self::Date(day) => Some(Value::Date(*day)),
            Self::Several(chosen) => Some(Value::Set(chosen.iter().cloned().collect())),
            Self::Certified(_) => Some(Value::Bool(true)),
            Self::Address(_) | Self::Person(_) | Self::Table(_) | Self::File(_) => None,
        }
    }
}

fn said(yes: bool, words: [&'static str; 2]) -> &'static str {
    let [positive, negative] = words;
    if yes { positive } else { negative }
}
