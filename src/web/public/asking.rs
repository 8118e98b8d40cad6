//! `/opportunities/{slug}/answers`: questions about a round and their answers, for all; and the form that asks.

use super::opportunities::load;
use crate::asking::{self, AskError, Inquiry, NewInquiry, Outcome, Published, Wording};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::{date, datetime};
use crate::opportunity::{Definition, Opportunity};
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, Pagination, SummaryRow};
use crate::web::sheet::{Link, Section, Sheet};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/opportunities/{slug}/answers", Access::Anyone, show),
        post("/opportunities/{slug}/ask", Access::Anyone, send),
        get("/opportunities/{slug}/asked/{id}", Access::Anyone, asked),
    ]
}

/// A wording of before.
#[derive(Serialize)]
struct Before {
    until: String,
    question: String,
    answer: String,
    why: String,
}

/// One published answer.
#[derive(Serialize)]
struct Shown {
    number: i64,
    question: String,
    answer: String,
    by: String,
    when: String,
    when_iso: String,
    /// When it was changed last, if it was.
    changed: Option<String>,
    before: Vec<Before>,
}

impl Shown {
    fn new(found: &Published, zone: Tz) -> Self {
        let first = found.before.last().unwrap_or(&found.now);
        // Each wording ended when the next one was written, for the reason that the next one gives.
        let next = std::iter::once(&found.now).chain(&found.before);
        let before = next.zip(&found.before).map(|(next, old)| Before {
            until: datetime(next.at, zone),
            question: if old.question == next.question { String::new() } else { old.question.clone() },
            answer: old.answer.clone(),
            why: next.why.clone().unwrap_or_default(),
        });
        Self {
            number: found.shown,
            question: found.now.question.clone(),
            answer: found.now.answer.clone(),
            by: found.now.by_name.clone(),
            when: datetime(first.at, zone),
            when_iso: first.at.iso(),
            changed: (!found.before.is_empty()).then(|| datetime(found.now.at, zone)),
            before: before.collect(),
        }
    }

    fn sample(changed: bool) -> Self {
        let at = Timestamp::start_of(chrono::NaiveDate::default());
        let wording = |n| Wording { n, question: format!("Q{n}"), answer: "A".into(), why: Some("W".into()), by_name: "O".into(), at };
        let before = if changed { vec![wording(2), wording(1)] } else { vec![] };
        Self::new(&Published { shown: if changed { 1 } else { 2 }, now: wording(2), before }, Tz::UTC)
    }
}

/// The form that asks.
#[derive(Serialize)]
struct AskForm {
    keys: FormKeys,
    asked: Field,
    person: Option<Person>,
    letter: Option<Choices>,
    until: Option<String>,
}

/// What somebody who is not signed in may tell.
#[derive(Serialize)]
struct Person {
    name: Field,
    email: Field,
}

impl AskForm {
    fn new(key: String, is_known: bool, until: Option<String>, (form, errors): (&Form, &[FieldError])) -> Self {
        let named = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
        let letter = Choices::one("letter", "Do you want to be told?", "Write to me when it is answered").optional();
        Self {
            keys: FormKeys::new(key),
            asked: named("asked", "Your question").hint("Leave out names: the answer is for everybody.").limit(4_000).rows(5),
            person: (!is_known).then(|| Person {
                name: named("name", "Your name").hint("Only the fund reads it.").autocomplete("name").optional(),
                email: named("email", "Email address")
                    .kind("email")
                    .autocomplete("email")
                    .hint("Only if you want to be told. Nobody else sees it.")
                    .optional(),
            }),
            letter: is_known.then(|| letter.chosen(&form.text("letter"))),
            until,
        }
    }
}

#[derive(Serialize)]
struct AnswersPage {
    slug: String,
    opportunity: String,
    summary: ErrorSummary,
    answers: Vec<Shown>,
    pages: Pagination,
    form: Option<AskForm>,
    contact_name: String,
    contact_email: String,
}

impl Page for AnswersPage {
    const TEMPLATE: &'static str = "public/opportunities/answers";
    fn title(&self) -> String {
        format!("Questions and answers – {}", self.opportunity)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let mistake = [FieldError::new("asked", "Write your question.")];
        let sample = |answers: Vec<Shown>, form: Option<AskForm>, errors: &[FieldError]| Self {
            slug: "x".into(),
            opportunity: "X".into(),
            summary: ErrorSummary::new(errors),
            answers,
            pages: Pagination::new("answers", "/x", 1, 2),
            form,
            contact_name: "C".into(),
            contact_email: "c@x.example".into(),
        };
        let form = |known, until: Option<String>| Some(AskForm::new("k".into(), known, until, (&Form::default(), &[])));
        vec![
            sample(vec![], form(false, None), &[]),
            sample(vec![Shown::sample(true), Shown::sample(false)], form(true, Some("Friday".into())), &mistake),
            sample(vec![Shown::sample(false)], None, &[]),
        ]
    }
}

