//! What became of the people of a city, from the record: who came, who left, who signs, who proved it.

use super::store::accounts;
use super::{Actor, Organisation, facts as f, policy, role};
use crate::audit::{self, Event};
use crate::db::{Conn, Error};
use crate::kernel::{Fact, Id, Subject, Timestamp};
use serde::de::DeserializeOwned;

/// The most events shown.
const MOST: i64 = 500;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What, as a sentence.
    pub what: String,
    /// Who did it.
    pub by: String,
}

/// What happened to the people of a city, the newest first; for those who may see them.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn list(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Vec<Happened>, Error> {
    if !policy::may_see_members(actor, city) {
        return Err(Error::Missing);
    }
    let events = audit::list_for(conn, &Subject::new("organisation", city.text()), MOST)?;
    let mut all = Vec::new();
    for event in events {
        if let Some(what) = sentence(conn, &event)? {
            all.push(Happened { at: Timestamp::from_naive(event.at), what, by: event.actor_name });
        }
    }
    Ok(all)
}

fn read<F: Fact + DeserializeOwned>(event: &Event) -> Option<F> {
    (event.fact == F::NAME).then(|| serde_json::from_str(&event.payload).ok()).flatten()
}

/// The event as a sentence; nothing for what is not about people.
fn sentence(conn: &mut Conn, event: &Event) -> Result<Option<String>, Error> {
    if let Some(fact) = read::<f::MemberRemoved>(event) {
        let name = fact.account.parse().map_or(Ok(String::new()), |id| accounts::account(conn, id).map(|p| p.name))?;
        return Ok(Some(format!("{name} is no longer {}.", role::words(fact.role))));
    }
    Ok(of_claims(event).or_else(|| of_official(event)).or_else(|| of_members(event)))
}

fn of_members(event: &Event) -> Option<String> {
    if read::<f::CityRegistered>(event).is_some() {
        return Some(format!("{} registered the city and became preparer.", event.actor_name));
    }
    if let Some(fact) = read::<f::AccessRequested>(event) {
        return Some(format!("{} ({}) asked to join.", fact.name, fact.email));
    }
    if let Some(fact) = read::<f::AccessRefused>(event) {
        return Some(format!("{} was not let in: {}", fact.name, fact.reason));
    }
    let fact = read::<f::MemberAdded>(event)?;
    Some(format!("{} became {}.", fact.name, fact.role))
}

fn of_claims(event: &Event) -> Option<String> {
    if let Some(fact) = read::<f::MailboxAsked>(event) {
        return Some(format!("A link was sent to {} as proof.", fact.email));
    }
    if let Some(fact) = read::<f::MailboxProved>(event) {
        return Some(format!("The mailbox {} was confirmed.", fact.email));
    }
    if let Some(fact) = read::<f::LetterGiven>(event) {
        return Some(format!("The letter {} was given as proof.", fact.name));
    }
    if let Some(fact) = read::<f::ClaimConfirmed>(event) {
        return Some(format!("The fund confirmed that {} acts for the city, by {}.", fact.claimant, fact.proof));
    }
    let fact = read::<f::ClaimRefused>(event)?;
    Some(format!("The fund did not accept the proof: {}", fact.reason))
}

fn of_official(event: &Event) -> Option<String> {
    if let Some(fact) = read::<f::OfficialNamed>(event) {
        return Some(format!("{} ({}) was named as authorized official.", fact.name, fact.job_title));
    }
    if let Some(fact) = read::<f::OfficialConfirmed>(event) {
        return Some(format!("{} became authorized official and said: “{}”", fact.name, fact.statement));
    }
    if let Some(fact) = read::<f::OfficialReplaced>(event) {
        return Some(format!("{} is no longer authorized official; {} took the place.", fact.name, fact.now));
    }
    if let Some(fact) = read::<f::NamingAgreed>(event) {
        return Some(format!("The fund agreed that {} is named as authorized official.", fact.name));
    }
    let fact = read::<f::NamingEnded>(event)?;
    Some(format!("The naming of {} as authorized official ended: {}", fact.name, fact.reason))
}
