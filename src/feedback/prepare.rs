//! Staff choose which comments a city gets, mend their words, and write how to improve.

use super::comment::{Comment, named};
use super::draft::{Draft, Outcome, Sent};
use super::facts::{CommentChanged, FeedbackPrepared};
use super::round::Prepared;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::review::Assignment;

/// The longest text, in characters.
pub const LONGEST: usize = 4_000;

/// What somebody wants for one comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The review.
    pub review: Id<Assignment>,
    /// The criterion; empty for the comment on the whole.
    pub criterion: String,
    /// Whether the city gets it.
    pub is_released: bool,
    /// In which words.
    pub wording: String,
}

/// What somebody wants to prepare. A comment that is not named is held back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The comments.
    pub comments: Vec<Choice>,
    /// How to improve.
    pub advice: String,
}

/// Why nothing was prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Not somebody who prepares feedback.
    #[error("Feedback is prepared by program officers and the chair of the panel.")]
    NotAllowed,
    /// The letter waits or is out.
    #[error("{0}")]
    Standing(&'static str),
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PrepareError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Standing(_) => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// The name of the field in which the words of a comment are typed.
#[must_use]
pub fn field_of(comment: &Comment) -> String {
    format!("wording-{}-{}", comment.review, comment.criterion)
}

/// Keeps what was prepared on an application, in place of what stood at `seen`; 0 before the first time.
///
/// # Errors
/// [`PrepareError`]; nothing is kept then.
pub fn prepare(tx: &mut Tx<'_>, actor: &Actor, reference: &str, (wish, seen): (&Wish, i64)) -> Result<(), PrepareError> {
    let (found, names) = read::one(tx, actor, reference)?;
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(PrepareError::NotAllowed)?;
    standing(found.sent.as_ref())?;
    let version = found.draft.as_ref().map_or(0, |draft| draft.version);
    if version != seen {
        return Err(db::Error::Stale.into());
    }
    let chosen = chosen(&found, wish);
    let mistakes = mistakes(&chosen, &wish.advice, &names);
    if !mistakes.is_empty() {
        return Err(PrepareError::Invalid(mistakes));
    }
    let new = Draft { advice: wish.advice.trim().to_owned(), by_name: actor.name.clone(), at: tx.now(), version: version + 1 };
    let rows: Vec<_> = chosen.iter().map(|c| (c.review, c.criterion.clone(), c.is_released, c.wording.trim().to_owned())).collect();
    store::save(tx, found.application.id, (by, &new), &rows)?;
    let fact = FeedbackPrepared {
        application: found.application.id.text(),
        reference: found.application.reference.clone(),
        advice: new.advice,
        comments: chosen.iter().zip(&found.comments).filter(|(now, before)| now != before).map(|(now, _)| changed(now)).collect(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Refuses where a letter waits or is out.
fn standing(sent: Option<&Sent>) -> Result<(), PrepareError> {
    match sent.map(|sent| sent.outcome) {
        Some(Outcome::Waits) => Err(PrepareError::Standing(
            "This letter is released and waits for its day. To change it, call the release off first. Nothing was changed.",
        )),
        Some(Outcome::LetOut) => Err(PrepareError::Standing("The city has this letter already. Nothing was changed.")),
        Some(Outcome::Stopped | Outcome::Cancelled) | None => Ok(()),
    }
}

/// Every comment as it is wished. Words that were held back are kept as they were typed, or as they were written.
fn chosen(found: &Prepared, wish: &Wish) -> Vec<Comment> {
    let one = |comment: &Comment| {
        let wished = wish.comments.iter().find(|wished| wished.review == comment.review && wished.criterion == comment.criterion);
        let (is_released, wording) = wished.map_or((false, ""), |wished| (wished.is_released, wished.wording.trim()));
        let wording = if wording.is_empty() && !is_released { comment.original.clone() } else { wording.to_owned() };
        // Line ends of a browser are no change of words.
        let wording = if wording == comment.original.trim() { comment.original.clone() } else { wording };
        Comment { is_released, wording, ..comment.clone() }
    };
    found.comments.iter().map(one).collect()
}

fn mistakes(chosen: &[Comment], advice: &str, names: &[String]) -> Vec<FieldError> {
    let mut found = Vec::new();
    for comment in chosen {
        let (field, length) = (field_of(comment), comment.wording.trim().chars().count());
        if comment.is_released && length == 0 {
            found.push(FieldError::new(field, "Write the words that go out, or hold this comment back."));
        } else if length > LONGEST {
            found.push(FieldError::new(field, "Shorten the comment to at most 4,000 characters."));
        } else if let Some(name) = named(&comment.wording, names).filter(|_| comment.is_released) {
            found
                .push(FieldError::new(field, format!("Take the name “{name}” out, or hold this comment back: reviewers are never named.")));
        }
    }
    if advice.trim().chars().count() > LONGEST {
        found.push(FieldError::new("advice", "Shorten it to at most 4,000 characters."));
    } else if let Some(name) = named(advice, names) {
        found.push(FieldError::new("advice", format!("Take the name “{name}” out: reviewers are never named.")));
    }
    found
}

fn changed(comment: &Comment) -> CommentChanged {
    CommentChanged {
        review: comment.review.text(),
        criterion: comment.criterion.clone(),
        is_released: comment.is_released,
        wording: comment.is_edited().then(|| comment.wording.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    #[test]
    fn released_words_are_there_and_name_no_reviewer() {
        let review = IdSource::seeded(1).id(Timestamp::from_micros(0));
        let comment = |is_released, wording: &str| Comment {
            is_released,
            wording: wording.into(),
            ..Comment::written((review, "Rita"), ("c", "x"), true)
        };
        let names = ["Rita".to_owned()];
        let said = |comment: Comment, advice: &str| mistakes(&[comment], advice, &names).into_iter().map(|e| e.field).collect::<Vec<_>>();
        let field = field_of(&comment(true, ""));
        assert_eq!(said(comment(true, " "), ""), std::slice::from_ref(&field));
        assert_eq!(said(comment(false, ""), ""), Vec::<String>::new());
        assert_eq!(said(comment(true, "Rita thinks so."), "Ask Rita."), [field.clone(), "advice".into()]);
        assert_eq!(said(comment(false, "Rita thinks so."), ""), Vec::<String>::new(), "what is held back names nobody");
        let long = "é".repeat(LONGEST + 1);
        assert_eq!(said(comment(false, &long), &long), [field, "advice".into()]);
    }

    #[test]
    fn a_letter_that_stands_is_not_changed() {
        let sent = |outcome| Sent { release: IdSource::seeded(1).id(Timestamp::from_micros(0)), outcome, reason: None, ended_at: None };
        let is_refused = |outcome| standing(Some(&sent(outcome))).is_err();
        assert_eq!([Outcome::Waits, Outcome::LetOut, Outcome::Stopped, Outcome::Cancelled].map(is_refused), [true, true, false, false]);
        assert!(standing(None).is_ok());
    }
}
