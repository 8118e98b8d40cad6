//! What one part of the next version takes: its options, its limits, whether it must be answered
//! and on what condition it is asked; each with its place in the text, and how it is typed.

use crate::files::FileKind;
use crate::kernel::{FieldError, Money};
use crate::opportunity::{
    AttachmentSlot, Column, ColumnKind, Definition, Edit, FieldEdit, Question, QuestionKind, rename_options, renamed,
};
use crate::web::Form;

/// What the limits of numbers and amounts are while their fields are empty.
const NUMBERS: (&str, &str) = ("Empty: 0.", "Empty: 1,000,000,000.");
const AMOUNTS: (&str, &str) = ("Empty: no smallest one.", "Empty: no largest one.");

/// What the name of a rule of the budget begins with.
pub(super) const BUDGET_RULE: &str = "budget-rule-";
/// What the name of a rule between answers begins with.
pub(super) const RULE: &str = "rule-";

/// How a setting is typed and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// A key that says `optional = true`; typed as whether an answer is needed.
    Needed,
    /// `required = true` of a file.
    Required,
    /// A rule; an empty one is left out.
    Condition,
    /// A rule that has to be there.
    Rule,
    /// A text on each line.
    Options,
    /// A whole number; an empty one is left out.
    Number,
    /// An amount; an empty one is left out.
    Dollars,
    /// Types of files.
    Types,
}

/// One thing that can be set.
pub(super) struct Setting {
    pub(super) field: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) takes: Takes,
    /// What it is, as it is typed.
    pub(super) known: String,
    path: String,
}

/// A part of the definition with what can be set of it.
pub(super) struct Part {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) settings: Vec<Setting>,
}

/// Where settings are written: the part’s path, and what their fields begin with.
struct At<'a> {
    path: String,
    field: String,
    of: Option<&'a str>,
}

