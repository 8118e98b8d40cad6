//! Reads the form of a step and takes the step.

use super::step::Action;
use crate::award::{Line, Proposal};
use crate::db::Tx;
use crate::intake;
use crate::kernel::{Deadline, FieldError, Id, Timestamp};
use crate::people::{Account, Actor};
use crate::process::{self, Case, Press, ProcessError, Screened};
use crate::review::{self, Check};
use crate::web::Form;
use crate::web::fields::DateField;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// What an officer looks at on screening.
pub(in crate::web::desk) const CHECKS: &[&str] = &[
    "The city qualifies under the rules of the round.",
    "Every question is answered to the point.",
    "The budget fits the activities, and every cost may be paid.",
    "The official who certified may bind the city.",
];

pub(super) fn perform(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (action, fresh): (Action, bool),
    case: &Case,
    form: &Form,
) -> Result<(), ProcessError> {
    let id = case.application.id;
    let press = Press { fresh, ..Press::seen(form.press_key(), form.version()) };
    let reason = form.text("reason");
    match action {
        Action::Complete => process::pass_screening(tx, actor, id, &screened(form), &press),
        Action::Return => {
            let (parts, answer_by) = (form.all("parts"), asked_back(case, form, tx.now())?);
            process::return_for_changes(tx, actor, id, (&screened(form), &parts, answer_by), &press)
        }
        Action::Invite => process::invite(tx, actor, id, &form.text("note"), &press),
        Action::Ineligible => process::find_ineligible(tx, actor, id, &screened(form), &press),
        Action::Reopen => process::reopen(tx, actor, id, &reason, &press),
        Action::Assign => assign(tx, actor, case, form),
        Action::Recommend => process::recommend(tx, actor, id, &proposal(case, form)?, &press).map(drop),
        Action::Decline => process::decline(tx, actor, id, &reason, &press),
        Action::Approve => process::approve(tx, actor, id, (&form.text("digest"), &form.text("note")), &press).map(drop),
        Action::SendBack => process::send_back(tx, actor, id, &reason, &press),
        Action::Annul => process::annul_approval(tx, actor, id, &reason, &press),
        Action::Conflicts => process::advance(tx, actor, id, ("clear_conflicts", &reason), &press),
        Action::Panel => process::advance(tx, actor, id, ("call_panel", &reason), &press),
        Action::MoreReviews => process::advance(tx, actor, id, ("reopen_reviews", &reason), &press),
        Action::Tell => process::tell(tx, actor, id, &press),
        Action::Uphold => process::uphold_appeal(tx, actor, id, &reason, &press),
        Action::Dismiss => process::dismiss_appeal(tx, actor, id, &reason, &press),
        Action::Reject => process::reject(tx, actor, id, &reason, &press),
    }
}

fn screened(form: &Form) -> Screened {
    let checks =
        CHECKS.iter().zip(1..).map(|(question, n)| Check { question: (*question).to_owned(), holds: form.has(&format!("check-{n}")) });
    Screened { checks: checks.collect(), note: form.text("note") }
}

/// Until when the city may answer; or all that is wrong with what is asked of it, at once.
fn asked_back(case: &Case, form: &Form, now: Timestamp) -> Result<Timestamp, ProcessError> {
    let (day, misread) = match DateField::read(form, "answer_by") {
        Ok(day) => (day.and_then(|day| last_minute(day, case.definition.dates.zone)), None),
        Err(e) => (None, Some(e)),
    };
    let mut mistakes = intake::mistakes_in_return(&case.definition, &form.all("parts"), (&form.text("note"), day), now);
    if let (Some(misread), Some(said)) = (misread, mistakes.iter_mut().find(|m| m.field == "answer_by")) {
        *said = misread;
    }
    match day {
        Some(day) if mistakes.is_empty() => Ok(day),
        _ => Err(ProcessError::Invalid(mistakes)),
    }
}

/// The last minute of a day, in the zone of the round.
fn last_minute(day: NaiveDate, zone: Tz) -> Option<Timestamp> {
    Deadline::from_local(day.and_time(NaiveTime::from_hms_opt(23, 59, 0)?), zone).map(|d| d.at)
}

fn assign(tx: &mut Tx<'_>, actor: &Actor, case: &Case, form: &Form) -> Result<(), ProcessError> {
    if process::stage(tx, case.application.id)? != process::Stage::InReview {
        return Err(ProcessError::Invalid(vec![FieldError::new("reviewer", "Reviewers are assigned while the application is in review.")]));
    }
    let reviewers: Vec<Id<Account>> = form.all("reviewer").iter().filter_map(|id| id.parse().ok()).collect();
    let due_on = DateField::read(form, "due_on").map_err(|e| {
        let nobody = reviewers.is_empty().then(|| FieldError::new("reviewer", "Choose at least one reviewer."));
        ProcessError::Invalid(nobody.into_iter().chain([e]).collect())
    })?;
    let about = case.about(tx)?;
    review::assign(tx, actor, &about, &reviewers, due_on)?;
    Ok(())
}

fn proposal(case: &Case, form: &Form) -> Result<Proposal, ProcessError> {
    let (mut lines, mut mistakes) = (Vec::new(), Vec::new());
    for category in &case.definition.budget.categories {
        let field = format!("amount-{}", category.code);
        if form.text(&field).is_empty() {
            continue;
        }
        match form.money(&field) {
            Ok(amount) => lines.push(Line { category: category.code.clone(), amount }),
            Err(e) => mistakes.push(FieldError::new(field, e.to_string())),
        }
    }
    let mut day = |name: &str| match DateField::read(form, name) {
        Ok(Some(day)) => day,
        Ok(None) => {
            mistakes.push(FieldError::new(name, "Enter a day."));
            chrono::NaiveDate::default()
        }
        Err(e) => {
            mistakes.push(e);
            chrono::NaiveDate::default()
        }
    };
    let (period_start, period_end) = (day("period_start"), day("period_end"));
    if !mistakes.is_empty() && form.text("rationale").is_empty() {
        mistakes.push(FieldError::new("rationale", "Say why this award is recommended, in at most 4,000 characters."));
    }
    if mistakes.is_empty() {
        Ok(Proposal { lines, period_start, period_end, rationale: form.text("rationale") })
    } else {
        Err(ProcessError::Invalid(mistakes))
    }
}
