//! What must hold between the parts of a definition. Pure: it names parts by their
//! path; `locate.rs` finds the line.

use super::budget::CITY_PAYS;
use super::conditions;
use super::definition::{ActivityRules, Definition, Joint, Review};
use super::eligibility;
use super::form::Question;
use super::kinds::QuestionKind;
use super::lottery;
use super::prefill;
use super::rubric_check;
use super::selection_check;
use super::table;
use crate::rules::{Rule, Type, Vocabulary};
use std::collections::BTreeSet;

/// One mistake, at a path such as `budget.categories[1].code`.
pub(super) struct Found {
    pub(super) path: String,
    pub(super) message: String,
}

/// The most words of a summary.
const SUMMARY_WORDS: usize = 150;

pub(super) fn validate(definition: &Definition) -> Vec<Found> {
    let mut check = Check { found: Vec::new(), ids: BTreeSet::new() };
    check.basics(definition);
    check.dates(definition);
    check.eligibility(definition);
    check.form(definition);
    check.concept_note(definition);
    check.plan(definition);
    check.rubric(definition);
    check.found.extend(definition.lottery.iter().flat_map(lottery::check));
    check.found.extend(selection_check::check(definition));
    check.found.extend(conditions::check(definition));
    check.found
}

struct Check {
    found: Vec<Found>,
    ids: BTreeSet<String>,
}

impl Check {
    fn must(&mut self, holds: bool, path: impl Into<String>, message: impl Into<String>) {
        if !holds {
            self.found.push(Found { path: path.into(), message: message.into() });
        }
    }

    fn basics(&mut self, d: &Definition) {
        let is_slug =
            !d.slug.is_empty() && d.slug.len() <= 80 && d.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        self.must(is_slug, "slug", "A slug has only lower-case letters, digits and hyphens, 80 at most. Write one like training-2027.");
        let words = d.summary.split_whitespace().count();
        self.must(words > 0, "summary", "The summary is empty. Say in plain words what the money is for.");
        self.must(words <= SUMMARY_WORDS, "summary", format!("The summary has {words} words. Shorten it to {SUMMARY_WORDS}."));
        let a = d.amounts;
        self.must(a.floor_cents > 0, "amounts.floor_cents", "The floor must be more than 0 cents. Write it in cents: 500000 is $5,000.");
        self.must(a.cap_cents >= a.floor_cents, "amounts.cap_cents", "The cap is below the floor. Raise the cap or lower the floor.");
        self.must(
            d.max_applications_per_city >= 1,
            "max_applications_per_city",
            "A city must be able to apply at least once. Write 1 or more.",
        );
        if let Some(joint) = &d.joint {
            self.must(
                (1..=Joint::MOST).contains(&joint.max_partners),
                "joint.max_partners",
                format!("Between 1 and {} partners can apply with a lead city. Change the number, or leave [joint] out.", Joint::MOST),
            );
            self.must(
                !joint.statement.trim().is_empty(),
                "joint.statement",
                "Say what a partner confirms, for example: “We take part as described and spend our share by the rules of the grant.”",
            );
        }
        self.must(d.contact.email.contains('@'), "contact.email", "This is not an address. Write one like grants@fund.example.");
        let reviewers = d.review.reviewers_per_application;
        self.must(
            (1..=9).contains(&reviewers),
            "review.reviewers_per_application",
            "Between 1 and 9 reviewers can read an application. Change the number.",
        );
        self.must(
            d.review.decide_within_days.is_none_or(|days| (1..=Review::LONGEST_DAYS).contains(&days)),
            "review.decide_within_days",
            format!("A recommendation can wait 1 to {} days for its decision. Change the number.", Review::LONGEST_DAYS),
        );
        self.must(
            (1..=365).contains(&d.letters.accept_within_days),
            "letters.accept_within_days",
            "A city has 1 to 365 days to accept. Change the number.",
        );
        self.must(
            !d.certification.statements.is_empty(),
            "certification.statements",
            "There is nothing to certify. Write at least one statement.",
        );
    }

