//! The authorized official of a city: named by somebody who writes for it, told by mail, in office
//! only from the moment they say that they may sign. Another one takes the place of the first, who
//! is told; a preparer who names another one needs the fund's word first.
//!
//! ```text
//! named ─→ (the fund agrees) ─→ told ─→ confirmed
//!   └────────────────────────────┴─→ stopped, replaced by another naming, refused by the fund
//! ```

use super::link::{self, Purpose};
use super::store::{accounts, namings, organisations, roles};
use super::{Account, Actor, City, CityRole, Organisation, Person, account, address, claim, facts, link_terms, policy};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::{Recipient, Side};
use crate::{audit, outbox};
use chrono::TimeDelta;

/// The longest reason.
const LONGEST: usize = 1_000;

/// What became of a naming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// They said that they may sign.
    Confirmed,
    /// The city's people stopped it.
    Stopped,
    /// Somebody else was named after.
    Replaced,
    /// The fund did not agree.
    Refused,
}

/// Somebody who was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Its identifier.
    pub id: Id<Naming>,
    /// The city.
    pub city: Id<Organisation>,
    /// Their name as given.
    pub name: String,
    /// Their job title as given.
    pub job_title: String,
    /// Their address.
    pub email: String,
    /// Who named them.
    pub named_by: Id<Account>,
    /// The name of that person then.
    pub named_by_name: String,
    /// When.
    pub named_at: Timestamp,
    /// Whether the fund is asked first.
    pub asks_fund: bool,
    /// When the link went out.
    pub sent_at: Option<Timestamp>,
    /// Until when they can answer.
    pub expires_at: Option<Timestamp>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// When.
    pub closed_at: Option<Timestamp>,
}

impl Naming {
    /// Whether the one who was named can answer now.
    #[must_use]
    pub fn can_be_answered(&self, now: Timestamp) -> bool {
        self.outcome.is_none() && self.expires_at.is_some_and(|ends| now < ends)
    }

    /// Whether the fund is asked, and did not answer yet.
    #[must_use]
    pub fn waits_for_fund(&self) -> bool {
        self.asks_fund && self.outcome.is_none() && self.sent_at.is_none()
    }

    /// Whether the actor answers for the fund: an officer who has no part in it.
    #[must_use]
    pub fn may_be_answered_by(&self, actor: &Actor) -> bool {
        let is_own = actor.email == self.email || actor.accounts().any(|account| account == self.named_by);
        policy::may_decide_claims(actor) && !actor.belongs_to(self.city) && !is_own
    }

    /// What they say to be in office.
    #[must_use]
    pub fn statement(&self, city: &str) -> String {
        format!("I am the {} and may sign for {city}.", self.job_title)
    }
}

/// The page on which whoever was named answers.
pub(super) fn page(city: Id<Organisation>, naming: Id<Naming>) -> String {
    format!("/portal/cities/{city}/official/{naming}")
}

/// Whom to name, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewOfficial {
    /// The full name.
    pub name: String,
    /// The job title.
    pub job_title: String,
    /// The address.
    pub email: String,
}

/// Why nobody was named, or did not come into office.
#[derive(Debug, thiserror::Error)]
pub enum OfficialError {
    /// Not somebody who may.
    #[error("Only people who write for the city name its official, and only a program officer who does not belong to it agrees.")]
    Forbidden,
    /// Mistakes in the form.
    #[error("Check what you entered.")]
    Invalid(Vec<FieldError>),
    /// What the official in office did.
    #[error("The authorized official of your city named somebody, and only they, or whoever was named, can end that. Ask them.")]
    Outranked,
    /// Too many.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// One's own address.
    #[error("You cannot name yourself. The official must be another person, who reads what you wrote before it is sent.")]
    Oneself,
    /// It is closed, or its time is over.
    #[error("This naming counts no more: it was answered, stopped or replaced, or its time is over. Ask your city to name you again.")]
    Ended,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for OfficialError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden | Self::Outranked => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Oneself | Self::Ended | Self::TooMany => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

fn read(new: &NewOfficial) -> Result<NewOfficial, OfficialError> {
    let name = address::parse_name("official_name", &new.name);
    let email = address::parse("official_email", &new.email);
    let job_title = new.job_title.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=100).contains(&job_title.chars().count()) && !job_title.chars().any(char::is_control);
    let job = if fits { Ok(()) } else { Err(FieldError::new("job_title", "Enter the job title, in at most 100 characters.")) };
    match (name, job, email) {
        (Ok(name), Ok(()), Ok(email)) => Ok(NewOfficial { name, job_title, email }),
        (name, job, email) => Err(OfficialError::Invalid([name.err(), job.err(), email.err()].into_iter().flatten().collect())),
    }
}

