//! One question, one page: heading, hint, why we ask, what was saved when. When
//! somebody else saved meanwhile, both texts are shown and nothing is lost.

use super::applications::{home, load, load_to_write};
use super::asked_now::{self, NotAskedNote, Outline, not_asked};
use super::attachments::{self, Slot};
use super::filled_in;
use super::merge::{self, Around, Clash, Other, Resolved};
use super::presence;
use crate::intake::{self, Draft, EditError};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::opportunity::{Column, ColumnKind, Question, QuestionKind, YesOrNo};
use crate::templates::Page;
use crate::web::answer_fields::{self, AnswerFields, typed};
use crate::web::fields::{ErrorSummary, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;
use strum::VariantArray;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/questions/{question}", Access::Applying(access::CITY), show),
        post("/portal/applications/{reference}/questions/{question}", Access::Applying(access::CITY_WRITERS), save),
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
    /// Rules between answers that name this question and do not hold.
    broken: Vec<String>,
    /// Colleagues who write in the same section now.
    others: Vec<String>,
    fields: AnswerFields,
    /// For a question that is answered by a file: its place, and where to go on.
    file: Option<Slot>,
    next: String,
    outline: Outline,
    can_grow: bool,
    not_asked: Option<NotAskedNote>,
    saved: Option<String>,
    /// When this person typed what is in the fields, where it is no answer yet.
    unfinished: Option<String>,
    /// Where what is in the fields is known from, where nobody typed it.
    filled_in: Option<String>,
    shown: Vec<String>,
    autosave: String,
    can_write: bool,
    /// Whether it was sent back, so that only what the fund named can be changed.
    is_returned: bool,
    /// Whether the fields hold what is saved nowhere yet.
    is_unsaved: bool,
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
        let column = |kind: ColumnKind| Column {
            id: kind.to_string(),
            label: "Column".into(),
            kind,
            optional: kind == ColumnKind::Date,
            max_chars: None,
            options: vec!["a".into(), "b".into()],
            min: None,
            max: None,
        };
        let sample = |kind: QuestionKind, errors: &[FieldError]| {
            let mut question = Question::new("q", "Why?", kind);
            question.hint = "Hint".into();
            question.why = "Because".into();
            question.optional = kind == QuestionKind::Date;
            question.options = vec!["a".into(), "b".into()];
            if kind == QuestionKind::Table {
                question.columns = ColumnKind::VARIANTS.iter().map(|kind| column(*kind)).collect();
            }
            question.statement = "All of it is true.".into();
            if kind == QuestionKind::YesNo {
                question.detail_if = Some(YesOrNo::Yes);
                question.detail_label = "Which?".into();
            }
            let mut page = Self::empty("UDF-2027-0142", "Section", &question, "k".into());
            page.fill(&question, &Form::default(), Some("a"), errors);
            page.theirs = (!errors.is_empty()).then(|| vec!["Theirs".into()]);
            page.broken = if errors.is_empty() { vec!["Ask for less.".into()] } else { vec![] };
            page.saved = Some("today".into());
            page.unfinished = errors.is_empty().then(|| "today".into());
            page.filled_in = errors.is_empty().then(|| "Filled in.".into());
            page.others = if errors.is_empty() { vec![] } else { vec!["Ana is editing this section.".into()] };
            page.file = (kind == QuestionKind::File).then(|| Slot::sample(errors.is_empty(), errors));
            page.outline = Outline::sample();
            page
        };
        let mistake = [FieldError::new("answer", "Wrong")];
        let mut all: Vec<Self> = QuestionKind::VARIANTS.iter().flat_map(|kind| [sample(*kind, &[]), sample(*kind, &mistake)]).collect();
        all.extend([
            Self { not_asked: Some(NotAskedNote::sample()), ..sample(QuestionKind::ShortText, &[]) },
            Self { not_asked: Some(NotAskedNote::sample()), shown: vec!["Kept".into()], ..sample(QuestionKind::ShortText, &[]) },
            Self { can_write: false, shown: vec!["Read only".into()], ..sample(QuestionKind::LongText, &[]) },
            Self { can_write: false, is_returned: true, ..sample(QuestionKind::LongText, &[]) },
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
            broken: vec![],
            others: vec![],
            fields: AnswerFields::default(),
            file: None,
            next: home(reference),
            outline: Outline::default(),
            can_grow: false,
            not_asked: None,
            saved: None,
            unfinished: None,
            filled_in: None,
            shown: vec![],
            autosave: format!("{}/questions/{}/autosave", home(reference), q.id),
            can_write: true,
            is_returned: false,
            is_unsaved: false,
            from_check: false,
            keys: FormKeys::new(key),
        }
    }

    /// Puts the fields of the question's kind on the page, with what was typed or saved.
    fn fill(&mut self, q: &Question, form: &Form, value: Option<&str>, errors: &[FieldError]) {
        let errors = answer_fields::placed(q, errors);
        self.summary = ErrorSummary::new(&errors);
        self.fields = AnswerFields::new(q, form, value, &errors);
        self.can_grow = self.fields.can_grow();
    }
}

