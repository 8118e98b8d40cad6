//! A program officer ends a question: answers it for all to read, answers whoever asked alone, or sets it aside
//! with a reason. A published answer can be corrected; what it said before stays to be read.

use super::facts::{InquiryAnswered, InquiryCorrected, InquiryPublished, InquirySetAside};
use super::inquiry::{Ended, Inquiry, LONGEST, Outcome, Wording};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::intake;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::{self, Opportunity};
use crate::outbox::{Recipient, Side};
use crate::people::{Account, Actor, account};
use crate::{audit, outbox};

/// Question and answer, as all read them.
#[derive(Clone, Debug, Default)]
pub struct NewAnswer {
    /// The question, perhaps in other words.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// Why a question did not end, or an answer was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// Not a program officer.
    #[error("Only a program officer answers questions about a round.")]
    NotAllowed,
    /// Somebody was first.
    #[error("{0} has dealt with this question already. Open the page again to see how.")]
    Ended(String),
    /// Only what was published is corrected.
    #[error("This answer was not published, so there is nothing to correct.")]
    NotPublished,
    /// Somebody else corrected it meanwhile.
    #[error("Somebody else changed this answer while you wrote. Open the page again to read it.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EndError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Ended(_) | Self::NotPublished | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Answers for all to read; whoever asked and everybody who writes for a city that applies are told.
///
/// # Errors
/// [`EndError`]; nothing changes then.
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, id: Id<Inquiry>, new: &NewAnswer) -> Result<i64, EndError> {
    let (by, inquiry, round) = open(tx, actor, id)?;
    checked([("question", "Write the question as all will read it", &new.question), ("answer", "Write the answer", &new.answer)])?;
    let shown = store::last_shown(tx, inquiry.round)? + 1;
    let wording = first(tx, actor, &new.question, &new.answer);
    store::insert_wording(tx, id, &wording, by)?;
    let ended = Ended { outcome: Outcome::Published, shown: Some(shown), reason: None, by_name: actor.name.clone(), at: tx.now() };
    store::end(tx, id, &ended, by)?;
    let told = everybody(tx, &inquiry, &round)?;
    let fact = InquiryPublished {
        inquiry: id.text(),
        shown,
        slug: round.slug.clone(),
        title: round.title.clone(),
        question: wording.question,
        answer: wording.answer,
        answered_by: actor.name.clone(),
        at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &told)?;
    Ok(shown)
}