/// Those who hold the office now.
fn in_office(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Person>, db::Error> {
    accounts::list_with_city_roles(conn, city, &[CityRole::AuthorizedOfficial])
}

/// Names the official of a city. A naming that nobody answered yet is replaced by this one.
///
/// # Errors
/// [`OfficialError`]; nothing changes then.
pub fn name(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, new: &NewOfficial) -> Result<Naming, OfficialError> {
    let by = actor.account.filter(|_| policy::may_name_official(actor, city));
    let by = by.ok_or(if actor.belongs_to(city) { OfficialError::Forbidden } else { db::Error::Missing.into() })?;
    let new = read(new)?;
    if new.email == actor.email {
        return Err(OfficialError::Oneself);
    }
    let present = in_office(tx, city)?;
    if present.iter().any(|person| person.email == new.email) {
        return Err(OfficialError::Invalid(vec![FieldError::new("official_email", "This person is the authorized official already.")]));
    }
    if !link_terms::may_send_now(tx, Some(by))? {
        return Err(OfficialError::TooMany);
    }
    if let Some(earlier) = namings::find_open(tx, city)? {
        must_not_be_outranked(actor, &earlier, &present, tx.now())?;
        namings::mark_closed(tx, &earlier, Outcome::Replaced)?;
    }
    let naming = Naming {
        id: tx.id(),
        city,
        name: new.name,
        job_title: new.job_title,
        email: new.email,
        named_by: by,
        named_by_name: actor.name.clone(),
        named_at: tx.now(),
        asks_fund: policy::asks_fund(actor, city, !present.is_empty()),
        sent_at: None,
        expires_at: None,
        outcome: None,
        closed_at: None,
    };
    namings::insert(tx, &naming)?;
    let known = organisations::city(tx, city)?;
    let fact = facts::OfficialNamed {
        organisation: city.text(),
        city: known.full_name(),
        name: naming.name.clone(),
        job_title: naming.job_title.clone(),
        email: naming.email.clone(),
        named_by: actor.name.clone(),
        asks_fund: naming.asks_fund,
        path: format!("/portal/cities/{city}"),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let others: Vec<_> = present.iter().filter(|person| person.id != by).map(|person| person.recipient(Side::City)).collect();
    outbox::announce(tx, &fact, &others)?;
    if !naming.asks_fund {
        send(tx, &naming, &known)?;
    }
    Ok(naming)
}

/// A naming by the official in office, as long as it can be answered, is ended by an official and not by
/// those who write for them.
fn must_not_be_outranked(actor: &Actor, naming: &Naming, present: &[Person], now: Timestamp) -> Result<(), OfficialError> {
    let is_by_official = present.iter().any(|person| person.id == naming.named_by) && naming.can_be_answered(now);
    if is_by_official && !actor.acts_for(naming.city, CityRole::AuthorizedOfficial) { Err(OfficialError::Outranked) } else { Ok(()) }
}

/// Sends the link to whoever was named.
fn send(tx: &mut Tx<'_>, naming: &Naming, city: &City) -> Result<(), db::Error> {
    let purpose =
        Purpose::Official { naming: naming.id, organisation: naming.city, city: city.full_name(), job_title: naming.job_title.clone() };
    let days = link_terms::link_terms(tx.now())?.official_days;
    let (path, expires_at) = link::make(tx, &purpose, (&naming.email, &naming.name), Some(naming.named_by), TimeDelta::days(days))?;
    namings::mark_sent(tx, naming, expires_at)?;
    let fact = facts::OfficialLink {
        organisation: naming.city.text(),
        city: city.full_name(),
        job_title: naming.job_title.clone(),
        named_by: naming.named_by_name.clone(),
        path,
        expires_at,
    };
    let (name, email) = (naming.name.clone(), naming.email.clone());
    outbox::announce(tx, &fact, &[Recipient { account_id: None, name, email, locale: "en".into(), side: Side::default() }])
}

/// The naming that the fund is asked about, for somebody who may agree.
fn to_answer(tx: &mut Tx<'_>, actor: &Actor, id: Id<Naming>) -> Result<(Naming, City), OfficialError> {
    let naming = namings::naming(tx, id)?;
    if !naming.may_be_answered_by(actor) {
        return Err(OfficialError::Forbidden);
    }
    if !naming.waits_for_fund() {
        return Err(OfficialError::Ended);
    }
    let city = organisations::city(tx, naming.city)?;
    Ok((naming, city))
}

/// The fund agrees that a preparer replaces the official: the link goes out.
///
/// # Errors
/// [`OfficialError`].
pub fn agree(tx: &mut Tx<'_>, actor: &Actor, id: Id<Naming>) -> Result<(), OfficialError> {
    let (naming, city) = to_answer(tx, actor, id)?;
    let fact = facts::NamingAgreed { organisation: naming.city.text(), name: naming.name.clone(), agreed_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    send(tx, &naming, &city)?;
    Ok(())
}

/// The fund does not agree, with a reason that whoever named reads.
///
/// # Errors
/// [`OfficialError`].
pub fn refuse(tx: &mut Tx<'_>, actor: &Actor, id: Id<Naming>, reason: &str) -> Result<(), OfficialError> {
    let (naming, city) = to_answer(tx, actor, id)?;
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(OfficialError::Invalid(vec![FieldError::new("reason", "Say why, in at most 1,000 characters.")]));
    }
    namings::mark_closed(tx, &naming, Outcome::Refused)?;
    ended(tx, actor, (&naming, &city), reason, true)
}

/// Somebody of the city stops a naming that was not answered.
///
/// # Errors
/// [`OfficialError`].
pub fn stop(tx: &mut Tx<'_>, actor: &Actor, id: Id<Naming>) -> Result<(), OfficialError> {
    let naming = namings::naming(tx, id)?;
    if !policy::may_name_official(actor, naming.city) {
        return Err(if actor.belongs_to(naming.city) { OfficialError::Forbidden } else { db::Error::Missing.into() });
    }
    if naming.outcome.is_some() {
        return Err(OfficialError::Ended);
    }
    let present = in_office(tx, naming.city)?;
    must_not_be_outranked(actor, &naming, &present, tx.now())?;
    namings::mark_closed(tx, &naming, Outcome::Stopped)?;
    let city = organisations::city(tx, naming.city)?;
    ended(tx, actor, (&naming, &city), "Stopped by the city.", false)
}

/// Records that a naming came to nothing and tells whoever named, if somebody else ended it.
fn ended(tx: &mut Tx<'_>, actor: &Actor, (naming, city): (&Naming, &City), reason: &str, by_fund: bool) -> Result<(), OfficialError> {
    let fact = facts::NamingEnded {
        organisation: naming.city.text(),
        city: city.full_name(),
        name: naming.name.clone(),
        ended_by: actor.name.clone(),
        by_fund,
        reason: reason.to_owned(),
        path: format!("/portal/cities/{}", naming.city),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if actor.account != Some(naming.named_by) {
        let person = accounts::account(tx, naming.named_by)?;
        outbox::announce(tx, &fact, &[person.recipient(Side::City)])?;
    }
    Ok(())
}

/// Whoever was named says that they may sign: from now on they are the official, and nobody else is.
///
/// # Errors
/// [`OfficialError`]; [`db::Error::Missing`] for everybody who was not named.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, id: Id<Naming>, has_said: bool) -> Result<(), OfficialError> {
    let naming = namings::naming(tx, id)?;
    let account = actor.account.filter(|_| actor.email == naming.email).ok_or(db::Error::Missing)?;
    if !naming.can_be_answered(tx.now()) || !still_stands(tx, &naming)? {
        return Err(OfficialError::Ended);
    }
    if !has_said {
        return Err(OfficialError::Invalid(vec![FieldError::new("may_sign", "Check the box to say that you may sign for your city.")]));
    }
    let city = organisations::city(tx, naming.city)?;
    let before = in_office(tx, naming.city)?;
    for person in before.iter().filter(|person| person.id != account) {
        replace(tx, actor, (&naming, &city), person)?;
    }
    namings::mark_closed(tx, &naming, Outcome::Confirmed)?;
    // A closed account that held the office does not hold it again when it is opened.
    roles::delete_role(tx, naming.city, CityRole::AuthorizedOfficial)?;
    roles::insert_membership(tx, account, naming.city, CityRole::AuthorizedOfficial)?;
    let fact = facts::OfficialConfirmed {
        organisation: naming.city.text(),
        city: city.full_name(),
        account: account.text(),
        name: actor.name.clone(),
        job_title: naming.job_title.clone(),
        statement: naming.statement(&city.full_name()),
        before: before.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", "),
        path: format!("/portal/cities/{}", naming.city),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = claim::writers(tx, naming.city)?;
    to.retain(|writer| writer.account_id != Some(account.text()));
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Whether whoever named could name the official still: with the fund's word, or of the city as it is now.
fn still_stands(tx: &mut Tx<'_>, naming: &Naming) -> Result<bool, db::Error> {
    let namer = account::actor(tx, naming.named_by)?;
    let is_open = accounts::account(tx, naming.named_by)?.disabled_at.is_none();
    let others = !in_office(tx, naming.city)?.is_empty();
    Ok(naming.asks_fund || (is_open && policy::may_name_official(&namer, naming.city) && !policy::asks_fund(&namer, naming.city, others)))
}

/// Ends the office of whoever held it, and tells them.
fn replace(tx: &mut Tx<'_>, actor: &Actor, (naming, city): (&Naming, &City), person: &Person) -> Result<(), db::Error> {
    roles::delete_membership(tx, person.id, naming.city, CityRole::AuthorizedOfficial)?;
    let fact = facts::OfficialReplaced {
        organisation: naming.city.text(),
        city: city.full_name(),
        account: person.id.text(),
        name: person.name.clone(),
        now: actor.name.clone(),
        job_title: naming.job_title.clone(),
        named_by: naming.named_by_name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &[person.recipient(Side::City)])
}

mod read;
pub use read::{asked, find_in_office, find_open, list_asked, list_own, own};
