//! The form of each step on a case, with what was typed and what was wrong.

use super::decision::{Decision, effect, failures, turns};
use super::perform::CHECKS;
use super::step::Action;
use crate::award;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Timestamp};
use crate::locale::format::{date, datetime};
use crate::people::Actor;
use crate::process::{self, Case};
use crate::templates::Page;
use crate::web::Form;
use crate::web::fields::{Cell, Choices, Column, DateField, ErrorSummary, Field, FormKeys, SummaryRow, Table};
use crate::web::proof;
use serde::Serialize;

/// One input; exactly one of its members is there.
#[derive(Clone, Debug, Default, Serialize)]
struct Input {
    money: Option<Field>,
    text: Option<Field>,
    checkboxes: Option<Choices>,
    date: Option<DateField>,
    line: Option<Field>,
}

/// Points to confirm one by one under one question, each with a name of its own.
#[derive(Serialize)]
struct Checklist {
    legend: &'static str,
    error: Option<&'static str>,
    checks: Vec<Point>,
}

/// One point to confirm.
#[derive(Serialize)]
struct Point {
    name: String,
    label: &'static str,
    chosen: bool,
    is_missing: bool,
}

/// A letter as it will be sent.
#[derive(Serialize)]
pub(super) struct Preview {
    pub(super) subject: String,
    pub(super) text: String,
}

/// A step with its form.
#[derive(Serialize)]
pub(super) struct StepPage {
    summary: ErrorSummary,
    heading: &'static str,
    lead: String,
    back: String,
    reference: String,
    city: String,
    effect: Option<Table>,
    /// What reviewers found not to be met.
    failures: Vec<SummaryRow>,
    /// What an appeal is about, or what is reopened.
    turns: Vec<SummaryRow>,
    decision: Option<Decision>,
    checklist: Option<Checklist>,
    inputs: Vec<Input>,
    digest: Option<String>,
    pub(super) letter: Option<Preview>,
    button: &'static str,
    keys: FormKeys,
}

impl Page for StepPage {
    const TEMPLATE: &'static str = "desk/applications/step";

