//! A role in the fund lent to a colleague for some days, up to an amount: for holidays and
//! illness. The lender counts as having acted too; a role that was lent is not lent on.

use super::actor::{Account, Actor, FundRole};
use super::store::{accounts, delegations, roles};
use super::{facts, policy};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use chrono::NaiveDate;

/// The roles that may be lent: those whose steps a workflow records, never one that pays.
pub const LENDABLE: &[FundRole] = &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial];
/// For how many days at most.
const LONGEST: i64 = 92;

/// A loan of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its identifier.
    pub id: Id<Delegation>,
    /// Who lends.
    pub from: Id<Account>,
    /// To whom.
    pub to: Id<Account>,
    /// The role.
    pub role: FundRole,
    /// The largest amount it may be used for.
    pub most: Option<Money>,
    /// The first day, in the zone of the round.
    pub first_day: NaiveDate,
    /// The last day.
    pub last_day: NaiveDate,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// What somebody wants to lend.
#[derive(Clone, Debug)]
pub struct Loan {
    /// To whom.
    pub to: Id<Account>,
    /// The role.
    pub role: FundRole,
    /// The largest amount it may be used for.
    pub most: Option<Money>,
    /// The first day.
    pub first_day: NaiveDate,
    /// The last day.
    pub last_day: NaiveDate,
}

/// Why a role was not lent.
#[derive(Debug, thiserror::Error)]
pub enum DelegationError {
    /// The person does not hold the role.
    #[error("You can lend only a role that you hold yourself.")]
    Forbidden,
    /// Something does not fit.
    #[error("Check the loan.")]
    Invalid(Vec<FieldError>),
    /// It was taken back before.
    #[error("This was taken back already.")]
    Over,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DelegationError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Over => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Over | Self::Db(_) => &[],
        }
    }
}

/// Lends a role that the actor holds.
///
/// # Errors
/// [`DelegationError`].
pub fn lend(tx: &mut Tx<'_>, actor: &Actor, loan: &Loan) -> Result<Id<Delegation>, DelegationError> {
    let from = actor.account.filter(|_| actor.has(loan.role)).ok_or(DelegationError::Forbidden)?;
    let to = accounts::account(tx, loan.to)?;
    let mistakes = mistakes(loan, from, &roles::list_fund_roles(tx, loan.to)?, tx.now().day());
    if !mistakes.is_empty() {
        return Err(DelegationError::Invalid(mistakes));
    }
    let Loan { role, most, first_day, last_day, .. } = *loan;
    let made = Delegation { id: tx.id(), from, to: to.id, role, most, first_day, last_day, made_at: tx.now(), revoked_at: None };
    delegations::insert(tx, &made)?;
    let fact = facts::RoleLent {
        account: to.id.text(),
        name: to.name,
        role: role.to_string(),
        most,
        first_day,
        last_day,
        lent_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(made.id)
}

fn mistakes(loan: &Loan, from: Id<Account>, held: &[FundRole], today: NaiveDate) -> Vec<FieldError> {
    let mut found = Vec::new();
    if !LENDABLE.contains(&loan.role) {
        found.push(FieldError::new("role", "This role cannot be lent."));
    }
    if loan.to == from {
        found.push(FieldError::new("to", "Choose another person."));
    } else if let Some(other) = policy::conflicting(loan.role, held) {
        let other = other.to_string().replace('_', " ");
        found.push(FieldError::new("to", format!("The person is {other}, which does not go together with this role.")));
    } else if held.contains(&loan.role) {
        found.push(FieldError::new("to", "The person holds this role already."));
    }
    if loan.most.is_some_and(|most| !most.is_positive()) {
        found.push(FieldError::new("most", "Enter an amount above zero, or leave the field empty."));
    }
    let days = loan.last_day.signed_duration_since(loan.first_day).num_days();
    if days < 0 || loan.last_day < today {
        found.push(FieldError::new("last_day", "The last day must be today or later, and not before the first."));
    } else if days > LONGEST {
        found.push(FieldError::new("last_day", "A role can be lent for three months at most."));
    }
    found
}

/// Takes a loan back: by who made it, or by an administrator.
///
/// # Errors
/// [`DelegationError`].
pub fn take_back(tx: &mut Tx<'_>, actor: &Actor, id: Id<Delegation>) -> Result<(), DelegationError> {
    let found = delegations::delegation(tx, id)?;
    if actor.account != Some(found.from) && !policy::may_manage_people(actor) {
        return Err(db::Error::Missing.into());
    }
    if found.revoked_at.is_some() {
        return Err(DelegationError::Over);
    }
    delegations::mark_revoked(tx, id)?;
    let fact = facts::RoleTakenBack { account: found.to.text(), role: found.role.to_string() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// The loans that a person made or got, the newest first, at most 100; for an administrator
/// or an auditor those of all.
///
/// # Errors
/// The database's refusal.
pub fn list_visible(conn: &mut Conn, actor: &Actor) -> Result<Vec<Delegation>, db::Error> {
    let sees_all = policy::may_manage_people(actor) || actor.has(FundRole::Auditor);
    delegations::list(conn, actor.account.filter(|_| !sees_all), 100)
}
