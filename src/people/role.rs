//! Roles of the fund: given and taken by an administrator, within the separation
//! of [`policy::conflicting`]. A change ends the person's sessions, so that the
//! next one begins with the time-outs of the new rights.

use super::store::{roles, sessions};
use super::{Account, Actor, FundRole, facts, policy};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};

/// Why a role was not given or taken.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// Not an administrator.
    #[error("Only an administrator may change roles of the fund.")]
    Forbidden,
    /// The roles exclude each other.
    #[error("The role {} cannot be held together with the role {}.", words(*.wanted), words(*.held))]
    Separated {
        /// What was to be given.
        wanted: FundRole,
        /// What the person holds.
        held: FundRole,
    },
    /// One's own administrator role.
    #[error("You cannot take the administrator role from yourself. Ask another administrator.")]
    OwnRole,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RoleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Separated { .. } | Self::OwnRole => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// A role's identifier in words: `program officer`.
pub fn words(role: impl ToString) -> String {
    role.to_string().replace('_', " ")
}

/// Gives a person a role of the fund. Nothing happens when it is held already.
///
/// # Errors
/// Not an administrator; a role that excludes one already held.
pub fn grant(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, role: FundRole) -> Result<(), RoleError> {
    if !policy::may_manage_people(actor) {
        return Err(RoleError::Forbidden);
    }
    give(tx, actor, account, role)
}

/// Makes somebody who proved their mailbox a reviewer, in the name of whoever invited them to a panel. Nothing happens
/// when the role is held already.
///
/// # Errors
/// Somebody who may not bring in reviewers, or no longer; a role that excludes one already held.
pub(super) fn bring_reviewer(tx: &mut Tx<'_>, inviter: &Actor, account: Id<Account>) -> Result<(), RoleError> {
    if !policy::may_bring_reviewers(inviter) {
        return Err(RoleError::Forbidden);
    }
    give(tx, inviter, account, FundRole::Reviewer)
}

fn give(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, role: FundRole) -> Result<(), RoleError> {
    if let Some(held) = policy::conflicting(role, &roles::list_fund_roles(tx, account)?) {
        return Err(RoleError::Separated { wanted: role, held });
    }
    if roles::insert_fund_role(tx, account, role)? {
        sessions::delete_all(tx, account, None)?;
        audit::record(tx, &actor.doer(), &facts::RoleGranted { account: account.text(), role: role.to_string() })?;
    }
    Ok(())
}

/// Takes a role of the fund from a person. Nothing happens when it is not held.
///
/// # Errors
/// Not an administrator; one's own administrator role.
pub fn revoke(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, role: FundRole) -> Result<(), RoleError> {
    if !policy::may_manage_people(actor) {
        return Err(RoleError::Forbidden);
    }
    if role == FundRole::Administrator && actor.account == Some(account) {
        return Err(RoleError::OwnRole);
    }
    if roles::delete_fund_role(tx, account, role)? {
        sessions::delete_all(tx, account, None)?;
        audit::record(tx, &actor.doer(), &facts::RoleRevoked { account: account.text(), role: role.to_string() })?;
    }
    Ok(())
}
