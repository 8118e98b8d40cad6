//! Whoever leads records what the panel recommends on what is on the table. Another outcome later is another row, with its reason.

use super::facts::Concluded;
use super::meeting::LONGEST;
use super::refusal::MeetingError;
use super::store::{minutes, votes};
use super::tabled::{in_review, led_item};
use super::{Item, Meeting, Outcome, Verdict, Vote};
use crate::audit;
use crate::db::Tx;
use crate::kernel::{FieldError, Id, Money, MoneyError};
use crate::people::Actor;

/// An outcome as typed.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// What the panel says.
    pub verdict: String,
    /// How much, if it is recommended.
    pub amount: Result<Money, MoneyError>,
    /// Why, in a sentence.
    pub sentence: String,
    /// Why it is another one than before.
    pub reason: String,
}

/// Records an outcome.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then. Of what left the review nothing is recommended any more.
pub fn conclude(tx: &mut Tx<'_>, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), new: &Conclusion) -> Result<(), MeetingError> {
    let (meeting, item, application) = led_item(tx, actor, meeting, item)?;
    in_review(tx, application.id)?;
    if votes::list_of_item(tx, item.id)?.iter().any(Vote::is_open) {
        return Err(MeetingError::NotNow("A vote is open. Close it first."));
    }
    let before = minutes::list_outcomes(tx, &[item.id])?.pop();
    let (verdict, amount) = read(new, (application.total, before.is_some()))?;
    let outcome = Outcome {
        item: item.id,
        n: before.as_ref().map_or(1, |before| before.n + 1),
        verdict,
        amount,
        sentence: new.sentence.trim().to_owned(),
        reason: if before.is_some() { new.reason.trim().to_owned() } else { String::new() },
        by_name: actor.name.clone(),
        at: tx.now(),
    };
    minutes::insert_outcome(tx, &outcome)?;
    let fact = Concluded {
        application: application.id.text(),
        reference: application.reference,
        meeting: meeting.id.text(),
        verdict: outcome.verdict.to_string(),
        amount: outcome.amount,
        sentence: outcome.sentence,
        reason: outcome.reason,
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// What was meant. A concept note asks for nothing yet, so that its recommendation has no amount.
fn read(new: &Conclusion, (asked, is_correction): (Money, bool)) -> Result<(Verdict, Money), MeetingError> {
    let mut mistakes = Vec::new();
    let verdict: Option<Verdict> = new.verdict.parse().ok();
    if verdict.is_none() {
        mistakes.push(FieldError::new("verdict", "Choose what the panel says."));
    }
    let mut amount = Money::ZERO;
    if verdict == Some(Verdict::Recommended) && asked.is_positive() {
        match new.amount {
            Err(e) => mistakes.push(FieldError::new("amount", e.to_string())),
            Ok(typed) if !typed.is_positive() => mistakes.push(FieldError::new("amount", "Enter an amount above zero.")),
            Ok(typed) if typed > asked => {
                mistakes.push(FieldError::new("amount", format!("The city asks for {asked}. Enter at most that.")));
            }
            Ok(typed) => amount = typed,
        }
    }
    if new.sentence.trim().is_empty() || new.sentence.trim().chars().count() > LONGEST {
        mistakes.push(FieldError::new("sentence", "Say in a sentence why, in at most 2,000 characters."));
    }
    if (is_correction && new.reason.trim().is_empty()) || new.reason.trim().chars().count() > LONGEST {
        mistakes.push(FieldError::new("outcome-reason", "Say why the outcome that was recorded is changed, in at most 2,000 characters."));
    }
    match verdict {
        Some(verdict) if mistakes.is_empty() => Ok((verdict, amount)),
        _ => Err(MeetingError::Invalid(mistakes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refusal;

    fn fields(verdict: &str, amount: &str, (sentence, reason): (&str, &str), asked: i64) -> Result<(Verdict, Money), Vec<String>> {
        let new = Conclusion { verdict: verdict.into(), amount: Money::parse(amount), sentence: sentence.into(), reason: reason.into() };
        read(&new, (Money::from_dollars(asked), reason != "first"))
            .map_err(|e| e.fields().iter().map(|mistake| mistake.field.clone()).collect())
    }

    #[test]
    fn an_amount_is_needed_where_money_is_recommended_and_asked_for() {
        let ok = |verdict, dollars| Ok((verdict, Money::from_dollars(dollars)));
        assert_eq!(fields("recommended", "5,000", ("Good.", "first"), 8_000), ok(Verdict::Recommended, 5_000));
        assert_eq!(fields("recommended", "", ("Good.", "first"), 0), ok(Verdict::Recommended, 0), "a concept note");
        assert_eq!(fields("not_recommended", "5,000", ("Weak.", "first"), 8_000), ok(Verdict::NotRecommended, 0));
        let mistakes = |names: &[&str]| Err(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(fields("recommended", "0", ("Good.", "first"), 8_000), mistakes(&["amount"]));
        assert_eq!(fields("recommended", "8,000.01", (" ", "first"), 8_000), mistakes(&["amount", "sentence"]));
        assert_eq!(fields("", "", ("Good.", ""), 8_000), mistakes(&["verdict", "outcome-reason"]));
    }
}
