//! `/desk/applications/…/feedback`: which comments a city gets, in which words, and how to improve; with the letter as it
//! is now.

use super::{HERE, READERS, WRITERS};
use crate::feedback::{self, Choice, Comment, LONGEST, Outcome, PrepareError, Prepared, WHOLE, Wish, policy};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::letters::{self, Fund};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/feedback", Access::Fund(READERS), show),
        post("/desk/applications/{reference}/feedback", Access::Fund(WRITERS), save),
    ]
}

/// The page of an application.
pub(super) fn href(reference: &str) -> String {
    format!("/desk/applications/{reference}/feedback")
}

/// A comment to look at, or to choose and mend.
#[derive(Serialize)]
struct Shown {
    by: String,
    /// The words that go out, or would.
    wording: String,
    is_released: bool,
    /// As it was written, where the words were changed.
    original: Option<String>,
    release: Choices,
    field: Field,
}

/// The comments on one criterion, below what the letter says of it.
#[derive(Serialize)]
struct Group {
    title: String,
    facts: Vec<String>,
    comments: Vec<Shown>,
}

/// The page.
#[derive(Serialize)]
struct PreparePage {
    summary: ErrorSummary,
    round: String,
    reference: String,
    heading: String,
    city: String,
    /// Why nothing can be changed, if it cannot.
    closed: Option<String>,
    groups: Vec<Group>,
    advice: Field,
    /// Where it can be changed.
    keys: Option<FormKeys>,
    subject: String,
    text: String,
}

impl Page for PreparePage {
    const TEMPLATE: &'static str = "desk/feedback/prepare";

    fn title(&self) -> String {
        format!("Feedback – {}", self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let shown = |n: usize, errors: &[FieldError]| Shown {
            by: x(),
            wording: x(),
            is_released: n == 0,
            original: (n == 0).then(x),
            release: Choices::one(&format!("release-{n}"), "x", "Release").optional(),
            field: Field::new(format!("wording-{n}"), "x").errors(errors),
        };
        let page = |is_open: bool, errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            round: "grants-2027".into(),
            reference: "UDF-2027-0001".into(),
            heading: x(),
            city: x(),
            closed: (!is_open).then(x),
            groups: vec![
                Group { title: x(), facts: vec![x()], comments: vec![shown(0, errors), shown(1, errors)] },
                Group { title: x(), facts: vec![], comments: vec![] },
            ],
            advice: Field::new("advice", "x").errors(errors),
            keys: is_open.then(|| FormKeys::of_version("k".into(), 0)),
            subject: x(),
            text: x(),
        };
        vec![page(true, &[FieldError::new("wording-0", "Write it."), FieldError::new("advice", "Shorten it.")]), page(false, &[])]
    }
}

/// What was typed, and what is wrong with it.
type Typed<'a> = (&'a Form, &'a [FieldError]);

fn release_name(comment: &Comment) -> String {
    format!("release-{}-{}", comment.review, comment.criterion)
}

fn shown(comment: &Comment, (form, errors): Typed<'_>) -> Shown {
    let (name, field) = (release_name(comment), feedback::field_of(comment));
    let is_typed = form.has(&field);
    let is_released = if is_typed { form.has(&name) } else { comment.is_released };
    let wording = if is_typed { form.text(&field) } else { comment.wording.clone() };
    let legend = format!("Comment by {}", comment.reviewer);
    Shown {
        by: comment.reviewer.clone(),
        original: (wording.trim() != comment.original.trim()).then(|| comment.original.clone()),
        is_released,
        release: Choices::one(&name, &legend, "The city gets this comment").chosen(if is_released { "yes" } else { "" }),
        field: Field::new(field, "In these words").limit(u32::try_from(LONGEST).unwrap_or(u32::MAX)).rows(4).value(&wording).errors(errors),
        wording,
    }
}

/// The criteria of the rubric with what the letter says of each, and the comments; the whole last.
fn groups(prepared: &Prepared, typed: Typed<'_>) -> Vec<Group> {
    let comments =
        |criterion: &str| prepared.comments.iter().filter(|c| c.criterion == criterion).map(|c| shown(c, typed)).collect::<Vec<_>>();
    let criteria = prepared.definition.rubric.criteria.iter().map(|criterion| {
        let found = prepared.letter.criteria.iter().find(|found| found.title == criterion.title);
        let mut facts = Vec::new();
        if let Some(found) = found {
            facts.extend(found.reason.iter().map(|reason| format!("The panel found: {reason}")));
            facts.extend(found.mean.iter().map(|mean| format!("Mean of the scores: {mean}")));
            facts.extend(found.position.clone());
        }
        Group { title: criterion.title.clone(), facts, comments: comments(&criterion.id) }
    });
    let whole = Group { title: "On the whole".into(), facts: vec![], comments: comments(WHOLE) };
    criteria.chain([whole]).collect()
}