impl At<'_> {
    fn set(&self, key: &str, (label, hint): (&str, &str), takes: Takes, known: impl Into<String>) -> Setting {
        let label = self.of.map_or_else(|| label.to_owned(), |column| format!("Column “{column}”: {}", lower(label)));
        Setting {
            field: format!("{}{key}", self.field),
            label,
            hint: hint.to_owned(),
            takes,
            known: known.into(),
            path: format!("{}.{key}", self.path),
        }
    }

    /// The least and the most, as `takes` says.
    fn limits(
        &self,
        (least, most): (&str, &str),
        empty: (&str, &str),
        takes: Takes,
        (min, max): (Option<i64>, Option<i64>),
    ) -> Vec<Setting> {
        let typed = |n: Option<i64>| match n {
            None => String::new(),
            Some(cents) if takes == Takes::Dollars => Money::from_cents(cents).plain(),
            Some(n) => n.to_string(),
        };
        vec![self.set("min", (least, empty.0), takes, typed(min)), self.set("max", (most, empty.1), takes, typed(max))]
    }

    fn optional(&self, optional: bool) -> Setting {
        self.set("optional", ("Must it be answered?", ""), Takes::Needed, if optional { "no" } else { "yes" })
    }

    fn options(&self, options: &[String]) -> Setting {
        let order = "One on each line, in the order in which they are shown.";
        // No condition can name an option of a column.
        let named = if self.of.is_none() { " Other words for one take the conditions that name it along." } else { "" };
        let hint = format!("{order}{named}");
        self.set("options", ("Options", &hint), Takes::Options, options.join("\n"))
    }

    fn files(&self, types: &[FileKind], max_mb: Option<u64>) -> Vec<Setting> {
        let names: Vec<String> = types.iter().map(ToString::to_string).collect();
        let hint = "Empty: as much as the program takes anyway.";
        vec![
            self.set("types", ("Types of files", ""), Takes::Types, names.join("\n")),
            self.set("max_mb", ("Most megabytes", hint), Takes::Number, counted(max_mb)),
        ]
    }

    fn condition(&self, rule: Option<&crate::rules::Rule>) -> Setting {
        let hint = "Over earlier answers, in the names below. Empty: always.";
        self.set("asked_if", ("Asked if", hint), Takes::Condition, rule.map(|rule| rule.text().to_owned()).unwrap_or_default())
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn counted(n: Option<impl ToString>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

/// Every part of which something can be set, in the order of the definition.
pub(super) fn parts(d: &Definition) -> Vec<Part> {
    let at = |path: String| At { path, field: String::new(), of: None };
    let mut all = Vec::new();
    for (i, q) in d.eligibility.iter().enumerate() {
        let at = at(format!("eligibility[{i}]"));
        let mut settings: Vec<Setting> = q.kind.has_options().then(|| at.options(&q.options)).into_iter().collect();
        let hint = "What the answer must be, so that a city may apply. It can name this question and earlier ones.";
        settings.push(at.set("must_hold", ("Rule", hint), Takes::Rule, q.must_hold.text()));
        all.push(Part { id: q.id.clone(), name: format!("Eligibility: {}", q.text), settings });
    }
    for (s, section) in d.sections.iter().enumerate() {
        let settings = vec![at(format!("sections[{s}]")).condition(section.asked_if.as_ref())];
        all.push(Part { id: section.id.clone(), name: format!("Section: {}", section.title), settings });
        for (q, question) in section.questions.iter().enumerate() {
            let settings = of_question(&at(format!("sections[{s}].questions[{q}]")), question);
            all.push(Part { id: question.id.clone(), name: question.label.clone(), settings });
        }
    }
    let says = "What must hold; amounts as money(\"25,000\"), in the names below.";
    let rule = |path: String, rule: &crate::rules::Rule| vec![at(path).set("must_hold", ("Rule", says), Takes::Rule, rule.text())];
    for (i, one) in d.rules.iter().enumerate() {
        let settings = rule(format!("rules[{i}]"), &one.must_hold);
        all.push(Part { id: format!("{RULE}{i}"), name: format!("Rule: {}", one.message), settings });
    }
    let numbers = (count(d.activities.min), count(d.activities.max));
    let settings = at("activities".into()).limits(("Fewest activities", "Most activities"), ("", ""), Takes::Number, numbers);
    all.push(Part { id: "the-activities".into(), name: "Activities".into(), settings });
    for (i, one) in d.budget.rules.iter().enumerate() {
        let settings = rule(format!("budget.rules[{i}]"), &one.must_hold);
        all.push(Part { id: format!("{BUDGET_RULE}{i}"), name: format!("Rule of the budget: {}", one.message), settings });
    }
    for (i, slot) in d.attachments.iter().enumerate() {
        all.push(Part {
            id: slot.id.clone(),
            name: format!("File: {}", slot.title),
            settings: of_file(&at(format!("attachments[{i}]")), slot),
        });
    }
    all
}

fn count(n: usize) -> Option<i64> {
    i64::try_from(n).ok()
}

fn of_file(at: &At<'_>, slot: &AttachmentSlot) -> Vec<Setting> {
    let needed = if slot.required { "yes" } else { "no" };
    let mut settings = vec![at.set("required", ("Must it be there?", ""), Takes::Required, needed)];
    settings.extend(at.files(&slot.types, slot.max_mb));
    settings
}

fn of_question(at: &At<'_>, q: &Question) -> Vec<Setting> {
    let mut settings = vec![at.optional(q.optional)];
    let chars = |usual: usize| {
        let hint = format!("Empty: {}. 20,000 at the most.", crate::locale::format::number(i64::try_from(usual).unwrap_or(i64::MAX)));
        at.set("max_chars", ("Most characters", &hint), Takes::Number, counted(q.max_chars))
    };
    let both = (q.min, q.max);
    match q.kind {
        QuestionKind::ShortText | QuestionKind::LongText => settings.push(chars(q.kind.usual_limit())),
        QuestionKind::YesNo if q.detail_if.is_some() => settings.push(chars(q.kind.usual_limit())),
        QuestionKind::Choice => settings.push(at.options(&q.options)),
        QuestionKind::Several => {
            settings.push(at.options(&q.options));
            settings.extend(at.limits(
                ("Fewest that can be chosen", "Most that can be chosen"),
                ("Empty: 1.", "Empty: all of them."),
                Takes::Number,
                both,
            ));
        }
        QuestionKind::Number => settings.extend(at.limits(("Smallest number", "Largest number"), NUMBERS, Takes::Number, both)),
        QuestionKind::Money => settings.extend(at.limits(("Smallest amount", "Largest amount"), AMOUNTS, Takes::Dollars, both)),
        QuestionKind::Table => {
            settings.extend(at.limits(("Fewest rows", "Most rows"), ("Empty: 1.", "Empty: 20. 50 at the most."), Takes::Number, both));
            for (i, column) in q.columns.iter().enumerate() {
                let of = Some(column.label.as_str());
                let at = At { path: format!("{}.columns[{i}]", at.path), field: format!("{}-", column.id), of };
                settings.extend(of_column(&at, column));
            }
        }
        QuestionKind::File => settings.extend(at.files(&q.types, q.max_mb)),
        QuestionKind::YesNo
        | QuestionKind::Date
        | QuestionKind::Uei
        | QuestionKind::Ein
        | QuestionKind::Address
        | QuestionKind::Person
        | QuestionKind::Certification => {}
    }
    settings.push(at.condition(q.asked_if.as_ref()));
    settings
}

fn of_column(at: &At<'_>, column: &Column) -> Vec<Setting> {
    let mut settings = vec![at.optional(column.optional)];
    let both = (column.min, column.max);
    match column.kind {
        ColumnKind::ShortText => {
            let words = ("Most characters", "Empty: 100. 500 at the most.");
            settings.push(at.set("max_chars", words, Takes::Number, counted(column.max_chars)));
        }
        ColumnKind::Number => settings.extend(at.limits(("Smallest number", "Largest number"), NUMBERS, Takes::Number, both)),
        ColumnKind::Money => settings.extend(at.limits(("Smallest amount", "Largest amount"), AMOUNTS, Takes::Dollars, both)),
        ColumnKind::Choice => settings.push(at.options(&column.options)),
        ColumnKind::Date => {}
    }
    settings
}

/// The lines of a text, without spaces around them and without empty ones.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

impl Setting {
    /// What was typed.
    pub(super) fn typed(&self, form: &Form) -> String {
        match self.takes {
            Takes::Types => form.all(&self.field).join("\n"),
            Takes::Needed | Takes::Required | Takes::Condition | Takes::Rule | Takes::Options | Takes::Number | Takes::Dollars => {
                form.text(&self.field)
            }
        }
    }

    /// What is kept, for somebody who typed something else.
    pub(super) fn told(&self) -> String {
        if self.known.is_empty() { "nothing".to_owned() } else { self.known.replace('\n', "; ") }
    }

    /// The change that was typed, if it is one.
    fn edit(&self, typed: &str) -> Result<Option<Edit>, FieldError> {
        let wrong = |message: &str| Err(FieldError::new(&self.field, message));
        let path = || self.path.clone();
        let edit = match self.takes {
            _ if typed == self.known => return Ok(None),
            Takes::Needed if typed == "yes" => Edit::Remove(path()),
            Takes::Needed if typed == "no" => Edit::Yes(path()),
            Takes::Required if typed == "yes" => Edit::Yes(path()),
            Takes::Required if typed == "no" => Edit::No(path()),
            Takes::Needed | Takes::Required => return wrong("Select yes or no."),
            Takes::Rule if typed.is_empty() => return wrong("Write something here."),
            Takes::Condition | Takes::Number | Takes::Dollars if typed.is_empty() => Edit::Remove(path()),
            Takes::Rule | Takes::Condition => match crate::rules::Rule::parse(typed) {
                Ok(_) => Edit::Text(path(), typed.to_owned()),
                Err(e) => return wrong(&e.to_string()),
            },
            Takes::Options | Takes::Types => {
                let new = lines(typed);
                match new.iter().enumerate().find(|(i, option)| new.iter().take(*i).any(|before| before == *option)) {
                    Some((_, twice)) => return wrong(&format!("“{twice}” is there twice. Take one of the two out.")),
                    None => Edit::Texts(path(), new),
                }
            }
            Takes::Number => match typed.replace(',', "").parse::<i64>() {
                // Only a number that is asked for can be below nothing.
                Ok(number) if number >= 0 || self.path.ends_with(".min") || self.path.ends_with(".max") => Edit::Number(path(), number),
                _ => return wrong("Enter a whole number, such as 12."),
            },
            Takes::Dollars => match Money::parse(typed) {
                Ok(amount) => Edit::Number(path(), amount.cents()),
                Err(e) => return wrong(&e.to_string()),
            },
        };
        Ok(Some(edit))
    }
}

/// What the form asks to change of a part, with the rules that follow an option’s new words.
pub(super) fn read(d: &Definition, part: &Part, form: &Form) -> Result<Vec<FieldEdit>, Vec<FieldError>> {
    let (mut edits, mut follow, mut mistakes) = (Vec::new(), Vec::new(), Vec::new());
    for setting in &part.settings {
        match setting.edit(&setting.typed(form)) {
            Ok(None) => {}
            Ok(Some(edit)) => {
                if let (Takes::Options, "options", Edit::Texts(_, new)) = (setting.takes, setting.field.as_str(), &edit) {
                    let pairs = lines(&setting.known);
                    let found = rename_options(d, &part.id, &renamed(&pairs, new));
                    follow.extend(found.into_iter().map(|edit| FieldEdit { field: setting.field.clone(), edit }));
                }
                edits.push(FieldEdit { field: setting.field.clone(), edit });
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }
    // A rule that was typed here says itself what it names.
    follow.retain(|f| !edits.iter().any(|e| e.edit.path() == f.edit.path()));
    edits.extend(follow);
    if mistakes.is_empty() { Ok(edits) } else { Err(mistakes) }
}