/// Answers whoever asked, alone: by letter where they gave an address, and on the page of the question.
///
/// # Errors
/// [`EndError`]; nothing changes then.
pub fn answer_privately(tx: &mut Tx<'_>, actor: &Actor, id: Id<Inquiry>, answer: &str) -> Result<(), EndError> {
    let (by, inquiry, round) = open(tx, actor, id)?;
    checked([("private", "Write the answer", answer)])?;
    let wording = first(tx, actor, &inquiry.asked, answer);
    store::insert_wording(tx, id, &wording, by)?;
    let ended = Ended { outcome: Outcome::Private, shown: None, reason: None, by_name: actor.name.clone(), at: tx.now() };
    store::end(tx, id, &ended, by)?;
    let told = asker(tx, &inquiry)?;
    let fact = InquiryAnswered {
        inquiry: id.text(),
        number: inquiry.number(),
        slug: round.slug,
        title: round.title,
        asked: inquiry.asked,
        answer: wording.answer,
        answered_by: actor.name.clone(),
        by_letter: told.is_some(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(outbox::announce(tx, &fact, told.as_slice())?)
}

/// Sets a question aside. Whoever asked is told why, if `tells` says so and they gave an address.
///
/// # Errors
/// [`EndError`]; nothing changes then.
pub fn set_aside(tx: &mut Tx<'_>, actor: &Actor, id: Id<Inquiry>, (reason, tells): (&str, bool)) -> Result<(), EndError> {
    let (by, inquiry, round) = open(tx, actor, id)?;
    checked([("reason", "Give the reason", reason)])?;
    let reason = reason.trim().to_owned();
    let ended = Ended { outcome: Outcome::SetAside, shown: None, reason: Some(reason.clone()), by_name: actor.name.clone(), at: tx.now() };
    store::end(tx, id, &ended, by)?;
    let told = if tells { asker(tx, &inquiry)? } else { None };
    let fact = InquirySetAside {
        inquiry: id.text(),
        number: inquiry.number(),
        slug: round.slug,
        title: round.title,
        asked: inquiry.asked,
        reason,
        set_aside_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(outbox::announce(tx, &fact, told.as_slice())?)
}

/// Sets several questions aside for one reason: what comes in by the dozen and asks nothing.
///
/// # Errors
/// [`EndError`]; none of them changes then.
pub fn set_aside_some(tx: &mut Tx<'_>, actor: &Actor, ids: &[Id<Inquiry>], (reason, tells): (&str, bool)) -> Result<(), EndError> {
    if !policy::may_answer(actor) {
        return Err(EndError::NotAllowed);
    }
    if ids.is_empty() {
        return Err(EndError::Invalid(vec![FieldError::new("question", "Tick at least one question.")]));
    }
    ids.iter().try_for_each(|id| set_aside(tx, actor, *id, (reason, tells)))
}

/// Corrects a published answer that was read as its wording `seen`; the same people are told as of the answer.
///
/// # Errors
/// [`EndError`]; nothing changes then.
pub fn correct(tx: &mut Tx<'_>, actor: &Actor, id: Id<Inquiry>, new: &NewAnswer, (why, seen): (&str, i64)) -> Result<(), EndError> {
    let by = actor.account.filter(|_| policy::may_answer(actor)).ok_or(EndError::NotAllowed)?;
    let inquiry = store::inquiry(tx, id)?;
    let shown = inquiry.shown().ok_or(EndError::NotPublished)?;
    let last = store::wordings(tx, &[id])?.pop().map(|(_, wording)| wording).ok_or(EndError::NotPublished)?;
    if i64::from(last.n) != seen {
        return Err(EndError::Changed);
    }
    checked([
        ("question", "Write the question as all will read it", &new.question),
        ("answer", "Write the answer", &new.answer),
        ("why", "Say what was wrong", why),
    ])?;
    let (question, answer) = (new.question.trim().to_owned(), new.answer.trim().to_owned());
    if question == last.question && answer == last.answer {
        let message = "Nothing is different. Change the question or the answer.";
        return Err(EndError::Invalid(vec![FieldError::new("answer", message)]));
    }
    let wording = Wording { n: last.n + 1, question, answer, why: Some(why.trim().to_owned()), by_name: actor.name.clone(), at: tx.now() };
    store::insert_wording(tx, id, &wording, by)?;
    let round = opportunity::opportunity(tx, inquiry.round)?;
    let told = everybody(tx, &inquiry, &round)?;
    let fact = InquiryCorrected {
        inquiry: id.text(),
        shown,
        slug: round.slug,
        title: round.title,
        question: wording.question,
        answer: wording.answer,
        question_before: last.question,
        answer_before: last.answer,
        why: why.trim().to_owned(),
        corrected_by: actor.name.clone(),
        at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(outbox::announce(tx, &fact, &told)?)
}

/// The question, if the actor may end it and nobody has.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: Id<Inquiry>) -> Result<(Id<Account>, Inquiry, Opportunity), EndError> {
    let by = actor.account.filter(|_| policy::may_answer(actor)).ok_or(EndError::NotAllowed)?;
    let inquiry = store::inquiry(tx, id)?;
    if let Some(ended) = inquiry.ended {
        return Err(EndError::Ended(ended.by_name));
    }
    let round = opportunity::opportunity(tx, inquiry.round)?;
    Ok((by, inquiry, round))
}

fn first(tx: &Tx<'_>, actor: &Actor, question: &str, answer: &str) -> Wording {
    Wording {
        n: 1,
        question: question.trim().to_owned(),
        answer: answer.trim().to_owned(),
        why: None,
        by_name: actor.name.clone(),
        at: tx.now(),
    }
}

/// Refuses texts that are empty or too long, each as `(field, what to do, text)`.
fn checked<const N: usize>(texts: [(&str, &str, &str); N]) -> Result<(), EndError> {
    let wrong = texts.into_iter().filter(|(.., text)| !(1..=LONGEST).contains(&text.trim().chars().count()));
    let mistakes: Vec<FieldError> =
        wrong.map(|(field, wanted, _)| FieldError::new(field, format!("{wanted}, in at most 4,000 characters."))).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(EndError::Invalid(mistakes)) }
}

/// Whoever asked, if they want to be told.
fn asker(tx: &mut Tx<'_>, inquiry: &Inquiry) -> Result<Option<Recipient>, db::Error> {
    let Some(email) = inquiry.email.clone() else { return Ok(None) };
    Ok(Some(match inquiry.account {
        Some(account) => account::account(tx, account)?.recipient(Side::City),
        None => {
            let name = if inquiry.name.is_empty() { email.clone() } else { inquiry.name.clone() };
            Recipient { account_id: None, name, email, locale: "en".into(), side: Side::City }
        }
    }))
}

/// Whoever asked, and everybody who writes a draft in the round. Until the day by which it is decided, also everybody
/// who writes for a city whose application was received: it may rest on the answer as it was. The outbox makes one
/// letter of the same address.
fn everybody(tx: &mut Tx<'_>, inquiry: &Inquiry, round: &Opportunity) -> Result<Vec<Recipient>, db::Error> {
    let mut told: Vec<Recipient> = asker(tx, inquiry)?.into_iter().collect();
    let definition = opportunity::definition(tx, &round.definition_sha256)?;
    let is_undecided = tx.now().day_in(definition.dates.zone) <= definition.dates.decisions_by;
    told.extend(if is_undecided { intake::list_writers(tx, round.id)? } else { intake::list_writers_of_drafts(tx, round.id)? });
    Ok(told)
}
