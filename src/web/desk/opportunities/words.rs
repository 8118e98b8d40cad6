//! Which words each part of a definition has: sections, questions with their columns, rules, kinds of activity, the budget,
//! files, certification, criteria with their anchors; each with its place in the text. Pure.

use crate::opportunity::{Criterion, Definition, Question, QuestionKind};

/// How a text is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// On one line.
    Line,
    /// On several.
    Long,
    /// Several texts, one on each line.
    List,
}

/// One text with its place.
#[derive(Debug)]
pub(super) struct Text {
    /// The name of its field.
    pub(super) field: String,
    /// What it is.
    pub(super) label: String,
    /// What it says.
    pub(super) value: String,
    /// How it is typed.
    pub(super) shape: Shape,
    /// Whether it may be empty.
    pub(super) is_optional: bool,
    /// Whether its key is left out where it is empty.
    pub(super) is_left_out: bool,
    /// Its place in the definition.
    pub(super) path: String,
}

/// A part of the definition that has words.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// Its name in addresses. One with a hyphen is no identifier of the definition.
    pub(super) id: String,
    pub(super) texts: Vec<Text>,
}

/// A part at a path, to which texts are added.
struct Words {
    path: String,
    texts: Vec<Text>,
}

impl Words {
    fn at(path: impl Into<String>) -> Self {
        Self { path: path.into(), texts: Vec::new() }
    }

    fn with(mut self, key: &str, label: impl Into<String>, value: &str, shape: Shape) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let is_optional = matches!(key, "hint" | "why");
        let (label, value) = (label.into(), value.to_owned());
        self.texts.push(Text { field: key.to_owned(), label, value, shape, is_optional, is_left_out: false, path });
        self
    }

    fn line(self, key: &str, label: &str, value: &str) -> Self {
        self.with(key, label, value, Shape::Line)
    }

    fn long(self, key: &str, label: &str, value: &str) -> Self {
        self.with(key, label, value, Shape::Long)
    }

    fn list(self, key: &str, label: &str, values: &[String]) -> Self {
        let lines: Vec<&str> = values.iter().map(|value| value.trim()).collect();
        self.with(key, label, &lines.join("\n"), Shape::List)
    }

    /// A long text that may be left out.
    fn if_any(self, key: &str, label: &str, value: Option<&str>) -> Self {
        let mut words = self.long(key, label, value.unwrap_or_default());
        if let Some(text) = words.texts.last_mut() {
            (text.is_optional, text.is_left_out) = (true, true);
        }
        words
    }

    fn named(self, name: impl Into<String>, id: impl Into<String>) -> Part {
        Part { name: name.into(), id: id.into(), texts: self.texts }
    }
}

/// Every part that has words, in the order of the definition.
pub(super) fn parts(d: &Definition) -> Vec<Part> {
    let mut all = Vec::new();
    for (i, q) in d.eligibility.iter().enumerate() {
        let words = Words::at(format!("eligibility[{i}]")).long("text", "Question", &q.text).long("hint", "Hint", &q.hint);
        let words = words.long("reason", "Why the answer rules a city out", &q.reason);
        all.push(words.named(format!("Eligibility: {}", q.text), &q.id));
    }
    for (s, section) in d.sections.iter().enumerate() {
        let words = Words::at(format!("sections[{s}]")).line("title", "Title", &section.title);
        all.push(words.named(format!("Section: {}", section.title), &section.id));
        for (q, question) in section.questions.iter().enumerate() {
            all.push(of_question(format!("sections[{s}].questions[{q}]"), question).named(&question.label, &question.id));
        }
    }
    for (i, rule) in d.rules.iter().enumerate() {
        let words = Words::at(format!("rules[{i}]")).long("message", "What is said when it does not hold", &rule.message);
        all.push(words.named(format!("Rule: {}", rule.message), format!("rule-{i}")));
    }
    of_plan(d, &mut all);
    for (i, slot) in d.attachments.iter().enumerate() {
        let words = Words::at(format!("attachments[{i}]")).line("title", "What the file is", &slot.title).long("hint", "Hint", &slot.hint);
        all.push(words.named(format!("File: {}", slot.title), &slot.id));
    }
    of_terms(d, &mut all);
    for (i, criterion) in d.rubric.criteria.iter().enumerate() {
        let words = of_criterion(format!("rubric.criteria[{i}]"), criterion);
        all.push(words.named(format!("Criterion: {}", criterion.title), &criterion.id));
    }
    if let Some(gap) = &d.rubric.gap_check {
        let words = Words::at("rubric.gap_check").line("title", "Name", &gap.title).long("prompt", "What reviewers are asked", &gap.prompt);
        all.push(words.named(format!("Asked and not scored: {}", gap.title), &gap.id));
    }
    all
}

