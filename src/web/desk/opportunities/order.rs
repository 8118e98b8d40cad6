//! The form of the next version: its sections and questions in order, with buttons that move
//! each up or down, and links to the words, the limits and the condition of every part.

use super::revision::{Found, load};
use super::{revision_at, settings, words};
use crate::kernel::FieldError;
use crate::opportunity::{self, Definition, Edit, FieldEdit, ReviseError};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, FormKeys};
use crate::web::sheet::Link;
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Where mistakes are told.
const ORDER: &str = "order";
/// What a move into the section beside begins with: `across/1/up` moves the first question of the second section.
const ACROSS: &str = "across/";

#[derive(Serialize)]
struct FormPage {
    slug: String,
    title: String,
    summary: ErrorSummary,
    sections: Vec<Part>,
    others: Vec<Link>,
    /// Other parts with options or limits.
    limits: Vec<Link>,
    keys: FormKeys,
}

/// A section or a question, with the buttons that move it.
#[derive(Serialize)]
struct Part {
    label: String,
    kind: String,
    href: String,
    /// Where its options, limits and condition are changed.
    answers: String,
    asked_if: Option<String>,
    up: Option<String>,
    down: Option<String>,
    questions: Vec<Part>,
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "desk/opportunities/form";
    fn title(&self) -> String {
        format!("The form – {}", self.title)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let part = |asked_if: Option<&str>, questions| Part {
            label: "X".into(),
            kind: "short text".into(),
            href: "/x".into(),
            answers: "/y".into(),
            asked_if: asked_if.map(str::to_owned),
            up: asked_if.map(|_| "sections/1".into()),
            down: Some("sections/0".into()),
            questions,
        };
        let sample = |errors: &[FieldError], asked_if| Self {
            slug: "x".into(),
            title: "X".into(),
            summary: ErrorSummary::new(errors),
            sections: vec![part(asked_if, vec![part(None, vec![]), part(asked_if, vec![])])],
            others: vec![Link::new("/x", "X")],
            limits: vec![Link::new("/y", "Y")],
            keys: FormKeys::of_version("k".into(), 3),
        };
        vec![sample(&[], None), sample(&[FieldError::new(ORDER, "Wrong")], Some("has_partner"))]
    }
}

/// The two moves of part `i` of `count` in the list at `path`; each names the upper one of the two that change places.
fn moves(path: &str, i: usize, count: usize) -> (Option<String>, Option<String>) {
    let up = i.checked_sub(1).map(|upper| format!("{path}/{upper}"));
    (up, (i + 1 < count).then(|| format!("{path}/{i}")))
}

fn page(app: &App, found: &Found, errors: &[FieldError]) -> FormPage {
    let (d, slug) = (&found.definition, &found.revision.slug);
    let wording = |id: &str| revision_at(slug, &format!("/texts/{id}"));
    let answers = |id: &str| revision_at(slug, &format!("/answers/{id}"));
    let sections = d.sections.iter().enumerate().map(|(s, section)| {
        let path = format!("sections[{s}].questions");
        let questions = section.questions.iter().enumerate().map(|(q, question)| {
            let (up, down) = moves(&path, q, section.questions.len());
            // The first and the last go into the section beside.
            let up = up.or_else(|| (s > 0).then(|| format!("{ACROSS}{s}/up")));
            let down = down.or_else(|| (s + 1 < d.sections.len()).then(|| format!("{ACROSS}{s}/down")));
            Part {
                label: question.label.clone(),
                kind: question.kind.to_string().replace('_', " "),
                href: wording(&question.id),
                answers: answers(&question.id),
                asked_if: question.asked_if.as_ref().map(|rule| rule.text().to_owned()),
                up,
                down,
                questions: vec![],
            }
        });
        let (up, down) = moves("sections", s, d.sections.len());
        Part {
            label: section.title.clone(),
            kind: "section".into(),
            href: wording(&section.id),
            answers: answers(&section.id),
            asked_if: section.asked_if.as_ref().map(|rule| rule.text().to_owned()),
            up,
            down,
            questions: questions.collect(),
        }
    });
    let is_in_form = |id: &str| d.question(id).is_some() || d.sections.iter().any(|section| section.id == id);
    let others = words::parts(d).into_iter().filter(|part| !is_in_form(&part.id));
    let limits = settings::parts(d).into_iter().filter(|part| !is_in_form(&part.id));
    FormPage {
        slug: slug.clone(),
        title: d.title.clone(),
        summary: ErrorSummary::new(errors),
        sections: sections.collect(),
        others: others.map(|part| Link::new(wording(&part.id), part.name)).collect(),
        limits: limits.map(|part| Link::new(answers(&part.id), part.name)).collect(),
        keys: FormKeys::of_version(app.fresh_key(), found.revision.version),
    }
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let found = app.read(move |conn| load(conn, &slug)).await?;
    app.page(&viewer, &page(&app, &found, &[]))
}

