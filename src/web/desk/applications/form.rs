//! The form of each step on a case, with what was typed and what was wrong.

use super::perform::CHECKS;
use super::step::Action;
use crate::award;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Money};
use crate::ledger;
use crate::people::{self, FundRole};
use crate::process::{self, Case};
use crate::templates::Page;
use crate::web::Form;
use crate::web::fields::{Cell, Choices, Column, DateField, ErrorSummary, Field, FormKeys, Table};
use serde::Serialize;

/// One input; exactly one of its members is there.
#[derive(Clone, Debug, Default, Serialize)]
struct Input {
    money: Option<Field>,
    text: Option<Field>,
    checkboxes: Option<Choices>,
    date: Option<DateField>,
}

/// A step with its form.
#[derive(Serialize)]
pub(super) struct StepPage {
    summary: ErrorSummary,
    heading: &'static str,
    lead: &'static str,
    back: String,
    reference: String,
    city: String,
    effect: Option<Table>,
    rationale: Option<String>,
    inputs: Vec<Input>,
    digest: Option<String>,
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
            lead: "Look twice.",
            back: "/desk/applications/UDF-2027-0001".into(),
            reference: "UDF-2027-0001".into(),
            city: "Madison, WI".into(),
            digest: effect.as_ref().map(|_| "abc".into()),
            rationale: effect.as_ref().map(|_| "Good.".into()),
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
            Input { checkboxes: Some(Choices::one("check-1", "Check", "It holds")), ..Input::default() },
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
    action: Action,
    case: &Case,
    key: String,
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
        lead,
        back: format!("/desk/applications/{}", case.application.reference),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        effect: if shows_effect { Some(effect(conn, case, open.as_ref())?) } else { None },
        rationale: open.as_ref().filter(|_| shows_effect).map(|r| r.rationale.clone()),
        inputs: inputs(conn, action, case, (form, &errors))?,
        digest: open.filter(|_| action == Action::Approve).map(|r| r.digest),
        button,
        keys: FormKeys::of_version(key, process::version(conn, case.application.id)?),
    })
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
        Action::Ineligible => ("Find ineligible", "The application ends here. The city gets your reason in a letter.", "Find ineligible"),
        Action::Assign => ("Assign reviewers", "Each reviewer declares conflicts of interest before reading.", "Assign reviewers"),
        Action::Recommend => ("Recommend an award", "This reserves the money. Another person decides.", "Recommend"),
        Action::Decline => ("Decline", "The city gets a letter with the rubric’s reasons and yours.", "Decline the application"),
        Action::Approve => ("Approve the award", "This commits the money and offers the award to the city.", "Approve"),
        Action::SendBack => ("Send back to review", "The reserved money becomes free again.", "Send back"),
        Action::Reject => {
            ("Reject the recommendation", "The reserved money becomes free again, and the city gets a letter.", "Reject and decline")
        }
    }
}

fn inputs(conn: &mut Conn, action: Action, case: &Case, (form, errors): (&Form, &[FieldError])) -> Result<Vec<Input>, Error> {
    Ok(match action {
        Action::Complete => {
            let mut inputs: Vec<Input> = CHECKS
                .iter()
                .zip(1..)
                .map(|(question, n)| {
                    let name = format!("check-{n}");
                    let choices = Choices::one(&name, &format!("Check {n}"), question).errors(errors);
                    Input { checkboxes: Some(if form.has(&name) { choices.chosen("yes") } else { choices }), ..Input::default() }
                })
                .collect();
            let note = Field::new("note", "Note for the record").limit(4000).rows(4).value(form.text("note")).optional().errors(errors);
            inputs.push(Input { text: Some(note), ..Input::default() });
            inputs
        }
        Action::Return => vec![
            Input { checkboxes: Some(parts(case).all_chosen(&form.all("parts")).errors(errors)), ..Input::default() },
            text("note", "What do you ask of the city?", form, errors),
            day("answer_by", "Last day to answer", None, (form, errors)),
        ],
        Action::Ineligible => vec![text("note", "Why does the application not qualify?", form, errors)],
        Action::Assign => {
            let people = people::account::list_with_fund_roles(conn, &[FundRole::Reviewer])?;
            let wanted = case.definition.review.reviewers_per_application;
            let choices = Choices::new("reviewer", format!("Choose {wanted} reviewers"), people.into_iter().map(|p| (p.id.text(), p.name)));
            vec![
                Input { checkboxes: Some(choices.all_chosen(&form.all("reviewer")).errors(errors)), ..Input::default() },
                day("due_on", "Reviews are due on", None, (form, errors)),
            ]
        }
        Action::Recommend => recommend(conn, case, (form, errors))?,
        Action::Decline => vec![text("reason", "Why is there no award?", form, errors)],
        Action::Approve => {
            let note = Field::new("note", "Note for the record").limit(4000).rows(3).value(form.text("note")).optional().errors(errors);
            vec![Input { text: Some(note), ..Input::default() }]
        }
        Action::SendBack => vec![text("reason", "Why does it go back?", form, errors)],
        Action::Reject => vec![text("reason", "Why is there no award?", form, errors)],
    })
}

fn recommend(conn: &mut Conn, case: &Case, (form, errors): (&Form, &[FieldError])) -> Result<Vec<Input>, Error> {
    let typed = !form.fields().is_empty();
    let mut inputs: Vec<Input> = Vec::new();
    for line in case.requested(conn)? {
        let name = format!("amount-{}", line.category);
        let value = if typed { form.text(&name) } else { line.amount.plain() };
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

fn parts(case: &Case) -> Choices {
    let fixed = [("activities", "Activities"), ("budget", "Budget"), ("attachments", "Attachments")];
    let questions = case.definition.questions().map(|q| (q.id.clone(), q.label.clone()));
    let fixed = fixed.into_iter().map(|(id, label)| (id.to_owned(), label.to_owned()));
    Choices::new("parts", "Which parts may the city change?", questions.chain(fixed))
}

/// What the step does to the allotment, before and after.
fn effect(conn: &mut Conn, case: &Case, open: Option<&award::Recommendation>) -> Result<Table, Error> {
    let now = ledger::allotment_position(conn, &case.opportunity.fund, &case.opportunity.id.text())?;
    let table = Table::new(
        "effect",
        "Money effect on the allotment",
        vec![Column::text("Line"), Column::number("Now"), Column::number("Afterwards")],
    );
    let amount = open.map_or(Money::ZERO, |r| r.total);
    let row = |label: &str, before: Money, after: Money| {
        vec![Cell::text(label).heading(), Cell::number(before.to_string()), Cell::number(after.to_string())]
    };
    let after = |before: Money, change: i64| before.plus(Money::from_cents(change)).unwrap_or(before);
    if open.is_none() {
        let simple = Table::new("effect", "The allotment now", vec![Column::text("Line"), Column::number("Amount")]);
        let line = |label: &str, amount: Money| vec![Cell::text(label).heading(), Cell::number(amount.to_string())];
        return Ok(simple.row(line("Allotted", now.allotted)).row(line("Reserved", now.held)).row(line("Available", now.available)));
    }
    Ok(table
        .row(row("Reserved", now.held, after(now.held, -amount.cents())))
        .row(row("Committed (if approved)", now.committed, after(now.committed, amount.cents())))
        .row(row("Available (if approved)", now.available, now.available))
        .row(row("Available (if not approved)", now.available, after(now.available, amount.cents()))))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::StepPage>();
    }
}
