//! An approving official, who is another person, approves a recommendation: its
//! money is committed and the city is offered the award.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, Stand, fire};
use super::news::News;
use super::recommend::named;
use super::subject::subject;
use super::timers::ends_on;
use super::{money, reasons::reasons};
use crate::award::{self, Award, AwardApproved, AwardOffered, Offer, OfferError};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Fact, Id, Timestamp};
use crate::locale::format;
use crate::people::Actor;
use crate::risk::{self, Condition};
use crate::workflow;
use chrono::{NaiveDate, TimeDelta};

const ACT: &str = "approve";

/// The digest that approving this case binds now; `None` where nothing waits for approval.
///
/// # Errors
/// The database's refusal.
pub fn approval_digest(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Option<String>, Error> {
    if award::find_open_recommendation(conn, case.award())?.is_none() {
        return Ok(None);
    }
    let stand = Stand::of(conn, case, now)?;
    stand.step(ACT, &case.who(actor, now)).map(|step| subject(conn, case, step)).transpose()
}

/// Whether the approver of this case proves again who they are.
///
/// # Errors
/// The database's refusal.
pub fn needs_proof(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<bool, Error> {
    let stand = Stand::of(conn, case, now)?;
    let step = stand.step(ACT, &case.who(actor, now));
    Ok(step.and_then(|step| step.approval.as_ref()).is_some_and(|approval| approval.fresh_sign_in))
}

/// Who has approved what this case binds now, and how many must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    /// The names, in order.
    pub by: Vec<String>,
    /// How many different people are needed.
    pub needed: u32,
}

/// How far the approval of a case is; none where nothing waits for one.
///
/// # Errors
/// The database's refusal.
pub fn approvals(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Option<Approvals>, Error> {
    let Some(digest) = approval_digest(conn, actor, case, now)? else { return Ok(None) };
    let stand = Stand::of(conn, case, now)?;
    let Some(step) = stand.step(ACT, &case.who(actor, now)) else { return Ok(None) };
    let counted = workflow::count_approvals(&stand.definition, &stand.state, &step.id, &digest, &stand.facts);
    let Some((given, needed)) = counted else { return Ok(None) };
    let all = workflow::approvals(conn, &case.application.id.text())?;
    let mut by: Vec<String> =
        all.into_iter().rev().filter(|a| a.transition == step.id && a.subject_digest == digest).map(|a| a.name).take(given).collect();
    by.reverse();
    Ok(Some(Approvals { by, needed }))
}

/// Approves what has the digest `seen_digest`, and nothing else.
///
/// # Errors
/// [`ProcessError`].
pub fn approve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    (seen_digest, note): (&str, &str),
    press: &Press,
) -> Result<Option<Award>, ProcessError> {
    let case = Case::load(tx, id)?;
    let now = tx.now();
    let stand = Stand::of(tx, &case, now)?;
    if let Some(step) = stand.step(ACT, &case.who(actor, now))
        && award::find_open_recommendation(tx, case.award())?.is_some()
        && subject(tx, &case, step)? != seen_digest
    {
        return Err(OfferError::Changed.into());
    }
    let step = Fire { digest: Some(seen_digest), ..Fire::new(ACT, press) };
    fire(tx, actor, &case, &step, |tx, actor, step| {
        let today = tx.now().day_in(case.definition.dates.zone);
        let open = award::find_open_recommendation(tx, case.award())?.ok_or(crate::db::Error::Missing)?;
        let offer = Offer {
            reference: case.application.reference.clone(),
            opportunity_id: case.opportunity.id.text(),
            opportunity_title: case.definition.title.clone(),
            organisation: case.application.city,
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            categories: case.definition.budget.categories.iter().map(|c| (c.code.clone(), c.title.clone())).collect(),
            conditions: conditions(tx, id)?,
            today,
            seen_digest: open.digest.clone(),
            obligation_digest: money::obligation_digest(&case, &open.lines, today, actor),
        };
        let made = award::offer(tx, actor, case.award(), &offer, note)?;
        if !step.told().any(|fact| fact == AwardOffered::NAME) {
            let (application, reference) = (id.text(), made.reference.clone());
            let fact = AwardApproved { application, reference, city: made.city.clone(), amount: made.amount };
            return Ok((made, vec![News::record(tx, actor, fact)?]));
        }
        let told = award::tell(tx, case.award())?;
        let fact = offered(tx, &case, &told)?;
        Ok((made, vec![News::record(tx, actor, fact)?]))
    })
}

/// The specific conditions in force, as the agreement lists them.
fn conditions(conn: &mut Conn, id: Id<Application>) -> Result<Vec<String>, Error> {
    let in_force = risk::conditions_of(conn, id)?.into_iter().filter(|condition| condition.lifted.is_none());
    Ok(in_force.map(|condition| in_words(&condition)).collect())
}

fn in_words(condition: &Condition) -> String {
    let by = condition.due_on.map(|day| format!(" The last day for that is {}.", format::date(day))).unwrap_or_default();
    let held = match (condition.gates_payment, condition.due_on) {
        (false, _) => "",
        (true, None) => " Nothing is paid until it is lifted.",
        (true, Some(_)) => " From that day on nothing is paid until it is lifted.",
    };
    let sentence = |text: &str| format!("{}{}", text.trim(), if text.trim().ends_with(['.', '!', '?']) { "" } else { "." });
    let rule = if condition.citation.trim().is_empty() { String::new() } else { format!(" ({})", condition.citation.trim()) };
    format!("{} What ends it: {}{by}{held}{rule}", sentence(&condition.text), sentence(&condition.remedy))
}

/// What the letter of an offer says.
///
/// # Errors
/// The database's refusal.
pub fn offered(tx: &mut Conn, case: &Case, made: &Award) -> Result<AwardOffered, Error> {
    let letters = &case.definition.letters;
    let accept_by = accept_by(tx, case, made)?;
    Ok(AwardOffered {
        application: case.application.id.text(),
        reference: made.reference.clone(),
        city: made.city.clone(),
        title: made.title.clone(),
        opportunity: case.definition.title.clone(),
        amount: made.amount,
        lines: named(case, &made.lines),
        period_start: made.period_start,
        period_end: made.period_end,
        reasons: reasons(tx, case)?,
        accept_by,
        signed_by: letters.signed_by.clone(),
    })
}

/// The last day on which the city can sign the offer: the workflow lets it expire on the next
/// day, or, where it never does, the round names a number of days.
///
/// # Errors
/// The database's refusal.
pub fn accept_by(conn: &mut Conn, case: &Case, made: &Award) -> Result<NaiveDate, Error> {
    let told_on = made.offered_at.day_in(case.definition.dates.zone);
    let days = case.definition.letters.accept_within_days.clamp(1, 365);
    Ok(ends_on(conn, case, ("expire_offer", None), told_on)?.unwrap_or(told_on + TimeDelta::days(days)))
}
