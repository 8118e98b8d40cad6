//! Where a city's money goes: versions of a bank account, of which only the
//! latest counts, and only once a finance officer who did not enter it has
//! verified it and a change has cooled off. The account number itself stays
//! sealed until a bank file needs it.

use super::routing::masked;
use super::terms::Terms;
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::people::Organisation;
use serde::{Deserialize, Serialize};

/// The kind of account, which chooses the transaction code of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Checking.
    Checking,
    /// Savings.
    Savings,
}

impl AccountKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Checking => "Checking",
            Self::Savings => "Savings",
        }
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The account that did it.
    pub by: String,
    /// The name.
    pub name: String,
    /// The instant.
    pub at: Timestamp,
}

/// Where a version of bank details comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Source {
    /// The city entered it.
    City,
    /// A notice of the bank corrected the one before, and a second person took it over.
    Notice,
}

/// One version of a city's bank details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankDetails {
    /// Its identifier.
    pub id: Id<BankDetails>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// 1 for the first version.
    pub number: i32,
    /// In whose name the account is.
    pub holder: String,
    /// Nine digits.
    pub routing_number: String,
    /// The account number as the vault sealed it.
    pub account_sealed: String,
    /// The last characters of the account number that may be shown: four, or fewer of a short one.
    pub account_last4: String,
    /// Checking or savings.
    pub kind: AccountKind,
    /// Who entered it.
    pub entered: Done,
    /// Which officer verified it.
    pub verified: Option<Done>,
    /// How the officer verified it.
    pub how_verified: Option<String>,
    /// Who else of the city typed the account number again.
    pub confirmed: Option<Done>,
    /// From when money may go there, where a change has to cool off.
    pub usable_from: Option<Timestamp>,
    /// Whether a test entry must go there before money does, and none has gone yet.
    pub awaits_prenote: bool,
    /// Where it comes from.
    pub source: Source,
    /// Why it must not be used: a payment came back, or the bank gave notice of a change.
    pub blocked_reason: Option<String>,
    /// Since when it must not be used.
    pub frozen_at: Option<Timestamp>,
}

impl BankDetails {
    /// Whether money may go there at this instant.
    #[must_use]
    pub fn is_usable_at(&self, now: Timestamp) -> bool {
        self.is_verified() && !self.awaits_prenote && self.usable_from.is_none_or(|from| from <= now)
    }

    /// Whether a finance officer verified it and nothing stopped it since. It may still have to cool off.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.verified.is_some() && self.blocked_reason.is_none()
    }

    /// Whether another person of the city may still confirm it.
    #[must_use]
    pub fn is_to_confirm(&self) -> bool {
        self.verified.is_none() && self.confirmed.is_none() && self.blocked_reason.is_none()
    }

    /// The account number for people to see.
    #[must_use]
    pub fn masked(&self) -> String {
        masked(&self.account_last4)
    }

    /// In a few words how far it is, such as `waits to be verified`.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> String {
        match self.usable_from.filter(|from| *from > now) {
            _ if self.blocked_reason.is_some() => "frozen".into(),
            _ if self.verified.is_none() => "waits to be verified".into(),
            _ if self.awaits_prenote => "verified; a test entry goes there first".into(),
            Some(from) => format!("verified; can be paid from {}", told(from, now)),
            None => "verified".into(),
        }
    }
}

/// Why no money may go to these details at this instant, as a sentence; nothing where it may.
#[must_use]
pub fn obstacle(details: Option<&BankDetails>, now: Timestamp) -> Option<String> {
    let Some(details) = details else { return Some("No bank details are entered yet.".into()) };
    if details.is_usable_at(now) {
        return None;
    }
    if let Some(reason) = &details.blocked_reason {
        return Some(format!("The bank details are frozen and so are not verified any more ({reason}). The city must enter them again."));
    }
    if details.verified.is_none() {
        return Some("The bank details are not verified. A finance officer must verify them before money can go there.".into());
    }
    if details.awaits_prenote {
        return Some("A test entry must go to the new account before money can. It leaves with the next payment run, or with a run of test entries alone.".into());
    }
    let from = details.usable_from.map(|from| told(from, now)).unwrap_or_default();
    Some(format!("The bank details were changed. Money can go there from {from}."))
}

/// An instant in the zone of the fund's payments.
fn told(at: Timestamp, now: Timestamp) -> String {
    datetime(at, Terms::at(now).map_or(chrono_tz::UTC, |terms| terms.zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn details() -> BankDetails {
        let (ids, now) = (IdSource::seeded(1), at("2027-06-01T15:00:00Z"));
        let done = |name: &str| Done { by: name.to_lowercase(), name: name.to_owned(), at: now };
        BankDetails {
            id: ids.id(now),
            organisation: ids.id(now),
            number: 2,
            holder: "City of Madison".into(),
            routing_number: "021000021".into(),
            account_sealed: String::new(),
            account_last4: "6789".into(),
            kind: AccountKind::Checking,
            entered: done("Olga"),
            verified: Some(done("Fred")),
            how_verified: Some("Called".into()),
            confirmed: None,
            usable_from: Some(at("2027-06-04T15:00:00Z")),
            awaits_prenote: false,
            source: Source::City,
            blocked_reason: None,
            frozen_at: None,
        }
    }

    #[test]
    fn an_account_can_be_paid_from_its_instant_on_and_never_once_it_is_frozen() {
        let (before, then) = (at("2027-06-04T14:59:59Z"), at("2027-06-04T15:00:00Z"));
        let usable = |change: fn(&mut BankDetails), now| {
            let mut changed = details();
            change(&mut changed);
            let (is_usable, why) = (changed.is_usable_at(now), obstacle(Some(&changed), now));
            assert_eq!(is_usable, why.is_none(), "{why:?}");
            is_usable
        };
        assert!(!usable(|_| (), before) && usable(|_| (), then));
        assert!(usable(|d| d.usable_from = None, before));
        assert!(!usable(|d| d.verified = None, then));
        assert!(!usable(|d| d.awaits_prenote = true, then));
        assert!(!usable(|d| d.blocked_reason = Some("R03".into()), then));
        assert!(obstacle(None, then).is_some());
        let why = obstacle(Some(&details()), before).unwrap_or_default();
        assert!(why.contains("from June 4, 2027, 11:00 AM EDT"), "{why}");
        assert_eq!(details().standing(before), "verified; can be paid from June 4, 2027, 11:00 AM EDT");
        assert_eq!(details().standing(then), "verified");
    }
}
