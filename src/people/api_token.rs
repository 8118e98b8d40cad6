//! API tokens: 256-bit secrets that a person makes for a program, shown once and
//! kept hashed. A token acts as its person, with the rights of the moment, within
//! its scope and until its end.

use super::store::api_tokens;
use super::{Account, Actor, facts, secret};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use chrono::TimeDelta;

/// What a program may do with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// Read what its person may read.
    Read,
    /// Also change what its person may change.
    Write,
}

/// A token as its person sees it afterwards: without the secret.
#[derive(Clone, Debug)]
pub struct ApiToken {
    /// Its identifier; not the secret.
    pub id: Id<ApiToken>,
    /// Whose it is.
    pub account: Id<Account>,
    /// What it is for, in the person's words.
    pub label: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The last use, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// What is wanted of a new token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scope: Scope,
    /// How many days it lasts: 1 to 366.
    pub days: i64,
}

/// Why a token was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateTokenError {
    /// Mistakes in the form.
    #[error("Check the details of the token.")]
    Invalid(Vec<FieldError>),
    /// Somebody else's account.
    #[error("You can make tokens for your own account only.")]
    Forbidden,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CreateTokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Forbidden => Kind::Forbidden,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Makes a token for `account` and returns its secret, which is never shown again.
/// People make their own; the command line makes anybody's.
///
/// # Errors
/// A wrong label or number of days; somebody else's account.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, account: Id<Account>, new: &NewToken) -> Result<String, CreateTokenError> {
    if !actor.is_system && actor.account != Some(account) {
        return Err(CreateTokenError::Forbidden);
    }
    let label = new.label.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut mistakes = Vec::new();
    if label.is_empty() || label.chars().count() > 80 {
        mistakes.push(FieldError::new("label", "Say what the token is for, in at most 80 characters."));
    }
    if !(1..=366).contains(&new.days) {
        mistakes.push(FieldError::new("days", "Enter a number of days from 1 to 366."));
    }
    if !mistakes.is_empty() {
        return Err(CreateTokenError::Invalid(mistakes));
    }
    let token = ApiToken {
        id: tx.id(),
        account,
        label,
        scope: new.scope,
        created_at: tx.now(),
        expires_at: tx.now().plus(TimeDelta::days(new.days)),
        last_used_at: None,
        revoked_at: None,
    };
    let text = format!("udf_{}", secret::fresh(tx));
    api_tokens::insert(tx, &token, &secret::digest(&text))?;
    let fact = facts::TokenCreated {
        account: account.text(),
        token: token.id.text(),
        label: token.label.clone(),
        scope: token.scope.to_string(),
        expires_at: token.expires_at,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(text)
}

/// The person a token acts as.
#[derive(Clone, Debug)]
pub struct TokenActor {
    /// Who asks.
    pub actor: Actor,
    /// The token.
    pub token: ApiToken,
}

impl TokenActor {
    /// Whether the last use is long enough ago to note this one.
    #[must_use]
    pub fn needs_touch(&self, now: Timestamp) -> bool {
        self.token.last_used_at.is_none_or(|at| now >= at.plus(TimeDelta::minutes(1)))
    }
}

/// The person behind a token, if it is live and its scope covers `wanted`.
///
/// # Errors
/// The database's refusal.
pub fn find_actor(conn: &mut Conn, secret_text: &str, wanted: Scope, now: Timestamp) -> Result<Option<TokenActor>, db::Error> {
    let found = api_tokens::find(conn, &secret::digest(secret_text))?;
    let live = found.filter(|t| t.revoked_at.is_none() && now < t.expires_at && t.scope >= wanted);
    live.map(|token| Ok(TokenActor { actor: super::account::actor(conn, token.account)?, token })).transpose()
}

/// Notes a use.
///
/// # Errors
/// The database's refusal.
pub fn touch(tx: &mut Tx<'_>, token: Id<ApiToken>) -> Result<(), db::Error> {
    api_tokens::change_last_used_at(tx, token)
}

/// Takes back one of the person's own tokens; nothing happens when it is not theirs.
///
/// # Errors
/// The database's refusal.
pub fn revoke(tx: &mut Tx<'_>, actor: &Actor, token: Id<ApiToken>) -> Result<(), db::Error> {
    let account = actor.account.ok_or(db::Error::Missing)?;
    if api_tokens::mark_revoked(tx, account, token)? {
        audit::record(tx, &actor.doer(), &facts::TokenRevoked { account: account.text(), token: token.text() })?;
    }
    Ok(())
}

/// The person's tokens that were not taken back, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, account: Id<Account>) -> Result<Vec<ApiToken>, db::Error> {
    api_tokens::list(conn, account)
}
