//! The kinds of question: what each is called, which fields its page has and what type it has
//! in rules. How each reads what was typed is in `form.rs` and `reading.rs`.

use super::form::Question;
use crate::rules::Type;
use serde::{Deserialize, Serialize};

/// The kinds of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One line.
    ShortText,
    /// Paragraphs.
    LongText,
    /// One of `options`.
    Choice,
    /// Any of `options`.
    Several,
    /// A whole number.
    Number,
    /// An amount in dollars.
    Money,
    /// Yes or no; with `detail_if` also a text after one of the two.
    YesNo,
    /// A calendar day.
    Date,
    /// A Unique Entity Identifier of SAM.gov.
    Uei,
    /// An Employer Identification Number.
    Ein,
    /// A postal address in the United States.
    Address,
    /// Somebody to talk to.
    Person,
    /// Rows of several columns.
    Table,
    /// A statement to be ticked, kept word for word.
    Certification,
    /// A file.
    File,
}

/// The answer after which a detail is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesOrNo {
    /// After yes.
    Yes,
    /// After no.
    No,
}

impl YesOrNo {
    /// As the form sends it.
    #[must_use]
    pub fn typed(self) -> &'static str {
        if self == Self::Yes { "yes" } else { "no" }
    }
}

/// One of the fields that an answer is typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, after the name of the question’s field.
    pub name: &'static str,
    /// What it asks.
    pub label: &'static str,
    /// The most characters.
    pub max_chars: usize,
    /// What a browser may fill in.
    pub autocomplete: &'static str,
}

const fn part(name: &'static str, label: &'static str, max_chars: usize, autocomplete: &'static str) -> Part {
    Part { name, label, max_chars, autocomplete }
}

// The lengths are those of SF-424, items 8d and 8f; a name is first and last name with a space.
const ADDRESS: &[Part] = &[
    part("street", "Street address", 55, "address-line1"),
    part("city", "City", 35, "address-level2"),
    part("state", "State", 2, "address-level1"),
    part("zip", "ZIP Code", 10, "postal-code"),
];
const PERSON: &[Part] = &[
    part("name", "Full name", 96, "name"),
    part("job", "Job title", 45, "organization-title"),
    part("email", "Email address", 60, "email"),
    part("phone", "Phone number", 25, "tel"),
];

impl QuestionKind {
    /// The fields of an answer that is typed in several; empty for the others. Such an answer
    /// is read from one line for each.
    #[must_use]
    pub fn parts(self) -> &'static [Part] {
        match self {
            Self::Address => ADDRESS,
            Self::Person => PERSON,
            Self::ShortText
            | Self::LongText
            | Self::Choice
            | Self::Several
            | Self::Number
            | Self::Money
            | Self::YesNo
            | Self::Date
            | Self::Uei
            | Self::Ein
            | Self::Table
            | Self::Certification
            | Self::File => &[],
        }
    }

    /// Whether its answers are among `options`.
    #[must_use]
    pub fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Several)
    }

    /// Whether `min` and `max` mean something.
    #[must_use]
    pub fn has_limits(self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Several | Self::Table)
    }

    /// The most characters, where the definition does not say so.
    #[must_use]
    pub fn usual_limit(self) -> usize {
        match self {
            Self::LongText => 3_000,
            Self::YesNo => 1_000,
            Self::ShortText
            | Self::Choice
            | Self::Several
            | Self::Number
            | Self::Money
            | Self::Date
            | Self::Uei
            | Self::Ein
            | Self::Address
            | Self::Person
            | Self::Table
            | Self::Certification
            | Self::File => 200,
        }
    }
}

impl Question {
    /// The type that its answer has in rules; `None` for what no rule can ask about.
    #[must_use]
    pub fn type_(&self) -> Option<Type> {
        match self.kind {
            QuestionKind::YesNo | QuestionKind::Certification => Some(Type::Bool),
            QuestionKind::Number => Some(Type::Int),
            QuestionKind::Money => Some(Type::Money),
            QuestionKind::Choice => Some(Type::Choice(self.options.clone())),
            QuestionKind::Several => Some(Type::Set(self.options.clone())),
            QuestionKind::Date => Some(Type::Date),
            QuestionKind::ShortText | QuestionKind::LongText | QuestionKind::Uei | QuestionKind::Ein => Some(Type::Text),
            QuestionKind::Address | QuestionKind::Person | QuestionKind::Table | QuestionKind::File => None,
        }
    }
}
