//! What must hold of the conditions of a form and of the rules between its answers: every
//! name is known and was asked before, every comparison makes sense, and it can hold at all.

use super::definition::Definition;
use super::eligibility;
use super::form::{Question, Section};
use super::kinds::QuestionKind;
use super::validate::Found;
use crate::kernel::Money;
use crate::rules::{Rule, Type, Vocabulary, witness};

/// The name of the sum of the budget in rules between answers.
const TOTAL: &str = "total";

pub(super) fn check(definition: &Definition) -> Vec<Found> {
    let start = eligibility::vocabulary(&definition.eligibility);
    let mut form = Form { definition, whole: start.clone(), note: start, found: Vec::new() };
    for (s, section) in definition.sections.iter().enumerate() {
        form.section(section, s);
    }
    form.rules();
    form.found
}

struct Form<'a> {
    definition: &'a Definition,
    /// The names asked so far.
    whole: Vocabulary,
    /// Those of them that a concept note asks.
    note: Vocabulary,
    found: Vec<Found>,
}

impl Form<'_> {
    fn section(&mut self, section: &Section, s: usize) {
        let in_note = self.definition.concept_note.as_ref().is_some_and(|note| note.sections.contains(&section.id));
        if let Some(condition) = &section.asked_if {
            self.condition(condition, None, in_note, format!("sections[{s}].asked_if"));
        }
        for (q, question) in section.questions.iter().enumerate() {
            if let Some(condition) = &question.asked_if {
                self.condition(condition, section.asked_if.as_ref(), in_note, format!("sections[{s}].questions[{q}].asked_if"));
            }
            if let Some(type_) = question.type_() {
                if in_note {
                    self.note.insert(question.id.clone(), type_.clone());
                }
                self.whole.insert(question.id.clone(), type_);
            }
        }
    }

    fn condition(&mut self, condition: &Rule, outer: Option<&Rule>, in_note: bool, path: String) {
        if let Some(message) = self.misplaced(condition, in_note) {
            self.found.push(Found { path, message });
            return;
        }
        let together: Vec<&Rule> = outer.into_iter().chain([condition]).collect();
        if let Some(message) = self.mistake(condition, &together, &self.whole, "This condition can never hold, so this is never asked.") {
            self.found.push(Found { path, message });
        }
    }

    /// What is wrong with a name, where more can be said of it than that it is not known.
    fn misplaced(&self, condition: &Rule, in_note: bool) -> Option<String> {
        condition.names_as_written().iter().find_map(|name| {
            if let Some(message) = self.has_no_type(name) {
                return Some(message);
            }
            if !self.whole.contains_key(name) {
                let is_later = self.definition.question(name).is_some();
                return is_later.then(|| {
                    format!("“{name}” is not asked before this. A condition can name only earlier questions: move one of the two.")
                });
            }
            (in_note && !self.note.contains_key(name))
                .then(|| format!("The concept note asks this, but not “{name}”. Name only questions of the concept note."))
        })
    }

    fn has_no_type(&self, name: &str) -> Option<String> {
        let question = self.definition.question(name).filter(|q| q.type_().is_none())?;
        Some(format!("No rule can ask about “{name}”, because its kind is “{}”. Name another question.", question.kind))
    }

    fn rules(&mut self) {
        let mut vocabulary = self.whole.clone();
        let is_taken = vocabulary.insert(TOTAL.to_owned(), Type::Money).is_some();
        for (i, rule) in self.definition.rules.iter().enumerate() {
            let path = |key: &str| format!("rules[{i}].{key}");
            let mut say = |key: &str, message: String| self.found.push(Found { path: path(key), message });
            if is_taken {
                say("must_hold", "A question is called “total”, which is the sum of the budget in rules. Rename the question.".into());
            }
            if rule.message.trim().is_empty() {
                say("message", "The message is empty. Say what is wrong and how to mend it.".into());
            }
            let names = rule.must_hold.names_as_written();
            let untyped = names.iter().find_map(|name| self.has_no_type(name));
            let never = "This rule can never hold, so nobody could submit.";
            if let Some(message) = untyped.or_else(|| self.mistake(&rule.must_hold, &[&rule.must_hold], &vocabulary, never)) {
                self.found.push(Found { path: path("must_hold"), message });
            }
        }
    }

    /// A mistake in the rule itself, or `never` if what it needs can never be `together`.
    fn mistake(&self, rule: &Rule, together: &[&Rule], vocabulary: &Vocabulary, never: &str) -> Option<String> {
        if let Err(e) = rule.check(vocabulary) {
            return Some(e.to_string());
        }
        let known = self.what_is_known(together);
        let all: Vec<&Rule> = together.iter().copied().chain(&known).collect();
        // Where there is too much to try, it is taken to be possible.
        matches!(witness(&all, vocabulary), Ok(None))
            .then(|| format!("{never} Correct it, or take it out. Limits of answers, eligibility and other conditions count."))
    }

    /// What always holds of the names in these rules: eligibility, limits, their own conditions.
    fn what_is_known(&self, rules: &[&Rule]) -> Vec<Rule> {
        let mut known = Vec::new();
        let mut names: Vec<String> = rules.iter().flat_map(|rule| rule.names()).collect();
        let mut next = 0;
        while let Some(name) = names.get(next).cloned() {
            next += 1;
            let eligible = self.definition.eligibility.iter().filter(|q| q.id == name).map(|q| q.must_hold.clone());
            let found: Vec<Rule> = eligible.chain(self.known_of(&name)).collect();
            for name in found.iter().flat_map(Rule::names) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            known.extend(found);
        }
        known
    }

    fn known_of(&self, name: &str) -> Vec<Rule> {
        let Some(section) = self.definition.sections.iter().find(|s| s.questions.iter().any(|q| q.id == name)) else { return vec![] };
        let Some(question) = section.questions.iter().find(|q| q.id == name) else { return vec![] };
        let conditions = [&section.asked_if, &question.asked_if].into_iter().flatten().map(|rule| rule.text().to_owned());
        // A question that is not asked has no answer, and nothing is known of it.
        let texts = conditions.chain(limits(question)).map(|text| format!("!has({name}) || ({text})"));
        texts.filter_map(|text| Rule::parse(&text).ok()).collect()
    }
}

/// The limits of an answer as rules.
fn limits(question: &Question) -> Vec<String> {
    let (name, min, max) = (&question.id, question.min, question.max);
    let money = |cents: i64| format!("money(\"{}\")", Money::from_cents(cents).plain());
    let (least, what, of): (i64, String, &dyn Fn(i64) -> String) = match question.kind {
        QuestionKind::Number => (min.unwrap_or(0), name.clone(), &|limit| limit.to_string()),
        QuestionKind::Money => (min.unwrap_or(0), name.clone(), &money),
        QuestionKind::Several => (min.unwrap_or(1), format!("size({name})"), &|limit| limit.to_string()),
        QuestionKind::ShortText
        | QuestionKind::LongText
        | QuestionKind::Choice
        | QuestionKind::YesNo
        | QuestionKind::Date
        | QuestionKind::Uei
        | QuestionKind::Ein
        | QuestionKind::Address
        | QuestionKind::Person
        | QuestionKind::Table
        | QuestionKind::Certification
        | QuestionKind::File => return Vec::new(),
    };
    let most = max.map(|max| format!("{what} <= {}", of(max)));
    std::iter::once(format!("{what} >= {}", of(least))).chain(most).collect()
}

#[cfg(test)]
mod tests;