/// The questions of a part of the form, with its title.
pub(super) type Group = (String, Vec<Question>);

/// The part of the form that has the question.
pub(super) fn group_of(draft: &Draft, id: &str) -> Option<Group> {
    let d = &draft.definition;
    let eligibility = d.eligibility.iter().map(crate::opportunity::EligibilityQuestion::as_question).collect();
    std::iter::once(("Check that your city can apply".to_owned(), eligibility))
        .chain(d.sections.iter().map(|s| (s.title.clone(), s.questions.clone())))
        .find(|(_, questions)| questions.iter().any(|q| q.id == id))
}

/// The question and the title of its part.
pub(super) fn find(draft: &Draft, id: &str) -> Option<(Question, String)> {
    let (title, questions) = group_of(draft, id)?;
    Some((questions.into_iter().find(|q| q.id == id)?, title))
}

/// The next question of the same part that is asked.
fn next(draft: &Draft, id: &str) -> Option<String> {
    let (_, questions) = group_of(draft, id)?;
    let asked = draft.asked();
    questions.into_iter().skip_while(|q| q.id != id).skip(1).map(|q| q.id).find(|id| asked.is_asked(id))
}

/// Where the question leads on to.
fn goes_on(draft: &Draft, id: &str) -> String {
    let base = home(&draft.application.reference);
    next(draft, id).map_or_else(|| base.clone(), |next| format!("{base}/questions/{next}"))
}

fn page(draft: &Draft, q: &Question, section: &str, (key, zone): (String, Tz)) -> QuestionPage {
    let mut page = QuestionPage::empty(&draft.application.reference, section, q, key);
    let saved = draft.saved.get(&q.id);
    page.keys.version = Some(saved.map_or(0, |s| s.version));
    page.shown = saved.map(|s| s.answer.shown().lines().map(str::to_owned).collect()).unwrap_or_default();
    page.saved = saved.map(|s| format!("Saved {} by {}", format::moment(s.at, zone), s.by));
    page.can_write = draft.has_open_question(&q.id);
    page.is_returned = draft.application.is_returned();
    page.broken = draft.broken_rules_naming(&q.id);
    page.next = goes_on(draft, &q.id);
    page.outline = asked_now::outline(draft, &q.id);
    page
}

/// The place for the file, on the page of a question that one answers.
fn place_file(app: &App, draft: &Draft, page: &mut QuestionPage, (q, errors): (&Question, &[FieldError])) {
    if let (QuestionKind::File, Some(slot)) = (q.kind, draft.definition.slot(&q.id)) {
        page.file = Some(attachments::place(app, draft, &slot, errors));
    }
}

