//! Begins an application, or finds the draft that the city has already.

use super::facts::ApplicationStarted;
use super::save_answer::REGISTER;
use super::{Application, Scope, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::opportunity::{self, Answer, Definition, Opportunity, Source};
use crate::people::{Account, Actor, Organisation};
use chrono::Datelike;

/// Why no application was begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The actor does not write for this city.
    #[error("Only a preparer or an authorized official of the city can start an application.")]
    NotAllowed,
    /// The opportunity takes no applications now.
    #[error("This opportunity takes no applications at this time.")]
    NotOpen,
    /// The city has as many as it may.
    #[error("Your city has already sent {0} applications in this round. That is the most one city can send.")]
    TooMany(i64),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for StartError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotOpen | Self::TooMany(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// The reference number of the city's open draft, which is begun if there is none.
///
/// # Errors
/// See [`StartError`].
pub fn start(tx: &mut Tx<'_>, actor: &Actor, opportunity: Id<Opportunity>, city: Id<Organisation>) -> Result<Application, StartError> {
    let Some(account) = actor.account.filter(|_| actor.writes_for(city)) else { return Err(StartError::NotAllowed) };
    begin(tx, actor, account, (opportunity, city)).map(|(application, _)| application)
}

/// The city's open draft, which is begun if there is none, and whether it was. Whoever calls asked who may.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: Id<Account>,
    (opportunity, city): (Id<Opportunity>, Id<Organisation>),
) -> Result<(Application, bool), StartError> {
    let found = opportunity::opportunity(tx, opportunity)?;
    let closes = opportunity::closing(tx, &found, city)?;
    let granted = Opportunity { closes, ..found.clone() };
    if !granted.takes_applications(tx.now()) {
        return Err(StartError::NotOpen);
    }
    let definition = opportunity::definition(tx, &found.definition_sha256)?;
    let earlier = store::list_of_city(tx, opportunity, city)?;
    if let Some(draft) = earlier.iter().find(|a| a.is_draft()) {
        return Ok((draft.clone(), false));
    }
    let most = definition.max_applications_per_city;
    if i64::try_from(earlier.len()).unwrap_or(i64::MAX) >= most {
        return Err(StartError::TooMany(most));
    }
    let year = definition.dates.performance_starts.year();
    let reference = format!("UDF-{year}-{:04}", store::next_number(tx, year)?);
    let id = tx.id();
    let scope = opened(&definition);
    store::insert_application(tx, &store::New { id, reference: &reference, opportunity: &found, city, account, scope: &scope })?;
    prefill(tx, id, &definition, city)?;
    audit::record(tx, &actor.doer(), &ApplicationStarted { application: id.text(), reference, city: city.text() })?;
    Ok((store::application(tx, id)?, true))
}

/// What can be written from the start: everything, or what a concept note asks.
pub(super) fn opened(definition: &Definition) -> Scope {
    let Some(form) = definition.concept_form() else { return Scope::All };
    Scope::Named(std::iter::once("eligibility".to_owned()).chain(form.sections.into_iter().map(|section| section.id)).collect())
}

/// What the register of places knows of the city is not asked again (WCAG 3.3.7).
fn prefill(tx: &mut Tx<'_>, id: Id<Application>, definition: &Definition, city: Id<Organisation>) -> Result<(), db::Error> {
    let population = store::city(tx, city)?.population;
    for question in definition.eligibility.iter().filter(|q| q.prefill == Some(Source::Population)) {
        store::change_answer(tx, id, &question.id, (&Answer::Number(population), 0), REGISTER)?;
    }
    Ok(())
}