fn of_question(path: String, q: &Question) -> Words {
    let mut words = Words::at(path).long("label", "Question", &q.label).long("hint", "Hint", &q.hint).long("why", "Why we ask", &q.why);
    if q.detail_if.is_some() {
        words = words.line("detail_label", "What the detail is", &q.detail_label);
    }
    if q.kind == QuestionKind::Certification {
        words = words.long("statement", "What is certified, word for word", &q.statement);
    }
    for (i, column) in q.columns.iter().enumerate() {
        let path = format!("{}.columns[{i}].label", words.path);
        words = words.line("", &format!("Heading of the column “{}”", column.label), &column.label);
        if let Some(text) = words.texts.last_mut() {
            (text.field, text.path) = (format!("{}-label", column.id), path);
        }
    }
    words
}

/// What is planned and what it may cost.
fn of_plan(d: &Definition, all: &mut Vec<Part>) {
    all.push(Words::at("activities").long("intro", "Above the list", &d.activities.intro).named("Activities", "the-activities"));
    for (i, kind) in d.activities.kinds.iter().enumerate() {
        let words = Words::at(format!("activities.kinds[{i}]")).line("title", "Name", &kind.title).long("hint", "Hint", &kind.hint);
        all.push(words.named(format!("Kind of activity: {}", kind.title), &kind.id));
    }
    all.push(Words::at("budget").long("intro", "Above the budget", &d.budget.intro).named("Budget", "the-budget"));
    for (i, category) in d.budget.categories.iter().enumerate() {
        let words =
            Words::at(format!("budget.categories[{i}]")).line("title", "Name", &category.title).long("hint", "Hint", &category.hint);
        all.push(words.named(format!("Category of cost: {}", category.title), format!("category-{}", category.code)));
    }
    for (i, rule) in d.budget.rules.iter().enumerate() {
        let words = Words::at(format!("budget.rules[{i}]")).long("message", "What is said when it does not hold", &rule.message).if_any(
            "explanation",
            "What is said beside the budget from the start",
            rule.explanation.as_deref(),
        );
        all.push(words.named(format!("Rule of the budget: {}", rule.message), format!("budget-rule-{i}")));
    }
}

/// What is needed, confirmed and signed.
fn of_terms(d: &Definition, all: &mut Vec<Part>) {
    all.push(Words::at("").list("you_need", "What to have at hand", &d.you_need).named("What to have at hand", "you-need"));
    if let Some(note) = &d.concept_note {
        all.push(Words::at("concept_note").long("intro", "What it is for", &note.intro).named("Concept note", "the-note"));
    }
    if let Some(joint) = &d.joint {
        let words = Words::at("joint").long("statement", "What a partner confirms", &joint.statement);
        all.push(words.named("Joint applications", "the-partners"));
    }
    if let Some(lottery) = &d.lottery {
        let words = Words::at("lottery").long("text", "What the public page of the round says", &lottery.text);
        all.push(words.named("Draw by lot", "the-lottery"));
    }
    let certify = &d.certification;
    let words = Words::at("certification")
        .long("effect", "The legal effect", &certify.effect)
        .list("statements", "What is certified", &certify.statements)
        .line("agree", "The sentence beside the box", &certify.agree);
    all.push(words.named("Certification by the official", "the-certification"));
    all.push(Words::at("letters").line("signed_by", "The name under the letters", &d.letters.signed_by).named("Letters", "the-letters"));
}

fn of_criterion(path: String, criterion: &Criterion) -> Words {
    let words = Words::at(path).line("title", "Name", &criterion.title).long("prompt", "What reviewers are asked", &criterion.prompt);
    let words = if criterion.evidence.is_empty() { words } else { words.long("evidence", "Where reviewers look", &criterion.evidence) };
    if criterion.anchors.is_empty() { words } else { words.list("anchors", "What each point means", &criterion.anchors) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::read;
    use std::collections::BTreeSet;

    const ROUND: &str = include_str!("../../../../config/opportunities/city-engagement-grants-2027.toml");

    #[test]
    fn every_part_goes_by_one_name_and_every_text_has_its_own_field_and_place() {
        let d = read("round.toml", ROUND).expect("sound");
        let all = parts(&d);
        let ids: BTreeSet<&str> = all.iter().map(|part| part.id.as_str()).collect();
        assert_eq!(ids.len(), all.len());
        let mut places = BTreeSet::new();
        for part in &all {
            let fields: BTreeSet<&str> = part.texts.iter().map(|text| text.field.as_str()).collect();
            assert_eq!(fields.len(), part.texts.len(), "{part:?}");
            for text in &part.texts {
                assert!(places.insert(text.path.clone()), "{}", text.path);
            }
        }
        for place in [
            "certification.statements",
            "rules[0].message",
            "budget.rules[1].explanation",
            "sections[2].questions[2].columns[0].label",
            "rubric.criteria[0].anchors",
            "you_need",
        ] {
            assert!(places.contains(place), "{place}: {places:?}");
        }
    }
}
