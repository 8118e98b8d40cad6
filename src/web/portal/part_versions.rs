//! Two versions of a partner's part: the contact and the words that somebody typed beside those that were saved meanwhile.

use super::applications::home;
use super::merge::{self, Around, Clash, Other, Side};
use crate::intake::{Draft, EditError, Partner};
use crate::kernel::FieldError;
use crate::web::answer_fields::AnswerFields;
use crate::web::fields::Field;
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;

/// The texts of a part by their names and labels.
const TEXTS: [(&str, &[&str], &str); 3] = [
    ("contact_name", &["contact_name"], "Name of the contact"),
    ("contact_email", &["contact_email"], "Email address of the contact"),
    ("part", &["part"], "What this partner does"),
];

/// The page that compares what was typed with what is saved now; where they say the same, on to the partners. `sent` holds what was
/// picked and written since.
pub(super) fn compare(
    (app, viewer): (&App, &Viewer),
    (draft, partner): (&Draft, &Partner),
    (mine, sent): (&Form, &Form),
    mistakes: &[FieldError],
) -> Result<HttpResponse, Problem> {
    let list = format!("{}/partners", home(&draft.application.reference));
    let clashes: Vec<Clash> = TEXTS.into_iter().filter_map(|text| clash(text, partner, mine, sent)).collect();
    let Some(first) = clashes.first() else { return Ok(crate::web::see_other(&format!("{list}?done=partner-changed"))) };
    let changed = [FieldError::new(merge::pick_of(first.name), EditError::Changed.to_string())];
    let mistakes = if mistakes.is_empty() { &changed } else { mistakes };
    let around = Around { reference: draft.application.reference.clone(), back: list, what: format!("the part of {}", partner.name) };
    let other = Other { heading: "Saved now".into(), version: partner.version };
    merge::page((app, viewer), around, other, clashes, (sent, mistakes))
}

fn clash(
    (name, names, label): (&'static str, &'static [&'static str], &str),
    partner: &Partner,
    mine: &Form,
    sent: &Form,
) -> Option<Clash> {
    let theirs = match name {
        "contact_name" => &partner.contact_name,
        "contact_email" => &partner.contact_email,
        _ => &partner.part,
    };
    let typed = mine.text(name);
    let side = |text: &str| Side { shown: text.lines().map(str::to_owned).collect(), sent: vec![(name.to_owned(), text.to_owned())] };
    let field = Field::new(name, label).value(sent.text(name));
    (typed != *theirs).then(|| Clash {
        name,
        names,
        label: label.to_owned(),
        mine: side(&typed),
        theirs: side(theirs),
        fields: if name == "part" { AnswerFields::of_area(field.rows(4).limit(500)) } else { AnswerFields::of_text(field) },
    })
}
