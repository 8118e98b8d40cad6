//! What is done and what is still missing: the task list and the error summary of
//! the check page, computed from the same draft. Pure.

use super::Draft;
use super::partner::{PartState, Partner};
use crate::opportunity::{Finding, Question, screen};

/// One part of an application, as pages and returns name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The eligibility questions.
    Eligibility,
    /// A section of the form.
    Section(String),
    /// One question.
    Question(String),
    /// The list of activities.
    Activities,
    /// The budget.
    Budget,
    /// Who applies together.
    Partners,
    /// The files.
    Attachments,
    /// Certification.
    Certify,
}

/// Something that must be mended before submitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where to mend it.
    pub part: Part,
    /// What is missing, as a sentence.
    pub message: String,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Progress {
    /// Nothing is missing.
    Completed,
    /// Something is there, something is missing.
    InProgress,
    /// Nothing is there.
    NotYetStarted,
    /// Something else comes first.
    CannotStartYet,
}

impl Progress {
    /// As the task list says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Completed => "Completed",
            Self::InProgress => "In progress",
            Self::NotYetStarted => "Not yet started",
            Self::CannotStartYet => "Cannot start yet",
        }
    }
}

/// One line of the task list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The part it leads to.
    pub part: Part,
    /// Its title, starting with a verb.
    pub title: String,
    /// How far it is.
    pub progress: Progress,
    /// What is said below the title.
    pub hint: String,
}

/// Everything that is missing, in the order of the form.
#[must_use]
pub fn gaps(draft: &Draft) -> Vec<Gap> {
    let mut found = eligibility_gaps(draft);
    found.extend(draft.asked().sections().iter().flat_map(|(_, questions)| section_gaps(draft, questions)));
    found.extend(plan_gaps(draft));
    found.extend(budget_gaps(draft));
    found.extend(partner_gaps(draft));
    found.extend(attachment_gaps(draft));
    found.extend(rule_gaps(draft));
    found
}

/// How many things a complete draft has, given its answers: what is missing is counted by [`gaps`].
#[must_use]
pub fn wanted(draft: &Draft) -> usize {
    let d = &draft.definition;
    let questions: usize = draft.asked().sections().iter().map(|(_, asked)| asked.iter().filter(|q| !q.optional).count()).sum();
    // A plan has at least so many activities, each with people and costs.
    let plan = if d.has_plan() { 3 * draft.activities.len().max(d.activities.min).max(1) } else { 0 };
    let files = d.attachments.iter().filter(|slot| slot.required).count();
    1 + questions + plan + files
}

fn eligibility_gaps(draft: &Draft) -> Vec<Gap> {
    let gap = |message: String| Gap { part: Part::Eligibility, message };
    match screen(&draft.definition.eligibility, &draft.answers()) {
        Finding::Eligible => vec![],
        Finding::Ineligible(reasons) => reasons.into_iter().map(gap).collect(),
        Finding::Incomplete(_) => vec![gap("Answer every eligibility question.".into())],
    }
}

fn section_gaps(draft: &Draft, questions: &[&Question]) -> Vec<Gap> {
    let open = questions.iter().filter(|q| !q.optional && !draft.saved.contains_key(&q.id));
    open.map(|q| Gap { part: Part::Question(q.id.clone()), message: format!("Answer: {}", q.label) }).collect()
}

fn plan_gaps(draft: &Draft) -> Vec<Gap> {
    let gap = |message: String| Gap { part: Part::Activities, message };
    let (rules, count) = (&draft.definition.activities, draft.activities.len());
    let mut found = Vec::new();
    if count < rules.min {
        found.push(gap(format!("Add at least {} activity.", rules.min)));
    }
    let empty = draft.activities.iter().filter(|a| a.attendees.is_empty());
    found.extend(empty.map(|a| gap(format!("Say who takes part in “{}”.", a.title))));
    found
}

fn budget_gaps(draft: &Draft) -> Vec<Gap> {
    let gap = |message: String| Gap { part: Part::Budget, message };
    let free = draft.activities.iter().filter(|a| draft.activity_total(a).is_zero());
    let mut found: Vec<Gap> = free.map(|a| gap(format!("Write what “{}” costs, or remove it.", a.title))).collect();
    if !draft.activities.is_empty() {
        found.extend(draft.budget_mistakes().into_iter().map(gap));
    }
    found
}

