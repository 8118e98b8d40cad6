//! A person of the fund answers what somebody told of trouble, once.

use super::facts::TroubleAnswered;
use super::report::{Answer, LONGEST, Trouble};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::Side;
use crate::people::{Actor, account};
use crate::{audit, outbox};

/// Why no answer was given.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Neither a program officer nor an administrator.
    #[error("Only a program officer or an administrator answers.")]
    NotAllowed,
    /// Somebody was first.
    #[error("{0} has answered already. Open the page again to read it.")]
    Answered(String),
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AnswerError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Answered(_) => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Answers; whoever was signed in gets a letter.
///
/// # Errors
/// [`AnswerError`]; nothing changes then.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: Id<Trouble>, text: &str) -> Result<(), AnswerError> {
    let by = actor.account.filter(|_| policy::may_answer(actor)).ok_or(AnswerError::NotAllowed)?;
    let trouble = store::trouble(tx, id)?;
    if let Some(given) = trouble.answer {
        return Err(AnswerError::Answered(given.by_name));
    }
    let text = text.trim();
    if !(1..=LONGEST).contains(&text.chars().count()) {
        return Err(AnswerError::Invalid(vec![FieldError::new("answer", "Write the answer, in at most 4,000 characters.")]));
    }
    store::set_answer(tx, id, &Answer { text: text.to_owned(), by, by_name: actor.name.clone(), at: tx.now() })?;
    let fact = TroubleAnswered {
        trouble: id.text(),
        number: trouble.number(),
        told: trouble.told.clone(),
        reported_at: trouble.reported_at,
        answer: text.to_owned(),
        answered_by: actor.name.clone(),
        by_letter: trouble.account.is_some(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if let Some(account) = trouble.account {
        let person = account::account(tx, account)?;
        outbox::announce(tx, &fact, &[person.recipient(Side::City)])?;
    }
    Ok(())
}
