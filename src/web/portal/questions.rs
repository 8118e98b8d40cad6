//! One question, one page: heading, hint, why we ask, what was saved when. When
//! somebody else saved meanwhile, both texts are shown and nothing is lost.

use super::applications::{home, load};
use crate::intake::{self, Draft, EditError};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::opportunity::{Question, QuestionKind};
use crate::templates::Page;
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/questions/{question}", Access::City(access::CITY), show),
        post("/portal/applications/{reference}/questions/{question}", Access::City(access::CITY_WRITERS), save),
        post("/portal/applications/{reference}/questions/{question}/autosave", Access::City(access::CITY_WRITERS), autosave),
    ]
}

#[derive(Serialize)]
struct QuestionPage {
    reference: String,
    back: String,
    section: String,
    question: String,
    optional: bool,
    hint: Option<String>,
    why: Option<String>,
    summary: ErrorSummary,
    theirs: Option<Vec<String>>,
    text: Option<Field>,
    area: Option<Field>,
    radios: Option<Choices>,
    date: Option<DateField>,
    saved: Option<String>,
    shown: Vec<String>,
    autosave: String,
    can_write: bool,
    from_check: bool,
    keys: FormKeys,
}

impl Page for QuestionPage {
    const TEMPLATE: &'static str = "portal/applications/question";
    fn title(&self) -> String {
        format!("{} – {} – Application {}", self.question, self.section, self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |kind: QuestionKind, errors: &[FieldError]| {
            let question = Question {
                id: "q".into(),
                label: "Why?".into(),
                hint: "Hint".into(),
                why: "Because".into(),
                optional: kind == QuestionKind::Date,
                kind,
                max_chars: None,
                options: vec!["a".into(), "b".into()],
                min: None,
                max: None,
            };
            let mut page = Self::empty("UDF-2027-0142", "Section", &question, "k".into());
            page.fill(&question, &Form::default(), Some("a"), errors);
            page.theirs = (!errors.is_empty()).then(|| vec!["Theirs".into()]);
            page.saved = Some("today".into());
            page
        };
        let mistake = [FieldError::new("answer", "Wrong")];
        vec![
            sample(QuestionKind::LongText, &mistake),
            sample(QuestionKind::ShortText, &[]),
            sample(QuestionKind::Choice, &[]),
            sample(QuestionKind::Date, &[]),
            Self { can_write: false, shown: vec!["Read only".into()], ..sample(QuestionKind::LongText, &[]) },
            Self { can_write: false, ..sample(QuestionKind::LongText, &[]) },
        ]
    }
}

impl QuestionPage {
    fn empty(reference: &str, section: &str, q: &Question, key: String) -> Self {
        let filled = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        Self {
            reference: reference.into(),
            back: home(reference),
            section: section.into(),
            question: q.label.clone(),
            optional: q.optional,
            hint: filled(&q.hint),
            why: filled(&q.why),
            summary: ErrorSummary::default(),
            theirs: None,
            text: None,
            area: None,
            radios: None,
            date: None,
            saved: None,
            shown: vec![],
            autosave: format!("{}/questions/{}/autosave", home(reference), q.id),
            can_write: true,
            from_check: false,
            keys: FormKeys::new(key),
        }
    }