fn partner_gaps(draft: &Draft) -> Vec<Gap> {
    let gap = |message: String| Gap { part: Part::Partners, message };
    let most = draft.definition.joint.as_ref().map_or(0, |joint| joint.max_partners);
    let mut found = Vec::new();
    if draft.partners.len() > most {
        found.push(gap(match most {
            0 => "Cities cannot apply together in this round any more. Remove the partners.".into(),
            most => format!("This round takes {most} partners at most. Remove {}.", draft.partners.len() - most),
        }));
    }
    let open = |partner: &Partner| {
        let name = &partner.name;
        match draft.part_state(partner) {
            PartState::Confirmed => None,
            PartState::NotAsked => Some(format!("Ask {name} to confirm its part.")),
            PartState::Asked => Some(format!("{name} has not confirmed its part yet. Remind it, or remove it.")),
            PartState::Changed => Some(format!("The part of {name} was changed after it was confirmed. Ask {name} again.")),
            PartState::Declined => Some(format!("{name} declined its part. Change it and ask again, or remove {name}.")),
        }
    };
    found.extend(draft.partners.iter().filter_map(open).map(gap));
    found
}

fn attachment_gaps(draft: &Draft) -> Vec<Gap> {
    let missing = draft.definition.attachments.iter().filter(|slot| slot.required && !draft.attachments.iter().any(|a| a.slot == slot.id));
    let missing = missing.map(|slot| format!("Attach: {}", slot.title));
    let infected = draft.attachments_asked_for().filter(|file| file.scan.is_infected()).map(|file| {
        let is_answer = draft.definition.question(&file.slot).is_some();
        let message = format!("Remove the file “{}” or select another: a virus was found in it.", file.name);
        Gap { part: if is_answer { Part::Question(file.slot.clone()) } else { Part::Attachments }, message }
    });
    missing.map(|message| Gap { part: Part::Attachments, message }).chain(infected).collect()
}

/// What is wrong between answers, to be mended at the first question that the rule names.
fn rule_gaps(draft: &Draft) -> Vec<Gap> {
    let part = |question: Option<&str>| question.map_or(Part::Budget, |id| Part::Question(id.to_owned()));
    let broken = draft.broken_rules().into_iter();
    broken.map(|broken| Gap { part: part(broken.question), message: broken.rule.message.clone() }).collect()
}

/// The task list.
#[must_use]
pub fn tasks(draft: &Draft) -> Vec<Task> {
    let d = &draft.definition;
    let answered = |id: &str| draft.saved.contains_key(id);
    let eligibility = progress(eligibility_gaps(draft).is_empty(), d.eligibility.iter().any(|q| answered(&q.id)));
    let mut list = vec![task(Part::Eligibility, "Check that your city can apply", eligibility)];
    for (section, questions) in draft.asked().sections() {
        let has_some = questions.iter().any(|q| answered(&q.id));
        let is_done = has_some && section_gaps(draft, questions).is_empty();
        let mut entry = task(Part::Section(section.id.clone()), &section.title, progress(is_done, has_some));
        let latest = questions.iter().filter_map(|q| draft.saved.get(&q.id)).max_by_key(|saved| saved.at);
        entry.hint = latest.map(|saved| format!("Last saved by {}", saved.by)).unwrap_or_default();
        list.push(entry);
    }
    if d.has_plan() {
        let has_some = !draft.activities.is_empty();
        list.push(task(Part::Activities, "Plan your activities", progress(plan_gaps(draft).is_empty(), has_some)));
        let budget = if has_some { progress(budget_gaps(draft).is_empty(), !draft.budget.is_empty()) } else { Progress::CannotStartYet };
        list.push(task(Part::Budget, "Build your budget", budget));
    }
    if d.has_plan() && draft.can_be_joint() {
        let (has_some, is_done) = (!draft.partners.is_empty(), partner_gaps(draft).is_empty());
        let mut entry = task(Part::Partners, "Apply together with other cities", progress(is_done, has_some));
        entry.hint = match draft.partners.len() {
            0 => "Only if you do: so far your city applies alone.".into(),
            1 => "1 partner".into(),
            n => format!("{n} partners"),
        };
        list.push(entry);
    }
    if !d.attachments.is_empty() {
        let has_files = !draft.attachments.is_empty();
        let needs_none = !d.attachments.iter().any(|slot| slot.required);
        list.push(task(
            Part::Attachments,
            "Attach files",
            progress((has_files || needs_none) && attachment_gaps(draft).is_empty(), has_files),
        ));
    }
    let certify = if gaps(draft).is_empty() { Progress::NotYetStarted } else { Progress::CannotStartYet };
    list.push(task(Part::Certify, "Check your answers and submit", certify));
    list
}

fn task(part: Part, title: &str, progress: Progress) -> Task {
    Task { part, title: title.to_owned(), progress, hint: String::new() }
}

fn progress(is_done: bool, has_some: bool) -> Progress {
    match (is_done, has_some) {
        (true, _) => Progress::Completed,
        (false, true) => Progress::InProgress,
        (false, false) => Progress::NotYetStarted,
    }
}
