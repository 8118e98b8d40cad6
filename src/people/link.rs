//! One-time links: 256-bit secrets sent to an address, used once, within an hour
//! (invitations: three days). Opening a link shows a page with a button; only the
//! button uses it, so that a scanner of mail cannot.
//!
//! A stranger learns nothing: a known address gets a sign-in link and an unknown
//! one a sign-up link, whichever was asked for, with the same answer and work.

use super::claim::Claim;
use super::invite::{self, Invitation};
use super::official::{self, Naming};
use super::session::{self, AHEAD, Method, Start};
use super::store::{accounts, links, namings, sign_in_failures};
use super::{Account, Actor, FundRole, Organisation, account, address, facts, role, secret};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::{Recipient, Side};
use crate::{audit, outbox};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long a sign-in or sign-up link works.
pub const MINUTES: i64 = 60;
/// How many links an address may ask for in a day, beside one a minute.
const A_DAY: usize = 20;

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Purpose {
    /// Makes an account.
    SignUp {
        /// The page to go to afterwards.
        next: String,
    },
    /// Signs in.
    SignIn {
        /// The page to go to afterwards.
        next: String,
    },
    /// Gives a role, making an account if there is none.
    Invite(Invitation),
    /// Leads whoever was named to the page where they say that they may sign for a city.
    Official {
        /// The naming.
        naming: Id<Naming>,
        /// The city.
        organisation: Id<Organisation>,
        /// Its name with state, to show before signing in.
        city: String,
        /// The job title that was given.
        job_title: String,
    },
    /// Proves that somebody reads a mailbox. Signs nobody in.
    ProveMailbox {
        /// The claim that it proves.
        claim: Id<Claim>,
        /// The city's name with state.
        city: String,
        /// Who claims it.
        claimant: String,
    },
    /// Opens one document for one signature. Signs nobody in.
    Sign {
        /// Who signs.
        account: Id<Account>,
        /// What: the identifier that the asking slice gave.
        what: String,
    },
    /// Opens one page on which somebody, who needs no account, confirms a part. Signs nobody in.
    ConfirmPart {
        /// Which part: the identifier that the asking slice gave.
        what: String,
    },
    /// Opens one page on which somebody answers whether they sit on a panel. Signs nobody in.
    Seat {
        /// Which seat: the identifier that the asking slice gave.
        what: String,
    },
}

impl Purpose {
    /// Whether using the link signs somebody in.
    #[must_use]
    pub fn signs_in(&self) -> bool {
        !matches!(self, Self::ProveMailbox { .. } | Self::Sign { .. } | Self::ConfirmPart { .. } | Self::Seat { .. })
    }
}

/// A link as it is kept.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its identifier; not the secret.
    pub id: Id<Link>,
    /// What it is for.
    pub purpose: Purpose,
    /// The address it was sent to.
    pub email: String,
    /// The name typed or given, or empty.
    pub name: String,
    /// Who invites, for an invitation by a person.
    pub invited_by: Option<Id<Account>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// A wish for a link.
#[derive(Clone, Debug)]
pub struct LinkRequest {
    /// The address as typed.
    pub email: String,
    /// The name as typed, when it was asked for.
    pub name: Option<String>,
    /// Where to go afterwards: a path of this site.
    pub next: String,
}

