//! Accounts: one person, one address. Creating, renaming, disabling, enabling;
//! the look-ups that other slices need to name and to tell people.

use super::store::holdings::{self, Holdings};
use super::store::{accounts, links, roles, sessions};
use super::{Account, Actor, CityRole, FundRole, Organisation, address, facts, policy};
use crate::audit;
use crate::conflict::{self, Walls};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::{Recipient, Side};

/// A person with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub id: Id<Account>,
    /// The address; lower case.
    pub email: String,
    /// The name shown.
    pub name: String,
    /// Whether a password is set.
    pub has_password: bool,
    /// The language of letters.
    pub locale: String,
    /// Since when the account is closed.
    pub disabled_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// For changes: the version read.
    pub version: i64,
}

impl Person {
    /// The person as a letter's recipient, told for this side.
    #[must_use]
    pub fn recipient(&self, side: Side) -> Recipient {
        let Self { name, email, locale, .. } = self.clone();
        Recipient { account_id: Some(self.id.text()), name, email, locale, side }
    }
}

/// Why something was not done to an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Mistakes in the form.
    #[error("Check the details of the account.")]
    Invalid(Vec<FieldError>),
    /// Not an administrator.
    #[error("Only an administrator may do this.")]
    Forbidden,
    /// One's own account.
    #[error("You cannot disable your own account. Ask another administrator.")]
    OwnAccount,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AccountError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Forbidden => Kind::Forbidden,
            Self::OwnAccount => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Creates an account for an address that has proven itself, or that the program
/// vouches for (demo). `password_hash` is a PHC string of [`super::password::hash`].
///
/// # Errors
/// A wrong address or name; [`db::Error::Unique`] when the address has an account.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, email: &str, name: &str, password_hash: Option<&str>) -> Result<Id<Account>, AccountError> {
    let email = address::parse("email", email).map_err(|e| AccountError::Invalid(vec![e]))?;
    let name = address::parse_name("name", name).map_err(|e| AccountError::Invalid(vec![e]))?;
    let account = accounts::insert(tx, &email, &name, password_hash)?;
    audit::record(tx, &actor.doer(), &facts::AccountCreated { account: account.text(), email, name })?;
    Ok(account)
}

/// Changes the name shown for the actor.
///
/// # Errors
/// An empty or over-long name.
pub fn rename(tx: &mut Tx<'_>, actor: &Actor, name: &str) -> Result<(), AccountError> {
    let name = address::parse_name("name", name).map_err(|e| AccountError::Invalid(vec![e]))?;
    let person = accounts::account(tx, actor.account.ok_or(AccountError::Forbidden)?)?;
    if person.name != name {
        accounts::change_name(tx, &person, &name)?;
        audit::record(tx, &actor.doer(), &facts::AccountRenamed { account: person.id.text(), old_name: person.name, new_name: name })?;
    }
    Ok(())
}

/// Closes an account: its sessions end, its API tokens and pending links stop working.
///
/// # Errors
/// Not an administrator; one's own account; no reason.
pub fn disable(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, reason: &str) -> Result<(), AccountError> {
    if !policy::may_manage_people(actor) {
        return Err(AccountError::Forbidden);
    }
    if actor.account == Some(account) {
        return Err(AccountError::OwnAccount);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(AccountError::Invalid(vec![FieldError::new("reason", "Say why, in at most 500 characters.")]));
    }
    let person = accounts::account(tx, account)?;
    if person.disabled_at.is_none() {
        let now = tx.now();
        accounts::change_disabled_at(tx, &person, Some(now))?;
        sessions::delete_all(tx, account, None)?;
        links::mark_all_used(tx, &person)?;
        audit::record(tx, &actor.doer(), &facts::AccountDisabled { account: account.text(), reason: reason.to_owned() })?;
    }
    Ok(())
}

/// Opens a disabled account again. Sessions and links stay ended.
///
/// # Errors
/// Not an administrator.
pub fn enable(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>) -> Result<(), AccountError> {
    if !policy::may_manage_people(actor) {
        return Err(AccountError::Forbidden);
    }
    let person = accounts::account(tx, account)?;
    if person.disabled_at.is_some() {
        accounts::change_disabled_at(tx, &person, None)?;
        audit::record(tx, &actor.doer(), &facts::AccountEnabled { account: account.text() })?;
    }
    Ok(())
}

