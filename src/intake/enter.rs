//! An officer of the fund enters an application for a city that applies by telephone or on paper. The
//! officer writes in this one application as the city would, and has no part in it for the fund.

use super::facts::{EnteredForCity, EntryTakenOver};
use super::start::{self, StartError};
use super::{Application, policy, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::Opportunity;
use crate::outbox::{Recipient, Side};
use crate::people::{Account, Actor, CityRole, FundRole, Organisation, account, shaped_address};

/// The longest word on how the city applied.
const LONGEST: usize = 1_000;

/// How a city applies that does not apply here itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    Phone,
    /// On paper.
    Paper,
}

impl Channel {
    /// As a person reads it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "By telephone",
            Self::Paper => "On paper",
        }
    }
}

/// Who of the fund entered an application for its city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredBy {
    /// The account.
    pub account: Id<Account>,
    /// The name of then.
    pub name: String,
}

impl EnteredBy {
    /// The words that stand wherever the application does.
    #[must_use]
    pub fn words(&self) -> String {
        entered_by(&self.name)
    }
}

/// `Entered by Olive Ott of the fund for the city`.
#[must_use]
pub fn entered_by(name: &str) -> String {
    format!("Entered by {name} of the fund for the city")
}

/// How an application was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How the city applied.
    pub channel: Channel,
    /// Who called or wrote, and when.
    pub about: String,
    /// Where the city's mail goes, if it gave an address.
    pub mail_to: Option<String>,
    /// When the entry was begun.
    pub opened_at: Timestamp,
}

/// What the officer typed to begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// `phone` or `paper`.
    pub channel: String,
    /// Who called or wrote, and when.
    pub about: String,
    /// Where the city's mail goes; may be empty.
    pub mail_to: String,
}

/// Why no entry was begun.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Not a program officer, or one who belongs to the city.
    #[error("Only a program officer who does not belong to the city enters an application for it.")]
    NotAllowed,
    /// The city's own people write already.
    #[error("This city has begun an application in this round: {0}. Its people, or the officer who began it, go on there.")]
    HasDraft(String),
    /// Whoever entered it goes on with it.
    #[error("{0} enters this application and goes on with it.")]
    NotLeft(String),
    /// It could not be begun.
    #[error(transparent)]
    Start(#[from] StartError),
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EnterError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::HasDraft(_) | Self::NotLeft(_) => Kind::Conflict,
            Self::Start(e) => e.kind(),
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl NewEntry {
    /// What is wrong with it, a sentence beside each field.
    #[must_use]
    pub fn mistakes(&self, at: Timestamp) -> Vec<FieldError> {
        self.read(at).err().unwrap_or_default()
    }

    fn read(&self, at: Timestamp) -> Result<Entry, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let channel =
            self.channel.parse::<Channel>().map_err(|_| mistakes.push(FieldError::new("channel", "Choose how the city applies.")));
        let about = self.about.trim().to_owned();
        if !(1..=LONGEST).contains(&about.chars().count()) {
            mistakes.push(FieldError::new("about", "Say who called or wrote, and when, in at most 1,000 characters."));
        }
        let typed = self.mail_to.trim();
        let mail_to = if typed.is_empty() { Ok(None) } else { shaped_address("mail_to", typed).map(Some) };
        let mail_to = mail_to.map_err(|e| mistakes.push(e));
        match (channel, mail_to) {
            (Ok(channel), Ok(mail_to)) if mistakes.is_empty() => Ok(Entry { channel, about, mail_to, opened_at: at }),
            _ => Err(mistakes),
        }
    }
}

