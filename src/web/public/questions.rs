//! Every question of a round on one page, to read, print or pass around before anybody signs up.

use super::opportunities::load;
use crate::files::FileKind;
use crate::locale::format;
use crate::opportunity::{Definition, Question, QuestionKind, Section, YesOrNo};
use crate::templates::Page;
use crate::web::fields::LastInstant;
use crate::web::{Access, App, Problem, Route, Viewer, get, zones};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/opportunities/{slug}/questions", Access::Anyone, show)]
}

#[derive(Serialize)]
struct QuestionsPage {
    slug: String,
    opportunity: String,
    closes: LastInstant,
    effort: String,
    eligibility: Vec<String>,
    parts: Vec<Part>,
    activities: Option<String>,
    kinds: Vec<String>,
    budget: Option<String>,
    categories: Vec<String>,
    files: Vec<Asked>,
    effect: String,
    statements: Vec<String>,
}

/// A section of the form.
#[derive(Serialize)]
struct Part {
    title: String,
    /// In a round of two stages: whether it belongs to the concept note.
    stage: Option<&'static str>,
    questions: Vec<Asked>,
}

/// A question, or a file that is asked for.
#[derive(Serialize)]
struct Asked {
    label: String,
    hint: String,
    /// What kind of answer, how long, from what.
    form: String,
    options: Vec<String>,
    only_after: Option<String>,
}

impl QuestionsPage {
    fn new(d: &Definition, closes: LastInstant) -> Self {
        Self {
            slug: d.slug.clone(),
            opportunity: d.title.clone(),
            closes,
            effort: d.effort.clone(),
            eligibility: d.eligibility.iter().map(|q| q.text.clone()).collect(),
            parts: d.sections.iter().map(|section| part(d, section)).collect(),
            activities: d
                .has_plan()
                .then(|| format!("{} Plan {} to {} activities.", d.activities.intro, d.activities.min, d.activities.max)),
            kinds: d.activities.kinds.iter().map(|kind| format!("{}: {}", kind.title, kind.hint)).collect(),
            budget: d.has_plan().then(|| d.budget.intro.clone()),
            categories: d.budget.categories.iter().map(|category| format!("{}: {}", category.title, category.hint)).collect(),
            files: d
                .attachments
                .iter()
                .map(|slot| Asked {
                    label: slot.title.clone(),
                    hint: slot.hint.clone(),
                    form: format!("A file: {}{}", FileKind::labels(&slot.types), left_out(!slot.required)),
                    options: vec![],
                    only_after: None,
                })
                .collect(),
            effect: d.certification.effect.clone(),
            statements: d.certification.statements.clone(),
        }
    }
}

fn part(d: &Definition, section: &Section) -> Part {
    let stage = d
        .concept_note
        .as_ref()
        .map(|note| if note.sections.contains(&section.id) { "Asked in the concept note" } else { "Asked after the invitation" });
    Part { title: section.title.clone(), stage, questions: section.questions.iter().map(|q| asked(d, section, q)).collect() }
}

fn asked(d: &Definition, section: &Section, q: &Question) -> Asked {
    let deciding = q.asked_if.iter().chain(&section.asked_if).flat_map(crate::rules::Rule::names_as_written);
    let label = |id: String| {
        let first = d.eligibility.iter().find(|e| e.id == id).map(|e| e.text.clone());
        first.or_else(|| d.question(&id).map(|other| other.label.clone())).map(|label| format!("“{label}”"))
    };
    let labels: Vec<String> = deciding.filter_map(label).collect();
    Asked {
        label: q.label.clone(),
        hint: q.hint.clone(),
        form: format!("{}{}", form(q), left_out(q.optional)),
        options: q.options.clone(),
        only_after: (!labels.is_empty()).then(|| labels.join(" and ")),
    }
}

fn left_out(optional: bool) -> &'static str {
    if optional { " (optional)" } else { "" }
}

/// What kind of answer a question takes.
fn form(q: &Question) -> String {
    let most = || format::number(i64::try_from(q.limit()).unwrap_or(i64::MAX));
    match q.kind {
        QuestionKind::ShortText => format!("One line, at most {} characters", most()),
        QuestionKind::LongText => format!("Text, at most {} characters", most()),
        QuestionKind::Choice => "One of these".into(),
        QuestionKind::Several => match (q.min, q.max) {
            (_, Some(max)) => format!("At most {max} of these"),
            (Some(min), None) => format!("At least {min} of these"),
            (None, None) => "Any of these".into(),
        },
        QuestionKind::Number => "A whole number".into(),
        QuestionKind::Money => "An amount in dollars".into(),
        QuestionKind::YesNo => match q.detail_if {
            Some(YesOrNo::Yes) => format!("Yes or no; after yes: {}", q.detail_label),
            Some(YesOrNo::No) => format!("Yes or no; after no: {}", q.detail_label),
            None => "Yes or no".into(),
        },
        QuestionKind::Date => "A date".into(),
        QuestionKind::Uei => "A Unique Entity Identifier (UEI), 12 letters and digits".into(),
        QuestionKind::Ein => "An Employer Identification Number (EIN), 9 digits".into(),
        QuestionKind::Table => {
            let columns: Vec<&str> = q.columns.iter().map(|column| column.label.as_str()).collect();
            format!("A table of at most {} rows: {}", q.row_limits().1, columns.join(", "))
        }
        QuestionKind::File => format!("A file: {}", FileKind::labels(&q.types)),
        QuestionKind::Certification => format!("A statement to certify: {}", q.statement.trim()),
        QuestionKind::Address | QuestionKind::Person => q.kind.parts().iter().map(|part| part.label).collect::<Vec<_>>().join(", "),
    }
}

impl Page for QuestionsPage {
    const TEMPLATE: &'static str = "public/opportunities/questions";

    fn title(&self) -> String {
        format!("All questions – {}", self.opportunity)
    }

    fn samples() -> Vec<Self> {
        let text = || "x".to_owned();
        let question = |only_after| Asked { label: text(), hint: text(), form: text(), options: vec![text()], only_after };
        let sample = |plan: Option<String>, stage| Self {
            slug: text(),
            opportunity: text(),
            closes: LastInstant::default(),
            effort: text(),
            eligibility: vec![text()],
            parts: vec![Part { title: text(), stage, questions: vec![question(None), question(Some(text()))] }],
            activities: plan.clone(),
            kinds: vec![text()],
            budget: plan,
            categories: vec![text()],
            files: vec![question(None)],
            effect: text(),
            statements: vec![text()],
        };
        vec![sample(Some(text()), None), sample(None, Some("Asked in the concept note"))]
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (round, definition) = load(&app, slug.into_inner()).await?;
    let closes = LastInstant::new(round.closes.at, round.closes.zone, &zones::of_viewer(&app, &viewer).await?);
    app.page(&viewer, &QuestionsPage::new(&definition, closes))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_renders() {
        crate::templates::check::page::<super::QuestionsPage>();
    }
}
