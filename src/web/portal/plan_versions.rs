//! Two versions of an activity or of its people: what to compare, and where a third is written.

use super::activities::{find, person};
use super::applications::{home, load};
use super::attendees::read_people;
use super::merge::{self, Around, Clash, Other, Side};
use crate::intake::{Activity, Draft, EditError, Standing};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::web::answer_fields::AnswerFields;
use crate::web::fields::{Choices, DateField, Field};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use chrono::{Datelike, NaiveDate};

/// The texts of an activity by their names and labels.
const TEXTS: [(&str, &[&str], &str); 5] = [
    ("title", &["title"], "Name of the course, conference or visit"),
    ("place", &["place"], "Town or city where it takes place"),
    ("country", &["country"], "Country"),
    ("provider", &["provider"], "Who gives the course or runs the event"),
    ("partner", &["partner"], "Partner city or network that takes part"),
];

/// Which form of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What it is.
    Activity,
    /// Who takes part.
    People,
}

/// The page that compares what was typed with what is saved now; where they say the same, on to the list.
///
/// # Errors
/// The database's refusal; [`Problem::missing`] when the activity was removed meanwhile.
pub(super) async fn compare(
    (app, viewer): (&App, &Viewer),
    (reference, id, part): (&str, &str, Part),
    (mine, sent): (&Form, &Form),
    mistakes: &[FieldError],
) -> Result<HttpResponse, Problem> {
    let draft = load(app, viewer, reference.to_owned()).await?;
    let activity = find(&draft, id)?;
    let clashes = match part {
        Part::Activity => of_activity(&draft, activity, mine, sent),
        Part::People => of_people(activity, mine, sent),
    };
    let list = format!("{}/activities", home(reference));
    let Some(first) = clashes.first() else {
        let done = if part == Part::People { "people-saved" } else { "activity-saved" };
        return Ok(crate::web::see_other(&format!("{list}?done={done}")));
    };
    let changed = [FieldError::new(merge::pick_of(first.name), EditError::Changed.to_string())];
    let around = Around { reference: reference.to_owned(), back: list, what: format!("“{}”", activity.title) };
    let other = Other { heading: "Saved now".into(), version: activity.version };
    let mistakes = if mistakes.is_empty() { &changed } else { mistakes };
    merge::page((app, viewer), around, other, clashes, (sent, mistakes))
}

fn text_side(name: &str, text: &str) -> Side {
    Side { shown: text.lines().map(str::to_owned).collect(), sent: vec![(name.to_owned(), text.to_owned())] }
}

fn of_activity(draft: &Draft, a: &Activity, mine: &Form, sent: &Form) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let kind = mine.text("kind");
    if kind != a.kind {
        let kinds = &draft.definition.activities.kinds;
        let side = |kind: &str| Side { shown: vec![draft.definition.kind_title(kind)], ..text_side("kind", kind) };
        let choices = Choices::new("kind", "What kind of activity is it?", kinds.iter().map(|k| (&k.id, &k.title)));
        clashes.push(Clash {
            name: "kind",
            names: &["kind"],
            label: "Kind of activity".into(),
            mine: side(&kind),
            theirs: side(&a.kind),
            fields: AnswerFields::of_choices(choices.chosen(&sent.text("kind"))),
        });
    }
    for (name, names, label) in TEXTS {
        let theirs = match name {
            "title" => &a.title,
            "place" => &a.place,
            "country" => &a.country,
            "provider" => &a.provider,
            _ => &a.partner,
        };
        let typed = mine.text(name);
        if typed != *theirs {
            clashes.push(Clash {
                name,
                names,
                label: label.into(),
                mine: text_side(name, &typed),
                theirs: text_side(name, theirs),
                fields: AnswerFields::of_text(Field::new(name, label).value(sent.text(name))),
            });
        }
    }
    clashes.extend(date("starts_on", &["starts_on"], ("First day", a.starts_on), mine, sent));
    clashes.extend(date("ends_on", &["ends_on"], ("Last day", a.ends_on), mine, sent));
    clashes
}

fn date(name: &'static str, names: &'static [&'static str], (label, theirs): (&str, NaiveDate), mine: &Form, sent: &Form) -> Option<Clash> {
    let typed = DateField::read(mine, name);
    if typed == Ok(Some(theirs)) {
        return None;
    }
    let fields = merge::fields_named(mine, names);
    let as_typed = || fields.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>().join(" ");
    let shown = typed.ok().flatten().map_or_else(as_typed, format::date);
    let part = |part: &str, value: String| (format!("{name}_{part}"), value);
    Some(Clash {
        name,
        names,
        label: label.into(),
        mine: Side { shown: vec![shown], sent: fields },
        theirs: Side {
            shown: vec![format::date(theirs)],
            sent: vec![
                part("month", theirs.month().to_string()),
                part("day", theirs.day().to_string()),
                part("year", theirs.year().to_string()),
            ],
        },
        fields: AnswerFields::of_date(DateField::new(name, label).typed(sent)),
    })
}

const PEOPLE: &[&str] = &["name", "job", "standing"];

fn of_people(a: &Activity, mine: &Form, sent: &Form) -> Vec<Clash> {
    let row = |i: usize, name: &str, job: &str, standing: &str| {
        [("name", name), ("job", job), ("standing", standing)].map(|(part, value)| (format!("{part}_{i}"), value.to_owned()))
    };
    let theirs: Vec<_> = a.attendees.iter().enumerate().flat_map(|(i, p)| row(i, &p.name, &p.job, &p.standing.to_string())).collect();
    let typed: Vec<_> = read_people(mine).into_iter().filter(|p| !p.is_blank()).collect();
    let said: Vec<_> = typed.iter().enumerate().flat_map(|(i, p)| row(i, &p.name, &p.job, &p.standing)).collect();
    if said == theirs {
        return vec![];
    }
    let shown = |p: &crate::intake::AttendeeInput| {
        let standing = p.standing.parse::<Standing>().map(|s| s.label().to_lowercase()).unwrap_or_default();
        [p.name.as_str(), p.job.as_str(), standing.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let standings = || [Standing::Career, Standing::Appointee].map(|s| (s.to_string(), s.label()));
    let fields = read_people(sent).into_iter().enumerate().flat_map(|(i, p)| {
        let n = i + 1;
        let standing = Choices::new(format!("standing_{i}"), format!("How does person {n} serve the city?"), standings());
        [
            (Some(Field::new(format!("name_{i}"), format!("Name of person {n}")).value(p.name).optional()), None),
            (Some(Field::new(format!("job_{i}"), format!("Job title of person {n}")).value(p.job)), None),
            (None, Some(standing.chosen(&p.standing))),
        ]
    });
    vec![Clash {
        name: "people",
        names: PEOPLE,
        label: "Who takes part".into(),
        mine: Side { shown: typed.iter().map(shown).collect(), sent: merge::fields_named(mine, PEOPLE) },
        theirs: Side { shown: a.attendees.iter().map(person).collect(), sent: theirs },
        fields: AnswerFields::of_parts(fields),
    }]
}
