//! One question, one page: heading, hint, why we ask, what was saved when. When
//! somebody else saved meanwhile, both texts are shown and nothing is lost.

use super::answer_fields::{self, AnswerFields, typed};
use super::applications::{home, href, load};
use super::merge::{self, Around, Clash, Other, Resolved};
use super::presence;
use crate::intake::{self, Draft, EditError, Part};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::opportunity::{Question, QuestionKind, YesOrNo};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;
use strum::VariantArray;

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
    /// Colleagues who write in the same section now.
    others: Vec<String>,
    fields: AnswerFields,
    not_asked: Option<NotAskedNote>,
    saved: Option<String>,
    /// When this person typed what is in the fields, where it is no answer yet.
    unfinished: Option<String>,
    shown: Vec<String>,
    autosave: String,
    can_write: bool,
    from_check: bool,
    keys: FormKeys,
}

/// Why there is nothing to fill in.
#[derive(Serialize)]
struct NotAskedNote {
    lead: String,
    links: Vec<DecidingLink>,
}

/// A question whose answer decides.
#[derive(Serialize)]
struct DecidingLink {
    href: String,
    label: String,
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
            let mut question = Question::new("q", "Why?", kind);
            question.hint = "Hint".into();
            question.why = "Because".into();
            question.optional = kind == QuestionKind::Date;
            question.options = vec!["a".into(), "b".into()];
            if kind == QuestionKind::YesNo {
                question.detail_if = Some(YesOrNo::Yes);
                question.detail_label = "Which?".into();
            }
            let mut page = Self::empty("UDF-2027-0142", "Section", &question, "k".into());
            page.fill(&question, &Form::default(), Some("a"), errors);
            page.theirs = (!errors.is_empty()).then(|| vec!["Theirs".into()]);
            page.saved = Some("today".into());
            page.unfinished = errors.is_empty().then(|| "today".into());
            page.others = if errors.is_empty() { vec![] } else { vec!["Ana is editing this section.".into()] };
            page
        };
        let mistake = [FieldError::new("answer", "Wrong")];
        let link = |label: &str| DecidingLink { href: "/x".into(), label: label.into() };
        let note = || NotAskedNote { lead: "Not asked because of".into(), links: vec![link("A"), link("B")] };
        let mut all: Vec<Self> = QuestionKind::VARIANTS.iter().flat_map(|kind| [sample(*kind, &[]), sample(*kind, &mistake)]).collect();
        all.extend([
            Self { not_asked: Some(note()), ..sample(QuestionKind::ShortText, &[]) },
            Self { not_asked: Some(note()), shown: vec!["Kept".into()], ..sample(QuestionKind::ShortText, &[]) },
            Self { can_write: false, shown: vec!["Read only".into()], ..sample(QuestionKind::LongText, &[]) },
            Self { can_write: false, ..sample(QuestionKind::LongText, &[]) },
        ]);
        all
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
            others: vec![],
            fields: AnswerFields::default(),
            not_asked: None,
            saved: None,
            unfinished: None,
            shown: vec![],
            autosave: format!("{}/questions/{}/autosave", home(reference), q.id),
            can_write: true,
            from_check: false,
            keys: FormKeys::new(key),
        }
    }

    /// Puts the fields of the question's kind on the page, with what was typed or saved.
    fn fill(&mut self, q: &Question, form: &Form, value: Option<&str>, errors: &[FieldError]) {
        let errors = answer_fields::placed(q, errors);
        self.summary = ErrorSummary::new(&errors);
        self.fields = AnswerFields::new(q, form, value, &errors);
    }
}

/// The questions of a part of the form, with its title.
type Group = (String, Vec<Question>);

/// The part of the form that has the question.
fn group_of(draft: &Draft, id: &str) -> Option<Group> {
    let d = &draft.definition;
    let eligibility = d.eligibility.iter().map(crate::opportunity::EligibilityQuestion::as_question).collect();
    std::iter::once(("Check that your city can apply".to_owned(), eligibility))
        .chain(d.sections.iter().map(|s| (s.title.clone(), s.questions.clone())))
        .find(|(_, questions)| questions.iter().any(|q| q.id == id))
}

