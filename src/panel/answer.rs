//! Whoever is invited to a panel accepts on their terms, or declines with a reason: by the link of the last letter, which opens only
//! this invitation, or signed in, where the account was a reviewer's from the beginning. Accepting by a link makes the
//! account of the mailbox a reviewer's and signs nobody in.

use super::facts::{SeatAccepted, SeatDeclined};
use super::seat::{LONGEST, Seat, Stage};
use super::store::seats;
use super::terms::TypedTerms;
use super::{policy, tags};
use crate::audit::{self, Doer};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::outbox::{self, Recipient, Side};
use crate::people::role::RoleError;
use crate::people::seat_link::{self, BringError};
use crate::people::{Actor, FundRole, account, shaped_name};

/// Who answers.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// Whoever holds the link with this secret.
    Link(&'a str),
    /// Somebody who is signed in, for their own seat.
    Person(&'a Actor, Id<Seat>),
}

/// Why no answer was taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Used, over, withdrawn, or another letter was sent since.
    #[error(
        "This invitation can no longer be answered. It was answered or withdrawn, its last day has passed, or a newer letter was sent."
    )]
    Ended,
    /// The person holds a role that a reviewer must not hold.
    #[error(transparent)]
    Role(RoleError),
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
            Self::Ended => Kind::Conflict,
            Self::Role(e) => e.kind(),
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl From<BringError> for AnswerError {
    fn from(e: BringError) -> Self {
        match e {
            BringError::Invalid(fields) => Self::Invalid(fields),
            BringError::Over => Self::Ended,
            BringError::Role(e) => Self::Role(e),
            BringError::Db(e) => Self::Db(e),
        }
    }
}

/// An invitation as its link opens it.
#[derive(Clone, Debug)]
pub struct OpenedSeat {
    /// The seat.
    pub seat: Seat,
    /// The round.
    pub round: Opportunity,
    /// Whether it can be answered.
    pub is_open: bool,
    /// Whether it was answered with this very link.
    pub was_answered: bool,
    /// Whether a name has to be given, since no account has the address.
    pub asks_name: bool,
    /// Words to choose from.
    pub tags: &'static [String],
}

/// What a link opens. One that ended shows only what was answered with it.
///
/// # Errors
/// [`db::Error::Missing`] for what is no such link.
pub fn open_seat(conn: &mut Conn, token: &str, now: Timestamp) -> Result<OpenedSeat, db::Error> {
    let link = seat_link::find(conn, token, now)?;
    let (id, n) = link.what.split_once('/').ok_or(db::Error::Missing)?;
    let n: i32 = n.parse().map_err(|_| db::Error::Missing)?;
    let seat = seats::seat(conn, id.parse().map_err(|_| db::Error::Missing)?)?;
    let round = opportunity::opportunity(conn, seat.round)?;
    let is_last = seat.asked_n == n;
    let asks_name = account::find_by_email(conn, &seat.email)?.is_none();
    Ok(OpenedSeat {
        is_open: link.is_open && is_last && seat.waits(now, round.closes.zone),
        was_answered: link.used_at.is_some() && is_last && matches!(seat.stage, Stage::Accepted | Stage::Declined),
        asks_name,
        tags: tags::tags(now)?,
        seat,
        round,
    })
}

/// Takes the seat on these terms. `name` is that of a new person.
///
/// # Errors
/// See [`AnswerError`]; nothing changes then.
pub fn accept(tx: &mut Tx<'_>, holder: Holder<'_>, (terms, name): (&TypedTerms, &str)) -> Result<(), AnswerError> {
    let now = tx.now();
    let (seat, round, asks_name) = load(tx, holder)?;
    let read = terms.read(now)?;
    let name_mistake = asks_name.then(|| shaped_name("reply_name", name).err()).flatten();
    let terms = match (read, name_mistake) {
        (Ok(terms), None) => terms,
        (read, mistake) => return Err(AnswerError::Invalid(mistake.into_iter().chain(read.err().unwrap_or_default()).collect())),
    };
    use_up(tx, holder)?;
    let person = seat_link::bring_in(tx, seat.asked_by, (&seat.email, name))?;
    seats::mark_accepted(tx, &seat, (person.id, &person.name), &terms)?;
    let fact = SeatAccepted {
        seat: seat.id.text(),
        opportunity: round.id.text(),
        slug: round.slug,
        title: round.title,
        name: person.name.clone(),
        email: seat.email.clone(),
        account: person.id.text(),
        tags: terms.tags,
        most_reviews: terms.most_reviews,
        absent_from: terms.absence.map(|days| days.from),
        absent_to: terms.absence.map(|days| days.to),
        state: terms.state,
    };
    audit::record(tx, &Doer { account_id: Some(person.id.text()), name: person.name }, &fact)?;
    let told = inviter(tx, &seat)?;
    Ok(outbox::announce(tx, &fact, &told)?)
}

/// Declines the seat.
///
/// # Errors
/// See [`AnswerError`]; nothing changes then.
pub fn decline(tx: &mut Tx<'_>, holder: Holder<'_>, reason: &str) -> Result<(), AnswerError> {
    let (seat, round, _) = load(tx, holder)?;
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(AnswerError::Invalid(vec![FieldError::new("reason", "Say why you decline, in at most 1,000 characters.")]));
    }
    use_up(tx, holder)?;
    seats::mark_ended(tx, &seat, Stage::Declined, (reason, &seat.name))?;
    let fact = SeatDeclined {
        seat: seat.id.text(),
        opportunity: round.id.text(),
        slug: round.slug,
        title: round.title,
        name: seat.name.clone(),
        email: seat.email.clone(),
        reason: reason.to_owned(),
    };
    let doer = Doer { account_id: seat.account.map(|id| id.text()), name: seat.name.clone() };
    audit::record(tx, &doer, &fact)?;
    let told = inviter(tx, &seat)?;
    Ok(outbox::announce(tx, &fact, &told)?)
}

/// The seat that this holder may answer now, its round, and whether a name has to be given.
fn load(tx: &mut Tx<'_>, holder: Holder<'_>) -> Result<(Seat, Opportunity, bool), AnswerError> {
    let now = tx.now();
    match holder {
        Holder::Link(token) => {
            let opened = open_seat(tx, token, now)?;
            if opened.is_open { Ok((opened.seat, opened.round, opened.asks_name)) } else { Err(AnswerError::Ended) }
        }
        Holder::Person(actor, id) => {
            let seat = seats::seat(tx, id)?;
            if !policy::is_own(actor, &seat) {
                return Err(db::Error::Missing.into());
            }
            let round = opportunity::opportunity(tx, seat.round)?;
            if seat.waits(now, round.closes.zone) { Ok((seat, round, false)) } else { Err(AnswerError::Ended) }
        }
    }
}

fn use_up(tx: &mut Tx<'_>, holder: Holder<'_>) -> Result<(), db::Error> {
    match holder {
        Holder::Link(token) => seat_link::use_up(tx, token),
        Holder::Person(..) => Ok(()),
    }
}

/// Whoever invited; every program officer, where that account is closed.
fn inviter(tx: &mut Tx<'_>, seat: &Seat) -> Result<Vec<Recipient>, db::Error> {
    let person = account::account(tx, seat.invited_by)?;
    if person.disabled_at.is_none() {
        return Ok(vec![person.recipient(Side::Fund)]);
    }
    let officers = account::list_with_fund_roles(tx, &[FundRole::ProgramOfficer])?;
    Ok(officers.iter().map(|officer| officer.recipient(Side::Fund)).collect())
}
