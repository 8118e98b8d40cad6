//! Screening by a program officer: complete, returned with named questions, ineligible.

use super::ProcessError;
use super::appeal::appeal_by;
use super::automatic::entered_review;
use super::case::Case;
use super::facts::{ApplicationFoundIneligible, ApplicationReturned, StepTaken};
use super::fire::{Fire, Press, fire};
use super::news::News;
use crate::db::Tx;
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::people::Actor;
use crate::review::{self, Check, Outcome};

/// What the officer ticked and wrote.
#[derive(Clone, Debug, Default)]
pub struct Screened {
    /// The checklist.
    pub checks: Vec<Check>,
    /// A note for the record; the reason where the application is ineligible; what is asked where it is returned.
    pub note: String,
}

/// The application is complete: it goes to review.
///
/// # Errors
/// [`ProcessError::Invalid`] with every check that does not hold.
pub fn pass_screening(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, found: &Screened, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("pass_screening", press), |tx, actor, step| {
        let open = (1..).zip(&found.checks).filter(|(_, check)| !check.holds);
        let open: Vec<_> =
            open.map(|(n, check)| FieldError::new(format!("check-{n}"), format!("Not confirmed: {}", check.question))).collect();
        if !open.is_empty() {
            return Err(ProcessError::Invalid(open));
        }
        review::record_screening(tx, actor, id, Outcome::Complete, (&found.checks, &found.note))?;
        // Where another check goes on beside this one, the city is told when both are done.
        let (application, reference) = (id.text(), case.application.reference.clone());
        let passed = StepTaken { application, reference, step: step.label.clone(), note: found.note.clone() };
        let news =
            if step.told().next().is_some() { News::record(tx, actor, entered_review(&case))? } else { News::record(tx, actor, passed)? };
        Ok(((), vec![news]))
    })?;
    Ok(())
}

/// The application goes back to the city, with `parts` open until `answer_by`.
///
/// # Errors
/// [`ProcessError`].
pub fn return_for_changes(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    (found, parts, answer_by): (&Screened, &[String], Timestamp),
    press: &Press,
) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    require(&found.note, "note", "Write what the city should answer or change.")?;
    fire(tx, actor, &case, &Fire::new("return_for_changes", press).because(&found.note), |tx, actor, _| {
        intake::reopen(tx, actor, id, parts, (&found.note, answer_by))?;
        review::record_screening(tx, actor, id, Outcome::Returned, (&found.checks, &found.note))?;
        let fact = ApplicationReturned {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            parts: parts.iter().map(|part| part_title(&case, part)).collect(),
            note: found.note.clone(),
            answer_by,
            fund_zone: case.definition.dates.zone.name().to_owned(),
            city_zone: Some(intake::city_zone(tx, &case.application)?.name().to_owned()),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The application does not qualify: it ends here, with a reason.
///
/// # Errors
/// [`ProcessError`].
pub fn find_ineligible(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, found: &Screened, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    require(&found.note, "note", "Give the reason. The letter shows it.")?;
    fire(tx, actor, &case, &Fire::new("find_ineligible", press).because(&found.note), |tx, actor, step| {
        let now = tx.now();
        review::record_screening(tx, actor, id, Outcome::Ineligible, (&found.checks, &found.note))?;
        let fact = ApplicationFoundIneligible {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            reason: found.note.clone(),
            appeal_by: appeal_by(tx, &case, &step.to, now)?,
            contact: format!("{}, {}", case.definition.contact.name, case.definition.contact.email),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

pub(super) fn require(text: &str, field: &str, message: &str) -> Result<(), ProcessError> {
    if (1..=4000).contains(&text.trim().chars().count()) {
        return Ok(());
    }
    Err(ProcessError::Invalid(vec![FieldError::new(field, message)]))
}

/// What a part is called on the form.
fn part_title(case: &Case, part: &str) -> String {
    match part {
        "eligibility" => "Eligibility".into(),
        "activities" => "Activities".into(),
        "budget" => "Budget".into(),
        "partners" => "Partners".into(),
        "attachments" => "Attachments".into(),
        other => {
            let section = case.definition.sections.iter().find(|s| s.id == other).map(|s| s.title.clone());
            section.or_else(|| case.definition.question(other).map(|q| q.label.clone())).unwrap_or_else(|| other.to_owned())
        }
    }
}