/// Why this person cannot change it now.
fn closed(prepared: &Prepared, viewer: &Viewer) -> Option<String> {
    let said = match prepared.sent.as_ref().map(|sent| sent.outcome) {
        _ if !policy::may_prepare(&viewer.actor) => "Program officers and the chair of the panel prepare feedback.",
        Some(Outcome::Waits) => "This letter is released. To change it, call the release off first.",
        Some(Outcome::LetOut) => "The city has this letter. It is not changed any more.",
        Some(Outcome::Stopped) | Some(Outcome::Cancelled) | None => return None,
    };
    Some(said.to_owned())
}

async fn page(app: &App, viewer: &Viewer, reference: &str, (form, errors): Typed<'_>) -> Result<HttpResponse, Problem> {
    let (actor, wanted) = (viewer.actor(), reference.to_owned());
    let read = app.read(move |conn| {
        let prepared = feedback::of_application(conn, &actor, &wanted)?;
        let round = crate::opportunity::opportunity(conn, prepared.application.opportunity)?;
        Ok::<_, crate::db::Error>((prepared, round))
    });
    let (prepared, round) = read.await?;
    let letter =
        letters::preview(&app.templates, &Fund::of(&app.settings), &prepared.letter).map_err(|e| Problem::broken(e.to_string()))?;
    let (closed, draft) = (closed(&prepared, viewer), prepared.draft.as_ref());
    let known = draft.map(|draft| draft.advice.clone()).unwrap_or_default();
    let advice = if form.has("advice") { form.text("advice") } else { known };
    let hint = "A few sentences that help the city next time. They stand in the letter below the comments.";
    let page = PreparePage {
        summary: ErrorSummary::new(errors),
        round: format!("{HERE}/{}", round.slug),
        reference: prepared.application.reference.clone(),
        heading: prepared.application.shown_title().to_owned(),
        city: prepared.application.city_name.clone(),
        keys: closed.is_none().then(|| FormKeys::of_version(app.fresh_key(), draft.map_or(0, |draft| draft.version))),
        closed,
        groups: groups(&prepared, (form, errors)),
        advice: Field::new("advice", "How to improve").hint(hint).limit(4_000).rows(6).value(advice).optional().errors(errors),
        subject: letter.subject,
        text: letter.text,
    };
    if errors.is_empty() { app.page(viewer, &page) } else { app.page_with_mistakes(viewer, &page) }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &reference, (&Form::default(), &[])).await
}

/// What the form says. A field names the review and the criterion.
fn wish(form: &Form) -> Wish {
    let one = |(name, _): &(String, String)| {
        let named = name.strip_prefix("wording-")?;
        let (review, rest) = (named.get(..36)?, named.get(36..)?);
        Some(Choice {
            review: review.parse().ok()?,
            criterion: rest.strip_prefix('-')?.to_owned(),
            is_released: form.has(&format!("release-{named}")),
            wording: form.text(name),
        })
    };
    Wish { comments: form.fields().iter().filter_map(one).collect(), advice: form.text("advice") }
}

async fn save(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted, wish, seen) = (viewer.actor(), reference.to_string(), wish(&form), form.version());
    let done = app.submit(&viewer, &form, move |tx| {
        feedback::prepare(tx, &actor, &wanted, (&wish, seen))?;
        Ok::<_, PrepareError>(format!("{}?done=feedback-prepared", href(&wanted)))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &reference, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<PreparePage>();
    }

    #[test]
    fn a_field_names_its_comment() {
        let id = "00000000-0000-7000-8000-000000000001";
        let body = format!(
            "wording-{id}-plan_costs=Clear.&release-{id}-plan_costs=yes&wording-{id}-=Whole&wording-x=1&wording-{id}=2&advice=Plan+more."
        );
        let found = wish(&Form::parse("/x", body.as_bytes()).expect("a form"));
        let told: Vec<_> = found.comments.iter().map(|c| (c.criterion.as_str(), c.is_released, c.wording.as_str())).collect();
        assert_eq!(told, [("plan_costs", true, "Clear."), (WHOLE, false, "Whole")]);
        assert_eq!(found.advice, "Plan more.");
    }
}
