//! Claims: the first person of a city says that they act for it, proves it with a mailbox of a
//! government or a signed letter, and an officer confirms it. Nothing is submitted for a city
//! before that. A claim that was refused stays; another proof makes a new one.
//!
//! ```text
//! claimed ─→ proved ─→ confirmed
//!                  └─→ refused ─→ (a new claim)
//! ```

use super::link::{self, Purpose};
use super::store::{accounts, claims, links, organisations};
use super::{Account, Actor, City, CityRole, Organisation, address, facts, government, link_terms, policy, secret};
use crate::db::{self, Conn, Tx};
use crate::files::{FileKind, Stored, scan};
use crate::kernel::{Id, Timestamp};
use crate::outbox::{Recipient, Side};
use crate::{audit, outbox};
use chrono::TimeDelta;

/// What a letter may be.
pub const LETTER: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];
/// The longest reason.
const LONGEST: usize = 1_000;

/// A mailbox that is to prove a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Its address.
    pub email: String,
    /// When the link in it was used.
    pub proved_at: Option<Timestamp>,
    /// Who gave it as proof.
    pub by: Option<Id<Account>>,
}

/// A signed letter that proves a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its name as a file.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The digest of its bytes.
    pub sha256: String,
    /// When it was given.
    pub at: Timestamp,
    /// Who gave it.
    pub by: Option<Id<Account>>,
}

/// What the fund found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether they act for the city.
    pub is_confirmed: bool,
    /// Why, or how it was looked at.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Somebody's claim to act for a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its identifier.
    pub id: Id<Claim>,
    /// The city.
    pub city: Id<Organisation>,
    /// Who claims; nobody where the city was there before claims.
    pub claimed_by: Option<Id<Account>>,
    /// Their name then.
    pub claimant: String,
    /// Since when.
    pub claimed_at: Timestamp,
    /// The mailbox that proves it.
    pub mailbox: Option<Mailbox>,
    /// The letter that proves it.
    pub letter: Option<Letter>,
    /// What the fund found.
    pub decision: Option<Decision>,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing proves it yet.
    Unproved,
    /// An officer looks at the proof.
    Waits,
    /// The fund did not accept the proof.
    Refused,
    /// They act for the city.
    Confirmed,
}

impl Claim {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.decision {
            Some(decision) if decision.is_confirmed => Standing::Confirmed,
            Some(_) => Standing::Refused,
            None if self.proof().is_empty() => Standing::Unproved,
            None => Standing::Waits,
        }
    }

    /// What proves it, in words; empty while nothing does.
    #[must_use]
    pub fn proof(&self) -> String {
        let mailbox = self.mailbox.as_ref().filter(|m| m.proved_at.is_some()).map(|m| format!("the mailbox {}", m.email));
        let letter = self.letter.as_ref().map(|l| format!("the letter {}", l.name));
        [mailbox, letter].into_iter().flatten().collect::<Vec<_>>().join(" and ")
    }
}

impl Claim {
    /// Names exactly the proof that there is now: an answer counts for what was looked at.
    #[must_use]
    pub fn seal(&self) -> String {
        let mailbox = self.mailbox.as_ref().map(|m| (&m.email, m.proved_at.map(Timestamp::micros)));
        let letter = self.letter.as_ref().map(|l| (&l.name, &l.sha256, l.at.micros()));
        secret::digest(&format!("{mailbox:?} {letter:?}"))
    }

    /// Whether the person claims the city or gave a proof of it, and so does not answer for the fund.
    fn is_of(&self, account: Id<Account>) -> bool {
        let givers = [self.claimed_by, self.mailbox.as_ref().and_then(|m| m.by), self.letter.as_ref().and_then(|l| l.by)];
        givers.contains(&Some(account))
    }

    /// Whether the actor answers this claim for the fund: an officer who has no part in it.
    #[must_use]
    pub fn may_be_decided_by(&self, actor: &Actor) -> bool {
        let has_part = actor.accounts().any(|account| self.is_of(account)) || actor.belongs_to(self.city);
        policy::may_decide_claims(actor) && actor.account.is_some() && !has_part
    }
}

/// Begins a claim for the actor. An account whose own address is in a domain of governments has
/// proved its mailbox when it was made.
pub(super) fn begin(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>) -> Result<Claim, db::Error> {
    let mut claim = claims::insert(tx, city, (actor.account, &actor.name))?;
    let at = tx.now();
    if let Some(list) = government::known_by(&actor.email, at)? {
        let mailbox = Mailbox { email: actor.email.clone(), proved_at: Some(at), by: actor.account };
        claims::change_mailbox(tx, &claim, &mailbox)?;
        let proved = facts::MailboxProved { organisation: city.text(), email: mailbox.email.clone(), list: list.to_owned() };
        claim.mailbox = Some(mailbox);
        audit::record(tx, &actor.doer(), &proved)?;
    }
    Ok(claim)
}

