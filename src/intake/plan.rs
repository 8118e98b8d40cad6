//! What a city plans: activities, the people who go, and what each activity costs.

use super::Application;
use crate::kernel::{FieldError, Id, Money, MoneyError};
use crate::opportunity::Definition;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One course, conference or visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its identifier.
    pub id: Id<Activity>,
    /// The application it belongs to.
    pub application: Id<Application>,
    /// Its place in the list, from 1.
    pub position: i32,
    /// Its kind, an identifier of the definition such as `training` or `conference`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The town where it takes place.
    pub place: String,
    /// The country.
    pub country: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The partner city or network; may be empty.
    pub partner: String,
    /// Who gives the course or runs the conference; may be empty.
    pub provider: String,
    /// For optimistic changes.
    pub version: i64,
    /// Who goes.
    pub attendees: Vec<Attendee>,
}

/// A person, or a seat for one, at an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Its identifier.
    pub id: Id<Attendee>,
    /// The name; may be empty while it is open who goes.
    pub name: String,
    /// The job title.
    pub job: String,
    /// Whether the skills stay when the government changes.
    pub standing: Standing,
}

/// How a person serves the city.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Stays when the government changes.
    Career,
    /// Elected, or appointed by somebody elected.
    Appointee,
}

impl Standing {
    /// As a page names it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Career => "Career staff",
            Self::Appointee => "Political appointee or elected official",
        }
    }
}

/// What one activity costs in one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetLine {
    /// The activity.
    pub activity: Id<Activity>,
    /// The code of the category.
    pub category: String,
    /// How much; more than nothing.
    pub amount: Money,
    /// How it was worked out.
    pub note: String,
}

/// The sum of lines.
///
/// # Errors
/// [`MoneyError::Overflow`], which no accepted line can cause.
pub fn total(lines: &[BudgetLine]) -> Result<Money, MoneyError> {
    Money::total(lines.iter().map(|line| line.amount))
}

/// An activity as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityInput {
    /// The kind.
    pub kind: String,
    /// The name.
    pub title: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day; `None` when it is no day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// The partner.
    pub partner: String,
    /// The provider.
    pub provider: String,
}

/// A person as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttendeeInput {
    /// The name.
    pub name: String,
    /// The job title.
    pub job: String,
    /// `career` or `appointee`.
    pub standing: String,
}

impl AttendeeInput {
    /// Whether nothing was typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.name.is_empty() && self.job.is_empty() && self.standing.is_empty()
    }
}

impl ActivityInput {
    /// Every mistake in what was typed.
    #[must_use]
    pub fn mistakes(&self, definition: &Definition) -> Vec<FieldError> {
        let mut found = Vec::new();
        if definition.activity_kind(&self.kind).is_none() {
            found.push(FieldError::new("kind", "Select what kind of activity it is."));
        }
        for (field, value, label, required) in [
            ("title", &self.title, "name of the activity", true),
            ("place", &self.place, "town or city where it takes place", true),
            ("country", &self.country, "country", true),
            ("partner", &self.partner, "partner", false),
            ("provider", &self.provider, "provider", false),
        ] {
            if required && value.is_empty() {
                found.push(FieldError::new(field, format!("Enter the {label}.")));
            }
            found.extend(text_mistake(field, value, label, 120));
        }
        found.extend(self.date_mistakes(definition));
        found
    }

    fn date_mistakes(&self, definition: &Definition) -> Vec<FieldError> {
        let dates = &definition.dates;
        let period = format!("{} to {}", dates.performance_starts.format("%B %-d, %Y"), dates.performance_ends.format("%B %-d, %Y"));
        let (Some(starts), Some(ends)) = (self.starts_on, self.ends_on) else {
            let missing = [("starts_on", self.starts_on, "first"), ("ends_on", self.ends_on, "last")];
            let message = |which| format!("Enter the {which} day as a real date, such as 5 14 2027.");
            return missing
                .into_iter()
                .filter(|(_, day, _)| day.is_none())
                .map(|(field, _, which)| FieldError::new(field, message(which)))
                .collect();
        };
        let mut found = Vec::new();
        if ends < starts {
            found.push(FieldError::new("ends_on", "The last day must be the same as or after the first day."));
        }
        if starts < dates.performance_starts || starts > dates.performance_ends {
            found.push(FieldError::new("starts_on", format!("The first day must be in the period of performance, {period}.")));
        } else if ends > dates.performance_ends {
            found.push(FieldError::new("ends_on", format!("The last day must be in the period of performance, {period}.")));
        }
        found
    }
}

/// A text that is too long or holds what cannot be kept.
pub(super) fn text_mistake(field: &str, value: &str, label: &str, limit: usize) -> Option<FieldError> {
    let length = value.chars().count();
    if length > limit {
        return Some(FieldError::new(
            field,
            format!("The {label} must be {limit} characters or fewer. It has {} too many.", length - limit),
        ));
    }
    let bad = value.chars().any(|c| c.is_control());
    bad.then(|| FieldError::new(field, format!("The {label} contains a character that cannot be kept. Type it again on one line.")))
}
