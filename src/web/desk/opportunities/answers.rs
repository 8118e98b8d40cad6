//! What one part of the next version takes, changed in place in its text: options, limits, whether
//! an answer is needed, and the condition, with the names that it can use.

use super::revision::{Found, load};
use super::revision_at;
use super::settings::{BUDGET_RULE, Part, RULE, Setting, Takes, parts, read};
use super::texts::{Clash, saved};
use crate::files::FileKind;
use crate::kernel::FieldError;
use crate::opportunity::{CITY_PAYS, Definition, Question, QuestionKind};
use crate::rules::Type;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

fn find(d: &Definition, id: &str) -> Result<Part, Problem> {
    parts(d).into_iter().find(|part| part.id == id).ok_or_else(Problem::missing)
}

/// The field of a setting, with what was typed or else what is known.
fn input(setting: &Setting, form: Option<&Form>, errors: &[FieldError], clash: Clash) -> Input {
    let typed = form.map_or_else(|| setting.known.clone(), |form| setting.typed(form));
    let theirs = (clash == Clash::Theirs && typed != setting.known).then(|| format!("Saved meanwhile: {}", setting.told()));
    let hint = theirs.or_else(|| Some(setting.hint.clone()).filter(|hint| !hint.is_empty()));
    if matches!(setting.takes, Takes::Needed | Takes::Required | Takes::Types) {
        let choices = match setting.takes {
            Takes::Types => {
                let types = FileKind::ALL.iter().map(|kind| (kind.to_string(), kind.to_string().to_uppercase()));
                Choices::new(&setting.field, &setting.label, types)
            }
            _ => Choices::yes_or_no(&setting.field, &setting.label),
        };
        let choices = choices.all_chosen(&typed.lines().map(str::to_owned).collect::<Vec<_>>()).errors(errors);
        let choices = if let Some(hint) = hint { choices.hint(hint) } else { choices };
        return if setting.takes == Takes::Types { Input::checkboxes(choices) } else { Input::radios(choices) };
    }
    let field = Field::new(&setting.field, &setting.label).value(typed).errors(errors);
    let field = if let Some(hint) = hint { field.hint(hint) } else { field };
    match setting.takes {
        Takes::Options => {
            let rows = u32::try_from(field.value.lines().count() + 2).unwrap_or(6).clamp(4, 20);
            Input::area(field.rows(rows))
        }
        Takes::Condition => Input::area(field.optional().rows(2)),
        Takes::Number => Input::line(field.optional().numeric()),
        Takes::Dollars => Input::money(field.optional()),
        _ => Input::area(field.rows(2)),
    }
}

/// The names that the condition of a part can use, with how each is compared.
fn names(d: &Definition, id: &str) -> Vec<(Question, Type)> {
    let amount = |name: &str, label: &str| Question::new(name, label, QuestionKind::Money);
    let total = amount("total", "What is asked for in all");
    if id.starts_with(BUDGET_RULE) {
        let codes = d.budget.categories.iter().map(|category| amount(&category.code, &category.title));
        let all = codes.chain([total, amount(CITY_PAYS, "What the city pays itself")]);
        return all.filter_map(|q| q.type_().map(|type_| (q, type_))).collect();
    }
    let screener: Vec<Question> = d.eligibility.iter().map(crate::opportunity::EligibilityQuestion::as_question).collect();
    let mut earlier = Vec::new();
    let in_form =
        d.sections.iter().flat_map(|s| std::iter::once((s.id.as_str(), None)).chain(s.questions.iter().map(|q| (q.id.as_str(), Some(q)))));
    if let Some(at) = screener.iter().position(|q| q.id == id) {
        earlier.extend(screener.into_iter().take(at + 1));
    } else {
        earlier.extend(screener);
        earlier.extend(in_form.take_while(|(name, _)| *name != id).filter_map(|(_, question)| question.cloned()));
    }
    if id.starts_with(RULE) {
        earlier.push(total);
    }
    earlier.into_iter().filter_map(|q| q.type_().map(|type_| (q, type_))).collect()
}