/// The question and the title of its part.
fn find(draft: &Draft, id: &str) -> Option<(Question, String)> {
    let (title, questions) = group_of(draft, id)?;
    Some((questions.into_iter().find(|q| q.id == id)?, title))
}

/// The next question of the same part that is asked.
fn next(draft: &Draft, id: &str) -> Option<String> {
    let (_, questions) = group_of(draft, id)?;
    let asked = draft.asked();
    questions.into_iter().skip_while(|q| q.id != id).skip(1).map(|q| q.id).find(|id| asked.is_asked(id))
}

/// Why the question is not asked, with links to the answers that decide it.
fn not_asked(draft: &Draft, id: &str) -> Option<NotAskedNote> {
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

fn page(draft: &Draft, q: &Question, section: &str, (key, zone): (String, Tz)) -> QuestionPage {
    let mut page = QuestionPage::empty(&draft.application.reference, section, q, key);
    let saved = draft.saved.get(&q.id);
    page.keys.version = Some(saved.map_or(0, |s| s.version));
    page.shown = saved.map(|s| s.answer.shown().lines().map(str::to_owned).collect()).unwrap_or_default();
    page.saved = saved.map(|s| format!("Saved {} by {}", format::moment(s.at, zone), s.by));
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
    let (q, section) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let zone = zone(&app, &draft).await?;
    let mut page = page(&draft, &q, &section, (app.fresh_key(), zone));
    page.can_write &= intake::policy::may_write(&viewer.actor, &draft.application);
    page.not_asked = not_asked(&draft, &id);
    if page.can_write {
        page.others = presence::meet(&app, &viewer, &draft, &section, zone);
    }
    page.from_check = req.query_string().contains("from=check");
    let value = draft.saved.get(&id).map(|s| s.answer.typed()).unwrap_or_default();
    page.fill(&q, &Form::default(), Some(&value), &[]);
    if page.can_write {
        put_back(&mut page, (&app, &viewer), (&draft, &q)).await?;
    }
    app.page(&viewer, &page)
}

/// Fills in what this person typed last, where it was not complete enough to be the answer.
async fn put_back(page: &mut QuestionPage, (app, viewer): (&App, &Viewer), (draft, q): (&Draft, &Question)) -> Result<(), Problem> {
    let (actor, application, id) = (viewer.actor(), draft.application.id, q.id.clone());
    let Some(kept) = app.read(move |conn| intake::typed_answer(conn, &actor, application, &id)).await? else { return Ok(()) };
    let form = Form::default().with_fields(kept.fields());
    page.keys.version = Some(kept.version);
    page.fill(q, &form, None, &[]);
    page.unfinished = Some(format::moment(kept.at, zone(app, draft).await?));
    Ok(())
}

async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, section) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let base = home(&draft.application.reference);
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    if !mistakes.is_empty() {
        return two_versions((&app, &viewer), (&draft, &q), (&mine, &sent), &mistakes).await;
    }
    let from_check = form.has("from_check");
    let outcome = match typed(&q, &form) {
        Err(mistake) => Err(EditError::Invalid(vec![mistake])),
        Ok(text) => {
            let (actor, application, version) = (viewer.actor(), draft.application.id, form.version());
            app.submit(&viewer, &form, move |tx| {
                intake::save_answer(tx, &actor, application, &id, (&text, version))?;
                // What is asked next may have changed with this answer.
                let next = next(&intake::draft(tx, application)?, &id);
                Ok::<_, EditError>(match next {
                    _ if from_check => format!("{base}/check"),
                    Some(next) => format!("{base}/questions/{next}"),
                    None => format!("{base}?done=answer-saved"),
                })
            })
            .await
        }
    };
    match outcome {
        Err(EditError::Invalid(mistakes)) => {
            let typed = intake::TypedAnswer::new(&q.id, form.fields(), form.version());
            let (actor, application) = (viewer.actor(), draft.application.id);
            app.write(move |tx| intake::keep_typed(tx, &actor, application, &typed)).await?;
            again(&app, &viewer, (&draft, &q, &section), (&form, &mistakes)).await
        }
        Err(EditError::Changed) => {
            let now = load(&app, &viewer, draft.application.reference.clone()).await?;
            let mistake = [FieldError::new(merge::pick_of("answer"), EditError::Changed.to_string())];
            two_versions((&app, &viewer), (&now, &q), (&form, &form), &mistake).await
        }
        other => Ok(other?),
    }
}

