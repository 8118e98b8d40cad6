//! Signing in with a password, in three steps so that the slow one holds neither a
//! connection nor a lock: [`begin`] reads, [`Attempt::check`] works, [`finish`]
//! writes.
//!
//! Unknown address, wrong password, closed account and a pause after many failures
//! all get the same answer after the same work. From the fifth failure in a row each
//! further one doubles the pause; at one hundred only a link helps (NIST SP 800-63B-4,
//! 3.2.2).

use super::session::{self, Start};
use super::store::{accounts, sign_in_failures};
use super::{Person, facts, password};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::Timestamp;
use chrono::TimeDelta;

/// The one answer to every refused sign-in.
pub const REFUSED: &str = "The email address and password do not match, or there were too many attempts. Try again in a few minutes, or have a sign-in link sent to you.";

/// Failures in a row before the first pause.
const FREE: i32 = 5;
/// Failures in a row that block the password.
const MOST: i32 = 100;

/// A sign-in that was begun.
pub struct Attempt {
    email: String,
    hash: Option<String>,
}

/// A sign-in whose password was checked.
#[derive(Clone)]
pub struct Checked {
    email: String,
    /// The hash that matched.
    matched: Option<String>,
}

/// What a sign-in came to. A refusal is no error: its count must be kept.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The token of the new session.
    SignedIn(String),
    /// See [`REFUSED`].
    Refused,
}

/// Reads what is needed to check a password.
///
/// # Errors
/// The database's refusal.
pub fn begin(conn: &mut Conn, email: &str) -> Result<Attempt, db::Error> {
    let email: String = email.trim().to_lowercase().chars().take(254).collect();
    let hash = accounts::find_password_hash(conn, &email)?;
    Ok(Attempt { email, hash })
}

impl Attempt {
    /// Checks the password; takes tens of milliseconds whatever was found.
    #[must_use]
    pub fn check(self, password: &str) -> Checked {
        let matches = password::verify(password, self.hash.as_deref());
        Checked { email: self.email, matched: self.hash.filter(|_| matches) }
    }

    /// A wrong password without the work, for tests of counting.
    #[cfg(test)]
    pub(super) fn check_in_vain(self) -> Checked {
        Checked { email: self.email, matched: None }
    }
}

/// Signs in, or counts the failure.
///
/// # Errors
/// The database's refusal.
pub fn finish(tx: &mut Tx<'_>, checked: &Checked, start: &Start) -> Result<Outcome, db::Error> {
    match proved(tx, checked)? {
        Some(person) => Ok(Outcome::SignedIn(session::start(tx, person.id, start)?)),
        None => Ok(Outcome::Refused),
    }
}

/// Whether somebody who is signed in has proved again who they are; counts the failure.
///
/// # Errors
/// The database's refusal.
pub fn confirm(tx: &mut Tx<'_>, checked: &Checked) -> Result<bool, db::Error> {
    Ok(proved(tx, checked)?.is_some())
}

/// The person, if the password matched, still does, and no pause is on; else the failure is counted.
fn proved(tx: &mut Tx<'_>, checked: &Checked) -> Result<Option<Person>, db::Error> {
    let now = tx.now();
    if is_paused(sign_in_failures::find(tx, &checked.email)?, now) {
        return Ok(None);
    }
    let person = accounts::find_by_email(tx, &checked.email)?;
    // The password may have been changed while this one was being checked.
    let still = checked.matched.is_some() && accounts::find_password_hash(tx, &checked.email)? == checked.matched;
    match person {
        Some(person) if still && person.disabled_at.is_none() => {
            sign_in_failures::delete(tx, &person.email)?;
            Ok(Some(person))
        }
        person => {
            let failures = sign_in_failures::insert_or_count(tx, &checked.email)?;
            if let Some(person) = person.filter(|_| failures == MOST) {
                let fact = facts::PasswordBlocked { account: person.id.text(), failures };
                audit::record(tx, &super::Actor::system().doer(), &fact)?;
            }
            Ok(None)
        }
    }
}

/// Whether this address must wait: 2, 4, 8 … seconds, at most 15 minutes.
fn is_paused(failures: Option<(i32, Timestamp)>, now: Timestamp) -> bool {
    let Some((failures, last)) = failures else { return false };
    if failures >= MOST {
        return true;
    }
    let doublings = failures - FREE + 1;
    let seconds = if doublings <= 0 { 0 } else { 2_i64.pow(u32::try_from(doublings.min(10)).unwrap_or(10)).min(900) };
    // A failure in the future was noted by a clock that was ahead: it holds nobody up until then.
    last <= now && now < last.plus(TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        let at = Timestamp::from_micros(0);
        let rows = [(4, 0), (5, 2), (6, 4), (8, 16), (13, 512), (14, 900), (99, 900)];
        for (failures, seconds) in rows {
            let paused_at = |s: i64| is_paused(Some((failures, at)), at.plus(TimeDelta::milliseconds(s)));
            assert!(seconds == 0 || paused_at(seconds * 1000 - 1), "{failures}");
            assert!(!paused_at(seconds * 1000), "{failures}");
        }
        assert!(is_paused(Some((100, at)), at.plus(TimeDelta::days(365))));
        assert!(!is_paused(None, at));
        assert!(!is_paused(Some((14, at)), at.plus(-TimeDelta::hours(1))), "the clock was set back");
    }
}