    fn dates(&mut self, d: &Definition) {
        let t = &d.dates;
        for (path, at) in [("dates.opens", &t.opens), ("dates.closes", &t.closes)] {
            if let Some(message) = at.mistake(t.zone) {
                self.must(false, path, message);
            }
        }
        let is_later = t.opening().zip(t.deadline()).is_none_or(|(opens, closes)| closes.at > opens.at);
        self.must(is_later, "dates.closes", "The opportunity closes before it opens. Change one of the two.");
        self.must(
            t.grace_seconds <= 900,
            "dates.grace_seconds",
            "What reached the program in time may wait at most 15 minutes. Write 900 or less.",
        );
        self.must(
            t.questions_until.is_none_or(|last| last <= t.closes.local.date()),
            "dates.questions_until",
            "Questions are taken longer than applications. Choose a day that is not after the deadline.",
        );
        self.must(
            t.decisions_by > t.closes.local.date(),
            "dates.decisions_by",
            "Decisions are expected before applications close. Choose a later day.",
        );
        self.must(
            t.performance_starts >= t.decisions_by,
            "dates.performance_starts",
            "The period of performance starts before decisions are made. Choose a later day.",
        );
        self.must(
            t.performance_ends > t.performance_starts,
            "dates.performance_ends",
            "The period of performance ends before it starts. Change one of the two.",
        );
    }

    fn eligibility(&mut self, d: &Definition) {
        self.must(!d.eligibility.is_empty(), "eligibility", "There is no eligibility question. Write at least one.");
        for (i, question) in d.eligibility.iter().enumerate() {
            let path = format!("eligibility[{i}]");
            self.question(&question.as_question(), &path);
            let is_plain = question.kind.parts().is_empty()
                && !matches!(question.kind, QuestionKind::Several | QuestionKind::Table | QuestionKind::Certification | QuestionKind::File);
            self.must(
                is_plain,
                format!("{path}.kind"),
                "An eligibility question has one plain answer. Make the kind yes_no, number or choice.",
            );
            let earlier = eligibility::vocabulary(d.eligibility.get(..=i).unwrap_or_default());
            self.rule(&question.must_hold, &earlier, format!("{path}.must_hold"));
            self.must(
                !question.reason.trim().is_empty(),
                format!("{path}.reason"),
                "The reason is empty. Say why the answer rules a city out.",
            );
        }
    }

    fn form(&mut self, d: &Definition) {
        self.must(!d.sections.is_empty(), "sections", "The form has no section. Write at least one.");
        for (s, section) in d.sections.iter().enumerate() {
            self.id(&section.id, format!("sections[{s}].id"));
            self.must(
                !section.questions.is_empty(),
                format!("sections[{s}]"),
                "This section has no question. Add one, or take the section out.",
            );
            for (q, question) in section.questions.iter().enumerate() {
                let path = format!("sections[{s}].questions[{q}]");
                self.question(question, &path);
                self.found.extend(prefill::check(question, &d.eligibility, &path));
            }
        }
    }

    fn concept_note(&mut self, d: &Definition) {
        let Some(note) = &d.concept_note else { return };
        self.must(!note.intro.trim().is_empty(), "concept_note.intro", "Say in a sentence or two what the concept note is for.");
        self.must(!note.sections.is_empty(), "concept_note.sections", "The concept note asks nothing. Name at least one section.");
        for (i, id) in note.sections.iter().enumerate() {
            let is_known = d.sections.iter().any(|section| section.id == *id);
            self.must(is_known, format!("concept_note.sections[{i}]"), format!("The form has no section “{id}”. Correct the name."));
        }
    }

    fn question(&mut self, question: &Question, path: &str) {
        self.id(&question.id, format!("{path}.id"));
        self.must(!question.label.trim().is_empty(), path, "The question has no text. Write one.");
        let (has_options, options) = (question.kind.has_options(), &question.options);
        self.must(!has_options || options.len() >= 2, format!("{path}.options"), "A choice needs at least two options. Add them.");
        self.must(
            has_options || options.is_empty(),
            format!("{path}.options"),
            "Only a choice has options. Take them out, or make the kind “choice” or “several”.",
        );
        if question.kind == QuestionKind::Several {
            self.several(question, path);
        }
        self.found.extend(table::check(question, path));
        let is_yes_no = question.kind == QuestionKind::YesNo;
        self.must(
            question.detail_if.is_none() || is_yes_no,
            format!("{path}.detail_if"),
            "Only a yes_no question asks for a detail. Take the key out, or make the kind “yes_no”.",
        );
        self.must(
            question.detail_if.is_some() != question.detail_label.trim().is_empty(),
            format!("{path}.detail_label"),
            "detail_if and detail_label go together: say after which answer a detail is asked for, and what it is.",
        );
        self.must(
            question.kind != QuestionKind::Money || question.min.is_none_or(|min| min >= 0),
            format!("{path}.min"),
            "An amount cannot be less than nothing. Write 0 or more cents.",
        );
        let limit = question.limit();
        self.must(
            (1..=20_000).contains(&limit),
            format!("{path}.max_chars"),
            "Between 1 and 20,000 characters can be asked for. Change the number.",
        );
        if let (Some(min), Some(max)) = (question.min, question.max) {
            self.must(min <= max, format!("{path}.max"), "The most is below the least. Change one of the two.");
        }
    }

