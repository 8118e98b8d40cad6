//! Namings as pages show them, each to those who may see it.

use super::Naming;
use crate::db::{self, Conn};
use crate::kernel::{Id, Timestamp};
use crate::people::membership::{self, Member};
use crate::people::store::{namings, organisations};
use crate::people::{Actor, City, CityRole, Organisation, policy};

/// The naming of a city that nobody has answered, for its people and the fund's.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else.
pub fn find_open(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Option<Naming>, db::Error> {
    if policy::may_see_members(actor, city) { namings::find_open(conn, city) } else { Err(db::Error::Missing) }
}

/// A naming, for whoever was named.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else.
pub fn own(conn: &mut Conn, actor: &Actor, id: Id<Naming>) -> Result<(Naming, City), db::Error> {
    let naming = namings::naming(conn, id)?;
    if actor.account.is_none() || naming.email != actor.email {
        return Err(db::Error::Missing);
    }
    let city = organisations::city(conn, naming.city)?;
    Ok((naming, city))
}

/// The namings that wait for the actor's answer.
///
/// # Errors
/// The database's refusal.
pub fn list_own(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<(Naming, City)>, db::Error> {
    if actor.account.is_none() {
        return Ok(vec![]);
    }
    let open = namings::list_open_of(conn, &actor.email)?.into_iter().filter(|naming| naming.can_be_answered(now));
    open.map(|naming| organisations::city(conn, naming.city).map(|city| (naming, city))).collect()
}

/// A naming about which the fund is asked, for those who read the queue.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else, and for a naming that does not wait for the fund.
pub fn asked(conn: &mut Conn, actor: &Actor, id: Id<Naming>) -> Result<(Naming, City), db::Error> {
    let naming = namings::naming(conn, id)?;
    if !policy::may_see_claims(actor) || !naming.waits_for_fund() {
        return Err(db::Error::Missing);
    }
    let city = organisations::city(conn, naming.city)?;
    Ok((naming, city))
}

/// The namings about which the fund is asked, for those who read the queue.
///
/// # Errors
/// The database's refusal.
pub fn list_asked(conn: &mut Conn, actor: &Actor) -> Result<Vec<(Naming, City)>, db::Error> {
    let asked = if policy::may_see_claims(actor) { namings::list_asked(conn)? } else { vec![] };
    asked.into_iter().map(|naming| organisations::city(conn, naming.city).map(|city| (naming, city))).collect()
}

/// Who signs for a city now, with the job title that they were named with; nobody where two do. For those who may see
/// its members.
///
/// # Errors
/// [`db::Error::Missing`] for everybody else.
pub fn find_in_office(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Option<(Member, String)>, db::Error> {
    let members = membership::list(conn, actor, city)?;
    let mut officials = members.into_iter().filter(|member| member.role == CityRole::AuthorizedOfficial);
    let (Some(only), None) = (officials.next(), officials.next()) else { return Ok(None) };
    let title = namings::find_confirmed(conn, city, &only.email)?.map(|naming| naming.job_title).unwrap_or_default();
    Ok(Some((only, title)))
}
