//! The eligibility check of a round, which needs no account and carries its answers into the application.

use super::opportunities::load;
use crate::kernel::{FieldError, Timestamp};
use crate::opportunity::{self, Answers, Definition, EligibilityQuestion, Finding, Opportunity, QuestionKind};
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/opportunities/{slug}/check", Access::Anyone, check)]
}

#[derive(Serialize)]
struct CheckQuestion {
    text: Option<Field>,
    radios: Option<Choices>,
}

#[derive(Serialize)]
struct CheckPage {
    slug: String,
    opportunity: String,
    summary: ErrorSummary,
    questions: Vec<CheckQuestion>,
    fits: bool,
    reasons: Vec<String>,
    is_open: bool,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "public/opportunities/check";
    fn title(&self) -> String {
        format!("Check if your city can apply – {}", self.opportunity)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |fits, reasons: Vec<String>, errors: &[FieldError]| Self {
            slug: "x".into(),
            opportunity: "X".into(),
            summary: ErrorSummary::new(errors),
            fits,
            reasons,
            is_open: true,
            questions: vec![
                CheckQuestion { text: Some(Field::new("population", "How many?").numeric().errors(errors)), radios: None },
                CheckQuestion { text: None, radios: Some(Choices::yes_or_no("city", "City?")) },
            ],
        };
        vec![
            sample(false, vec![], &[]),
            sample(true, vec![], &[]),
            sample(false, vec!["No.".into()], &[]),
            sample(false, vec![], &[FieldError::new("population", "Answer")]),
        ]
    }
}

/// The cookie that carries the answers of the check into the application.
pub(in crate::web) fn check_cookie(slug: &str) -> String {
    format!("check-{slug}")
}

async fn check(app: Data<App>, viewer: Viewer, slug: Path<String>, req: actix_web::HttpRequest) -> Result<HttpResponse, Problem> {
    let (o, d) = load(&app, slug.into_inner()).await?;
    let form = Form::parse(req.path(), req.query_string().as_bytes())?;
    let is_sent = d.eligibility.iter().any(|q| form.has(&q.id)) || form.has("checked");
    let (answers, errors) = if is_sent { read_answers(&d.eligibility, &form) } else { (Answers::new(), vec![]) };
    let page = check_page(&o, &d, (&form, &answers, &errors), (is_sent, app.now()));
    let keeps = page.fits;
    let mut response = if errors.is_empty() { app.page(&viewer, &page)? } else { app.page_with_mistakes(&viewer, &page)? };
    if keeps {
        let value = data_encoding::BASE64URL_NOPAD.encode(req.query_string().as_bytes());
        let cookie = Cookie::build(check_cookie(&o.slug), value)
            .path("/portal")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(7))
            .finish();
        response.add_cookie(&cookie).map_err(|e| Problem::broken(e.to_string()))?;
    }
    Ok(response)
}

/// The answers that could be read, and a mistake for each that could not.
pub(in crate::web) fn read_answers(questions: &[EligibilityQuestion], form: &Form) -> (Answers, Vec<FieldError>) {
    let (mut answers, mut errors) = (Answers::new(), Vec::new());
    for question in questions {
        match question.as_question().read(&form.text(&question.id)) {
            Ok(Some(answer)) => {
                answers.insert(question.id.clone(), answer);
            }
            Ok(None) => errors.push(FieldError::new(&question.id, format!("{}: {}", wanted(question.kind), question.text))),
            Err(mistakes) => errors.extend(mistakes.into_iter().map(|(_, message)| FieldError::new(&question.id, message))),
        }
    }
    (answers, errors)
}

/// What a question without an answer asks for.
fn wanted(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::YesNo => "Select yes or no",
        QuestionKind::Choice => "Select an answer",
        QuestionKind::Number => "Enter a number",
        QuestionKind::Date => "Enter a date",
        QuestionKind::ShortText
        | QuestionKind::LongText
        | QuestionKind::Several
        | QuestionKind::Money
        | QuestionKind::Uei
        | QuestionKind::Ein
        | QuestionKind::Address
        | QuestionKind::Person
        | QuestionKind::Table
        | QuestionKind::Certification
        | QuestionKind::File => "Enter an answer",
    }
}

fn check_page(
    o: &Opportunity,
    d: &Definition,
    (form, answers, errors): (&Form, &Answers, &[FieldError]),
    (is_sent, now): (bool, Timestamp),
) -> CheckPage {
    let finding = opportunity::screen(&d.eligibility, answers);
    let is_complete = is_sent && errors.is_empty();
    CheckPage {
        slug: o.slug.clone(),
        opportunity: d.title.clone(),
        summary: ErrorSummary::new(errors),
        questions: d.eligibility.iter().map(|q| check_question(q, &form.text(&q.id), errors)).collect(),
        fits: is_complete && finding == Finding::Eligible,
        reasons: if let (true, Finding::Ineligible(reasons)) = (is_complete, finding) { reasons } else { vec![] },
        is_open: o.takes_applications(now),
    }
}

fn check_question(question: &EligibilityQuestion, typed: &str, errors: &[FieldError]) -> CheckQuestion {
    let hinted = |c: Choices| if question.hint.is_empty() { c } else { c.hint(&question.hint) };
    let radios = match question.kind {
        QuestionKind::YesNo => Some(Choices::yes_or_no(&question.id, &question.text)),
        QuestionKind::Choice => Some(Choices::new(&question.id, &question.text, question.options.iter().map(|o| (o, o)))),
        QuestionKind::Number
        | QuestionKind::Date
        | QuestionKind::ShortText
        | QuestionKind::LongText
        | QuestionKind::Several
        | QuestionKind::Money
        | QuestionKind::Uei
        | QuestionKind::Ein
        | QuestionKind::Address
        | QuestionKind::Person
        | QuestionKind::Table
        | QuestionKind::Certification
        | QuestionKind::File => None,
    };
    if let Some(radios) = radios {
        return CheckQuestion { text: None, radios: Some(hinted(radios).chosen(typed).errors(errors)) };
    }
    let field = Field::new(&question.id, &question.text).value(typed);
    let field = if question.hint.is_empty() { field } else { field.hint(&question.hint) };
    let field = if question.kind == QuestionKind::Number { field.numeric() } else { field };
    CheckQuestion { text: Some(field.errors(errors)), radios: None }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::CheckPage>();
    }
}
