//! The questions of a part of the form as the answers make them: which of them are asked, while an
//! answer is typed. The page lists them; a script asks again after each change, and what it is
//! told comes from the rules that the server itself goes by.

use super::applications::{home, href, load};
use super::questions::{find, group_of};
use crate::intake::{Draft, Part};
use crate::opportunity::Question;
use crate::web::answer_fields::typed;
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/portal/applications/{reference}/questions/{question}/asked", Access::Applying(access::CITY_WRITERS), asked)]
}

/// The questions of one part.
#[derive(Debug, Default, Serialize)]
pub(super) struct Outline {
    /// Where a script asks again.
    address: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    label: String,
    href: String,
    is_here: bool,
    is_asked: bool,
}

impl Outline {
    /// With a question that is asked and one that is not.
    pub(super) fn sample() -> Self {
        let row = |is_here: bool| Row { id: "q".into(), label: "Why?".into(), href: "/x".into(), is_here, is_asked: is_here };
        Self { address: "/x".into(), rows: vec![row(true), row(false)] }
    }
}

/// What is asked beside the question `id`; nothing where its part asks no other.
pub(super) fn outline(draft: &Draft, id: &str) -> Outline {
    let base = format!("{}/questions", home(&draft.application.reference));
    let asked = draft.asked();
    let Some((_, questions)) = group_of(draft, id).filter(|(_, questions)| questions.len() > 1) else { return Outline::default() };
    let row = |q: Question| Row {
        is_here: q.id == id,
        is_asked: asked.is_asked(&q.id),
        href: format!("{base}/{}", q.id),
        label: q.label,
        id: q.id,
    };
    Outline { address: format!("{base}/{id}/asked"), rows: questions.into_iter().map(row).collect() }
}

/// Why there is nothing to fill in.
#[derive(Serialize)]
pub(super) struct NotAskedNote {
    lead: String,
    links: Vec<DecidingLink>,
}

/// A question whose answer decides.
#[derive(Serialize)]
struct DecidingLink {
    href: String,
    label: String,
}

impl NotAskedNote {
    /// With two questions that decide.
    pub(super) fn sample() -> Self {
        let link = |label: &str| DecidingLink { href: "/x".into(), label: label.into() };
        Self { lead: "Not asked because of".into(), links: vec![link("A"), link("B")] }
    }
}

/// Why the question is not asked, with links to the answers that decide it.
pub(super) fn not_asked(draft: &Draft, id: &str) -> Option<NotAskedNote> {
    let asked = draft.asked();
    let reason = asked.why_not(id)?;
    let lead = if reason.is_open {
        "This question is asked only after certain answers. Answer first:"
    } else {
        "This question is not asked because of your answer to"
    };
    let link = |id: &String| find(draft, id).map(|(q, _)| DecidingLink { href: href(draft, &Part::Question(id.clone())), label: q.label });
    Some(NotAskedNote { lead: lead.to_owned(), links: reason.because_of.iter().filter_map(link).collect() })
}

/// Which questions of the part are asked if this is the answer. Nothing is saved; an answer that cannot be read
/// counts as none.
async fn asked(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (_, questions) = group_of(&draft, &id).ok_or_else(Problem::missing)?;
    let question = questions.iter().find(|q| q.id == id).ok_or_else(Problem::missing)?;
    let answer = typed(question, &form).ok().and_then(|text| question.read(&text).ok().flatten());
    let mut answers = draft.answers();
    match answer {
        Some(answer) => answers.insert(id, answer),
        None => answers.remove(&id),
    };
    let asked = draft.definition.asked(&answers);
    let ids: Vec<&str> = questions.iter().map(|q| q.id.as_str()).filter(|id| asked.is_asked(id)).collect();
    Ok(HttpResponse::Ok().json(serde_json::json!({"asked": ids})))
}