/// The claim to which a proof is added: the open one, or a new one after a refusal.
fn open(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>) -> Result<Claim, ClaimError> {
    if !actor.writes_for(city) {
        return Err(if actor.belongs_to(city) { ClaimError::Forbidden } else { db::Error::Missing.into() });
    }
    match claims::find_latest(tx, city)? {
        Some(claim) if claim.decision.is_none() => Ok(claim),
        Some(claim) if claim.standing() == Standing::Confirmed => Err(ClaimError::Decided),
        _ => Ok(begin(tx, actor, city)?),
    }
}

/// Sends a link to a mailbox of a government; its use proves the mailbox.
///
/// # Errors
/// [`ClaimError`]; nothing is sent then.
pub fn prove_by_mail(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, email: &str) -> Result<(), ClaimError> {
    let claim = open(tx, actor, city)?;
    let email = address::parse("email", email).map_err(|e| ClaimError::Invalid(vec![e]))?;
    let now = tx.now();
    let Some(list) = government::known_by(&email, now)? else {
        let sentence =
            "We do not know this as a domain of a government, such as name@yourcity.gov. Give another address, or a letter instead.";
        return Err(ClaimError::field("email", sentence));
    };
    if !link_terms::may_send_now(tx, actor.account)? {
        return Err(ClaimError::TooMany);
    }
    claims::change_mailbox(tx, &claim, &Mailbox { email: email.clone(), proved_at: None, by: actor.account })?;
    let known = organisations::city(tx, city)?;
    let purpose = Purpose::ProveMailbox { claim: claim.id, city: known.full_name(), claimant: actor.name.clone() };
    let lasts = TimeDelta::hours(link_terms::link_terms(now)?.mailbox_hours);
    let (token, expires_at) = link::keep(tx, &purpose, (&email, &actor.name), actor.account, lasts)?;
    let asked = facts::MailboxAsked { organisation: city.text(), email: email.clone(), list: list.to_owned() };
    audit::record(tx, &actor.doer(), &asked)?;
    let fact = facts::MailboxLink {
        organisation: city.text(),
        city: known.full_name(),
        claimant: actor.name.clone(),
        claimant_email: actor.email.clone(),
        path: format!("/link/mailbox/{token}"),
        expires_at,
    };
    let to = Recipient { account_id: None, name: String::new(), email, locale: "en".into(), side: Side::default() };
    outbox::announce(tx, &fact, &[to])?;
    Ok(())
}

/// The claim that a link proves, with the name of its city, its claimant and the mailbox.
///
/// # Errors
/// [`ClaimError::Ended`].
pub fn find_by_link(conn: &mut Conn, token: &str, now: Timestamp) -> Result<(String, String, String), ClaimError> {
    let link = link::find(conn, token, now)?.ok_or(ClaimError::Ended)?;
    match link.purpose {
        Purpose::ProveMailbox { city, claimant, .. } => Ok((city, claimant, link.email)),
        _ => Err(ClaimError::Ended),
    }
}

/// Uses the link in a mailbox. Whoever reads the mailbox may; nobody is signed in by it.
///
/// # Errors
/// [`ClaimError::Ended`].
pub fn prove_mailbox(tx: &mut Tx<'_>, token: &str) -> Result<(), ClaimError> {
    let now = tx.now();
    let link = link::find(tx, token, now)?.ok_or(ClaimError::Ended)?;
    let Purpose::ProveMailbox { claim, .. } = link.purpose else { return Err(ClaimError::Ended) };
    let claim = claims::claim(tx, claim)?;
    // A mailbox that was given up for another proves nothing any more.
    let asked = claim.mailbox.clone().filter(|m| m.email == link.email && claim.decision.is_none()).ok_or(ClaimError::Ended)?;
    if !links::mark_used(tx, &link)? {
        return Err(ClaimError::Ended);
    }
    claims::change_mailbox(tx, &claim, &Mailbox { proved_at: Some(now), ..asked })?;
    // What the list said when the link was sent, which a newer list need not say.
    let list = government::known_by(&link.email, link.created_at)?.unwrap_or_default().to_owned();
    let doer = audit::Doer { account_id: None, name: link.email.clone() };
    audit::record(tx, &doer, &facts::MailboxProved { organisation: claim.city.text(), email: link.email, list })?;
    Ok(())
}