fn example(name: &str, type_: &Type) -> String {
    match type_ {
        Type::Bool => format!("{name}, !{name}"),
        Type::Int => format!("{name} >= 3"),
        Type::Money => format!("{name} > money(\"25,000\")"),
        Type::Choice(options) => format!("{name} == \"{}\"", options.first().map_or("", String::as_str)),
        Type::Set(options) => format!("\"{}\" in {name}", options.first().map_or("", String::as_str)),
        Type::Date => format!("{name} < date(\"2027-10-01\")"),
        Type::Text => format!("has({name})"),
    }
}

fn vocabulary(d: &Definition, part: &Part) -> Option<Section> {
    let has_rule = part.settings.iter().any(|s| matches!(s.takes, Takes::Condition | Takes::Rule));
    let columns = vec![Column::text("Name"), Column::text("What it asks"), Column::text("In a condition")];
    let rows = names(d, &part.id)
        .into_iter()
        .map(|(q, type_)| vec![Cell::text(&q.id).heading(), Cell::text(&q.label), Cell::text(example(&q.id, &type_))]);
    let text = "Join with && (and), || (or), ! (not) and parentheses. has(name) asks whether there is an answer.";
    let table = Table::new("names", "Names for the condition", columns).rows(rows.collect::<Vec<_>>());
    has_rule.then(|| Section::new("Names for the condition").text(text).table(table))
}

fn sheet(app: &App, (found, part): (&Found, &Part), (form, errors): (Option<&Form>, &[FieldError]), clash: Clash) -> Sheet {
    let slug = &found.revision.slug;
    let inputs = part.settings.iter().map(|setting| input(setting, form, errors, clash));
    // After a mistake alone the version stays the one that was typed on, so that a colleague's save is met.
    let version = match form {
        Some(form) if clash == Clash::None => form.version(),
        _ => found.revision.version,
    };
    let keys = FormKeys::of_version(app.fresh_key(), version);
    let form = SheetForm::new(revision_at(slug, &format!("/answers/{}", part.id)), keys, "Save", inputs.collect());
    Sheet::new("Change answers and condition", errors)
        .about(&found.definition.title)
        .lead(&part.name)
        .back(revision_at(slug, "/form"), "The form")
        .with(Section::new("What it takes").text("All of the form is checked when you save.").form(form))
        .with_some(vocabulary(&found.definition, part))
}

pub(super) async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let found = app.read(move |conn| load(conn, &slug)).await?;
    let part = find(&found.definition, &id)?;
    app.page(&viewer, &sheet(&app, (&found, &part), (None, &[]), Clash::None))
}

pub(super) async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let wanted = slug.clone();
    let found = app.read(move |conn| load(conn, &wanted)).await?;
    let part = find(&found.definition, &id)?;
    let edits = match read(&found.definition, &part, &form) {
        Ok(edits) => edits,
        Err(mistakes) => return app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (Some(&form), &mistakes), Clash::None)),
    };
    let first = part.settings.first().map_or("asked_if", |setting| setting.field.as_str());
    match saved(&app, &viewer, &form, (&slug, edits, first)).await? {
        Ok(response) => Ok(response),
        Err((errors, clash)) => {
            let found = app.read(move |conn| load(conn, &slug)).await?;
            let part = find(&found.definition, &id)?;
            app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (Some(&form), &errors), clash))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_can_name_only_what_was_asked_before() {
        let round = include_str!("../../../../config/opportunities/city-engagement-grants-2027.toml");
        let d = crate::opportunity::read("round.toml", round).expect("sound");
        let ids = |id: &str| names(&d, id).into_iter().map(|(q, _)| q.id).collect::<Vec<_>>();
        assert_eq!(ids("population"), ["is_local_government", "population"]);
        assert_eq!(ids("need").len(), d.eligibility.len());
        assert!(ids("partner_names").ends_with(&["has_partner".to_owned()]));
        assert!(!ids("partners").contains(&"has_partner".to_owned()), "a section is asked before its questions");
    }

    #[test]
    fn each_example_is_a_rule_that_can_be_asked() {
        let options = vec!["A".to_owned(), "B".to_owned()];
        let all = [Type::Bool, Type::Int, Type::Money, Type::Choice(options.clone()), Type::Set(options), Type::Date, Type::Text];
        for type_ in all {
            for text in example("name", &type_).split(", ") {
                let rule = crate::rules::Rule::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
                let vocabulary = crate::rules::Vocabulary::from([("name".to_owned(), type_.clone())]);
                assert_eq!(rule.check(&vocabulary), Ok(()), "{text}");
            }
        }
    }
}
