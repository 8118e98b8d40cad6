//! Somebody asks a question about a round, signed in or not. Their words reach the people of the fund alone.

use super::facts::InquiryAsked;
use super::inquiry::{Inquiry, LONGEST};
use super::store;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::opportunity;
use crate::people::{Actor, account, shaped_address};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A question as it was typed.
#[derive(Clone, Debug, Default)]
pub struct NewInquiry {
    /// The question.
    pub asked: String,
    /// The name, if given.
    pub name: String,
    /// The address for the answer, if given; that of the account for whoever is signed in.
    pub email: String,
    /// Whether somebody who is signed in wants to be told.
    pub wants_letter: bool,
    /// So many questions of people who are not signed in may wait; nothing: any number.
    pub most_waiting: Option<i64>,
}

/// Why a question was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The day for questions has passed.
    #[error("Questions about this round are no longer taken. The answers that were given stay on its page.")]
    TooLate,
    /// More wait than the fund can read; whom to write to instead.
    #[error(
        "So many questions wait for an answer that no more are taken here from people who are not signed in. Sign in and ask again, or write to {0}."
    )]
    Full(String),
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskError {
    fn kind(&self) -> Kind {
        match self {
            Self::TooLate | Self::Full(_) => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Takes a question about the published round `slug`.
///
/// # Errors
/// [`AskError`]; nothing is kept then.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, slug: &str, new: &NewInquiry) -> Result<Inquiry, AskError> {
    let round = opportunity::by_slug(tx, slug)?;
    let definition = opportunity::definition(tx, &round.definition_sha256)?;
    if !definition.dates.takes_questions(tx.now(), round.closes.at) {
        return Err(AskError::TooLate);
    }
    let person = actor.account.map(|id| account::account(tx, id)).transpose()?;
    let (email, mistakes) = read(new, person.is_some());
    if !mistakes.is_empty() {
        return Err(AskError::Invalid(mistakes));
    }
    if let Some(most) = new.most_waiting.filter(|_| person.is_none())
        && store::count_waiting_of_nobody(tx, round.id)? >= most
    {
        return Err(AskError::Full(format!("{}, {}", definition.contact.name, definition.contact.email)));
    }
    let email = match &person {
        Some(person) => Some(person.email.clone()).filter(|_| new.wants_letter),
        None => email,
    };
    let inquiry = Inquiry {
        id: tx.id(),
        round: round.id,
        n: store::last_number(tx, round.id)? + 1,
        asked_at: tx.now(),
        asked: new.asked.trim().to_owned(),
        account: actor.account,
        name: person.map_or_else(|| new.name.split_whitespace().collect::<Vec<_>>().join(" "), |person| person.name),
        email,
        ended: None,
    };
    store::insert(tx, &inquiry)?;
    let fact = InquiryAsked {
        inquiry: inquiry.id.text(),
        number: inquiry.number(),
        opportunity: round.id.text(),
        asked_sha256: HEXLOWER.encode(&Sha256::digest(inquiry.asked.as_bytes())),
        by_letter: inquiry.email.is_some(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(inquiry)
}

/// The address, if one was typed, and all that is wrong.
fn read(new: &NewInquiry, is_signed_in: bool) -> (Option<String>, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    match new.asked.trim().chars().count() {
        0 => mistakes.push(FieldError::new("asked", "Write your question.")),
        n if n > LONGEST => {
            mistakes.push(FieldError::new("asked", format!("Write at most 4,000 characters. There are {} too many.", n - LONGEST)));
        }
        _ => {}
    }
    if is_signed_in {
        return (None, mistakes);
    }
    if new.name.trim().chars().count() > 100 || new.name.chars().any(char::is_control) {
        mistakes.push(FieldError::new("name", "Enter a name of at most 100 characters, or none."));
    }
    let email = Some(new.email.trim()).filter(|typed| !typed.is_empty()).map(|typed| shaped_address("email", typed)).transpose();
    let email = email.map_err(|mistake| mistakes.push(mistake)).ok().flatten();
    (email, mistakes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(new: &NewInquiry, is_signed_in: bool) -> Vec<String> {
        read(new, is_signed_in).1.into_iter().map(|mistake| mistake.field).collect()
    }

    #[test]
    fn a_question_needs_words_and_nothing_else() {
        let new = |asked: &str, name: &str, email: &str| NewInquiry {
            asked: asked.into(),
            name: name.into(),
            email: email.into(),
            ..NewInquiry::default()
        };
        assert_eq!(fields(&new("May two cities apply?", "", ""), false), Vec::<String>::new());
        assert_eq!(fields(&new(" ", "", "nonsense"), false), ["asked", "email"]);
        assert_eq!(fields(&new(&"é".repeat(LONGEST + 1), &"x".repeat(101), ""), false), ["asked", "name"]);
        assert_eq!(fields(&new("Who?", "", "nonsense"), true), Vec::<String>::new(), "the account has an address");
        assert_eq!(read(&new("Who?", "", " Cleo@Marfa.gov "), false).0.as_deref(), Some("cleo@marfa.gov"));
    }
}