/// The page of a question whose file was refused.
pub(super) async fn with_file(
    app: &App,
    viewer: &Viewer,
    (draft, id): (&Draft, &str),
    mistakes: &[FieldError],
) -> Result<HttpResponse, Problem> {
    let (q, section) = find(draft, id).ok_or_else(Problem::missing)?;
    let mut page = page(draft, &q, &section, (app.fresh_key(), zone(app, draft).await?));
    page.summary = ErrorSummary::new(mistakes);
    place_file(app, draft, &mut page, (&q, mistakes));
    app.page_with_mistakes(viewer, &page)
}

pub(super) async fn zone(app: &App, draft: &Draft) -> Result<Tz, crate::db::Error> {
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
        page.others = presence::meet(&app, &viewer, &draft, &section, zone).await;
    }
    page.from_check = req.query_string().contains("from=check");
    let known = filled_in::find(&app, &viewer, (&draft, &q)).await?;
    let (value, from) = known.unwrap_or_else(|| (draft.saved.get(&id).map(|s| s.answer.typed()).unwrap_or_default(), None));
    page.filled_in = from;
    page.fill(&q, &Form::default(), Some(&value), &[]);
    if page.can_write {
        put_back(&mut page, (&app, &viewer), (&draft, &q)).await?;
    }
    place_file(&app, &draft, &mut page, (&q, &[]));
    app.page(&viewer, &page)
}

/// Fills in what this person typed last, where it was not complete enough to be the answer.
async fn put_back(page: &mut QuestionPage, (app, viewer): (&App, &Viewer), (draft, q): (&Draft, &Question)) -> Result<(), Problem> {
    let (actor, application, id) = (viewer.actor(), draft.application.id, q.id.clone());
    let Some(kept) = app.read(move |conn| intake::typed_answer(conn, &actor, application, &id)).await? else { return Ok(()) };
    let form = Form::default().with_fields(kept.fields());
    page.keys.version = Some(kept.version);
    page.filled_in = None;
    page.fill(q, &form, None, &[]);
    page.unfinished = Some(format::moment(kept.at, zone(app, draft).await?));
    Ok(())
}

async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load_to_write(&app, &viewer, reference).await?;
    let (q, section) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let base = home(&draft.application.reference);
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    if !mistakes.is_empty() {
        return two_versions((&app, &viewer), (&draft, &q), (&mine, &sent), &mistakes).await;
    }
    let from_check = form.has("from_check");
    if form.has(answer_fields::MORE_ROWS) && q.kind == QuestionKind::Table {
        // Nothing is saved yet; what was typed stands on the longer page.
        return longer(&app, &viewer, (&draft, &q, &section), &form).await;
    }
    let outcome = match typed(&q, &form) {
        Err(mistake) => Err(EditError::Invalid(vec![mistake])),
        Ok(text) => {
            let (actor, application, version) = (viewer.actor(), draft.application.id, form.version());
            let broken_before = draft.broken_rules_naming(&id);
            app.submit(&viewer, &form, move |tx| {
                intake::save_answer(tx, &actor, application, &id, (&text, version))?;
                // What is asked next may have changed with this answer.
                let now = intake::draft(tx, application)?;
                // A rule that this answer broke is told once on its page; saved again, it goes on.
                let breaks = now.broken_rules_naming(&id).iter().any(|rule| !broken_before.contains(rule));
                Ok::<_, EditError>(match next(&now, &id) {
                    _ if from_check => format!("{base}/check"),
                    _ if breaks => format!("{base}/questions/{id}?done=answer-saved"),
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
    page.others = presence::meet(app, viewer, draft, section, zone).await;
    // The version that was typed on: whoever saved meanwhile is met on the next press, and not overwritten.
    page.keys.version = Some(form.version());
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

/// The page with what was typed and more rows.
async fn longer(app: &App, viewer: &Viewer, (draft, q, section): (&Draft, &Question, &str), form: &Form) -> Result<HttpResponse, Problem> {
    let mut page = page(draft, q, section, (app.fresh_key(), zone(app, draft).await?));
    page.keys.version = Some(form.version());
    page.from_check = form.has("from_check");
    page.is_unsaved = true;
    page.fill(q, form, None, &[]);
    app.page(viewer, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QuestionPage>();
    }
}