    fn title(&self) -> String {
        format!("{} – {}", self.heading, self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let errors = [FieldError::new("note", "Give the reason.")];
        let page = |inputs, effect: Option<Table>| Self {
            summary: ErrorSummary::new(if effect.is_none() { &errors } else { &[] }),
            heading: "Approve",
            lead: "Look twice.".into(),
            back: "/desk/applications/UDF-2027-0001".into(),
            reference: "UDF-2027-0001".into(),
            city: "Madison, WI".into(),
            digest: effect.as_ref().map(|_| "abc".into()),
            turns: effect.iter().map(|_| SummaryRow::new("Appeal of the city", "Read page 3.")).collect(),
            failures: effect.iter().map(|_| SummaryRow::new("Fail: Rules", "Rita: A salary.")).collect(),
            letter: effect.as_ref().map(|_| Preview { subject: "An offer".into(), text: "Dear city".into() }),
            decision: effect.as_ref().map(|_| Decision::sample()),
            checklist: if effect.is_none() {
                Some(checklist(&Form::default(), &[FieldError::new("check-2", "Not confirmed")]))
            } else {
                None
            },
            effect,
            inputs,
            button: "Approve",
            keys: FormKeys::of_version("k".into(), 3),
        };
        let effect = Table::new("effect", "Money effect", vec![Column::text("Line"), Column::number("Now")])
            .row(vec![Cell::text("Available").heading(), Cell::number("$1.00")]);
        let inputs = vec![
            text("note", "Note", &Form::default(), &errors),
            Input { money: Some(Field::new("amount-travel", "Travel")), ..Input::default() },
            Input { checkboxes: Some(Choices::one("reviewer", "Reviewers", "Ray")), ..Input::default() },
            Input { date: Some(DateField::new("due_on", "Due")), ..Input::default() },
        ];
        vec![page(inputs, None), page(vec![], Some(effect))]
    }
}

fn text(name: &str, label: &str, form: &Form, errors: &[FieldError]) -> Input {
    Input { text: Some(Field::new(name, label).limit(4000).rows(6).value(form.text(name)).errors(errors)), ..Input::default() }
}

fn day(name: &str, label: &str, preset: Option<chrono::NaiveDate>, (form, errors): (&Form, &[FieldError])) -> Input {
    let field = DateField::new(name, label);
    let is_typed = form.fields().iter().any(|(n, _)| n.starts_with(name));
    let field = if is_typed { field.typed(form) } else { field.value(preset) };
    Input { date: Some(field.errors(errors)), ..Input::default() }
}

/// The page of one step.
pub(super) fn page(
    conn: &mut Conn,
    (actor, action): (&Actor, Action),
    case: &Case,
    (key, now): (String, Timestamp),
    (form, errors): (&Form, &[FieldError]),
) -> Result<StepPage, Error> {
    // The ledger speaks of the amounts as a whole; the summary must link to a field that is there.
    let first_amount = case.requested(conn)?.first().map(|line| format!("amount-{}", line.category)).unwrap_or_default();
    let errors: Vec<FieldError> =
        errors.iter().map(|e| if e.field == "amounts" { FieldError::new(&first_amount, &e.message) } else { e.clone() }).collect();
    let (heading, lead, button) = words(action);
    let open = award::find_open_recommendation(conn, case.award())?;
    let shows_effect = matches!(action, Action::Recommend | Action::Approve | Action::Reject | Action::SendBack);
    Ok(StepPage {
        summary: ErrorSummary::new(&errors),
        heading,
        lead: match action {
            Action::Recommend => reserves(conn, (actor, case), now)?,
            Action::Invite => invites(conn, (actor, case), now)?,
            _ => lead.to_owned(),
        },
        back: format!("/desk/applications/{}", case.application.reference),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        effect: if shows_effect { Some(effect(conn, case, open.as_ref())?) } else { None },
        turns: if matches!(action, Action::Uphold | Action::Dismiss | Action::Reopen) { turns(conn, case)? } else { Vec::new() },
        failures: if shows_effect { failures(conn, actor, case, now)? } else { Vec::new() },
        decision: match &open {
            Some(open) if shows_effect => Some(Decision::new(conn, (actor, case), open, (action, now))?),
            _ => None,
        },
        checklist: (action == Action::Complete).then(|| checklist(form, &errors)),
        inputs: inputs(conn, (actor, action, now), case, (form, &errors))?,
        digest: if action == Action::Approve { process::approval_digest(conn, actor, case, now)? } else { None },
        letter: None,
        button,
        keys: FormKeys::of_version(key, process::version(conn, case.application.id)?),
    })
}

/// What recommending does to the money, and until when.
fn reserves(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<String, Error> {
    let until = process::reserved_until(conn, case, now)?.map_or_else(String::new, |last| format!(" until {}", date(last)));
    let slate = super::slate::standing(conn, (actor, case), now)?;
    let slate = slate.map_or_else(String::new, |found| format!(" {}", super::slate::words(case, &found)));
    Ok(format!("This reserves the money{until}. Another person decides.{slate}"))
}

/// What inviting opens, and until when.
fn invites(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<String, Error> {
    let until = process::invited_until(conn, actor, case, now)?.unwrap_or(case.opportunity.closes.at);
    let by = datetime(until, case.definition.dates.zone);
    Ok(format!("The city gets a letter and the whole form. It can submit until {by}."))
}

fn words(action: Action) -> (&'static str, &'static str, &'static str) {
    match action {
        Action::Complete => {
            ("Pass screening", "Confirm each check. The application then goes to review, and the city is told.", "Pass screening")
        }
        Action::Return => (
            "Return for changes",
            "Choose what the city may change, and say what you ask. The rest stays closed.",
            "Return the application",
        ),
        Action::Invite => ("Invite to apply", "", "Invite the city"),
        Action::Ineligible => (
            "Find ineligible",
            "The application ends here. The city gets your reason in a letter, and can appeal for as long as the workflow says.",
            "Find ineligible",
        ),
        Action::Reopen => (
            "Reopen",
            "The application comes back as it was received, and is screened again. The city gets your reason in a letter. If the city should change something, return the application next.",
            "Reopen",
        ),
        Action::Assign => ("Assign reviewers", "Each reviewer declares conflicts of interest before reading.", "Assign reviewers"),
        Action::Recommend => ("Recommend an award", "", "Recommend"),
        Action::Decline => ("Decline", "The city gets a letter with the rubric’s reasons and yours.", "Decline the application"),
        Action::Approve => ("Approve the award", "This commits the money and offers the award to the city.", "Approve"),
        Action::SendBack => ("Send back to review", "The reserved money becomes free again.", "Send back"),
        Action::Annul => (
            "Take the approval back",
            "Somebody who approved has stepped back, so the approval does not count. The committed money becomes free again, and the application goes back to the panel. The city was told nothing.",
            "Take it back",
        ),
        Action::Conflicts => (
            "Confirm the conflict check",
            "Nobody who screens, reviews or decides has an interest in this application, or has stepped back. Say what was checked.",
            "Confirm",
        ),
        Action::Panel => {
            ("Hand to the panel", "The reviews are complete; the panel weighs them. No review can be changed any more.", "Hand over")
        }
        Action::MoreReviews => {
            ("Ask for more reviews", "The application goes back to its reviewers. Say what is missing.", "Ask for reviews")
        }
        Action::Tell => ("Tell the city", "This is the letter. It is sent at once, and cannot be taken back.", "Send the letter"),
        Action::Uphold => ("Uphold the appeal", "The application is looked at again. The city gets your reason in a letter.", "Uphold"),
        Action::Dismiss => ("Dismiss the appeal", "The decision stands. The city gets your reason in a letter.", "Dismiss"),
        Action::Reject => {
            ("Reject the recommendation", "The reserved money becomes free again, and the city gets a letter.", "Reject and decline")
        }
    }
}

fn inputs(
    conn: &mut Conn,
    (actor, action, now): (&Actor, Action, Timestamp),
    case: &Case,
    (form, errors): (&Form, &[FieldError]),
) -> Result<Vec<Input>, Error> {
    Ok(match action {
        Action::Complete => {
            let note = Field::new("note", "Note for the record").limit(4000).rows(4).value(form.text("note")).optional().errors(errors);
            vec![Input { text: Some(note), ..Input::default() }]
        }
        Action::Return => vec![
            Input { checkboxes: Some(parts(case).all_chosen(&form.all("parts")).errors(errors)), ..Input::default() },
            text("note", "What do you ask of the city?", form, errors),
            day("answer_by", "Last day to answer", None, (form, errors)),
        ],
        Action::Invite => {
            let note = Field::new("note", "What should the application say more about?").hint("The letter shows it.");
            let note = note.limit(4000).rows(6).value(form.text("note")).optional().errors(errors);
            vec![Input { text: Some(note), ..Input::default() }]
        }
        Action::Ineligible => vec![text("note", "Why does the application not qualify?", form, errors)],
        Action::Reopen => vec![text("reason", "Why is it reopened?", form, errors)],
        Action::Assign => {
            let choices = super::choosing::choices(conn, (actor, now), case)?;
            vec![
                Input { checkboxes: Some(choices.all_chosen(&form.all("reviewer")).errors(errors)), ..Input::default() },
                day("due_on", "Reviews are due on", None, (form, errors)),
            ]
        }
        Action::Recommend => recommend(conn, (actor, case), now, (form, errors))?,
        Action::Decline => vec![text("reason", "Why is there no award?", form, errors)],
        Action::Approve => {
            let note = Field::new("note", "Note for the record").limit(4000).rows(3).value(form.text("note")).optional().errors(errors);
            let mut inputs = vec![Input { text: Some(note), ..Input::default() }];
            if process::needs_proof(conn, actor, case, now)? {
                let password = Field::new(proof::FIELD, "Your password").kind("password").autocomplete("current-password");
                let hint = "An approval is signed by you alone. If you have no password, sign in with a new email link and approve within 15 minutes.";
                inputs.push(Input { line: Some(password.hint(hint).errors(errors)), ..Input::default() });
            }
            inputs
        }
        Action::SendBack => vec![text("reason", "Why does it go back?", form, errors)],
        Action::Reject => vec![text("reason", "Why is there no award?", form, errors)],
        Action::Annul => vec![text("reason", "Why is it taken back?", form, errors)],
        Action::Conflicts => vec![text("reason", "What was checked?", form, errors)],
        Action::MoreReviews => vec![text("reason", "What is missing?", form, errors)],
        Action::Uphold => vec![text("reason", "Why is the appeal upheld?", form, errors)],
        Action::Dismiss => vec![text("reason", "Why does the decision stand?", form, errors)],
        Action::Panel | Action::Tell => vec![],
    })
}

fn recommend(
    conn: &mut Conn,
    (actor, case): (&Actor, &Case),
    now: Timestamp,
    (form, errors): (&Form, &[FieldError]),
) -> Result<Vec<Input>, Error> {
    let typed = !form.fields().is_empty();
    let mut inputs: Vec<Input> = Vec::new();
    let asked = case.requested(conn)?;
    let given = super::slate::amounts(super::slate::standing(conn, (actor, case), now)?.as_ref(), &asked);
    for (n, line) in asked.iter().enumerate() {
        let name = format!("amount-{}", line.category);
        let preset = given.as_ref().and_then(|given| given.get(n)).copied().unwrap_or(line.amount);
        let preset = if preset.is_positive() { preset.plain() } else { String::new() };
        let value = if typed { form.text(&name) } else { preset };
        let field = Field::new(&name, case.category_title(&line.category))
            .hint(format!("The city asked for {}.", line.amount))
            .value(value)
            .errors(errors);
        inputs.push(Input { money: Some(field), ..Input::default() });
    }
    let dates = &case.definition.dates;
    inputs.push(day("period_start", "First day of the period", Some(dates.performance_starts), (form, errors)));
    inputs.push(day("period_end", "Last day of the period", Some(dates.performance_ends), (form, errors)));
    inputs.push(text("rationale", "Why do you recommend this award?", form, errors));
    Ok(inputs)
}

fn checklist(form: &Form, errors: &[FieldError]) -> Checklist {
    let check = |(question, n): (&&'static str, usize)| {
        let name = format!("check-{n}");
        Point { label: question, chosen: form.has(&name), is_missing: errors.iter().any(|e| e.field == name), name }
    };
    let checks: Vec<Point> = CHECKS.iter().zip(1..).map(check).collect();
    let is_incomplete = checks.iter().any(|check| check.is_missing);
    Checklist {
        legend: "Confirm each point",
        error: is_incomplete.then_some("Every check must hold. If one does not, return the application or find it ineligible."),
        checks,
    }
}

fn parts(case: &Case) -> Choices {
    let partners = ("partners", "Partners, with their parts and contacts. Open the budget too if shares change.");
    let partners = case.definition.joint.is_some().then_some(partners);
    let fixed = [("activities", "Activities"), ("budget", "Budget")].into_iter().chain(partners).chain([("attachments", "Attachments")]);
    let questions = case.definition.questions().map(|q| (q.id.clone(), q.label.clone()));
    let fixed = fixed.map(|(id, label)| (id.to_owned(), label.to_owned()));
    Choices::new("parts", "Which parts may the city change?", questions.chain(fixed))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::StepPage>();
    }
}
