//! How long the links in letters work and how many one person may send: dated data in
//! `config/policies/`, inside the binary.

use super::Account;
use super::store::links;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Dated, Family, Id, Timestamp};
use chrono::TimeDelta;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("links-1.toml", include_str!("../../config/policies/links-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, parse).map(drop));

/// The terms of links that are made on one day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTerms {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    /// Hours in which an invitation can be taken.
    pub invitation_hours: i64,
    /// Hours in which a link proves the mailbox of a government.
    pub mailbox_hours: i64,
    /// Days in which whoever was named as official can answer.
    pub official_days: i64,
    /// Days in which a link to sign opens the application.
    pub signing_days: i64,
    /// Days in which a partner of a joint application can confirm its part.
    pub partner_days: i64,
    /// Most days until whoever is invited to a panel has to answer.
    pub seat_days: i64,
    letters_a_day: i64,
}

/// Reads one version, in which every link works for a while.
fn parse(text: &str) -> Result<LinkTerms, String> {
    let terms: LinkTerms = toml::from_str(text).map_err(|e| e.to_string())?;
    let all = [
        ("invitation_hours", terms.invitation_hours),
        ("mailbox_hours", terms.mailbox_hours),
        ("official_days", terms.official_days),
        ("signing_days", terms.signing_days),
        ("partner_days", terms.partner_days),
        ("seat_days", terms.seat_days),
        ("letters_a_day", terms.letters_a_day),
    ];
    match all.into_iter().find(|(_, number)| !(1..=10_000).contains(number)) {
        Some((name, number)) => Err(format!("{name} is {number}; it is from 1 to 10000")),
        None => Ok(terms),
    }
}

/// The terms of links that are made at an instant.
///
/// # Errors
/// A mistake in the files.
pub fn link_terms(now: Timestamp) -> Result<&'static LinkTerms, Error> {
    static ALL: LazyLock<Result<Dated<LinkTerms>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(now.naive().date());
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no terms of links that are valid at {}", now.naive())))
}

/// Whether a person may send one more letter with a link today; the program itself may.
pub(super) fn may_send(conn: &mut Conn, by: Option<Id<Account>>, now: Timestamp) -> Result<bool, Error> {
    let Some(by) = by else { return Ok(true) };
    let sent = links::count_sent_between(conn, by, (now.plus(TimeDelta::days(-1)), now))?;
    Ok(sent < link_terms(now)?.letters_a_day)
}

/// [`may_send`] at the instant of a change.
pub(super) fn may_send_now(tx: &mut Tx<'_>, by: Option<Id<Account>>) -> Result<bool, Error> {
    let now = tx.now();
    may_send(tx, by, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_readable_and_of_use() {
        let terms = link_terms(Timestamp::parse("2027-01-04T12:00:00Z").expect("an instant")).expect("terms");
        let all = [
            terms.invitation_hours,
            terms.mailbox_hours,
            terms.official_days,
            terms.signing_days,
            terms.partner_days,
            terms.seat_days,
            terms.letters_a_day,
        ];
        assert!(all.iter().all(|n| (1..=1_000).contains(n)), "{all:?}");
        assert!(link_terms(Timestamp::parse("2019-12-31T12:00:00Z").expect("an instant")).is_err());
    }
}