#[derive(Deserialize)]
struct Asked {
    page: Option<i64>,
}

async fn page(
    app: &App,
    viewer: &Viewer,
    slug: &str,
    number: i64,
    (form, errors): (&Form, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    let (o, d) = load(app, slug.to_owned()).await?;
    let round = o.id;
    let found =
        app.read(move |conn| Ok::<_, crate::db::Error>((asking::count_published(conn, round)?, asking::published(conn, round, number)?)));
    let (count, answers) = found.await?;
    let pages = u32::try_from(asking::page_of(count)).unwrap_or(u32::MAX);
    let takes = d.dates.takes_questions(app.now(), o.closes.at);
    let shown = AnswersPage {
        slug: o.slug.clone(),
        opportunity: d.title.clone(),
        summary: ErrorSummary::new(errors),
        answers: answers.iter().map(|one| Shown::new(one, o.closes.zone)).collect(),
        pages: Pagination::new("answers", &format!("/opportunities/{}/answers", o.slug), u32::try_from(number).unwrap_or(1), pages),
        form: takes.then(|| AskForm::new(app.fresh_key(), viewer.actor.account.is_some(), until(&o, &d), (form, errors))),
        contact_name: d.contact.name.clone(),
        contact_email: d.contact.email.clone(),
    };
    if errors.is_empty() { app.page(viewer, &shown) } else { app.page_with_mistakes(viewer, &shown) }
}

/// The place of a published answer.
fn place(slug: &str, shown: i64) -> String {
    format!("/opportunities/{slug}/answers?page={}#answer-{shown}", asking::page_of(shown))
}

/// Links to these answers, by their questions.
pub(super) fn links(o: &Opportunity, found: &[Published]) -> Vec<Link> {
    found.iter().map(|one| Link::new(place(&o.slug, one.shown), &one.now.question)).collect()
}

/// Until when questions are taken, if the round says so.
fn until(o: &Opportunity, d: &Definition) -> Option<String> {
    d.dates.questions_until.map(|last| format!("the end of {} in the zone {}", date(last), o.closes.zone.name()))
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, asked.page.unwrap_or(1), (&Form::default(), &[])).await
}

async fn send(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let new = NewInquiry {
        asked: form.text("asked"),
        name: form.text("name"),
        email: form.text("email"),
        wants_letter: form.has("letter"),
        most_waiting: Some(app.settings.asking.most_waiting),
    };
    let (actor, round) = (viewer.actor(), slug.clone());
    let done = app.submit(&viewer, &form, move |tx| {
        asking::ask(tx, &actor, &round, &new).map(|inquiry| format!("/opportunities/{round}/asked/{}", inquiry.id))
    });
    match done.await {
        Err(e @ AskError::Invalid(_)) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, 1, (&form, e.fields())).await,
        other => Ok(other?),
    }
}

/// A question as whoever asked it finds it again.
async fn asked(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let id: Id<Inquiry> = id.parse().map_err(|_| Problem::missing())?;
    let (o, d) = load(&app, slug).await?;
    let actor = viewer.actor();
    let (found, wordings) = app
        .read(move |conn| {
            let found = asking::inquiry(conn, &actor, id)?;
            let wordings = asking::wordings(conn, &found)?;
            Ok::<_, crate::db::Error>((found, wordings))
        })
        .await?;
    if found.round != o.id {
        return Err(Problem::missing());
    }
    let zone = o.closes.zone;
    let facts = vec![SummaryRow::new("Question", &found.asked), SummaryRow::new("Asked", &datetime(found.asked_at, zone))];
    let answers = format!("/opportunities/{}/answers", o.slug);
    let next = Section::new("What became of it");
    let next = match &found.ended {
        None => next.text(waiting(&found)),
        Some(ended) => match (ended.outcome, ended.shown, wordings.first()) {
            (Outcome::Published, Some(shown), _) => {
                next.text("It is answered, for all to read.").link(place(&o.slug, shown), format!("Read answer {shown}"))
            }
            (Outcome::Private, _, Some(wording)) => next.facts(vec![
                SummaryRow::new("Answer", &wording.answer),
                SummaryRow::new("From", &wording.by_name),
                SummaryRow::new("When", &datetime(wording.at, zone)),
            ]),
            _ => next.text("The fund set it aside. It gets no answer."),
        },
    };
    let sheet = Sheet::new(format!("We have your question {}", found.number()), &[])
        .about(&d.title)
        .back(answers, "Questions and answers")
        .with(Section::new("What you asked").facts(facts))
        .with(next);
    app.page(&viewer, &sheet)
}

/// What happens next with a question that waits.
fn waiting(inquiry: &Inquiry) -> String {
    let told = match &inquiry.email {
        Some(_) => "You get a letter when it is answered.",
        None => "Keep the address of this page: you find the answer here.",
    };
    format!("It waits for a person of the fund. An answer that concerns all is published, without names. {told}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::AnswersPage>();
    }
}
