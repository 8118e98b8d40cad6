//! Passwords: argon2id (19 MiB, two passes, one lane; the minimum OWASP names), kept
//! as PHC strings. At least 15 characters, none of the common ones, no rules of
//! composition (NIST SP 800-63B-4, 3.1.1.2). Slow on purpose: never hash inside a
//! transaction or on an async thread.

use super::session::Session;
use super::store::{accounts, sessions};
use super::{Actor, Person, facts};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, IdSource, Kind, Refusal};
use crate::outbox::Side;
use crate::{audit, outbox};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Condvar, Mutex, PoisonError};
use unicode_normalization::UnicodeNormalization;

const COMMON: &str = include_str!("common_passwords.txt");
const SHORTEST: usize = 15;
const LONGEST: usize = 200;

/// How many may be hashed at once: bounds the memory that strangers can make us use.
const AT_ONCE: u32 = 2;
static HASHING: (Mutex<u32>, Condvar) = (Mutex::new(0), Condvar::new());

fn one_at_a_time<T>(f: impl FnOnce() -> T) -> T {
    let (count, freed) = &HASHING;
    let running = count.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running = freed.wait_while(running, |n| *n >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
    *running += 1;
    drop(running);
    let outcome = f();
    *count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    freed.notify_one();
    outcome
}

fn hasher() -> Result<Argon2<'static>, db::Error> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| db::Error::Broken(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC string of a password. Takes tens of milliseconds.
///
/// # Errors
/// [`db::Error::Broken`] when the machine lacks the memory.
pub fn hash(password: &str, ids: &IdSource) -> Result<String, db::Error> {
    let hasher = hasher()?;
    let password: String = password.nfkc().collect();
    let mut salt = [0_u8; 16];
    ids.fill(&mut salt);
    one_at_a_time(|| hasher.hash_password_with_salt(password.as_bytes(), &salt))
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|e| db::Error::Broken(e.to_string()))
}

/// Whether `password` made `hash`. Without a hash the same work is done in vain, so
/// that the time taken tells nothing.
#[must_use]
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    /// The hash of a random secret that nobody kept, with the parameters above.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IDE2IGJ5$Cwr7uGrzgL7bWSRVMJ4MRJ2BnjJOmNMKE4YxkLBeTcE";
    let password: String = password.chars().take(LONGEST).nfkc().collect();
    let Ok(hasher) = hasher() else { return false };
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let matches = one_at_a_time(|| hasher.verify_password(password.as_bytes(), &parsed).is_ok());
    matches && hash.is_some()
}

/// Whether a password may be used by this person, as a sentence if not.
///
/// # Errors
/// What is wrong with it.
pub fn check(field: &str, password: &str, email: &str, name: &str) -> Result<(), FieldError> {
    let refuse = |message: &str| Err(FieldError::new(field, message));
    let length = password.chars().count();
    if length < SHORTEST {
        return refuse("Use at least 15 characters. Several words in a row are easy to remember.");
    }
    if length > LONGEST {
        return refuse("Use at most 200 characters.");
    }
    let plain = password.nfkc().collect::<String>().to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let is_own = plain == email
        || plain.replace(' ', "") == name.to_lowercase().replace(' ', "")
        || (local.len() >= 8 && plain.trim_matches(|c: char| !c.is_alphabetic()) == local);
    if is_own || is_repeated(&plain) || is_sequence(&plain) || COMMON.lines().any(|line| line == plain) {
        return refuse("This password is easy to guess. Choose another, such as several unrelated words.");
    }
    Ok(())
}

/// Whether it is one short piece over and over: `abcabcabcabcabc`.
fn is_repeated(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=5).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b))
}