    /// Puts the field of the question's kind on the page, with what was typed or saved.
    fn fill(&mut self, q: &Question, form: &Form, value: Option<&str>, errors: &[FieldError]) {
        self.summary = ErrorSummary::new(errors);
        let value = value.map_or_else(|| form.text("answer"), str::to_owned);
        let limit = u32::try_from(q.limit()).unwrap_or(u32::MAX);
        let field = || Field::new("answer", "Your answer").value(&value).errors(errors);
        match q.kind {
            QuestionKind::LongText => self.area = Some(field().limit(limit).rows(10)),
            QuestionKind::ShortText => self.text = Some(field()),
            QuestionKind::Number => self.text = Some(field().numeric()),
            QuestionKind::Choice => {
                self.radios = Some(Choices::new("answer", "Your answer", q.options.iter().map(|o| (o, o))).chosen(&value).errors(errors))
            }
            QuestionKind::YesNo => self.radios = Some(Choices::yes_or_no("answer", "Your answer").chosen(&value).errors(errors)),
            QuestionKind::Date => {
                let date = DateField::new("answer", "Your answer");
                let date = if form.has("answer_month") { date.typed(form) } else { date.value(value.parse().ok()) };
                self.date = Some(date.errors(errors));
            }
        }
    }
}

/// The question, the title of its section, and the question after it in the section.
fn find(draft: &Draft, id: &str) -> Option<(Question, String, Option<String>)> {
    let d = &draft.definition;
    let eligibility: Vec<Question> = d.eligibility.iter().map(crate::opportunity::EligibilityQuestion::as_question).collect();
    let groups = std::iter::once(("Check that your city can apply", eligibility.as_slice()))
        .chain(d.sections.iter().map(|s| (s.title.as_str(), s.questions.as_slice())));
    for (title, questions) in groups {
        if let Some(at) = questions.iter().position(|q| q.id == id) {
            return Some((questions.get(at)?.clone(), title.to_owned(), questions.get(at + 1).map(|q| q.id.clone())));
        }
    }
    None
}

fn page(draft: &Draft, q: &Question, section: &str, (key, zone): (String, Tz)) -> QuestionPage {
    let mut page = QuestionPage::empty(&draft.application.reference, section, q, key);
    let saved = draft.saved.get(&q.id);
    page.keys.version = Some(saved.map_or(0, |s| s.version));
    page.shown = saved.map(|s| s.answer.shown().lines().map(str::to_owned).collect()).unwrap_or_default();
    page.saved = saved.map(|s| format!("Saved {} by {}", format::datetime(s.at, zone), s.by));
    page.can_write = draft.application.is_editable();
    page
}

async fn zone(app: &App, draft: &Draft) -> Result<Tz, crate::db::Error> {
    let application = draft.application.clone();
    app.read(move |conn| intake::city_zone(conn, &application)).await
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, req: actix_web::HttpRequest) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, section, _) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let mut page = page(&draft, &q, &section, (app.fresh_key(), zone(&app, &draft).await?));
    page.can_write &= intake::policy::may_write(&viewer.actor, &draft.application);
    page.from_check = req.query_string().contains("from=check");
    let value = draft.saved.get(&id).map(|s| s.answer.typed()).unwrap_or_default();
    page.fill(&q, &Form::default(), Some(&value), &[]);
    app.page(&viewer, &page)
}

/// What was typed, as text; a date is put together from its three fields.
fn typed(q: &Question, form: &Form) -> Result<String, FieldError> {
    if q.kind != QuestionKind::Date {
        return Ok(form.text("answer"));
    }
    DateField::read(form, "answer").map(|day| day.map(|d| d.to_string()).unwrap_or_default())
}

async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, section, next) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let base = home(&draft.application.reference);
    let location = match next {
        _ if form.has("from_check") => format!("{base}/check"),
        Some(next) => format!("{base}/questions/{next}"),
        None => format!("{base}?done=answer-saved"),
    };
    let outcome = match typed(&q, &form) {
        Err(mistake) => Err(EditError::Invalid(vec![mistake])),
        Ok(text) => {
            let (actor, application, version) = (viewer.actor(), draft.application.id, form.version());
            app.submit(&viewer, &form, move |tx| {
                intake::save_answer(tx, &actor, application, &id, (&text, version)).map(|_| location.clone())
            })
            .await
        }
    };
    match outcome {
        Err(EditError::Invalid(mistakes)) => again(&app, &viewer, (&draft, &q, &section), (&form, &mistakes)).await,
        Err(EditError::Changed) => {
            let mistake = [FieldError::new("answer", EditError::Changed.to_string())];
            again(&app, &viewer, (&draft, &q, &section), (&form, &mistake)).await
        }
        other => Ok(other?),
    }
}

/// The page with what was typed and what is wrong; after a clash also with the other text.
async fn again(
    app: &App,
    viewer: &Viewer,
    (draft, q, section): (&Draft, &Question, &str),
    (form, mistakes): (&Form, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    let mut page = page(draft, q, section, (app.fresh_key(), zone(app, draft).await?));
    let now = draft.saved.get(&q.id);
    if now.map_or(0, |s| s.version) != form.version() {
        page.theirs = Some(
            now.map(|s| s.answer.shown().lines().map(str::to_owned).collect()).unwrap_or_else(|| vec!["The answer was deleted.".into()]),
        );
    }
    page.from_check = form.has("from_check");
    page.fill(q, form, None, mistakes);
    app.page_with_mistakes(viewer, &page)
}

async fn autosave(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, ..) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let text = typed(&q, &form).map_err(|e| EditError::Invalid(vec![e]))?;
    let (actor, application, version) = (viewer.actor(), draft.application.id, form.version());
    let version = app.write(move |tx| intake::save_answer(tx, &actor, application, &id, (&text, version))).await?;
    let saved_at = format::datetime(app.now(), zone(&app, &draft).await?);
    Ok(HttpResponse::Ok().json(serde_json::json!({"version": version, "saved_at": saved_at})))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QuestionPage>();
    }
}
