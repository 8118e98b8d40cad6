//! The steps that the program takes itself: those of timers, and those that join what went on
//! side by side as soon as all of it is done.

use super::ProcessError;
use super::case::Case;
use super::facts::{ApplicationEnteredReview, StepTaken};
use super::fire::{Fire, Press, Stand, act_of, fire};
use super::invite::invitation_lapsed;
use super::news::News;
use crate::award::{self, OfferExpired};
use crate::db::{Error, Tx};
use crate::people::Actor;

const EXPIRE: &str = "expire_offer";
const LAPSE_INVITATION: &str = "lapse_invitation";

/// Joins, taken at once.
const AT_ONCE: &[&str] = &["enter_review"];

/// Takes the joins that are possible now.
pub(super) fn join(tx: &mut Tx<'_>, case: &Case) -> Result<(), ProcessError> {
    let now = tx.now();
    let stand = Stand::of(tx, case, now)?;
    let open = stand
        .definition
        .transitions
        .iter()
        .find(|step| step.system && step.after.is_none() && AT_ONCE.contains(&act_of(step)) && stand.state.marking.enables(step));
    if let Some(step) = open {
        let id = step.id.clone();
        take(tx, &Actor::system(), case, (&id, &Press::default()))?;
    }
    Ok(())
}

/// Takes a step of the program, if the case still stands where it begins; whether it did.
pub(super) fn take(tx: &mut Tx<'_>, actor: &Actor, case: &Case, (transition, press): (&str, &Press)) -> Result<bool, ProcessError> {
    let now = tx.now();
    let stand = Stand::of(tx, case, now)?;
    let Some(step) = stand.definition.transition(transition).filter(|step| stand.state.marking.enables(step)) else { return Ok(false) };
    let act = act_of(step).to_owned();
    let reason = match act.as_str() {
        EXPIRE => "The city did not answer the offer in time.",
        LAPSE_INVITATION => "The city did not send its application in time.",
        _ => "",
    };
    let done = fire(tx, actor, case, &Fire::new(&act, press).because(reason), |tx, actor, step| {
        let news = match act_of(step) {
            "enter_review" => News::record(tx, actor, entered_review(case))?,
            EXPIRE => {
                let fact = expired(tx, case)?;
                News::record(tx, actor, fact)?
            }
            LAPSE_INVITATION => {
                let fact = invitation_lapsed(tx, case)?;
                News::record(tx, actor, fact)?
            }
            _ => {
                let (application, reference) = (case.application.id.text(), case.application.reference.clone());
                News::record(tx, actor, StepTaken { application, reference, step: step.label.clone(), note: String::new() })?
            }
        };
        Ok(((), vec![news]))
    })?;
    Ok(done.is_some())
}

/// What the letter says when an application goes to review.
pub(super) fn entered_review(case: &Case) -> ApplicationEnteredReview {
    ApplicationEnteredReview {
        application: case.application.id.text(),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        title: case.application.shown_title().to_owned(),
        opportunity: case.definition.title.clone(),
        decisions_by: case.definition.dates.decisions_by,
    }
}

fn expired(tx: &mut Tx<'_>, case: &Case) -> Result<OfferExpired, Error> {
    let award = award::let_expire(tx, case.award())?;
    Ok(OfferExpired {
        application: case.application.id.text(),
        reference: award.reference,
        city: award.city,
        title: award.title,
        amount: award.amount,
        offered_on: award.offered_at.day_in(case.definition.dates.zone),
    })
}
