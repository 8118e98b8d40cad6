//! Invites somebody by mail to the panel of a round. An account of a reviewer is that account; anybody else is a mailbox,
//! which becomes a reviewer's account when they accept.

use super::facts::SeatOffered;
use super::seat::{LONGEST, MOST_SEATS, Seat, Stage, end_of};
use super::store::seats;
use super::{policy, terms};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::outbox::{Recipient, Side};
use crate::people::seat_link::{self, Candidate};
use crate::people::{Account, Actor, FundRole, account, link_terms, role, shaped_address, shaped_name};
use crate::{audit, outbox};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

/// An invitation as typed.
#[derive(Clone, Debug)]
pub struct NewSeat {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The most reviews.
    pub most_reviews: String,
    /// The last day to answer, or what is wrong with it.
    pub reply_by: Result<Option<NaiveDate>, FieldError>,
    /// A personal line; may be empty.
    pub note: String,
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Neither an officer nor a chair.
    #[error("Only a program officer or the chair of a panel invites reviewers.")]
    NotAllowed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// Too many letters.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// Too many seats.
    #[error("{} people were invited to this panel. That is the most there can be.", MOST_SEATS)]
    Full,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for InviteError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::TooMany | Self::Full => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// What was meant by an invitation.
struct Meant {
    name: String,
    email: String,
    most_reviews: i32,
    reply_by: NaiveDate,
    note: String,
}

/// Offers a seat on the panel of the published round `slug` and mails a link that opens only this invitation.
///
/// # Errors
/// See [`InviteError`]; nothing is kept or mailed then.
pub fn invite(tx: &mut Tx<'_>, actor: &Actor, slug: &str, new: &NewSeat) -> Result<Id<Seat>, InviteError> {
    let by = actor.account.filter(|_| policy::may_lead(actor)).ok_or(InviteError::NotAllowed)?;
    let round = opportunity::by_slug(tx, slug)?;
    let meant = read(new, (tx.now(), round.closes.zone))?;
    if seats::count_of_round(tx, round.id)? >= MOST_SEATS {
        return Err(InviteError::Full);
    }
    let account = invited(tx, actor, &round, &meant.email)?;
    let seat = Seat {
        id: tx.id(),
        round: round.id,
        email: meant.email,
        name: meant.name,
        account,
        most_reviews: meant.most_reviews,
        absence: None,
        tags: vec![],
        state: None,
        reply_by: meant.reply_by,
        note: meant.note,
        invited_by: by,
        invited_by_name: actor.name.clone(),
        invited_at: tx.now(),
        asked_n: 1,
        asked_at: tx.now(),
        asked_by: by,
        stage: Stage::Invited,
        answered_at: None,
        reason: String::new(),
        ended_at: None,
        ended_by_name: String::new(),
        version: 1,
    };
    let (path, expires_at) = link(tx, actor, &seat, round.closes.zone)?.ok_or(InviteError::TooMany)?;
    seats::insert(tx, &seat)?;
    let fact = SeatOffered {
        seat: seat.id.text(),
        opportunity: round.id.text(),
        title: round.title,
        name: seat.name.clone(),
        email: seat.email.clone(),
        most_reviews: seat.most_reviews,
        reply_by: seat.reply_by,
        note: seat.note.clone(),
        invited_by: actor.name.clone(),
        expires_at,
        path: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = recipient(tx, &seat)?;
    outbox::announce(tx, &SeatOffered { path: Some(path), ..fact }, &[to])?;
    Ok(seat.id)
}

/// Makes the link of the letter number `asked_n`: its path and its end.
pub(super) fn link(tx: &mut Tx<'_>, actor: &Actor, seat: &Seat, zone: Tz) -> Result<Option<(String, Timestamp)>, db::Error> {
    let until = end_of(seat.reply_by, zone);
    let made = seat_link::make(tx, actor, (&seat.email, &seat.name), &format!("{}/{}", seat.id, seat.asked_n), until)?;
    Ok(made.map(|path| (path, until)))
}

/// Who holds the address of a seat, as letters reach them.
pub(super) fn recipient(tx: &mut Tx<'_>, seat: &Seat) -> Result<Recipient, db::Error> {
    Ok(match seat.account {
        Some(id) => account::account(tx, id)?.recipient(Side::Fund),
        None => {
            Recipient { account_id: None, name: seat.name.clone(), email: seat.email.clone(), locale: "en".into(), side: Side::default() }
        }
    })
}

/// The account of a reviewer that has this address, if it has one; refused when the person cannot be invited.
fn invited(tx: &mut Tx<'_>, actor: &Actor, round: &Opportunity, email: &str) -> Result<Option<Id<Account>>, InviteError> {
    let refused = |sentence: String| InviteError::Invalid(vec![FieldError::new("email", sentence)]);
    if let Some(open) = seats::find_open(tx, round.id, email)? {
        let how = if open.stage == Stage::Accepted { "is on this panel already" } else { "was invited already. You can remind them" };
        return Err(refused(format!("{} {how}.", open.name)));
    }
    match seat_link::candidate(tx, email)? {
        Candidate::Reviewer(person) => Ok(Some(person.id)),
        Candidate::Unknown | Candidate::Known(_) if actor.email == email => {
            Err(refused("You cannot make yourself a reviewer. Another person invites you.".into()))
        }
        Candidate::Unknown | Candidate::Known(_) => Ok(None),
        Candidate::Closed => Err(refused("The account with this address is closed. Invite another address.".into())),
        Candidate::Excluded(held) => Err(refused(format!(
            "This person is {}, which excludes the role of {}. Invite somebody else.",
            role::words(held),
            role::words(FundRole::Reviewer)
        ))),
    }
}

fn read(new: &NewSeat, (now, zone): (Timestamp, Tz)) -> Result<Meant, InviteError> {
    let mut mistakes = Vec::new();
    let name = shaped_name("name", &new.name).map_err(|e| mistakes.push(e));
    let email = shaped_address("email", &new.email).map_err(|e| mistakes.push(e));
    let most = terms::most_reviews(&new.most_reviews).map_err(|e| mistakes.push(e));
    let reply_by = reply_by(&new.reply_by, (now, zone))?.map_err(|e| mistakes.push(e));
    let note = new.note.trim().to_owned();
    if note.chars().count() > LONGEST {
        mistakes.push(FieldError::new("note", "Write at most 1,000 characters."));
    }
    match (name, email, most, reply_by) {
        (Ok(name), Ok(email), Ok(most_reviews), Ok(reply_by)) if mistakes.is_empty() => {
            Ok(Meant { name, email, most_reviews, reply_by, note })
        }
        _ => Err(InviteError::Invalid(mistakes)),
    }
}

/// A last day to answer as typed: from today on, and no longer than links to seats may work.
pub(super) fn reply_by(
    typed: &Result<Option<NaiveDate>, FieldError>,
    (now, zone): (Timestamp, Tz),
) -> Result<Result<NaiveDate, FieldError>, db::Error> {
    let today = now.day_in(zone);
    let most = link_terms::link_terms(now)?.seat_days;
    let last = today.checked_add_days(Days::new(u64::try_from(most).unwrap_or(0))).unwrap_or(today);
    let wrong = |sentence: String| FieldError::new("reply_by", sentence);
    Ok(match typed {
        Err(e) => Err(e.clone()),
        Ok(None) => Err(wrong("Enter the last day to answer.".into())),
        Ok(Some(day)) if *day < today => Err(wrong("This day has passed. Enter a later one.".into())),
        Ok(Some(day)) if *day > last => Err(wrong(format!("Enter a day within the next {most} days."))),
        Ok(Some(day)) => Ok(*day),
    })
}
