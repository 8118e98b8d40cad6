//! The noun: an event of the register.

use crate::kernel::{FieldError, Id, Timestamp};
use crate::places::fold;
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// The longest event.
const MOST_DAYS: u64 = 366;

/// A conference, a course, a meeting that cities go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its identifier.
    pub id: Id<Event>,
    /// Its kind, as rounds name kinds of activities.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Who holds it; may be empty.
    pub provider: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Its page; may be empty.
    pub url: String,
    /// The event that stands for it since it was merged.
    pub merged_into: Option<Id<Event>>,
    /// Who entered it.
    pub made_by_name: String,
    /// When.
    pub made_at: Timestamp,
    /// For optimistic changes.
    pub version: i64,
}

/// An event as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventInput {
    /// The kind.
    pub kind: String,
    /// The name.
    pub title: String,
    /// Who holds it.
    pub provider: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day; `None` when it is no day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// Its page.
    pub url: String,
}

impl EventInput {
    /// Every mistake in what was typed.
    #[must_use]
    pub fn mistakes(&self) -> Vec<FieldError> {
        let mut found = Vec::new();
        let texts = [
            ("title", &self.title, "name", true, 160),
            ("kind", &self.kind, "kind", true, 60),
            ("provider", &self.provider, "provider", false, 120),
            ("place", &self.place, "town or city", true, 120),
            ("country", &self.country, "country", true, 120),
            ("url", &self.url, "address of its page", false, 300),
        ];
        for (field, text, label, must, most) in texts {
            found.extend(text_mistake(field, text, label, (must, most)));
        }
        if !self.url.is_empty() && !self.url.starts_with("https://") && !self.url.starts_with("http://") {
            found.push(FieldError::new("url", "Enter the whole address, which begins with https://."));
        }
        found.extend(day_mistakes(self.starts_on, self.ends_on));
        found
    }
}

/// A text that is missing, too long, or holds what cannot be kept.
pub(super) fn text_mistake(field: &str, text: &str, label: &str, (must, most): (bool, usize)) -> Option<FieldError> {
    if must && text.trim().is_empty() {
        return Some(FieldError::new(field, format!("Enter the {label}.")));
    }
    let is_sound = text.chars().count() <= most && !text.chars().any(char::is_control);
    (!is_sound).then(|| FieldError::new(field, format!("Enter the {label} on one line, in at most {most} characters.")))
}

/// Days that are missing or in the wrong order.
pub(super) fn day_mistakes(starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>) -> Vec<FieldError> {
    let (Some(starts), Some(ends)) = (starts_on, ends_on) else {
        let missing = [("starts_on", starts_on, "first"), ("ends_on", ends_on, "last")];
        let told = |which| format!("Enter the {which} day as a real date, such as 5 14 2027.");
        return missing
            .into_iter()
            .filter(|(_, day, _)| day.is_none())
            .map(|(field, _, which)| FieldError::new(field, told(which)))
            .collect();
    };
    if ends < starts {
        return vec![FieldError::new("ends_on", "The last day must be the same as or after the first day.")];
    }
    if starts.checked_add_days(Days::new(MOST_DAYS)).is_none_or(|last| ends > last) {
        return vec![FieldError::new("ends_on", "An event lasts at most a year.")];
    }
    vec![]
}

/// The words by which an event is found: of its name, its place and who holds it.
pub(super) fn words_of(texts: &[&str]) -> BTreeSet<String> {
    let all = texts.iter().map(|text| fold(text)).collect::<Vec<_>>().join(" ");
    all.split(' ').filter(|word| word.chars().count() >= 2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_beside_its_field() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let sound = EventInput {
            kind: "conference".into(),
            title: "Mayors’ Summit".into(),
            place: "Lyon".into(),
            country: "France".into(),
            starts_on: day("2027-05-10"),
            ends_on: day("2027-05-12"),
            ..EventInput::default()
        };
        let fields = |input: EventInput| input.mistakes().into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert!(fields(sound.clone()).is_empty());
        assert_eq!(fields(EventInput { title: " ".into(), ..sound.clone() }), ["title"]);
        assert_eq!(fields(EventInput { ends_on: day("2027-05-09"), ..sound.clone() }), ["ends_on"]);
        assert_eq!(fields(EventInput { ends_on: day("2029-05-09"), ..sound.clone() }), ["ends_on"]);
        assert_eq!(fields(EventInput { starts_on: None, ..sound.clone() }), ["starts_on"]);
        assert_eq!(fields(EventInput { url: "lyon.example".into(), ..sound.clone() }), ["url"]);
        assert_eq!(fields(EventInput { place: "a\nb".into(), ..sound }), ["place"]);
        assert!(words_of(&["Mayors’ Summit", "Lyon"]).contains("summit"));
    }
}