/// Whether each character follows the one before: `123456789012345`, `zyxwvut…`.
fn is_sequence(text: &str) -> bool {
    let chars: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = chars.iter().zip(chars.iter().skip(1));
    let up = |(a, b): (&u32, &u32)| *b == a + 1 || (*a == u32::from('9') && *b == u32::from('0'));
    let down = |(a, b): (&u32, &u32)| *a == b + 1 || (*a == u32::from('0') && *b == u32::from('9'));
    steps.clone().all(up) || steps.clone().all(down)
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Mistakes in the form.
    #[error("Check the passwords.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PasswordError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// A new password, checked and hashed, with the old hash it was checked against.
#[derive(Clone)]
pub struct Prepared {
    old: Option<String>,
    new: String,
}

/// Checks the current password, unless the session began with a link a moment ago,
/// and hashes the new one. Slow; needs no transaction.
///
/// # Errors
/// A wrong current password, or a new one that may not be used.
pub fn prepare(
    person: &Person,
    old: Option<String>,
    typed: (&str, &str),
    is_fresh_link: bool,
    ids: &IdSource,
) -> Result<Prepared, PasswordError> {
    let (current, new) = typed;
    let mut mistakes = Vec::new();
    if !is_fresh_link && !verify(current, old.as_deref()) {
        let message = if old.is_some() {
            "This is not your current password."
        } else {
            "Sign in with a new email link, then set a password within 15 minutes."
        };
        mistakes.push(FieldError::new("current_password", message));
    }
    mistakes.extend(check("new_password", new, &person.email, &person.name).err());
    if mistakes.is_empty() { Ok(Prepared { old, new: hash(new, ids)? }) } else { Err(PasswordError::Invalid(mistakes)) }
}

/// Sets the prepared password, ends the person's other sessions and tells the person.
///
/// # Errors
/// [`db::Error::Stale`] when the password was changed meanwhile.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, prepared: &Prepared, keep: &Session) -> Result<(), PasswordError> {
    let person = accounts::account(tx, actor.account.ok_or(db::Error::Missing)?)?;
    if accounts::find_password_hash(tx, &person.email)? != prepared.old {
        return Err(PasswordError::Db(db::Error::Stale));
    }
    accounts::change_password_hash(tx, &person, &prepared.new)?;
    sessions::delete_all(tx, person.id, Some(keep.id))?;
    let fact = facts::PasswordChanged { account: person.id.text(), email: person.email.clone(), name: person.name.clone(), at: tx.now() };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &[person.recipient(Side::default())])?;
    Ok(())
}

/// Gives the actor's account its first password, made with [`hash`] beforehand.
///
/// # Errors
/// [`db::Error::Stale`] when it has one already.
pub fn set_first(tx: &mut Tx<'_>, actor: &Actor, new: &str) -> Result<(), db::Error> {
    let person = accounts::account(tx, actor.account.ok_or(db::Error::Missing)?)?;
    if person.has_password {
        return Err(db::Error::Stale);
    }
    accounts::change_password_hash(tx, &person, new)?;
    let fact = facts::PasswordChanged { account: person.id.text(), email: person.email.clone(), name: person.name, at: tx.now() };
    audit::record(tx, &actor.doer(), &fact)
}

/// The hash kept for an address, to be checked outside a transaction.
///
/// # Errors
/// The database's refusal.
pub fn find_hash(conn: &mut crate::db::Conn, email: &str) -> Result<Option<String>, db::Error> {
    accounts::find_password_hash(conn, email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let hash = hash("a hill of seven oaks", &IdSource::seeded(1)).expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("a hill of seven oaks", Some(&hash)));
        assert!(!verify("a hill of seven oak", Some(&hash)));
        assert!(!verify("a hill of seven oaks", None));
    }

    #[test]
    fn work_is_done_for_nobody_too() {
        let started = std::time::Instant::now();
        assert!(!verify("a hill of seven oaks", None));
        assert!(started.elapsed() > std::time::Duration::from_millis(3));
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        let check = |p: &str| check("p", p, "ada.clerk@city.gov", "Ada Clerk").is_ok();
        assert!(check("a hill of seven oaks"));
        assert!(check("siebenundzwanzig eichen ü"));
        for bad in [
            "Sh0rt!",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "1234567890123456",
            "CorrectHorseBatteryStaple",
            "ada.clerk@city.gov",
            &"x y".repeat(100),
        ] {
            assert!(!check(bad), "{bad}");
        }
    }
}