/// The person of an account.
///
/// # Errors
/// [`db::Error::Missing`].
pub fn account(conn: &mut Conn, id: Id<Account>) -> Result<Person, db::Error> {
    accounts::account(conn, id)
}

/// The person of an address, in any spelling.
///
/// # Errors
/// The database's refusal.
pub fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Person>, db::Error> {
    accounts::find_by_email(conn, &email.trim().to_lowercase())
}

/// The person as an actor, with the rights of this moment.
///
/// # Errors
/// [`db::Error::Missing`].
pub fn actor(conn: &mut Conn, id: Id<Account>) -> Result<Actor, db::Error> {
    let person = accounts::account(conn, id)?;
    let Holdings { fund_roles, lent, memberships, others } = holdings::holdings(conn, id)?;
    let walls = walls_of(conn, (id, &others), !fund_roles.is_empty() || !lent.is_empty())?;
    Ok(Actor { account: Some(id), others, name: person.name, email: person.email, fund_roles, lent, memberships, is_system: false, walls })
}

/// What is closed to the person of an account and these others. Nobody who holds no role in the fund, own or lent, is asked: nothing is open to them there.
pub(super) fn walls_of(conn: &mut Conn, (id, others): (Id<Account>, &[Id<Account>]), is_of_fund: bool) -> Result<Walls, db::Error> {
    if !is_of_fund {
        return Ok(Walls::default());
    }
    let all: Vec<String> = std::iter::once(&id).chain(others).map(Id::text).collect();
    conflict::walls_of(conn, &all)
}

/// Everybody by address, from after `after`, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Person>, db::Error> {
    accounts::list(conn, after, limit)
}

/// Everybody with a role in the fund, with those roles, by address.
///
/// # Errors
/// The database's refusal.
pub fn list_staff(conn: &mut Conn) -> Result<Vec<(Person, Vec<FundRole>)>, db::Error> {
    let people = accounts::list_staff(conn)?;
    people.into_iter().map(|p| Ok((p.clone(), roles::list_fund_roles(conn, p.id)?))).collect()
}

/// Those who hold one of these roles in the fund, to be told or chosen.
///
/// # Errors
/// The database's refusal.
pub fn list_with_fund_roles(conn: &mut Conn, roles: &[FundRole]) -> Result<Vec<Person>, db::Error> {
    accounts::list_with_fund_roles(conn, roles)
}

/// Those who hold one of these roles in the fund and are told of an application or its award: without those to whom it
/// is closed because of a conflict of interest. Every letter about an application goes to the fund by this list.
///
/// # Errors
/// The database's refusal.
pub fn list_open_to<T: ?Sized>(conn: &mut Conn, application: Id<T>, roles: &[FundRole]) -> Result<Vec<Person>, db::Error> {
    list_whom(conn, roles, |walls| !walls.hide(application))
}

/// The same of several applications at once: those to whom none of them is closed.
///
/// # Errors
/// The database's refusal.
pub fn list_open_to_all<T: ?Sized>(conn: &mut Conn, applications: &[Id<T>], roles: &[FundRole]) -> Result<Vec<Person>, db::Error> {
    list_whom(conn, roles, |walls| applications.iter().all(|id| !walls.hide(*id)))
}

/// Those who hold one of these roles in the fund and are told of what concerns the account of a city: without those to
/// whom it is closed.
///
/// # Errors
/// The database's refusal.
pub fn list_open_to_city(conn: &mut Conn, city: Id<Organisation>, roles: &[FundRole]) -> Result<Vec<Person>, db::Error> {
    list_whom(conn, roles, |walls| !walls.hide_account_of(city))
}

fn list_whom(conn: &mut Conn, roles: &[FundRole], is_told: impl Fn(&Walls) -> bool) -> Result<Vec<Person>, db::Error> {
    let mut told = Vec::new();
    for person in accounts::list_with_fund_roles(conn, roles)? {
        if is_told(&conflict::walls(conn, person.id)?) {
            told.push(person);
        }
    }
    Ok(told)
}

/// Those who hold one of these roles in a city, to be told.
///
/// # Errors
/// The database's refusal.
pub fn list_with_city_roles(conn: &mut Conn, city: Id<Organisation>, roles: &[CityRole]) -> Result<Vec<Person>, db::Error> {
    accounts::list_with_city_roles(conn, city, roles)
}
