//! The form of an event's entry in the register: typed anew, or corrected.

use crate::db;
use crate::gathering::{Event, EventInput};
use crate::kernel::FieldError;
use crate::opportunity;
use crate::web::Form;
use crate::web::fields::{Choices, DateField, Field};
use crate::web::sheet::Input;
use chrono::Datelike;
use std::collections::BTreeMap;

/// Every kind of activity that rounds know.
pub(super) fn kinds(conn: &mut db::Conn) -> Result<BTreeMap<String, String>, db::Error> {
    let mut all = BTreeMap::new();
    for round in opportunity::list_published(conn)? {
        let definition = opportunity::definition(conn, &round.definition_sha256)?;
        all.extend(definition.activities.kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone())));
    }
    Ok(all)
}

/// The form filled in with an event as it stands.
pub(super) fn of_event(event: &Event) -> Form {
    let texts = [
        ("kind", &event.kind),
        ("title", &event.title),
        ("provider", &event.provider),
        ("place", &event.place),
        ("country", &event.country),
        ("url", &event.url),
    ];
    let mut fields: Vec<(String, String)> = texts.into_iter().map(|(name, text)| (name.to_owned(), text.clone())).collect();
    for (name, on) in [("starts_on", event.starts_on), ("ends_on", event.ends_on)] {
        for (part, value) in [("month", on.month().to_string()), ("day", on.day().to_string()), ("year", on.year().to_string())] {
            fields.push((format!("{name}_{part}"), value));
        }
    }
    Form::default().with_fields(fields)
}

/// Every input of an event.
pub(super) fn inputs(kinds: BTreeMap<String, String>, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    vec![
        Input::line(field("title", "Name")),
        Input::select(Choices::new("kind", "Kind", kinds).chosen(&form.text("kind")).errors(errors)),
        Input::line(field("provider", "Who holds it").optional()),
        Input::line(field("place", "Town or city")),
        Input::line(field("country", "Country")),
        Input::date(DateField::new("starts_on", "First day").typed(form).errors(errors)),
        Input::date(DateField::new("ends_on", "Last day").typed(form).errors(errors)),
        Input::line(field("url", "Address of its page").hint("It begins with https://.").optional()),
    ]
}

/// The event as typed.
pub(super) fn read(form: &Form) -> EventInput {
    let day = |name: &str| DateField::read(form, name).unwrap_or(None);
    EventInput {
        kind: form.text("kind"),
        title: form.text("title"),
        provider: form.text("provider"),
        place: form.text("place"),
        country: form.text("country"),
        starts_on: day("starts_on"),
        ends_on: day("ends_on"),
        url: form.text("url"),
    }
}