    fn several(&mut self, question: &Question, path: &str) {
        let options = &question.options;
        let distinct: BTreeSet<&str> = options.iter().map(|option| option.trim()).collect();
        let is_line = |option: &String| !option.trim().is_empty() && option.trim() == option && !option.contains(['\n', '\r']);
        self.must(
            distinct.len() == options.len() && options.iter().all(is_line),
            format!("{path}.options"),
            "Each option is one line of its own, without spaces around it. Correct them.",
        );
        let most = i64::try_from(options.len()).unwrap_or(i64::MAX);
        self.must(
            question.min.is_none_or(|min| (1..=most).contains(&min)),
            format!("{path}.min"),
            format!("Between 1 and {most} options can be asked for. Change the number; “optional” lets people choose none."),
        );
        self.must(
            question.max.is_none_or(|max| (1..=most).contains(&max)),
            format!("{path}.max"),
            format!("Between 1 and {most} options can be chosen. Change the number."),
        );
    }

    fn plan(&mut self, d: &Definition) {
        let a = &d.activities;
        self.must(!a.kinds.is_empty(), "activities.kinds", "No kind of activity is allowed. Add one.");
        self.must(
            a.min >= 1 && a.min <= a.max && a.max <= ActivityRules::MOST,
            "activities.max",
            format!("The most must be at least the fewest, and {} at most. Change the numbers.", ActivityRules::MOST),
        );
        for (i, kind) in a.kinds.iter().enumerate() {
            self.id(&kind.id, format!("activities.kinds[{i}].id"));
        }
        self.must(!d.budget.categories.is_empty(), "budget.categories", "There is no category of cost. Add one.");
        let mut vocabulary = Vocabulary::from([("total".to_owned(), Type::Money), (CITY_PAYS.to_owned(), Type::Money)]);
        for (i, category) in d.budget.categories.iter().enumerate() {
            let fresh = vocabulary.insert(category.code.clone(), Type::Money).is_none();
            self.must(
                fresh && is_identifier(&category.code),
                format!("budget.categories[{i}].code"),
                "A code is lower-case letters and underscores, used once, and neither total nor city_pays. Change it.",
            );
        }
        for (i, rule) in d.budget.rules.iter().enumerate() {
            self.rule(&rule.must_hold, &vocabulary, format!("budget.rules[{i}].must_hold"));
        }
        for (i, slot) in d.attachments.iter().enumerate() {
            self.id(&slot.id, format!("attachments[{i}].id"));
            self.must(!slot.types.is_empty(), format!("attachments[{i}].types"), "No type of file is allowed. Add one, such as pdf.");
            self.must(slot.max_mb != Some(0), format!("attachments[{i}].max_mb"), "No file is so small. Write 1 or more, or leave it out.");
        }
    }

    fn rubric(&mut self, d: &Definition) {
        for (i, criterion) in d.rubric.criteria.iter().enumerate() {
            self.id(&criterion.id, format!("rubric.criteria[{i}].id"));
        }
        if let Some(gap_check) = &d.rubric.gap_check {
            self.id(&gap_check.id, "rubric.gap_check.id");
        }
        self.found.extend(rubric_check::check(&d.rubric));
    }

    fn rule(&mut self, rule: &Rule, vocabulary: &Vocabulary, path: String) {
        if let Err(e) = rule.check(vocabulary) {
            self.must(false, path, e.to_string());
        }
    }

    /// Identifiers are unique in the whole definition: answers, scores and links are keyed by them.
    fn id(&mut self, id: &str, path: impl Into<String>) {
        let fresh = self.ids.insert(id.to_owned());
        let path = path.into();
        self.must(
            is_identifier(id),
            path.clone(),
            format!("“{id}” is no identifier. Use lower-case letters, digits and underscores, starting with a letter."),
        );
        self.must(fresh, path, format!("The identifier “{id}” is used twice. Change one of the two."));
    }
}

pub(super) fn is_identifier(id: &str) -> bool {
    let starts_well = id.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    starts_well && id.len() <= 60 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
