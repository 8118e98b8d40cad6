//! Keeps what somebody typed for a question that is not complete enough to be an answer: half a
//! date, a text over its limit. It is theirs alone, says nothing to anybody else, and goes when
//! they save an answer in its place.

use super::edit::EditError;
use super::{Application, store};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;

/// What somebody typed, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedAnswer {
    /// The question.
    pub question: String,
    /// The fields of its page as one text.
    pub(super) fields: String,
    /// The version of the answer that the page showed (0: none).
    pub version: i64,
    /// When it was kept.
    pub at: Timestamp,
}

impl TypedAnswer {
    /// What a page sent; only the fields of the answer are kept.
    #[must_use]
    pub fn new(question: &str, fields: &[(String, String)], version: i64) -> Self {
        let own: Vec<_> = fields.iter().filter(|(name, _)| name == "answer" || name.starts_with("answer_")).collect();
        let fields = serde_urlencoded::to_string(own).unwrap_or_default();
        Self { question: question.to_owned(), fields, version, at: Timestamp::from_micros(0) }
    }

    /// Its fields as they were sent.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        serde_urlencoded::from_str(&self.fields).unwrap_or_default()
    }
}

/// Keeps what the actor typed, in place of what they typed for this question before.
///
/// # Errors
/// See [`EditError`]; whoever may not answer the question may not type in it.
pub fn keep_typed(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, typed: &TypedAnswer) -> Result<(), EditError> {
    let Some(account) = actor.account else { return Err(EditError::NotAllowed) };
    super::save_answer::open_question(tx, actor, id, &typed.question)?;
    store::delete_typed(tx, (id, account), &typed.question)?;
    Ok(store::insert_typed(tx, (id, account), typed)?)
}

/// What the actor typed for a question and did not complete.
///
/// # Errors
/// The database's refusal.
pub fn typed_answer(conn: &mut Conn, actor: &Actor, id: Id<Application>, question: &str) -> Result<Option<TypedAnswer>, Error> {
    let Some(account) = actor.account else { return Ok(None) };
    store::find_typed(conn, (id, account), question)
}

/// An answer was saved in its place.
pub(super) fn forget(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, question: &str) -> Result<(), Error> {
    match actor.account {
        Some(account) => store::delete_typed(tx, (id, account), question),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_the_answer_come_back_as_they_were() {
        let sent =
            [("idempotency_key", "k"), ("answer", "<script>\r\n“é” 👩‍🚀 & + %"), ("answer", "2"), ("answer_day", "30"), ("answers", "x")];
        let sent: Vec<(String, String)> = sent.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let kept = TypedAnswer::new("q", &sent, 3);
        assert_eq!(kept.fields(), sent[1..4]);
    }
}
