//! Two accounts of one person: wherever different people are needed, they count as one (W5).

use super::store::{accounts, same_people};
use super::{Account, Actor, facts, policy};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// Why two accounts were not joined.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Not an administrator.
    #[error("Only an administrator says that two accounts belong to one person.")]
    Forbidden,
    /// Something does not fit.
    #[error("Choose two accounts.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for IdentityError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Db(_) => &[],
        }
    }
}

/// Whether two accounts are one, or belong to one person.
///
/// # Errors
/// The database's refusal.
pub fn is_one_person(conn: &mut Conn, account: Id<Account>, other: Id<Account>) -> Result<bool, db::Error> {
    Ok(same_people::person_of(conn, account)? == same_people::person_of(conn, other)?)
}

/// The same of accounts as they are stored.
///
/// # Errors
/// The database's refusal.
pub fn are_one_person(conn: &mut Conn, account: &str, other: &str) -> Result<bool, db::Error> {
    match (account.parse(), other.parse()) {
        (Ok(one), Ok(two)) if account != other => is_one_person(conn, one, two),
        _ => Ok(account == other),
    }
}

/// Of these accounts those that another one stands for, each with that one; whoever is missing stands for themselves. Two accounts
/// are of one person where the same one stands for both.
///
/// # Errors
/// The database's refusal.
pub fn persons(conn: &mut Conn, accounts: &BTreeSet<Id<Account>>) -> Result<BTreeMap<Id<Account>, Id<Account>>, db::Error> {
    if accounts.is_empty() { Ok(BTreeMap::new()) } else { same_people::list_persons(conn, accounts) }
}

/// Says that `account` belongs to the person of `other`. It cannot be unsaid: what they did
/// as one person stays so.
///
/// # Errors
/// [`IdentityError`].
pub fn join(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, other: Id<Account>) -> Result<(), IdentityError> {
    if !policy::may_manage_people(actor) {
        return Err(IdentityError::Forbidden);
    }
    let (account, other) = (accounts::account(tx, account)?, accounts::account(tx, other)?);
    // Whoever stands for the other one stands for this one too, so that a chain has one link.
    let person = same_people::person_of(tx, other.id)?;
    if same_people::person_of(tx, account.id)? == person {
        return Err(IdentityError::Invalid(vec![FieldError::new("same_as", "These are one account, or one person already.")]));
    }
    same_people::insert(tx, account.id, person)?;
    let fact = facts::AccountsJoined { account: account.id.text(), name: account.name, other: other.id.text(), other_name: other.name };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
