//! What happens between a city and those who act for it: proofs, the official, requests.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

macro_rules! of_city {
    ($name:literal, $type:ident) => {
        impl Fact for $type {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("organisation", &self.organisation)
            }
        }
    };
}

/// A letter was sent to a mailbox of a government, to prove it. Recorded; holds no link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailboxAsked {
    /// The organisation.
    pub organisation: String,
    /// The mailbox.
    pub email: String,
    /// The version of the list of domains that knew it.
    pub list: String,
}
of_city!("claim.mailbox_asked", MailboxAsked);

/// The letter that proves a mailbox. Announced, never recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailboxLink {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who says that they act for it.
    pub claimant: String,
    /// Their address in the program.
    pub claimant_email: String,
    /// Path of the page that uses the link.
    pub path: String,
    /// When it ends.
    pub expires_at: Timestamp,
}
of_city!("claim.mailbox_link", MailboxLink);

/// A mailbox of a government was proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailboxProved {
    /// The organisation.
    pub organisation: String,
    /// The mailbox.
    pub email: String,
    /// The version of the list of domains that knew it.
    #[serde(default)]
    pub list: String,
}
of_city!("claim.mailbox_proved", MailboxProved);

/// A signed letter was given as proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LetterGiven {
    /// The organisation.
    pub organisation: String,
    /// Its name as a file.
    pub name: String,
    /// The digest of its bytes.
    pub sha256: String,
}
of_city!("claim.letter_given", LetterGiven);

/// The fund found that somebody acts for the city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimConfirmed {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who acts for it.
    pub claimant: String,
    /// What proved it, in words.
    pub proof: String,
    /// Who confirmed.
    pub confirmed_by: String,
    /// Path of the city's page.
    pub path: String,
}
of_city!("claim.confirmed", ClaimConfirmed);

/// The fund did not find the proof good enough.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimRefused {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who claimed it.
    pub claimant: String,
    /// Why.
    pub reason: String,
    /// Who refused.
    pub refused_by: String,
    /// Path of the page where another proof is given.
    pub path: String,
}
of_city!("claim.refused", ClaimRefused);

/// Somebody was named as the authorized official. Told to the one in office.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficialNamed {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who is named.
    pub name: String,
    /// Their job title.
    pub job_title: String,
    /// Their address.
    pub email: String,
    /// Who names them.
    pub named_by: String,
    /// Whether the fund is asked first.
    pub asks_fund: bool,
    /// Path of the city's page.
    pub path: String,
}
of_city!("official.named", OfficialNamed);

/// The letter to whom was named. Announced, never recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficialLink {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Their job title.
    pub job_title: String,
    /// Who names them.
    pub named_by: String,
    /// Path of the page that uses the link.
    pub path: String,
    /// When it ends.
    pub expires_at: Timestamp,
}
of_city!("official.link", OfficialLink);

/// Who was named says that they may sign. Told to those who write for the city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficialConfirmed {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// The account.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their job title.
    pub job_title: String,
    /// What they said.
    pub statement: String,
    /// Who was in office before, or empty.
    pub before: String,
    /// Path of the city's page.
    pub path: String,
}
of_city!("official.confirmed", OfficialConfirmed);

/// Somebody is no longer the authorized official, because another one is. Told to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficialReplaced {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// The account.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Who is it now.
    pub now: String,
    /// The job title of that person.
    pub job_title: String,
    /// Who named that person.
    pub named_by: String,
}
of_city!("official.replaced", OfficialReplaced);

/// A naming came to nothing: stopped by the city, or refused by the fund. Told to the one who named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamingEnded {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who had been named.
    pub name: String,
    /// Who ended it.
    pub ended_by: String,
    /// Whether the fund did.
    pub by_fund: bool,
    /// Why.
    pub reason: String,
    /// Path of the city's page.
    pub path: String,
}
of_city!("official.naming_ended", NamingEnded);

/// The fund agrees to a naming that it was asked about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamingAgreed {
    /// The organisation.
    pub organisation: String,
    /// Who is named.
    pub name: String,
    /// Who agreed.
    pub agreed_by: String,
}
of_city!("official.naming_agreed", NamingAgreed);

/// Somebody was not let in. Told to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessRefused {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who asked.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Who refused.
    pub refused_by: String,
    /// Whether the fund did.
    pub by_fund: bool,
}
of_city!("organisation.access_refused", AccessRefused);
