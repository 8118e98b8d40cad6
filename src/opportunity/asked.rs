//! Which questions of a form are asked, given the answers so far, and which rules between
//! answers are broken. What is not asked counts as not answered, although its answer is kept.

use super::answer::Answers;
use super::definition::{Definition, FormRule};
use super::form::{Question, Section};
use crate::kernel::Money;
use crate::rules::{Facts, Rule, Value, Verdict};
use std::collections::BTreeMap;

/// A form as its answers make it.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    definition: &'a Definition,
    sections: Vec<(&'a Section, Vec<&'a Question>)>,
    not: BTreeMap<&'a str, NotAsked>,
    facts: Facts,
}

/// Why a question is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAsked {
    /// The questions whose answers decide it.
    pub because_of: Vec<String>,
    /// Whether it is still open, because those are not answered.
    pub is_open: bool,
}

/// A rule between answers that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken<'a> {
    /// The rule.
    pub rule: &'a FormRule,
    /// The first question that it names; `None` if it names only the total.
    pub question: Option<&'a str>,
}

impl Definition {
    /// What is asked, given these answers.
    #[must_use]
    pub fn asked(&self, answers: &Answers) -> Asked<'_> {
        let fact = |id: &str| Some((id.to_owned(), answers.get(id)?.value()?));
        let mut asked = Asked {
            definition: self,
            sections: Vec::new(),
            not: BTreeMap::new(),
            facts: self.eligibility.iter().filter_map(|q| fact(&q.id)).collect(),
        };
        for section in &self.sections {
            let closed = why_not(section.asked_if.as_ref(), &asked.facts);
            let mut questions = Vec::new();
            for question in &section.questions {
                match closed.clone().or_else(|| why_not(question.asked_if.as_ref(), &asked.facts)) {
                    Some(reason) => {
                        asked.not.insert(&question.id, reason);
                    }
                    None => {
                        asked.facts.extend(fact(&question.id));
                        questions.push(question);
                    }
                }
            }
            if !questions.is_empty() {
                asked.sections.push((section, questions));
            }
        }
        asked
    }

    /// The questions on whose answers it depends whether `id` is asked, near and far.
    #[must_use]
    pub fn depends_on(&self, id: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            let Some(section) = self.sections.iter().find(|s| s.questions.iter().any(|q| q.id == id)) else { continue };
            let own = section.questions.iter().find(|q| q.id == id).and_then(|q| q.asked_if.as_ref());
            for name in own.into_iter().chain(&section.asked_if).flat_map(Rule::names) {
                if !found.contains(&name) {
                    found.push(name.clone());
                    open.push(name);
                }
            }
        }
        found
    }
}

fn why_not(condition: Option<&Rule>, facts: &Facts) -> Option<NotAsked> {
    let condition = condition?;
    match condition.evaluate(facts) {
        Verdict::Holds => None,
        Verdict::Fails => Some(NotAsked { because_of: condition.failing(facts), is_open: false }),
        Verdict::Unknown(missing) => Some(NotAsked { because_of: missing, is_open: true }),
    }
}

impl<'a> Asked<'a> {
    /// The sections that ask something, each with what it asks.
    #[must_use]
    pub fn sections(&self) -> &[(&'a Section, Vec<&'a Question>)] {
        &self.sections
    }

    /// What the section with this identifier asks.
    #[must_use]
    pub fn of_section(&self, id: &str) -> &[&'a Question] {
        self.sections.iter().find(|(section, _)| section.id == id).map_or(&[], |(_, questions)| questions.as_slice())
    }

    /// Every question of the form that is asked, in order.
    pub fn questions(&self) -> impl Iterator<Item = &'a Question> {
        self.sections.iter().flat_map(|(_, questions)| questions.iter().copied())
    }

    /// Why a question of the form is not asked; `None` if it is.
    #[must_use]
    pub fn why_not(&self, id: &str) -> Option<&NotAsked> {
        self.not.get(id)
    }

    /// Whether it is a question of the form or of eligibility, and asked.
    #[must_use]
    pub fn is_asked(&self, id: &str) -> bool {
        self.questions().any(|q| q.id == id) || self.definition.eligibility.iter().any(|q| q.id == id)
    }

    /// The rules between answers that do not hold; `total` is that of the budget, where there is one.
    #[must_use]
    pub fn broken(&self, total: Option<Money>) -> Vec<Broken<'a>> {
        if self.definition.rules.is_empty() {
            return Vec::new();
        }
        let mut facts = self.facts.clone();
        facts.extend(total.map(|total| ("total".to_owned(), Value::Money(total))));
        let broken = self.definition.rules.iter().filter(|rule| rule.must_hold.evaluate(&facts).fails());
        broken.map(|rule| Broken { rule, question: self.first_named(&rule.must_hold) }).collect()
    }

    fn first_named(&self, rule: &Rule) -> Option<&'a str> {
        let eligibility = self.definition.eligibility.iter().map(|q| q.id.as_str());
        let known: Vec<&'a str> = eligibility.chain(self.questions().map(|q| q.id.as_str())).collect();
        rule.names_as_written().iter().find_map(|name| known.iter().find(|id| *id == name).copied())
    }
}
