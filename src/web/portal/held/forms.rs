//! The forms of an activity after the award.

use super::day;
use crate::award::Award;
use crate::gathering::{ActivityRecord, Event, NewRecord, Person, RecordState, Suggestion, TypedPerson};
use crate::intake::{Activity, Standing};
use crate::kernel::{FieldError, Id};
use crate::locale::format::date_range;
use crate::web::Form;
use crate::web::fields::{Choices, DateField, Field, FormKeys};
use crate::web::sheet::{Input, Section, SheetForm};
use chrono::Datelike;
use strum::VariantArray;

/// So many people may be added at once.
const NEW_PEOPLE: usize = 2;

/// Who is named: as recorded, else as planned.
pub(super) fn people(activity: &Activity, record: Option<&ActivityRecord>) -> Vec<Person> {
    match record.filter(|r| !r.people.is_empty()) {
        Some(record) => record.people.clone(),
        None => activity.attendees.iter().cloned().map(|attendee| Person { attendee, attended: false }).collect(),
    }
}

/// The form filled in with an activity as it stands.
pub(super) fn of_activity(activity: &Activity, record: Option<&ActivityRecord>) -> Form {
    let state = record.map_or(RecordState::Planned, |r| r.state).to_string();
    let count = |n: Option<i32>| n.filter(|n| *n > 0).map(|n| n.to_string()).unwrap_or_default();
    let mut fields: Vec<(String, String)> = [
        ("kind", activity.kind.clone()),
        ("title", activity.title.clone()),
        ("place", activity.place.clone()),
        ("country", activity.country.clone()),
        ("partner", activity.partner.clone()),
        ("provider", activity.provider.clone()),
        ("state", state),
        ("career", count(record.map(|r| r.career))),
        ("appointees", count(record.map(|r| r.appointees))),
        ("reason", record.map(|r| r.reason.clone()).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (name, on) in [("starts_on", activity.starts_on), ("ends_on", activity.ends_on)] {
        for (part, value) in [("month", on.month().to_string()), ("day", on.day().to_string()), ("year", on.year().to_string())] {
            fields.push((format!("{name}_{part}"), value));
        }
    }
    for (n, person) in people(activity, record).iter().enumerate() {
        let attended = person.attended.then(|| (format!("attended-{n}"), "yes".to_owned()));
        let standing: &str = person.attendee.standing.into();
        fields.extend([
            (format!("name-{n}"), person.attendee.name.clone()),
            (format!("job-{n}"), person.attendee.job.clone()),
            (format!("standing-{n}"), standing.to_owned()),
        ]);
        fields.extend(attended);
    }
    Form::default().with_fields(fields)
}

/// Every input of an activity; `named` are the people who are known.
pub(super) fn inputs(kinds: &[(String, String)], named: &[Person], (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let states = RecordState::VARIANTS.iter().map(|state| (state.to_string(), state.label()));
    let mut inputs = vec![
        Input::radios(Choices::new("state", "What became of it?", states).chosen(&form.text("state")).errors(errors)),
        Input::line(field("title", "Name of the activity")),
        Input::select(Choices::new("kind", "Kind", kinds.to_vec()).chosen(&form.text("kind")).errors(errors)),
        Input::line(field("place", "Town or city")),
        Input::line(field("country", "Country").hint("Its name, such as Canada.").autocomplete("country-name")),
        Input::date(DateField::new("starts_on", "First day").typed(form).errors(errors)),
        Input::date(DateField::new("ends_on", "Last day").typed(form).errors(errors)),
        Input::line(field("partner", "Partner").optional()),
        Input::line(field("provider", "Who holds it").optional()),
    ];
    for n in 0..named.len() + NEW_PEOPLE {
        inputs.extend(person(n, named.get(n), (form, errors)));
    }
    inputs.extend([
        Input::line(
            field("career", "How many career staff were there").hint("Leave it empty to count those who are named.").numeric().optional(),
        ),
        Input::line(field("appointees", "How many appointees and elected officials were there").numeric().optional()),
        Input::area(
            field("reason", "Why it is other than planned")
                .hint("For another time or place, a new activity, or a cancelled one.")
                .limit(500)
                .optional(),
        ),
    ]);
    inputs
}

/// The inputs of one person.
fn person(n: usize, known: Option<&Person>, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let who = match known {
        Some(person) if !person.attendee.name.is_empty() => person.attendee.name.clone(),
        Some(_) => format!("person {}", n + 1),
        None => format!("person {} (new)", n + 1),
    };
    let field = |name: String, label: String| Field::new(name.clone(), label).value(form.text(&name)).errors(errors);
    let standing = format!("standing-{n}");
    let serves = Standing::VARIANTS.iter().map(|standing| (standing.to_string(), standing.label()));
    let attended = format!("attended-{n}");
    let there = if form.has(&attended) { "yes" } else { "" };
    vec![
        Input::line(field(format!("name-{n}"), format!("Name of {who}")).optional()),
        Input::line(field(format!("job-{n}"), format!("Job title of {who}")).optional()),
        Input::select(
            Choices::new(standing.clone(), format!("How {who} serves the city"), serves)
                .optional()
                .chosen(&form.text(&standing))
                .errors(errors),
        ),
        Input::checkboxes(Choices::new(attended, format!("Was {who} there?"), [("yes", "Was there")]).optional().chosen(there)),
    ]
    .into_iter()
    .chain(known.map(|person| Input::hidden_of(format!("person-{n}"), &person.attendee.id.text())))
    .collect()
}

/// What the form says.
pub(super) fn read(award: Id<Award>, activity: Option<(Id<Activity>, i64)>, form: &Form) -> NewRecord {
    let count = form.fields().iter().filter(|(name, _)| name.starts_with("standing-")).count();
    let person = |n: usize| TypedPerson {
        id: form.text(&format!("person-{n}")),
        name: form.text(&format!("name-{n}")),
        job: form.text(&format!("job-{n}")),
        standing: form.text(&format!("standing-{n}")),
        attended: form.has(&format!("attended-{n}")),
    };
    NewRecord {
        award,
        activity,
        kind: form.text("kind"),
        title: form.text("title"),
        place: form.text("place"),
        country: form.text("country"),
        starts_on: day(form, "starts_on"),
        ends_on: day(form, "ends_on"),
        partner: form.text("partner"),
        provider: form.text("provider"),
        state: form.text("state"),
        people: (0..count.min(500)).map(person).collect(),
        career: form.text("career"),
        appointees: form.text("appointees"),
        reason: form.text("reason"),
    }
}

/// Choosing the event of the register, or entering it.
pub(super) fn event_section(
    (here, offers): (&str, &[Suggestion]),
    (keys, event): (&dyn Fn() -> FormKeys, Option<&Event>),
    (form, errors): (&Form, &[FieldError]),
) -> Section {
    let mut section = Section::new("Event").text(
        "An event such as a conference is one entry of a register that all cities share, so that it is known what it cost in all. Choose yours, or enter it.",
    );
    let words = |e: &Event| format!("{}, {}, {}", e.title, e.place, date_range(e.starts_on, e.ends_on));
    let mut choices: Vec<(String, String)> = offers.iter().map(|one| (one.event.id.text(), words(&one.event))).collect();
    if let Some(event) = event {
        if !choices.iter().any(|(id, _)| *id == event.id.text()) {
            choices.insert(0, (event.id.text(), words(event)));
        }
        choices.push(("none".to_owned(), "It is part of no event".to_owned()));
    }
    if !choices.is_empty() {
        let chosen = event.map(|e| e.id.text()).unwrap_or_default();
        let choice = Input::radios(Choices::new("event", "Which event is it a part of?", choices).chosen(&chosen));
        section = section.form(SheetForm::new(format!("{here}/event"), keys(), "Save the event", vec![choice]));
    }
    if event.is_some() {
        return section;
    }
    let url = Field::new("url", "Address of its page").hint("It begins with https://.").optional();
    let url = Input::line(url.value(form.text("url")).errors(errors));
    section.form(SheetForm::new(format!("{here}/new-event"), keys(), "Enter it as a new event", vec![url]).quiet())
}
