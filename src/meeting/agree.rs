//! Whoever leads records the scores on which the panel agrees, beside those of the reviewers. Another score later is another
//! row, with its reason.

use super::facts::ConsensusRecorded;
use super::meeting::LONGEST;
use super::refusal::MeetingError;
use super::store::minutes;
use super::tabled::{in_review, led_item};
use super::{Agreed, Item, Meeting, agreed_on};
use crate::audit;
use crate::db::Tx;
use crate::kernel::{FieldError, Id};
use crate::opportunity;
use crate::people::Actor;

/// Scores as typed.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Criteria and scores; an empty score says nothing of its criterion.
    pub scores: Vec<(String, String)>,
    /// Why a score is another one than before.
    pub reason: String,
}

impl Agreement {
    /// The field of a form that takes the score of a criterion.
    #[must_use]
    pub fn field(criterion: &str) -> String {
        format!("agreed-{criterion}")
    }
}

/// Records the scores that are new or other ones.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn agree(tx: &mut Tx<'_>, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), new: &Agreement) -> Result<(), MeetingError> {
    let (meeting, item, application) = led_item(tx, actor, meeting, item)?;
    in_review(tx, application.id)?;
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    let rubric = &definition.rubric;
    let known = minutes::list_agreed(tx, &[item.id])?;
    let reason = new.reason.trim();
    let (mut mistakes, mut added) = (Vec::new(), Vec::new());
    for criterion in rubric.criteria.iter().filter(|criterion| criterion.is_scored()) {
        let typed = new.scores.iter().find(|(id, _)| *id == criterion.id).map(|(_, score)| score.trim()).unwrap_or_default();
        if typed.is_empty() {
            continue;
        }
        let Some(score) = typed.parse::<i64>().ok().filter(|score| (rubric.scale_min..=rubric.scale_max).contains(score)) else {
            let sentence = format!("Choose a whole number from {} to {}.", rubric.scale_min, rubric.scale_max);
            mistakes.push(FieldError::new(Agreement::field(&criterion.id), sentence));
            continue;
        };
        let before = agreed_on(&known, &criterion.id);
        if before.is_some_and(|before| before.score == score) {
            continue;
        }
        added.push(Agreed {
            item: item.id,
            criterion: criterion.id.clone(),
            n: before.map_or(1, |before| before.n + 1),
            score,
            reason: if before.is_some() { reason.to_owned() } else { String::new() },
            by_name: actor.name.clone(),
            at: tx.now(),
        });
    }
    let needs_reason = added.iter().any(|one| one.n > 1);
    if (needs_reason && reason.is_empty()) || reason.chars().count() > LONGEST {
        mistakes.push(FieldError::new("why-agreed", "Say why a score that was recorded is changed, in at most 2,000 characters."));
    }
    if !mistakes.is_empty() {
        return Err(MeetingError::Invalid(mistakes));
    }
    if added.is_empty() {
        return Err(MeetingError::NotNow("No score is new. Nothing was recorded."));
    }
    for one in &added {
        minutes::insert_agreed(tx, one)?;
    }
    let fact = ConsensusRecorded {
        application: application.id.text(),
        reference: application.reference,
        meeting: meeting.id.text(),
        scores: added.into_iter().map(|one| (one.criterion, one.score)).collect(),
        reason: if needs_reason { reason.to_owned() } else { String::new() },
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
