//! Sessions: kept on the server, found by the digest of a 256-bit token that the
//! browser carries. They end after a while without a request, after a fixed time,
//! when the person signs out, and when the account is disabled.
//!
//! Rights are read for each request, so a role taken away is gone at once.

use super::store::holdings::{self, Holdings};
use super::store::{roles, sessions};
use super::{Account, Actor, facts, secret};
use crate::audit;
use crate::config;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::FundRole;
use chrono::TimeDelta;

/// What was made by a clock that was so far ahead is worth nothing once the clock is right again: it would last too long.
pub(super) const AHEAD: TimeDelta = TimeDelta::hours(24);

/// How a person proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Method {
    /// With the password.
    Password,
    /// With a one-time link sent to the address.
    Link,
}

/// One signed-in browser.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its identifier; not the token.
    pub id: Id<Session>,
    /// Whose it is.
    pub account: Id<Account>,
    /// How it began.
    pub method: Method,
    /// A label such as `Firefox on Windows`.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// The last request, to the minute.
    pub last_seen_at: Timestamp,
    /// It ends after this long without a request.
    pub idle: TimeDelta,
    /// It ends then at the latest.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether it still counts.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.ends_at() && self.created_at <= now.plus(AHEAD)
    }

    /// As it is from a clock that was set back on: nothing of it lies in the future, and it lasts no longer than it was to.
    #[must_use]
    pub(super) fn seen(&self, now: Timestamp) -> Self {
        let ahead = (self.created_at.utc() - now.utc()).max(TimeDelta::zero());
        Self { created_at: self.created_at.plus(-ahead), expires_at: self.expires_at.plus(-ahead), last_seen_at: now, ..self.clone() }
    }

    /// When it ends if nothing more is asked for.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.expires_at.min(self.last_seen_at.plus(self.idle))
    }

    /// Whether it began with a link a moment ago: enough to set a new password.
    #[must_use]
    pub fn is_fresh_link(&self, now: Timestamp) -> bool {
        self.method == Method::Link && now < self.created_at.plus(TimeDelta::minutes(15))
    }
}

/// The person of a session, with the rights of this moment.
#[derive(Clone, Debug)]
pub struct SessionActor {
    /// Who asks.
    pub actor: Actor,
    /// The session.
    pub session: Session,
}

impl SessionActor {
    /// Whether the last request is long enough ago to note this one, at most one write a minute; or
    /// in the future, since the clock was set back.
    #[must_use]
    pub fn needs_touch(&self, now: Timestamp) -> bool {
        now >= self.session.last_seen_at.plus(TimeDelta::minutes(1)) || now < self.session.last_seen_at
    }
}

/// What is known of a sign-in.
#[derive(Clone, Debug)]
pub struct Start {
    /// How the person proved who they are.
    pub method: Method,
    /// A label of the browser.
    pub device: String,
    /// Time-outs.
    pub limits: config::Sessions,
}

/// Begins a session and returns its token, which is shown to nobody but the browser.
/// Staff (any role in the fund but reviewer) have the stricter time-outs.
///
/// # Errors
/// The database's refusal.
pub fn start(tx: &mut Tx<'_>, account: Id<Account>, start: &Start) -> Result<String, Error> {
    let is_staff = roles::list_fund_roles(tx, account)?.iter().any(|role| *role != FundRole::Reviewer);
    let limits = &start.limits;
    let (idle_minutes, hours) = if is_staff {
        (limits.staff_idle_minutes, limits.staff_absolute_hours)
    } else {
        (limits.city_idle_minutes, limits.city_absolute_hours)
    };
    let token = secret::fresh(tx);
    let device: String = start.device.chars().filter(|c| !c.is_control()).take(80).collect();
    let expires_at = tx.now().plus(TimeDelta::hours(hours));
    sessions::delete_expired(tx)?;
    let new =
        sessions::New { token_hash: secret::digest(&token), account, method: start.method, device: &device, idle_minutes, expires_at };
    sessions::insert(tx, &new)?;
    let actor = super::account::actor(tx, account)?;
    audit::record(
        tx,
        &actor.doer(),
        &facts::SignedIn { account: account.text(), method: start.method.to_string(), device: device.clone() },
    )?;
    Ok(token)
}

/// The person behind a token, if the session is live and the account is not disabled.
///
/// # Errors
/// The database's refusal.
pub fn find_actor(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<SessionActor>, Error> {
    let Some((session, name, email)) = sessions::find(conn, &secret::digest(token))? else { return Ok(None) };
    if !session.is_live(now) {
        return Ok(None);
    }
    let Holdings { fund_roles, mut lent, memberships, others } = holdings::holdings(conn, session.account)?;
    // Those that may be in force in some zone now. The step that rests on one asks its day in the zone of the round.
    let days = [-1, 0, 1].map(|n| now.plus(TimeDelta::days(n)).day());
    lent.retain(|lent| days.iter().any(|day| lent.is_lent_on(*day)));
    let walls = super::account::walls_of(conn, (session.account, &others), !fund_roles.is_empty() || !lent.is_empty())?;
    let actor = Actor { account: Some(session.account), others, name, email, fund_roles, lent, memberships, is_system: false, walls };
    Ok(Some(SessionActor { actor, session }))
}

/// Notes a request, so that the session does not go idle.
///
/// # Errors
/// The database's refusal.
pub fn touch(tx: &mut Tx<'_>, token: &str) -> Result<(), Error> {
    let (hash, now) = (secret::digest(token), tx.now());
    let Some((session, ..)) = sessions::find(tx, &hash)? else { return Ok(()) };
    sessions::change_times(tx, &session.seen(now))
}

/// Signs out: ends the session of this token. Nothing happens when there is none.
///
/// # Errors
/// The database's refusal.
pub fn end(tx: &mut Tx<'_>, token: &str) -> Result<(), Error> {
    let Some((session, ..)) = sessions::find(tx, &secret::digest(token))? else { return Ok(()) };
    revoke(tx, session.account, session.id)
}

/// Ends one of the person's own sessions; nothing happens when it is not theirs.
///
/// # Errors
/// The database's refusal.
pub fn revoke(tx: &mut Tx<'_>, account: Id<Account>, session: Id<Session>) -> Result<(), Error> {
    if sessions::list(tx, account)?.iter().any(|s| s.id == session) && sessions::delete(tx, session)? {
        let doer = super::account::actor(tx, account)?.doer();
        audit::record(tx, &doer, &facts::SignedOut { account: account.text(), session: session.text() })?;
    }
    Ok(())
}

/// Ends every session of the person but `keep`.
///
/// # Errors
/// The database's refusal.
pub fn end_all(tx: &mut Tx<'_>, account: Id<Account>, keep: Option<Id<Session>>) -> Result<usize, Error> {
    sessions::delete_all(tx, account, keep)
}

/// The person's live sessions, the latest used first.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, account: Id<Account>, now: Timestamp) -> Result<Vec<Session>, Error> {
    Ok(sessions::list(conn, account)?.into_iter().filter(|s| s.is_live(now)).collect())
}
