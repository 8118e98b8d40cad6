//! Releases the feedback of a whole round at once, to be let out at an instant, after a look at every letter; and calls it
//! off before that instant.

use super::comment::named;
use super::draft::Release;
use super::facts::{FeedbackCancelled, FeedbackPlanned};
use super::round::Prepared;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity;
use crate::people::Actor;
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How far ahead feedback is held at most.
const FARTHEST: TimeDelta = TimeDelta::days(366);

/// A release as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The digest of the letters that were looked at, all together.
    pub seen: String,
    /// Until when they are held; `None`: they go out now.
    pub due_at: Option<Timestamp>,
}

/// Why a release was not kept or not called off.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// Not somebody who releases feedback.
    #[error("Feedback is released by program officers and the chair of the panel.")]
    NotAllowed,
    /// Letters differ from those that were looked at.
    #[error("The letters changed since you looked at them. Look at them again, then confirm.")]
    LettersChanged,
    /// It was called off already, or its instant has come.
    #[error("This release was called off already, or its time has come. Nothing was changed.")]
    Over,
    /// Something does not fit.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReleaseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::LettersChanged | Self::Over => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// A letter as it is kept, with its digest.
struct Kept<'a> {
    of: &'a Prepared,
    text: String,
    sha256: String,
}

/// Every letter of those that can be released, as it would be kept.
fn kept(all: &[Prepared]) -> Result<Vec<Kept<'_>>, db::Error> {
    all.iter().filter(|prepared| prepared.can_be_released()).map(keep).collect()
}

fn keep(prepared: &Prepared) -> Result<Kept<'_>, db::Error> {
    let text = serde_json::to_string(&prepared.letter).map_err(|e| db::Error::Broken(e.to_string()))?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    Ok(Kept { of: prepared, text, sha256 })
}

/// The digest of all letters that can be released, so that what is confirmed is what was looked at.
///
/// # Errors
/// [`db::Error::Broken`]; never in practice.
pub fn digest_of(all: &[Prepared]) -> Result<String, db::Error> {
    Ok(together(&kept(all)?))
}

fn together(letters: &[Kept<'_>]) -> String {
    let mut digest = Sha256::new();
    for letter in letters {
        digest.update(letter.sha256.as_bytes());
    }
    HEXLOWER.encode(&digest.finalize())
}

/// Keeps the letters of every decided application of a round that has none yet, to be let out together. Those that are
/// closed to the actor are not among them.
///
/// # Errors
/// [`ReleaseError`]; nothing is kept then.
pub fn plan(tx: &mut Tx<'_>, actor: &Actor, slug: &str, plan: &Plan) -> Result<usize, ReleaseError> {
    let (round, all) = read::of_round(tx, actor, slug)?;
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(ReleaseError::NotAllowed)?;
    let now = tx.now();
    let due_at = plan.due_at.unwrap_or(now);
    let letters = kept(&all)?;
    let names = read::names(tx, round.id)?;
    let mut mistakes = when_mistakes(due_at, now);
    if letters.is_empty() {
        mistakes.push(FieldError::new("letters", "There is no letter to release."));
    }
    mistakes.extend(letters.iter().filter_map(|letter| naming(letter.of, &names)));
    if !mistakes.is_empty() {
        return Err(ReleaseError::Invalid(mistakes));
    }
    if together(&letters) != plan.seen {
        return Err(ReleaseError::LettersChanged);
    }
    let release = Release {
        id: tx.id(),
        round: round.id,
        due_at,
        zone: round.closes.zone,
        by,
        by_name: actor.name.clone(),
        at: now,
        cancelled_at: None,
    };
    store::insert_release(tx, &release)?;
    for letter in &letters {
        let mut reviews: Vec<String> = letter.of.reviews.iter().map(Id::text).collect();
        reviews.sort();
        let application = letter.of.application.id;
        let row = store::NewLetter { application, letter: &letter.text, sha256: &letter.sha256, reviews: reviews.join(",") };
        store::insert_letter(tx, release.id, &row)?;
    }
    let fact = FeedbackPlanned {
        release: release.id.text(),
        opportunity: round.title,
        due_at,
        zone: release.zone.name().to_owned(),
        letters: letters.iter().map(|letter| (letter.of.application.reference.clone(), letter.sha256.clone())).collect(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(letters.len())
}

fn when_mistakes(due_at: Timestamp, now: Timestamp) -> Vec<FieldError> {
    if due_at < now {
        vec![FieldError::new("on", "This time has passed. Choose one that is still to come, or let them out now.")]
    } else if due_at > now.plus(FARTHEST) {
        vec![FieldError::new("on", "Choose a day within a year from now.")]
    } else {
        vec![]
    }
}

/// That a comment which goes out as it was written names a reviewer.
fn naming(prepared: &Prepared, names: &[String]) -> Option<FieldError> {
    let out = prepared.comments.iter().filter(|comment| comment.is_released).map(|comment| comment.wording.as_str());
    let name = out.chain([prepared.letter.advice.as_str()]).find_map(|text| named(text, names))?;
    let reference = &prepared.application.reference;
    Some(FieldError::new(
        "letters",
        format!("{reference}: a comment names “{name}”. Open this application, and mend the comment or hold it back."),
    ))
}

/// Calls a release off: its letters are open to change again, and no city gets them by it.
///
/// # Errors
/// [`ReleaseError::Over`] from its instant on.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: Id<Release>) -> Result<String, ReleaseError> {
    if !policy::may_prepare(actor) {
        return Err(if policy::may_look(actor) { ReleaseError::NotAllowed } else { db::Error::Missing.into() });
    }
    let found = store::release(tx, id)?;
    if !found.is_to_come(tx.now()) {
        return Err(ReleaseError::Over);
    }
    store::cancel(tx, id)?;
    let round = opportunity::opportunity(tx, found.round)?;
    audit::record(tx, &actor.doer(), &FeedbackCancelled { release: id.text(), opportunity: round.title })?;
    Ok(round.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_is_held_until_a_time_to_come_within_a_year() {
        let now = Timestamp::from_micros(0);
        let is_fine = |span: TimeDelta| when_mistakes(now.plus(span), now).is_empty();
        let spans = [TimeDelta::seconds(-1), TimeDelta::zero(), TimeDelta::days(366), TimeDelta::days(367)];
        assert_eq!(spans.map(is_fine), [false, true, true, false]);
    }
}