/// The move that a button asks for: `sections/0`, `sections[1].questions/2`.
fn wanted(d: &Definition, pressed: &str) -> Option<Edit> {
    if let Some(pressed) = pressed.strip_prefix(ACROSS) {
        return across(d, pressed);
    }
    let (path, upper) = pressed.rsplit_once('/')?;
    let upper: usize = upper.parse().ok()?;
    let count = match path.strip_prefix("sections[").and_then(|rest| rest.strip_suffix("].questions")) {
        Some(s) => d.sections.get(s.parse::<usize>().ok()?)?.questions.len(),
        None if path == "sections" => d.sections.len(),
        None => return None,
    };
    let lower = upper.checked_add(1).filter(|lower| *lower < count)?;
    Some(Edit::Swap(path.to_owned(), upper, lower))
}

/// The first question of a section to the end of the one before, or the last to the beginning of the one after.
fn across(d: &Definition, pressed: &str) -> Option<Edit> {
    let (section, way) = pressed.split_once('/')?;
    let section: usize = section.parse().ok()?;
    let list = |s: usize| format!("sections[{s}].questions");
    let count = |s: usize| Some(d.sections.get(s)?.questions.len());
    match way {
        "up" => {
            let upper = section.checked_sub(1)?;
            (count(section)? > 0).then_some(Edit::Across((list(section), 0), (list(upper), count(upper)?)))
        }
        "down" => {
            let lower = section.checked_add(1)?;
            count(lower)?;
            Some(Edit::Across((list(section), count(section)?.checked_sub(1)?), (list(lower), 0)))
        }
        _ => None,
    }
}

pub(super) async fn change(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let sought = slug.clone();
    let found = app.read(move |conn| load(conn, &sought)).await?;
    let edit = wanted(&found.definition, &form.text("move")).ok_or_else(|| Problem::unreadable("Nothing is to be moved there."))?;
    let edits = [FieldEdit { field: ORDER.to_owned(), edit }];
    let (actor, version, back) = (viewer.actor(), form.version(), revision_at(&slug, "/form?done=moved"));
    let target = slug.clone();
    let outcome = app.submit(&viewer, &form, move |tx| opportunity::revise(tx, &actor, (&target, version), &edits).map(|()| back.clone()));
    let mistakes = match outcome.await {
        Err(ReviseError::Invalid(mistakes)) => mistakes,
        Err(e @ ReviseError::Changed) => vec![FieldError::new(ORDER, e.to_string())],
        other => return Ok(other?),
    };
    let found = app.read(move |conn| load(conn, &slug)).await?;
    app.page_with_mistakes(&viewer, &page(&app, &found, &mistakes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<FormPage>();
    }

    #[test]
    fn only_neighbours_that_are_there_change_places() {
        let round = include_str!("../../../../config/opportunities/city-engagement-grants-2027.toml");
        let d = opportunity::read("round.toml", round).expect("sound");
        assert_eq!(wanted(&d, "sections/0"), Some(Edit::Swap("sections".into(), 0, 1)));
        assert_eq!(wanted(&d, "sections[0].questions/1"), Some(Edit::Swap("sections[0].questions".into(), 1, 2)));
        let list = |s: usize| format!("sections[{s}].questions");
        let last = d.sections[0].questions.len();
        assert_eq!(wanted(&d, "across/1/up"), Some(Edit::Across((list(1), 0), (list(0), last))));
        assert_eq!(wanted(&d, "across/0/down"), Some(Edit::Across((list(0), last - 1), (list(1), 0))));
        for no in [
            "across/0/up",
            "across/2/down",
            "across/9/up",
            "across/x/up",
            "across/1/left",
            "",
            "sections",
            "sections/99",
            "sections[99].questions/0",
            "rubric.criteria/0",
            "sections/18446744073709551615",
        ] {
            assert_eq!(wanted(&d, no), None, "{no}");
        }
    }
}