/// Gives a letter, checked and kept by `files`, as proof.
///
/// # Errors
/// [`ClaimError`]; nothing changes then.
pub fn prove_by_letter(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, file: &Stored) -> Result<(), ClaimError> {
    let claim = open(tx, actor, city)?;
    if !LETTER.contains(&file.kind) {
        return Err(ClaimError::field("letter", format!("The selected file must be a {}.", FileKind::labels(LETTER))));
    }
    let known = scan::expect(tx, &file.sha256)?;
    if known.is_infected() {
        return Err(ClaimError::field("letter", "A virus was found in the selected file. Select another file."));
    }
    let letter = Letter {
        name: file.name.clone(),
        media_type: file.kind.media_type().to_owned(),
        sha256: file.sha256.clone(),
        at: tx.now(),
        by: actor.account,
    };
    claims::change_letter(tx, &claim, &letter)?;
    let fact = facts::LetterGiven { organisation: city.text(), name: letter.name, sha256: letter.sha256 };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// An answer to one claim, for the proof that was looked at ([`Claim::seal`]).
#[derive(Clone, Debug)]
pub struct Looked {
    /// The claim.
    pub claim: Id<Claim>,
    /// Its proof, as it was shown.
    pub seal: String,
}

/// The open claim, for somebody who may decide it.
fn to_decide(tx: &mut Tx<'_>, actor: &Actor, looked: &Looked) -> Result<(Claim, City, Id<Account>), ClaimError> {
    let by = actor.account.filter(|_| policy::may_decide_claims(actor)).ok_or(ClaimError::Forbidden)?;
    let claim = claims::claim(tx, looked.claim)?;
    if !claim.may_be_decided_by(actor) {
        return Err(ClaimError::Forbidden);
    }
    match claim.standing() {
        Standing::Waits if claim.seal() == looked.seal => {}
        Standing::Waits => return Err(ClaimError::Changed),
        Standing::Unproved => return Err(ClaimError::Unproved),
        Standing::Refused | Standing::Confirmed => return Err(ClaimError::Decided),
    }
    let city = organisations::city(tx, claim.city)?;
    Ok((claim, city, by))
}

/// An officer finds that they act for the city. `note` says how it was looked at, and may be empty.
///
/// # Errors
/// [`ClaimError`].
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, looked: &Looked, note: &str) -> Result<(), ClaimError> {
    let (claim, city, by) = to_decide(tx, actor, looked)?;
    let note = note.trim();
    if note.chars().count() > LONGEST {
        return Err(ClaimError::field("note", "Write at most 1,000 characters."));
    }
    let at = tx.now();
    let decision = Decision { is_confirmed: true, reason: note.to_owned(), by: actor.name.clone(), at };
    claims::mark_decided(tx, &claim, Some(by), &decision)?;
    confirmed(tx, actor, &claim, &city, &claim.proof())
}

/// Records and tells that a city's people were confirmed.
fn confirmed(tx: &mut Tx<'_>, actor: &Actor, claim: &Claim, city: &City, proof: &str) -> Result<(), ClaimError> {
    let fact = facts::ClaimConfirmed {
        organisation: city.id.text(),
        city: city.full_name(),
        claimant: claim.claimant.clone(),
        proof: proof.to_owned(),
        confirmed_by: actor.name.clone(),
        path: format!("/portal/cities/{}", city.id),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = if actor.is_system { vec![] } else { writers(tx, city.id)? };
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// An officer does not accept the proof, with the reason that the city reads.
///
/// # Errors
/// [`ClaimError`].
pub fn refuse(tx: &mut Tx<'_>, actor: &Actor, looked: &Looked, reason: &str) -> Result<(), ClaimError> {
    let (claim, city, by) = to_decide(tx, actor, looked)?;
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(ClaimError::field("reason", "Say why, and what would convince you, in at most 1,000 characters."));
    }
    let decision = Decision { is_confirmed: false, reason: reason.to_owned(), by: actor.name.clone(), at: tx.now() };
    claims::mark_decided(tx, &claim, Some(by), &decision)?;
    let fact = facts::ClaimRefused {
        organisation: city.id.text(),
        city: city.full_name(),
        claimant: claim.claimant,
        reason: reason.to_owned(),
        refused_by: actor.name.clone(),
        path: format!("/portal/cities/{}/claim", city.id),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = writers(tx, city.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Those whom the fund brings in to write for a city need no proof: whoever brings them in vouches for
/// them. For nobody else: the open claim of another person waits for its own proof, and so does the city.
pub(super) fn vouch(tx: &mut Tx<'_>, actor: &Actor, city: Id<Organisation>, whom: Id<Account>) -> Result<(), ClaimError> {
    let latest = claims::find_latest(tx, city)?;
    let open = latest.filter(|claim| claim.decision.is_none());
    if claims::has_confirmed(tx, city)? || open.as_ref().is_some_and(|claim| claim.claimed_by != Some(whom)) {
        return Ok(());
    }
    let claim = match open {
        Some(own) => own,
        None => claims::insert(tx, city, (None, &actor.name))?,
    };
    let reason = "Brought in by the fund itself.".to_owned();
    let decision = Decision { is_confirmed: true, reason, by: actor.name.clone(), at: tx.now() };
    claims::mark_decided(tx, &claim, actor.account, &decision)?;
    let known = organisations::city(tx, city)?;
    confirmed(tx, actor, &claim, &known, "the word of the fund, which brought them in")
}

/// Those who write for a city, to be told.
pub(super) fn writers(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Recipient>, db::Error> {
    let writers = accounts::list_with_city_roles(conn, city, &[CityRole::Preparer, CityRole::AuthorizedOfficial])?;
    Ok(writers.iter().map(|w| w.recipient(Side::City)).collect())
}

mod error;
mod read;
pub use error::ClaimError;
pub use read::{ClaimOfCity, ON_A_PAGE, Shown, claim, count_to_decide, find_letter, is_confirmed, latest, list};
