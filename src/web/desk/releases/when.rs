//! Now, or a day and a time in the zone of the round, as typed.

use crate::kernel::{FieldError, Timestamp};
use crate::web::Form;
use crate::web::fields::{Choices, DateField, Field};
use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// When a release is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web::desk) enum When {
    Now,
    At(Timestamp),
}

impl When {
    pub(in crate::web::desk) fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Now => None,
            Self::At(at) => Some(at),
        }
    }
}

/// The three fields, as typed.
pub(in crate::web::desk) fn fields(form: &Form, errors: &[FieldError], zone: Tz) -> (Choices, DateField, Field) {
    let choices = Choices::new("when", "When are they told?", [("now", "Now"), ("later", "At a time to come")]);
    let (on, at) = day_and_time(form, errors, zone);
    let only = "Only if they are told later.";
    let hint = format!("{} {only}", time_hint(zone));
    (choices.chosen(&form.text("when")).errors(errors), on.hint(only), at.hint(hint))
}

fn time_hint(zone: Tz) -> String {
    format!("Such as 9:00 AM or 14:30, in the zone {}.", zone.name())
}

/// The fields of a day and a time, as typed.
pub(in crate::web::desk) fn day_and_time(form: &Form, errors: &[FieldError], zone: Tz) -> (DateField, Field) {
    let on = DateField::new("on", "Day").typed(form).errors(errors);
    (on, Field::new("at", "Time").value(form.text("at")).hint(time_hint(zone)).errors(errors))
}

/// What the form says.
pub(in crate::web::desk) fn read(form: &Form, zone: Tz) -> Result<When, Vec<FieldError>> {
    match form.text("when").as_str() {
        "now" => Ok(When::Now),
        "later" => instant(form, zone).map(When::At),
        _ => Err(vec![FieldError::new("when", "Choose whether they are told now or later.")]),
    }
}

/// The instant that a day and a time name.
pub(in crate::web::desk) fn instant(form: &Form, zone: Tz) -> Result<Timestamp, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let day = DateField::read(form, "on").and_then(|day| day.ok_or_else(|| FieldError::new("on", "Enter the day.")));
    let day = day.map_err(|e| mistakes.push(e));
    let typed = form.text("at");
    let (clock, mark) = marked(&typed);
    let time = time(clock).ok_or(()).map_err(|()| mistakes.push(FieldError::new("at", "Enter the time, such as 9:00 AM.")));
    let (Ok(day), Ok(time)) = (day, time) else { return Err(mistakes) };
    meant(day.and_time(time), zone, mark).map_err(|sentence| vec![FieldError::new("at", sentence)])
}

/// `1:30 AM EDT` as the time and the letters of its zone, if any were typed.
pub(in crate::web::desk) fn marked(typed: &str) -> (&str, Option<&str>) {
    let is_mark = |word: &str| (3..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic());
    match typed.trim().rsplit_once(' ') {
        Some((clock, mark)) if is_mark(mark) => (clock, Some(mark)),
        _ => (typed, None),
    }
}

/// The instant of a time as the clock of a zone shows it. In the night of the change in autumn
/// it shows an hour twice: then the letters have to say which is meant.
pub(in crate::web::desk) fn meant(local: NaiveDateTime, zone: Tz, mark: Option<&str>) -> Result<Timestamp, String> {
    let letters = |at: &DateTime<Tz>| at.format("%Z").to_string();
    let found = zone.from_local_datetime(&local);
    let (first, last) = match (found.earliest(), found.latest()) {
        (Some(first), Some(last)) => (first, last),
        _ => return Err("The clocks skip this time on that night. Choose another.".into()),
    };
    let wanted = |at: &DateTime<Tz>| mark.is_none_or(|mark| letters(at).eq_ignore_ascii_case(mark));
    match (wanted(&first), wanted(&last)) {
        (true, true) if first != last => {
            let shown = local.format("%-I:%M %p");
            let (one, other) = (letters(&first), letters(&last));
            Err(format!(
                "The clocks show {shown} twice on that night. Enter {shown} {one} for the first, or {shown} {other} for the second."
            ))
        }
        (true, _) => Ok(Timestamp::from_utc(first.to_utc())),
        (false, true) => Ok(Timestamp::from_utc(last.to_utc())),
        (false, false) => {
            Err(format!("The clocks show {} at that time there. Enter the time with these letters or without any.", letters(&last)))
        }
    }
}

/// `9:00 AM`, `9 am`, `14:30`.
pub(in crate::web::desk) fn time(typed: &str) -> Option<NaiveTime> {
    let text: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let (digits, half) = match text.strip_suffix("am") {
        Some(rest) => (rest, Some(0)),
        None => text.strip_suffix("pm").map_or((text.as_str(), None), |rest| (rest, Some(12))),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "00"));
    let number = |text: &str| (1..=2).contains(&text.len()).then(|| text.parse::<u32>().ok()).flatten();
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    match half {
        None if digits.contains(':') => NaiveTime::from_hms_opt(hour, minute, 0),
        None => None,
        Some(half) if (1..=12).contains(&hour) => NaiveTime::from_hms_opt(hour % 12 + half, minute, 0),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let read = |typed: &str| time(typed).map(|t| t.format("%H:%M").to_string());
        for (typed, meant) in
            [("9:00 AM", "09:00"), ("9 am", "09:00"), ("12:30 a.m.", "00:30"), ("12 PM", "12:00"), ("14:30", "14:30"), ("0:05", "00:05")]
        {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["", "9", "25:00", "13 PM", "0 am", "9:5", "noon", "9:60", "-1:00"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_time_stands_in_the_zone_of_the_round() {
        let read = |body: &str| read(&Form::parse("/x", body.as_bytes()).expect("a form"), chrono_tz::America::New_York);
        let at = Timestamp::parse("2027-03-01T14:00:00Z").expect("a time");
        assert_eq!(read("when=later&on_month=3&on_day=1&on_year=2027&at=9:00 AM"), Ok(When::At(at)));
        assert_eq!(read("when=now&on_month=x"), Ok(When::Now));
        let fields = |body| read(body).expect_err("a mistake").into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields("when=later"), ["on", "at"]);
        assert_eq!(fields(""), ["when"]);
        let message = |body: &str| read(body).expect_err("a mistake").first().map(|e| e.message.clone()).unwrap_or_default();
        let doubled = "when=later&on_month=11&on_day=7&on_year=2027&at=1:30 AM";
        assert_eq!(
            message(doubled),
            "The clocks show 1:30 AM twice on that night. Enter 1:30 AM EDT for the first, or 1:30 AM EST for the second."
        );
        let instant = |text: &str| Ok(When::At(Timestamp::parse(text).expect("a time")));
        assert_eq!(read(&format!("{doubled} EDT")), instant("2027-11-07T05:30:00Z"));
        assert_eq!(read(&format!("{doubled} est")), instant("2027-11-07T06:30:00Z"));
        assert_eq!(read("when=later&on_month=3&on_day=1&on_year=2027&at=9:00 AM EST"), instant("2027-03-01T14:00:00Z"));
        assert!(message("when=later&on_month=3&on_day=1&on_year=2027&at=9:00 AM EDT").contains("The clocks show EST"));
        assert_eq!(fields("when=later&on_month=3&on_day=14&on_year=2027&at=2:30 AM"), ["at"], "the clocks go forward");
    }
}
