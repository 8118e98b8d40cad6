//! On what terms somebody sits on a panel, as typed and as read.

use super::seat::{Absence, MOST_REVIEWS};
use super::tags;
use crate::db::Error;
use crate::kernel::{FieldError, Timestamp};
use crate::places;
use chrono::{NaiveDate, TimeDelta};

/// What somebody on a panel says of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What they know about.
    pub tags: Vec<String>,
    /// The most reviews that they want to write.
    pub most_reviews: i32,
    /// When they do not review.
    pub absence: Option<Absence>,
    /// The state in which they work, as a two-letter code, if they say.
    pub state: Option<String>,
}

/// The same as typed.
#[derive(Clone, Debug)]
pub struct TypedTerms {
    /// Words of the list that were ticked.
    pub tags: Vec<String>,
    /// Other words, with commas between.
    pub other_tags: String,
    /// The most reviews.
    pub most_reviews: String,
    /// The first day of an absence, or what is wrong with it.
    pub absent_from: Result<Option<NaiveDate>, FieldError>,
    /// The last day.
    pub absent_to: Result<Option<NaiveDate>, FieldError>,
    /// A two-letter code, or nothing.
    pub state: String,
}

impl TypedTerms {
    /// What was meant, or everything that is wrong.
    pub(super) fn read(&self, now: Timestamp) -> Result<Result<Terms, Vec<FieldError>>, Error> {
        let mut mistakes = Vec::new();
        let tags = tags::read(tags::tags(now)?, (&self.tags, &self.other_tags)).map_err(|e| mistakes.push(e));
        let most = most_reviews(&self.most_reviews).map_err(|e| mistakes.push(e));
        let absence = self.absence(now).map_err(|found| mistakes.extend(found));
        let state = state(&self.state).map_err(|e| mistakes.push(e));
        Ok(match (tags, most, absence, state) {
            (Ok(tags), Ok(most_reviews), Ok(absence), Ok(state)) => Ok(Terms { tags, most_reviews, absence, state }),
            _ => Err(mistakes),
        })
    }

    fn absence(&self, now: Timestamp) -> Result<Option<Absence>, Vec<FieldError>> {
        let mut mistakes: Vec<FieldError> = [&self.absent_from, &self.absent_to].into_iter().filter_map(|day| day.clone().err()).collect();
        let (Ok(from), Ok(to)) = (&self.absent_from, &self.absent_to) else { return Err(mistakes) };
        let wrong = |field: &str, sentence: &str| FieldError::new(field, sentence);
        match (from, to) {
            (None, None) => return Ok(None),
            (Some(_), None) => mistakes.push(wrong("absent_to", "Enter the last day too, or leave both empty.")),
            (None, Some(_)) => mistakes.push(wrong("absent_from", "Enter the first day too, or leave both empty.")),
            (Some(from), Some(to)) if to < from => mistakes.push(wrong("absent_to", "The last day must not be before the first.")),
            (Some(from), Some(to)) if *to > now.plus(TimeDelta::days(3 * 366)).day() || *from < now.plus(TimeDelta::days(-366)).day() => {
                mistakes.push(wrong("absent_to", "Enter days of this round: this is too far away."));
            }
            (Some(from), Some(to)) => return Ok(Some(Absence { from: *from, to: *to })),
        }
        Err(mistakes)
    }
}

/// A state as chosen.
fn state(chosen: &str) -> Result<Option<String>, FieldError> {
    match places::state_name(chosen) {
        _ if chosen.is_empty() => Ok(None),
        Some(_) => Ok(Some(chosen.to_owned())),
        None => Err(FieldError::new("state", "Choose a state of the list, or none.")),
    }
}

/// A number of reviews as typed.
pub(super) fn most_reviews(typed: &str) -> Result<i32, FieldError> {
    let number = typed.trim().parse::<i32>().ok().filter(|n| (1..=MOST_REVIEWS).contains(n));
    number.ok_or_else(|| FieldError::new("most_reviews", format!("Enter a whole number from 1 to {MOST_REVIEWS}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(most: &str, from: Option<&str>, to: Option<&str>) -> TypedTerms {
        let day = |text: Option<&str>| Ok(text.map(|text| text.parse().expect("a day")));
        TypedTerms {
            tags: vec![],
            other_tags: String::new(),
            most_reviews: most.into(),
            absent_from: day(from),
            absent_to: day(to),
            state: String::new(),
        }
    }

    #[test]
    fn terms_are_read_or_every_mistake_is_told() {
        let now = Timestamp::parse("2027-01-11T15:00:00Z").expect("an instant");
        let read = |terms: TypedTerms| terms.read(now).expect("the list");
        assert_eq!(read(typed(" 12 ", None, None)), Ok(Terms { tags: vec![], most_reviews: 12, absence: None, state: None }));
        let away = read(typed("1", Some("2027-03-01"), Some("2027-03-01"))).expect("one day");
        assert!(away.absence.is_some_and(|days| days.from == days.to));
        let fields = |terms| read(terms).expect_err("mistakes").into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields(typed("0", Some("2027-03-01"), None)), ["most_reviews", "absent_to"]);
        assert_eq!(fields(typed("501", None, Some("2027-03-01"))), ["most_reviews", "absent_from"]);
        assert_eq!(fields(typed("x", Some("2027-03-02"), Some("2027-03-01"))), ["most_reviews", "absent_to"]);
        assert_eq!(fields(typed("1", Some("2027-03-02"), Some("2037-03-01"))), ["absent_to"]);
        let broken = TypedTerms { absent_from: Err(FieldError::new("absent_from", "Enter a date that exists.")), ..typed("1", None, None) };
        assert_eq!(fields(broken), ["absent_from"]);
        let of = |code: &str| TypedTerms { state: code.into(), ..typed("1", None, None) };
        assert_eq!(read(of("WI")).expect("a state").state.as_deref(), Some("WI"));
        assert_eq!(fields(of("XX")), ["state"]);
    }
}