/// Why no link was asked for or used.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Mistakes in the form.
    #[error("Check what you entered.")]
    Invalid(Vec<FieldError>),
    /// Unknown, used or expired: one answer.
    #[error("This link was used already or has expired. Ask for a new one.")]
    Ended,
    /// Who was named with it was answered, stopped or replaced since.
    #[error("{}", official::OfficialError::Ended)]
    NamingOver,
    /// The invitation no longer fits.
    #[error(transparent)]
    Role(#[from] role::RoleError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for LinkError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Ended | Self::NamingOver => Kind::Conflict,
            Self::Role(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl From<account::AccountError> for LinkError {
    fn from(e: account::AccountError) -> Self {
        match e {
            account::AccountError::Invalid(fields) => Self::Invalid(fields),
            account::AccountError::Db(e) => Self::Db(e),
            account::AccountError::Forbidden | account::AccountError::OwnAccount => Self::Ended,
        }
    }
}

/// Sends a link to an address: at most one a minute. The answer never tells whether
/// the address has an account, nor whether a letter was held back.
///
/// # Errors
/// An address or name of a wrong shape.
pub fn request(tx: &mut Tx<'_>, wish: &LinkRequest) -> Result<(), LinkError> {
    let email = address::parse("email", &wish.email);
    let name = wish.name.as_deref().map(|n| address::parse_name("name", n)).transpose();
    let (email, name) = match (email, name) {
        (Ok(email), Ok(name)) => (email, name.unwrap_or_default()),
        (email, name) => return Err(LinkError::Invalid([name.err(), email.err()].into_iter().flatten().collect())),
    };
    let now = tx.now();
    let earlier = links::list_requested_between(tx, &email, (now.plus(TimeDelta::days(-1)), now))?;
    if earlier.len() >= A_DAY || earlier.first().is_some_and(|at| now < at.plus(TimeDelta::minutes(1))) {
        return Ok(());
    }
    let person = accounts::find_by_email(tx, &email)?;
    let next = wish.next.clone();
    let purpose = if person.is_some() { Purpose::SignIn { next } } else { Purpose::SignUp { next } };
    let name = person.as_ref().map_or(name, |p| p.name.clone());
    let (path, expires_at) = make(tx, &purpose, (&email, &name), None, TimeDelta::minutes(MINUTES))?;
    let kind = if person.is_some() { "sign_in" } else { "sign_up" };
    audit::record(tx, &Actor::anonymous().doer(), &facts::LinkRequested { email: email.clone(), purpose: kind.into() })?;
    let unknown = Recipient { account_id: None, name: name.clone(), email: email.clone(), locale: "en".into(), side: Side::default() };
    match person {
        // A closed account gets no letter; whoever asked cannot tell.
        Some(person) if person.disabled_at.is_some() => Ok(()),
        Some(person) => Ok(outbox::announce(
            tx,
            &facts::SignInLink { email, name, path, minutes: MINUTES, expires_at },
            &[person.recipient(Side::default())],
        )?),
        None => Ok(outbox::announce(tx, &facts::SignUpLink { email, name, path, minutes: MINUTES, expires_at }, &[unknown])?),
    }
}

/// Keeps a new link and returns the path of its page and its end.
pub(super) fn make(
    tx: &mut Tx<'_>,
    purpose: &Purpose,
    to: (&str, &str),
    invited_by: Option<Id<Account>>,
    lasts: TimeDelta,
) -> Result<(String, Timestamp), db::Error> {
    let (token, expires_at) = keep(tx, purpose, to, invited_by, lasts)?;
    Ok((format!("/sign-in/link/{token}"), expires_at))
}

/// As [`make`], for links with a page of their own: returns the secret.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    purpose: &Purpose,
    to: (&str, &str),
    invited_by: Option<Id<Account>>,
    lasts: TimeDelta,
) -> Result<(String, Timestamp), db::Error> {
    let token = secret::fresh(tx);
    let expires_at = tx.now().plus(lasts);
    let new = links::New { token_hash: secret::digest(&token), purpose, email: to.0, name: to.1, invited_by, expires_at };
    links::insert(tx, &new)?;
    Ok((token, expires_at))
}

/// The link of a secret, if it can still be used.
///
/// # Errors
/// The database's refusal.
pub fn find(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<Link>, db::Error> {
    Ok(links::find(conn, &secret::digest(token))?.filter(|l| l.used_at.is_none() && now < l.expires_at && l.created_at <= now.plus(AHEAD)))
}

/// What using a link led to.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// The token of the new session.
    pub session: String,
    /// The page to go to.
    pub next: String,
    /// Whether the account was made just now.
    pub is_new: bool,
}

/// Uses a link: makes the account if there is none, gives the role of an invitation,
/// and signs in. `name` replaces the name kept with the link for a new account.
///
/// # Errors
/// [`LinkError::Ended`]; a missing name; a role that excludes one held.
pub fn redeem(tx: &mut Tx<'_>, token: &str, name: &str, start: &Start) -> Result<Redeemed, LinkError> {
    let now = tx.now();
    let link = find(tx, token, now)?.filter(|link| link.purpose.signs_in()).ok_or(LinkError::Ended)?;
    if let Purpose::Official { naming, .. } = &link.purpose
        && !namings::naming(tx, *naming)?.can_be_answered(now)
    {
        return Err(LinkError::NamingOver);
    }
    let known = accounts::find_by_email(tx, &link.email)?;
    if known.as_ref().is_some_and(|p| p.disabled_at.is_some()) {
        return Err(LinkError::Ended);
    }
    let name = if name.trim().is_empty() { &link.name } else { name };
    let is_new = known.is_none();
    let account = match known {
        Some(person) => person.id,
        None => account::create(tx, &Actor::anonymous(), &link.email, name, None)?,
    };
    if !links::mark_used(tx, &link)? {
        return Err(LinkError::Ended);
    }
    let next = match &link.purpose {
        Purpose::SignUp { next } | Purpose::SignIn { next } => next.clone(),
        Purpose::Invite(invitation) => accept(tx, &link, invitation, account)?,
        Purpose::Official { naming, organisation, .. } => official::page(*organisation, *naming),
        Purpose::ProveMailbox { .. } | Purpose::Sign { .. } | Purpose::ConfirmPart { .. } | Purpose::Seat { .. } => {
            return Err(LinkError::Ended);
        }
    };
    sign_in_failures::delete(tx, &link.email)?;
    let session = session::start(tx, account, &Start { method: Method::Link, ..start.clone() })?;
    Ok(Redeemed { session, next, is_new })
}

/// Gives what was offered, in the name of whoever offered it, and says where to go.
fn accept(tx: &mut Tx<'_>, link: &Link, invitation: &Invitation, account: Id<Account>) -> Result<String, LinkError> {
    let inviter = match link.invited_by {
        Some(by) => account::actor(tx, by)?,
        None => Actor::system(),
    };
    match invitation {
        Invitation::Fund { role } => {
            role::grant(tx, &inviter, account, *role)?;
            let home = if matches!(role, FundRole::Reviewer | FundRole::Chair) { "/panel" } else { "/desk" };
            Ok(home.into())
        }
        Invitation::City { organisation, role, .. } => {
            invite::may_still_add(&inviter, *organisation, *role)?;
            super::membership::add(tx, &inviter, *organisation, account, *role)?;
            Ok(format!("/portal/cities/{organisation}"))
        }
    }
}