/// Begins an application of a city that an officer writes for it, or goes on with one whose officer has left.
///
/// # Errors
/// [`EnterError`]; nothing is begun then.
pub fn enter(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (opportunity, city): (Id<Opportunity>, Id<Organisation>),
    new: &NewEntry,
) -> Result<Application, EnterError> {
    let account = actor.account.filter(|_| policy::may_enter_for(actor, city)).ok_or(EnterError::NotAllowed)?;
    let entry = new.read(tx.now()).map_err(EnterError::Invalid)?;
    let (application, is_new) = start::begin(tx, actor, account, (opportunity, city))?;
    if !is_new && !is_left(tx, &application)? {
        return Err(EnterError::HasDraft(application.reference));
    }
    store::change_entry(tx, application.id, (account, &actor.name), &entry)?;
    let fact = EnteredForCity {
        application: application.id.text(),
        reference: application.reference.clone(),
        city: application.city_name,
        channel: entry.channel.to_string(),
        about: entry.about,
        mail_to: entry.mail_to,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(store::application(tx, application.id)?)
}

/// Whether the officer who began the entry is no longer one, and it waits for answers: then another goes on with it.
///
/// # Errors
/// The database's refusal.
pub fn is_left(conn: &mut Conn, application: &Application) -> Result<bool, db::Error> {
    let Some(by) = application.entry.as_ref().filter(|_| application.is_editable()) else { return Ok(false) };
    let is_gone = account::account(conn, by.account)?.disabled_at.is_some();
    Ok(is_gone || !account::actor(conn, by.account)?.has(FundRole::ProgramOfficer))
}

/// Goes on with an entry whose officer has left, as long as the application waits for answers.
///
/// # Errors
/// [`EnterError`]; [`db::Error::Missing`] where it is no such entry.
pub fn take_over(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>) -> Result<Application, EnterError> {
    let application = store::application(tx, id)?;
    if actor.is_kept_from(id) {
        return Err(db::Error::Missing.into());
    }
    let account = actor.account.filter(|_| policy::may_enter_for(actor, application.city)).ok_or(EnterError::NotAllowed)?;
    let Some(before) = application.entry.clone().filter(|_| application.is_editable()) else { return Err(db::Error::Missing.into()) };
    if !is_left(tx, &application)? {
        return Err(EnterError::NotLeft(before.name));
    }
    store::change_enterer(tx, id, before.account, (account, &actor.name))?;
    let fact =
        EntryTakenOver { application: id.text(), reference: application.reference.clone(), city: application.city_name, from: before.name };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(store::application(tx, id)?)
}

/// The entries that wait for answers and whose officer has left, for whoever may go on with them.
///
/// # Errors
/// The database's refusal.
pub fn list_left(conn: &mut Conn, actor: &Actor, before: Option<Id<Application>>, limit: i64) -> Result<Vec<Application>, db::Error> {
    if !actor.has(FundRole::ProgramOfficer) {
        return Ok(vec![]);
    }
    let officers = account::list_with_fund_roles(conn, &[FundRole::ProgramOfficer])?;
    let officers: Vec<Id<Account>> = officers.iter().map(|officer| officer.id).collect();
    store::list_left(conn, (&officers, &actor.walls.ids()), before, limit)
}

/// How an application was entered, if the fund entered it. The caller asks [`policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn find_entry(conn: &mut Conn, application: &Application) -> Result<Option<Entry>, db::Error> {
    if application.entry.is_none() { Ok(None) } else { store::find_entry(conn, application.id) }
}

/// The applications that this person entered, newest first, from the one before `before` on.
///
/// # Errors
/// The database's refusal.
pub fn list_entered(conn: &mut Conn, actor: &Actor, before: Option<Id<Application>>, limit: i64) -> Result<Vec<Application>, db::Error> {
    let Some(account) = actor.account else { return Ok(vec![]) };
    store::list_entered(conn, account, before, limit)
}

/// The address that the city gave with an application that the fund entered, if it gave one.
///
/// # Errors
/// The database's refusal.
pub fn find_mailbox(conn: &mut Conn, application: &Application) -> Result<Option<Recipient>, db::Error> {
    let mailbox = find_entry(conn, application)?.and_then(|entry| entry.mail_to);
    let name = application.city_name.clone();
    Ok(mailbox.map(|email| Recipient { account_id: None, name, email, locale: "en".into(), side: Side::City }))
}

/// Where letters to the city of an entered application go, beside its people: to the address that the city gave,
/// and to the officer who enters, who alone can tell a city without an address.
///
/// # Errors
/// The database's refusal.
pub fn mailbox_of_entry(conn: &mut Conn, application: &Application) -> Result<Vec<Recipient>, db::Error> {
    let Some(by) = &application.entry else { return Ok(vec![]) };
    let mut told: Vec<Recipient> = find_mailbox(conn, application)?.into_iter().collect();
    let officers = account::list_with_fund_roles(conn, &[FundRole::ProgramOfficer])?;
    told.extend(officers.iter().filter(|officer| officer.id == by.account).map(|officer| officer.recipient(Side::City)));
    Ok(told)
}

/// Everybody who is told for the city of this application: those who write for the city, and where
/// letters go if the fund entered it. Each address once.
///
/// # Errors
/// The database's refusal.
pub fn list_told(conn: &mut Conn, application: &Application) -> Result<Vec<Recipient>, db::Error> {
    let mut told = store::recipients(conn, application.city, &[CityRole::Preparer, CityRole::AuthorizedOfficial])?;
    for one in mailbox_of_entry(conn, application)? {
        if told.iter().all(|known| known.email != one.email) {
            told.push(one);
        }
    }
    Ok(told)
}
