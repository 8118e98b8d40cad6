//! Links that open one page for somebody without an account: there they confirm a part that another
//! wrote for them, or decline it. What the part is, the asking slice knows.

use super::link::{self, Purpose};
use super::store::links;
use super::{Actor, link_terms, secret};
use crate::db::{self, Conn, Tx};
use crate::kernel::Timestamp;
use chrono::TimeDelta;

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLink {
    /// The name it was sent to.
    pub name: String,
    /// Which part: the identifier that the asking slice gave.
    pub what: String,
    /// Whether the part can still be answered with it.
    pub is_open: bool,
    /// When it was used, as long as it shows what came of it.
    pub used_at: Option<Timestamp>,
}

/// Makes a link for one person and one part: the path of its page and its end, or nothing when the
/// actor sent too many letters today.
///
/// # Errors
/// The database's refusal.
pub fn make(tx: &mut Tx<'_>, actor: &Actor, (email, name): (&str, &str), what: &str) -> Result<Option<(String, Timestamp)>, db::Error> {
    if !link_terms::may_send_now(tx, actor.account)? {
        return Ok(None);
    }
    let lasts = lasts_of(tx.now())?;
    let purpose = Purpose::ConfirmPart { what: what.to_owned() };
    let (token, expires_at) = link::keep(tx, &purpose, (email, name), actor.account, lasts)?;
    Ok(Some((format!("/link/part/{token}"), expires_at)))
}

/// Until when a link works that was made at an instant: the terms are those of its day.
///
/// # Errors
/// A mistake in the terms.
pub fn works_until(made_at: Timestamp) -> Result<Timestamp, db::Error> {
    Ok(made_at.plus(lasts_of(made_at)?))
}

fn lasts_of(made_at: Timestamp) -> Result<TimeDelta, db::Error> {
    Ok(TimeDelta::days(link_terms::link_terms(made_at)?.partner_days))
}

/// What a link opens; a used one is found too, to show what came of it.
///
/// # Errors
/// [`db::Error::Missing`] for what is no such link.
pub fn find(conn: &mut Conn, token: &str, now: Timestamp) -> Result<PartLink, db::Error> {
    let link = links::find(conn, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    let is_fresh = now < link.expires_at;
    let Purpose::ConfirmPart { what } = link.purpose else { return Err(db::Error::Missing) };
    Ok(PartLink { name: link.name, what, is_open: link.used_at.is_none() && is_fresh, used_at: link.used_at.filter(|_| is_fresh) })
}

/// Uses the link up; it is used once, whoever comes first.
///
/// # Errors
/// [`db::Error::Stale`] when it was used already.
pub fn use_up(tx: &mut Tx<'_>, token: &str) -> Result<(), db::Error> {
    let link = links::find(tx, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    if links::mark_used(tx, &link)? { Ok(()) } else { Err(db::Error::Stale) }
}
