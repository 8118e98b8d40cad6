//! The preparer asks the authorized officials of the city to certify and submit; each gets a link
//! that opens this application only.

use super::facts::SignatureRequested;
use super::{Application, completeness::gaps, policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{Fact, Id, Kind, Refusal, Subject, Timestamp};
use crate::opportunity;
use crate::outbox::{self, Recipient};
use crate::people::{Actor, CityRole, signing};

/// Why nobody was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The actor does not write for this city.
    #[error("Only a preparer of the city can ask for a signature.")]
    NotAllowed,
    /// It is not complete, or not open.
    #[error("The application is not ready to be signed. Complete every task first.")]
    NotReady,
    /// The city has no authorized official.
    #[error("Your city has no authorized official yet. Add one on your city’s page, then ask again.")]
    NoOfficial,
    /// Too many.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotReady | Self::NoOfficial | Self::TooMany => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Mails every authorized official of the city; the number of people asked.
///
/// # Errors
/// See [`AskError`].
pub fn ask_to_sign(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>) -> Result<usize, AskError> {
    let draft = read::draft(tx, id)?;
    if !policy::may_see(actor, &draft.application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_write(actor, &draft.application) {
        return Err(AskError::NotAllowed);
    }
    if !draft.application.is_editable() || !gaps(&draft).is_empty() {
        return Err(AskError::NotReady);
    }
    let city = store::city(tx, draft.application.city)?;
    let recipients = store::recipients(tx, city.id, &[CityRole::AuthorizedOfficial])?;
    if recipients.is_empty() {
        return Err(AskError::NoOfficial);
    }
    let round = opportunity::opportunity(tx, draft.application.opportunity)?;
    let closes = opportunity::closing(tx, &round, draft.application.city)?;
    let fact = SignatureRequested {
        application: id.text(),
        reference: draft.application.reference.clone(),
        title: draft.application.shown_title().to_owned(),
        city: city.full_name.clone(),
        total: draft.total(),
        asked_by: actor.name.clone(),
        due_at: Some(draft.application.answer_by.filter(|_| draft.application.is_open_again()).unwrap_or(closes.at)),
        fund_zone: Some(round.closes.zone.name().to_owned()),
        city_zone: Some(city.zone.name().to_owned()),
        path: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    // Each official gets a link of their own, which opens this application and nothing else.
    for recipient in &recipients {
        let path = link(tx, actor, recipient, id)?;
        outbox::announce(tx, &SignatureRequested { path: Some(path), ..fact.clone() }, std::slice::from_ref(recipient))?;
    }
    Ok(recipients.len())
}

/// The path that opens one application for one official.
fn link(tx: &mut Tx<'_>, actor: &Actor, to: &Recipient, id: Id<Application>) -> Result<String, AskError> {
    let account = to.account_id.as_deref().and_then(|id| id.parse().ok()).ok_or(db::Error::Missing)?;
    signing::make(tx, actor, account, &id.text())?.ok_or(AskError::TooMany)
}

/// The last time a signature was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The events of one application that are looked through for a request.
const LATEST: i64 = 200;

/// When a signature was last asked for, if it was. The caller asks [`policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn find_last_asked(conn: &mut Conn, id: Id<Application>) -> Result<Option<Asked>, db::Error> {
    let events = audit::list_for(conn, &Subject::new("application", id.text()), LATEST)?;
    let asked = events.into_iter().find(|event| event.fact == SignatureRequested::NAME);
    Ok(asked.map(|event| Asked { by: event.actor_name, at: Timestamp::from_naive(event.at) }))
}
