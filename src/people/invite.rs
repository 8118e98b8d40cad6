//! Invitations: a role offered by mail to an address, taken by a one-time link.
//! Whether the inviter may give the role is asked when it is offered and again when
//! it is taken.

use super::link::{self, LinkError, Purpose};
use super::store::{accounts, organisations, roles};
use super::{Actor, CityRole, FundRole, Organisation, address, facts, link_terms, policy, role};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::{Recipient, Side};
use crate::{audit, outbox};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Invitation {
    /// A role of the fund.
    Fund {
        /// The role.
        role: FundRole,
    },
    /// A role in a city.
    City {
        /// The city.
        organisation: Id<Organisation>,
        /// Its name with state, to show before signing in.
        city: String,
        /// The role.
        role: CityRole,
    },
}

impl Invitation {
    /// The role in words, and the city or nothing.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Fund { role } => (role::words(role), String::new()),
            Self::City { role, city, .. } => (role::words(role), city.clone()),
        }
    }
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Mistakes in the form.
    #[error("Check whom you want to invite.")]
    Invalid(Vec<FieldError>),
    /// Not somebody who may give the role.
    #[error("You cannot give this role. The authorized official is named on the city’s page.")]
    Forbidden,
    /// One's own address.
    #[error("You cannot invite yourself. The role must be taken by another person.")]
    Oneself,
    /// The person holds a role that excludes it.
    #[error(transparent)]
    Role(#[from] role::RoleError),
    /// Too many.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for InviteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Forbidden => Kind::Forbidden,
            Self::Oneself | Self::TooMany => Kind::Conflict,
            Self::Role(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Offers a role of the fund. Returns the path of the link, for the command line to print.
///
/// # Errors
/// Not an administrator; a wrong address; a role that excludes one held.
pub fn to_fund(tx: &mut Tx<'_>, actor: &Actor, email: &str, name: &str, role: FundRole) -> Result<String, InviteError> {
    if !policy::may_manage_people(actor) {
        return Err(InviteError::Forbidden);
    }
    let (email, name) = addressee(email, name)?;
    if let Some(person) = accounts::find_by_email(tx, &email)? {
        let held = roles::list_fund_roles(tx, person.id)?;
        if let Some(held) = policy::conflicting(role, &held) {
            return Err(InviteError::Role(role::RoleError::Separated { wanted: role, held }));
        }
    }
    send(tx, actor, (&email, &name), Invitation::Fund { role })
}

/// Offers a role in a city.
///
/// # Errors
/// Not allowed; a wrong address; one's own.
pub fn to_city(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, to: (&str, &str), role: CityRole) -> Result<(), InviteError> {
    if !policy::may_add_member(actor, city, role) {
        return Err(InviteError::Forbidden);
    }
    let (email, name) = addressee(to.0, to.1)?;
    let known = organisations::city(tx, city)?;
    send(tx, actor, (&email, &name), Invitation::City { organisation: city, city: known.full_name(), role }).map(|_| ())
}

fn addressee(email: &str, name: &str) -> Result<(String, String), InviteError> {
    match (address::parse("email", email), address::parse_name("name", name)) {
        (Ok(email), Ok(name)) => Ok((email, name)),
        (email, name) => Err(InviteError::Invalid([name.err(), email.err()].into_iter().flatten().collect())),
    }
}

fn send(tx: &mut Tx<'_>, actor: &Actor, to: (&str, &str), invitation: Invitation) -> Result<String, InviteError> {
    if actor.email == to.0 {
        return Err(InviteError::Oneself);
    }
    if !link_terms::may_send_now(tx, actor.account)? {
        return Err(InviteError::TooMany);
    }
    let hours = link_terms::link_terms(tx.now())?.invitation_hours;
    let (role_words, city) = invitation.words();
    let (role, organisation) = match &invitation {
        Invitation::Fund { role } => (role.to_string(), String::new()),
        Invitation::City { role, organisation, .. } => (role.to_string(), organisation.text()),
    };
    let (path, expires_at) = link::make(tx, &Purpose::Invite(invitation), to, actor.account, TimeDelta::hours(hours))?;
    audit::record(tx, &actor.doer(), &facts::InvitationSent { email: to.0.into(), role, organisation })?;
    // The command line prints the link instead of mailing it.
    if !actor.is_system {
        let fact = facts::Invited {
            email: to.0.into(),
            name: to.1.into(),
            role: role_words,
            city,
            invited_by: actor.name.clone(),
            path: path.clone(),
            hours,
            expires_at,
        };
        let recipient = Recipient { account_id: None, name: to.1.into(), email: to.0.into(), locale: "en".into(), side: Side::default() };
        outbox::announce(tx, &fact, &[recipient])?;
    }
    Ok(path)
}

/// Whether the inviter may still give the role at the moment it is taken.
pub(super) fn may_still_add(inviter: &Actor, city: Id<Organisation>, role: CityRole) -> Result<(), LinkError> {
    if policy::may_add_member(inviter, city, role) { Ok(()) } else { Err(LinkError::Ended) }
}
