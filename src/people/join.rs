//! Requests to join a city that are refused, and those that its people leave unanswered: after some
//! days, or at once where nobody is confirmed to act for the city, the fund answers them too.

use super::membership::{self, JoinRequest};
use super::store::{accounts, claims, organisations, roles};
use super::{Account, Actor, City, CityRole, Organisation, facts, policy};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::Side;
use crate::{audit, outbox};
use chrono::TimeDelta;

/// The most requests in the list of the fund.
const MOST: i64 = 200;
/// The longest reason.
const LONGEST: usize = 1_000;

/// A request that nobody of the city answered.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// Who asks, and since when.
    pub request: JoinRequest,
    /// The city.
    pub city: City,
    /// Whether somebody is confirmed to act for it.
    pub is_confirmed: bool,
}

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Not somebody who may.
    #[error("Only people who write for the city answer this, and a program officer once they have had their time.")]
    Forbidden,
    /// There is no such request.
    #[error("This person is not waiting to join the city.")]
    NotAsked,
    /// Mistakes in the form.
    #[error("Check what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for JoinError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::NotAsked => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Does not let somebody in, with a reason that they read. `answer_days` is how long the city's people
/// have before the fund may.
///
/// # Errors
/// [`JoinError`].
pub fn refuse(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (city, account): (Id<Organisation>, Id<Account>),
    reason: &str,
    answer_days: i64,
) -> Result<(), JoinError> {
    let by_fund = answers_for(tx, actor, (city, account), answer_days)?;
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(JoinError::Invalid(vec![FieldError::new("reason", "Say why, in at most 1,000 characters.")]));
    }
    if !roles::delete_join_request(tx, account, city)? {
        return Err(JoinError::NotAsked);
    }
    let person = accounts::account(tx, account)?;
    let fact = facts::AccessRefused {
        organisation: city.text(),
        city: organisations::city(tx, city)?.full_name(),
        account: account.text(),
        name: person.name.clone(),
        reason: reason.to_owned(),
        refused_by: actor.name.clone(),
        by_fund,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &[person.recipient(Side::City)])?;
    Ok(())
}

/// The fund lets somebody in whose request the city's people left unanswered.
///
/// # Errors
/// [`JoinError`].
pub fn admit_by_fund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (city, account): (Id<Organisation>, Id<Account>),
    role: CityRole,
    answer_days: i64,
) -> Result<(), JoinError> {
    if role == CityRole::AuthorizedOfficial || !answers_for(tx, actor, (city, account), answer_days)? {
        return Err(JoinError::Forbidden);
    }
    if !roles::delete_join_request(tx, account, city)? {
        return Err(JoinError::NotAsked);
    }
    membership::add(tx, actor, city, account, role)?;
    Ok(())
}

/// Whether the actor answers this request, and does so for the fund.
fn answers_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (city, account): (Id<Organisation>, Id<Account>),
    answer_days: i64,
) -> Result<bool, JoinError> {
    if actor.writes_for(city) {
        return Ok(false);
    }
    if !is_free_to_answer(actor, city, account) {
        return Err(JoinError::Forbidden);
    }
    let request = roles::list_join_requests(tx, city)?.into_iter().find(|r| r.account == account).ok_or(JoinError::NotAsked)?;
    let is_confirmed = claims::has_confirmed(tx, city)?;
    if is_for_fund(request.asked_at, is_confirmed, answer_days, tx.now()) { Ok(true) } else { Err(JoinError::Forbidden) }
}

/// Whether the fund may answer what was asked at this instant.
fn is_for_fund(asked_at: Timestamp, is_confirmed: bool, answer_days: i64, now: Timestamp) -> bool {
    !is_confirmed || now >= asked_at.plus(TimeDelta::days(answer_days))
}

/// Requests that the fund may answer, the longest waiting first, for those who read the queue.
///
/// # Errors
/// The database's refusal.
pub fn list_unanswered(conn: &mut Conn, actor: &Actor, answer_days: i64, now: Timestamp) -> Result<Vec<Unanswered>, db::Error> {
    if !policy::may_see_claims(actor) {
        return Ok(vec![]);
    }
    let until = now.plus(-TimeDelta::days(answer_days));
    let waiting = roles::list_join_requests_for_fund(conn, until, MOST)?;
    waiting.into_iter().map(|(city, request)| whole(conn, city, request)).collect()
}

/// One request that the fund may answer, for those who read the queue.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else, and while the city has its days.
pub fn unanswered(
    conn: &mut Conn,
    actor: &Actor,
    (city, account): (Id<Organisation>, Id<Account>),
    answer_days: i64,
    now: Timestamp,
) -> Result<Unanswered, db::Error> {
    if !policy::may_see_claims(actor) {
        return Err(db::Error::Missing);
    }
    let request = roles::list_join_requests(conn, city)?.into_iter().find(|r| r.account == account).ok_or(db::Error::Missing)?;
    let found = whole(conn, city, request)?;
    let is_for_fund = is_for_fund(found.request.asked_at, found.is_confirmed, answer_days, now);
    if is_for_fund { Ok(found) } else { Err(db::Error::Missing) }
}

fn whole(conn: &mut Conn, city: Id<Organisation>, request: JoinRequest) -> Result<Unanswered, db::Error> {
    Ok(Unanswered { request, city: organisations::city(conn, city)?, is_confirmed: claims::has_confirmed(conn, city)? })
}

/// Whether the actor answers this request for the fund: an officer who neither asks nor belongs to the city.
#[must_use]
pub fn may_be_answered_by(unanswered: &Unanswered, actor: &Actor) -> bool {
    is_free_to_answer(actor, unanswered.city.id, unanswered.request.account)
}

fn is_free_to_answer(actor: &Actor, city: Id<Organisation>, account: Id<Account>) -> bool {
    policy::may_decide_claims(actor) && actor.accounts().all(|own| own != account) && !actor.belongs_to(city)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_has_its_days_unless_nobody_is_confirmed() {
        let asked = Timestamp::parse("2027-01-04T12:00:00Z").expect("an instant");
        let after = |seconds| asked.plus(TimeDelta::days(7)).plus(TimeDelta::seconds(seconds));
        assert!(!is_for_fund(asked, true, 7, after(-1)) && is_for_fund(asked, true, 7, after(0)));
        assert!(is_for_fund(asked, false, 7, asked));
    }
}