/// What was typed beside what is saved now; `sent` holds what was picked and written since.
async fn two_versions(
    (app, viewer): (&App, &Viewer),
    (draft, q): (&Draft, &Question),
    (mine, sent): (&Form, &Form),
    mistakes: &[FieldError],
) -> Result<HttpResponse, Problem> {
    let zone = zone(app, draft).await?;
    let saved = draft.saved.get(&q.id);
    let theirs = saved.map(|s| merge::Side {
        shown: s.answer.shown().lines().map(str::to_owned).collect(),
        sent: answer_fields::fields_of(q, &s.answer.typed()),
    });
    let typed = merge::fields_named(mine, &["answer"]);
    let clash = Clash {
        name: "answer",
        names: &["answer"],
        label: q.label.clone(),
        mine: merge::Side { shown: answer_fields::lines_of(q, mine), sent: typed },
        theirs: theirs.unwrap_or_default(),
        fields: AnswerFields::new(q, sent, None, &[]),
    };
    let around =
        Around { reference: draft.application.reference.clone(), back: home(&draft.application.reference), what: "your answer".into() };
    let heading = saved.map_or_else(|| "Saved now".to_owned(), |s| Other::saved(&s.by, viewer, s.at, zone));
    let other = Other { heading, version: saved.map_or(0, |s| s.version) };
    merge::page((app, viewer), around, other, vec![clash], (sent, mistakes))
}

/// The page with what was typed and what is wrong; after a clash also with the other text.
async fn again(
    app: &App,
    viewer: &Viewer,
    (draft, q, section): (&Draft, &Question, &str),
    (form, mistakes): (&Form, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    let zone = zone(app, draft).await?;
    let mut page = page(draft, q, section, (app.fresh_key(), zone));
    page.others = presence::meet(app, viewer, draft, section, zone);
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

/// What a page that saves while its owner types is told.
#[derive(Serialize)]
struct Told {
    /// The version that the next save is based on.
    version: i64,
    /// When the server took it, in the zone of the city.
    saved_at: String,
    /// The same as an instant.
    at: String,
    /// What is still missing for it to count as an answer.
    unfinished: Option<String>,
}

async fn autosave(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, section) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let (actor, application, version) = (viewer.actor(), draft.application.id, form.version());
    let sent = intake::TypedAnswer::new(&id, form.fields(), version);
    let text = typed(&q, &form);
    // Read first: nothing may fail between the save and the word of it.
    let zone = zone(&app, &draft).await?;
    presence::meet(&app, &viewer, &draft, &section, zone);
    let saved = app.write(move |tx| {
        let mistakes = match &text {
            Ok(text) => match intake::save_answer(tx, &actor, application, &id, (text, version)) {
                Err(EditError::Invalid(mistakes)) => mistakes,
                saved => return Ok((saved?, tx.now(), None)),
            },
            Err(mistake) => vec![mistake.clone()],
        };
        // It is no answer yet, but it is what was typed.
        intake::keep_typed(tx, &actor, application, &sent)?;
        let first = mistakes.first().map(|m| m.message.clone()).unwrap_or_default();
        Ok::<_, EditError>((version, tx.now(), Some(first)))
    });
    match saved.await {
        Ok((version, at, unfinished)) => {
            let told = Told { version, saved_at: format::moment(at, zone), at: at.iso(), unfinished };
            Ok(HttpResponse::Ok().json(told))
        }
        Err(EditError::Changed) => {
            let detail = EditError::Changed.to_string();
            Ok(HttpResponse::Conflict().json(serde_json::json!({"status": 409, "changed": true, "detail": detail})))
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QuestionPage>();
    }
}
