//! An officer writes what reviewers read in place of each text, and says when the copy is ready.

use super::copy::{CopyHead, State};
use super::facts::CopySaved;
use super::passage::{Passage, content, digest, passages};
use super::{policy, read, store, tell};
use crate::audit;
use crate::db::{self, Tx};
use crate::intake::{self, Draft};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::people::{Account, Actor};
use std::collections::BTreeMap;

/// The longest text, in characters.
pub const LONGEST: usize = 20_000;

/// What somebody wants to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// In place of texts, by their digests; what is not named stays as it was saved.
    pub texts: BTreeMap<String, String>,
    /// Whether the copy is ready.
    pub is_ready: bool,
}

/// Why a copy stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Not somebody who prepares copies.
    #[error("Copies for blind review are prepared by program officers.")]
    NotAllowed,
    /// Somebody was quicker.
    #[error("Somebody saved this copy after you opened the page.")]
    Changed,
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
            Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// The name of the field in which is typed what is read in place of a text.
#[must_use]
pub fn field_of(sha256: &str) -> String {
    format!("text-{sha256}")
}

/// Keeps what was typed in place of what stood at version `seen`; 0 before the first time. Reviewers who waited are told
/// when it is ready.
///
/// # Errors
/// [`PrepareError`]; nothing is kept then.
pub fn prepare(tx: &mut Tx<'_>, actor: &Actor, reference: &str, (wish, seen): (&Wish, i64)) -> Result<(), PrepareError> {
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(PrepareError::NotAllowed)?;
    let application = read::open(tx, actor, reference)?;
    let draft = intake::draft_of(tx, application)?;
    let (id, before) = (draft.application.id, read::state_of(tx, &draft)?);
    let known = store::prepared(tx, id)?.texts;
    let texts = passages(&draft);
    let mistakes = mistakes(&texts, wish, &known);
    if !mistakes.is_empty() {
        return Err(PrepareError::Invalid(mistakes));
    }
    let ready_at = wish.is_ready.then(|| tx.now());
    let head = save_head(tx, actor, (&draft, by), (seen, Looked::At { ready_at }))?;
    let (mut changed, mut redacted) = (Vec::new(), Vec::new());
    for Passage { sha256, .. } in &texts {
        let Some(typed) = wish.texts.get(sha256).filter(|typed| known.get(sha256) != Some(*typed)) else { continue };
        store::save_text(tx, id, (sha256, typed), &actor.name)?;
        changed.push(sha256.clone());
        redacted.push(digest(typed));
    }
    let fact = CopySaved {
        application: id.text(),
        reference: draft.application.reference.clone(),
        version: head.version,
        is_ready: wish.is_ready,
        document_sha256: head.document_sha256,
        changed,
        redacted,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if wish.is_ready && before != State::Ready {
        tell::ready(tx, &draft.application)?;
    }
    Ok(())
}

/// Whether the texts of a copy were looked at when it was saved.
pub(super) enum Looked {
    /// They were: it is made of what stands now.
    At { ready_at: Option<Timestamp> },
    /// They were not: it is made of what it was made of, and as ready as it was.
    Away,
}

/// Keeps who saved a copy, and of what it is made, in place of what stood at version `seen`.
pub(super) fn save_head(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (draft, by): (&Draft, Id<Account>),
    (seen, looked): (i64, Looked),
) -> Result<CopyHead, PrepareError> {
    let id = draft.application.id;
    let known = store::list_copies(tx, &[id])?.remove(&id);
    if known.as_ref().map_or(0, |copy| copy.version) != seen {
        return Err(PrepareError::Changed);
    }
    let (document_sha256, content_sha256, ready_at) = match (looked, known) {
        (Looked::Away, Some(copy)) => (copy.document_sha256, copy.content_sha256, copy.ready_at),
        (Looked::Away, None) => (read::document(tx, id)?, content(draft), None),
        (Looked::At { ready_at }, _) => (read::document(tx, id)?, content(draft), ready_at),
    };
    let new =
        CopyHead { document_sha256, content_sha256, ready_at, saved_by_name: actor.name.clone(), saved_at: tx.now(), version: seen + 1 };
    store::save_copy(tx, (id, by), &new)?;
    Ok(new)
}

/// What is too long, and what nobody has looked at where the copy is said to be ready.
fn mistakes(texts: &[Passage], wish: &Wish, known: &BTreeMap<String, String>) -> Vec<FieldError> {
    let mut found = Vec::new();
    for Passage { sha256, .. } in texts {
        match wish.texts.get(sha256).or_else(|| known.get(sha256)) {
            Some(text) if text.chars().count() > LONGEST => {
                found.push(FieldError::new(field_of(sha256), "Shorten this text to at most 20,000 characters."));
            }
            None if wish.is_ready => {
                found.push(FieldError::new(field_of(sha256), "This text is new or has changed. Look at it, then mark the copy ready."));
            }
            Some(_) | None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_ready_when_every_text_was_looked_at() {
        let passage = |sha256: &str| Passage { sha256: sha256.into(), headings: vec!["Plan".into()], text: "x".into() };
        let texts = [passage("a"), passage("b")];
        let wish = |typed: &[(&str, &str)], is_ready| Wish {
            texts: typed.iter().map(|(sha256, text)| ((*sha256).to_owned(), (*text).to_owned())).collect(),
            is_ready,
        };
        let known = BTreeMap::from([("b".to_owned(), "kept".to_owned())]);
        let said = |wish: &Wish| mistakes(&texts, wish, &known).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(said(&wish(&[], false)), Vec::<String>::new());
        assert_eq!(said(&wish(&[], true)), ["text-a"]);
        assert_eq!(said(&wish(&[("a", "")], true)), Vec::<String>::new(), "nothing of a text may be shown");
        let long = "é".repeat(LONGEST + 1);
        assert_eq!(said(&wish(&[("a", long.as_str())], false)), ["text-a"]);
    }
}
