//! Who belongs to a city. A second person of a registered city asks to join; somebody
//! who writes for the city lets them in with a role, or invites people by mail
//! ([`super::invite`]). Rules: [`policy::may_add_member`], [`policy::may_remove_member`].

use super::store::{accounts, organisations, roles};
use super::{Account, Actor, City, CityRole, Organisation, claim, facts, policy, role};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::outbox::Side;
use crate::{audit, outbox};

/// One role of one person in a city.
#[derive(Clone, Debug)]
pub struct Member {
    /// Whose.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The role.
    pub role: CityRole,
}

/// Somebody who asks to belong to a city.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    /// Who.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Since when.
    pub asked_at: Timestamp,
}

/// Why a city's people were not changed.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// Not somebody who may.
    #[error("You cannot change who belongs to this city in this way. Ask its authorized official.")]
    Forbidden,
    /// There is no such request.
    #[error("This person is not waiting to join the city.")]
    NotAsked,
    /// The last writer may not leave.
    #[error("The city needs at least one person who writes for it. Add another person first.")]
    LastWriter,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for MembershipError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::NotAsked | Self::LastWriter => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Asks those who write for a city to let the actor in. Asking twice asks once.
///
/// # Errors
/// Nobody signed in; no such city.
pub fn request_access(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>) -> Result<(), MembershipError> {
    let account = actor.account.ok_or(MembershipError::Forbidden)?;
    let known = organisations::city(tx, city)?;
    if actor.belongs_to(city) || !roles::insert_join_request(tx, account, city)? {
        return Ok(());
    }
    let fact = facts::AccessRequested {
        organisation: city.text(),
        city: known.full_name(),
        account: account.text(),
        name: actor.name.clone(),
        email: actor.email.clone(),
        path: format!("/portal/cities/{city}"),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let writers = accounts::list_with_city_roles(tx, city, &[CityRole::Preparer, CityRole::AuthorizedOfficial])?;
    let to: Vec<_> = writers.iter().map(|w| w.recipient(Side::City)).collect();
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Lets in somebody who asked, with a role.
///
/// # Errors
/// Not allowed; nobody asked.
pub fn admit(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, account: Id<Account>, role: CityRole) -> Result<(), MembershipError> {
    if !policy::may_add_member(actor, city, role) {
        return Err(MembershipError::Forbidden);
    }
    if !roles::delete_join_request(tx, account, city)? {
        return Err(MembershipError::NotAsked);
    }
    add(tx, actor, city, account, role)?;
    Ok(())
}

/// Gives a role to a person without their asking: for the demo and the command line. Whoever
/// brings in somebody who writes for the city vouches for them ([`super::claim`]).
///
/// # Errors
/// Not the system.
pub fn grant(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, account: Id<Account>, role: CityRole) -> Result<(), MembershipError> {
    if !actor.is_system {
        return Err(MembershipError::Forbidden);
    }
    if roles::insert_membership(tx, account, city, role)? {
        record_added(tx, actor, city, account, role)?;
    }
    if role == CityRole::Viewer {
        return Ok(());
    }
    match claim::vouch(tx, actor, city, account) {
        Err(claim::ClaimError::Db(e)) => Err(e.into()),
        Err(_) => Err(MembershipError::Forbidden),
        Ok(()) => Ok(()),
    }
}

/// Takes a role away from a person.
///
/// # Errors
/// Not allowed; the last person who writes for the city.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, account: Id<Account>, role: CityRole) -> Result<(), MembershipError> {
    if !policy::may_remove_member(actor, city, actor.account == Some(account)) {
        return Err(MembershipError::Forbidden);
    }
    if roles::delete_membership(tx, account, city, role)? {
        let left = roles::list_members(tx, city)?;
        if left.iter().all(|m| m.role == CityRole::Viewer) {
            return Err(MembershipError::LastWriter);
        }
        audit::record(
            tx,
            &actor.doer(),
            &facts::MemberRemoved { organisation: city.text(), account: account.text(), role: role.to_string() },
        )?;
    }
    Ok(())
}

/// Adds the role, records it and tells the person, unless it was held already.
pub(super) fn add(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, account: Id<Account>, role: CityRole) -> Result<(), db::Error> {
    if !roles::insert_membership(tx, account, city, role)? {
        return Ok(());
    }
    roles::delete_join_request(tx, account, city)?;
    let fact = record_added(tx, actor, city, account, role)?;
    if actor.account != Some(account) {
        let person = accounts::account(tx, account)?;
        outbox::announce(tx, &fact, &[person.recipient(Side::City)])?;
    }
    Ok(())
}

fn record_added(
    tx: &mut Tx<'_>,
    actor: &Actor,
    city: Id<Organisation>,
    account: Id<Account>,
    role: CityRole,
) -> Result<facts::MemberAdded, db::Error> {
    let fact = facts::MemberAdded {
        organisation: city.text(),
        city: organisations::city(tx, city)?.full_name(),
        account: account.text(),
        name: accounts::account(tx, account)?.name,
        role: role::words(role),
        path: format!("/portal/cities/{city}"),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(fact)
}

/// Whether the city has an authorized official.
///
/// # Errors
/// The database's refusal.
pub fn has_official(conn: &mut Conn, city: Id<Organisation>) -> Result<bool, db::Error> {
    Ok(roles::list_members(conn, city)?.iter().any(|m| m.role == CityRole::AuthorizedOfficial))
}

/// Everybody of a city, one row per role, by name; for those who may see it.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else.
pub fn list(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Vec<Member>, db::Error> {
    if policy::may_see_members(actor, city) { roles::list_members(conn, city) } else { Err(db::Error::Missing) }
}

/// The cities that the actor waits to join, and since when.
///
/// # Errors
/// The database's refusal.
pub fn list_own_requests(conn: &mut Conn, actor: &Actor) -> Result<Vec<(City, Timestamp)>, db::Error> {
    let Some(account) = actor.account else { return Ok(vec![]) };
    let waiting = roles::list_requests_of(conn, account)?;
    waiting.into_iter().map(|(city, at)| Ok((organisations::city(conn, city)?, at))).collect()
}

/// Everybody who waits to join a city; for those who may see its members.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else.
pub fn list_requests(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Vec<JoinRequest>, db::Error> {
    if policy::may_see_members(actor, city) { roles::list_join_requests(conn, city) } else { Err(db::Error::Missing) }
}
