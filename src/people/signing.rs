//! Links that open one document for one signature, and nothing else of the account: whoever holds
//! one reads that document; to sign takes the password besides. What the document is, the asking
//! slice knows.

use super::link::{self, Purpose};
use super::store::{accounts, links};
use super::{Account, Actor, Person, account, link_terms, secret};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Timestamp};
use chrono::TimeDelta;

/// What a link opens.
#[derive(Clone, Debug)]
pub struct Signing {
    /// Who signs, with the rights of this moment.
    pub signer: Actor,
    /// Their account.
    pub person: Person,
    /// What: the identifier that the asking slice gave.
    pub what: String,
    /// Whether the link can still be used to sign.
    pub is_open: bool,
    /// When it was used, as long as it shows what came of it.
    pub used_at: Option<Timestamp>,
}

/// Makes a link for one person and one document; the path of its page, or nothing when the actor sent
/// too many letters today.
///
/// # Errors
/// The database's refusal.
pub fn make(tx: &mut Tx<'_>, actor: &Actor, signer: Id<Account>, what: &str) -> Result<Option<String>, db::Error> {
    if !link_terms::may_send_now(tx, actor.account)? {
        return Ok(None);
    }
    let lasts = TimeDelta::days(link_terms::link_terms(tx.now())?.signing_days);
    let person = accounts::account(tx, signer)?;
    let purpose = Purpose::Sign { account: signer, what: what.to_owned() };
    let (token, _) = link::keep(tx, &purpose, (&person.email, &person.name), actor.account, lasts)?;
    Ok(Some(format!("/link/sign/{token}")))
}

/// What a link opens; a used one is found too, to show what came of it.
///
/// # Errors
/// [`db::Error::Missing`] for what is no such link, or belongs to a closed account.
pub fn find(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Signing, db::Error> {
    let link = links::find(conn, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    let is_fresh = now < link.expires_at;
    let (is_open, used_at) = (link.used_at.is_none() && is_fresh, link.used_at.filter(|_| is_fresh));
    let Purpose::Sign { account, what } = link.purpose else { return Err(db::Error::Missing) };
    let person = accounts::account(conn, account)?;
    if person.disabled_at.is_some() {
        return Err(db::Error::Missing);
    }
    Ok(Signing { signer: account::actor(conn, account)?, person, what, is_open, used_at })
}

/// Uses the link up; it is used once, whoever comes first.
///
/// # Errors
/// [`db::Error::Stale`] when it was used already.
pub fn use_up(tx: &mut Tx<'_>, token: &str) -> Result<(), db::Error> {
    let link = links::find(tx, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    if links::mark_used(tx, &link)? { Ok(()) } else { Err(db::Error::Stale) }
}
