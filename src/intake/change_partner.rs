//! Naming, changing and removing partners of a joint application. A confirmation that was given stays
//! as it was; it covers a part only while the part is what was shown.

use super::edit::{self, EditError};
use super::facts::{PartnerChanged, PartnerNamed, PartnerRemoved, PartnerUnlinked};
use super::partner::{Partner, PartnerInput};
use super::plan::text_mistake;
use super::{Application, Draft, confirm_part, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Money};
use crate::outbox;
use crate::people::{Actor, organisation, shaped_address, shaped_name};
use crate::places;

/// The parts of an application that are open when its partners are: their shares stand in the budget, by activity, so
/// that a change there has to be confirmed again, or the partner removed.
pub(super) const PARTS: [&str; 3] = ["partners", "budget", "activities"];
/// The longest sentence on a part.
const LONGEST_PART: usize = 500;
/// The longest name of a network.
const LONGEST_NAME: usize = 150;

/// Names a partner: the city of a place, or a network where there is no place.
///
/// # Errors
/// See [`EditError`]; the lead itself, a city twice and too many are mistakes in a field.
pub fn add_partner(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    place: Option<i64>,
    input: &PartnerInput,
) -> Result<Id<Partner>, EditError> {
    let (application, _) = edit::open(tx, actor, id, &PARTS)?;
    let draft = read::draft(tx, id)?;
    let Some(joint) = draft.definition.joint.as_ref().filter(|_| !draft.is_concept_note()) else {
        return Err(EditError::field("name", "Cities cannot apply together in this round."));
    };
    let name = match place {
        Some(geoname_id) => {
            let found = places::find(tx, geoname_id)?.ok_or(db::Error::Missing)?;
            if organisation::city(tx, application.city)?.geoname_id == Some(geoname_id) {
                return Err(EditError::field("name", format!("{} is the lead city. Name another city.", found.full_name())));
            }
            if draft.partners.iter().any(|partner| partner.geoname_id == Some(geoname_id)) {
                return Err(EditError::field("name", format!("{} is a partner of this application already.", found.full_name())));
            }
            Some(found.full_name())
        }
        None => None,
    };
    if draft.partners.len() >= joint.max_partners {
        let most = joint.max_partners;
        return Err(EditError::field("name", format!("This round takes {most} partners at most. Remove one before you name another.")));
    }
    let typed = checked(input, name)?;
    refuse_own_address(tx, &application, &typed)?;
    let is_same = |partner: &&Partner| partner.name.to_lowercase() == typed.name.to_lowercase();
    if place.is_none() && draft.partners.iter().any(|partner| is_same(&partner)) {
        return Err(EditError::field("name", format!("{} is a partner of this application already.", typed.name)));
    }
    let partner = store::insert_partner(tx, id, place, &typed)?;
    store::touch(tx, &application)?;
    audit::record(tx, &actor.doer(), &PartnerNamed { application: id.text(), partner: partner.text(), name: typed.name, place })?;
    Ok(partner)
}

/// The live partner with its application, if the actor may change it.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: Id<Partner>) -> Result<(Partner, Application), EditError> {
    let partner = store::partner(tx, id)?;
    let (application, _) = edit::open(tx, actor, partner.application, &PARTS)?;
    Ok((partner, application))
}

/// Changes who speaks for a partner and what its part is. With another address, a link that was sent
/// to the old one no longer works.
///
/// # Errors
/// See [`EditError`].
pub fn change_partner(tx: &mut Tx<'_>, actor: &Actor, id: Id<Partner>, version: i64, input: &PartnerInput) -> Result<(), EditError> {
    let (partner, application) = open(tx, actor, id)?;
    let typed = checked(input, Some(partner.name.clone()))?;
    if partner.version != version {
        return Err(EditError::Changed);
    }
    refuse_own_address(tx, &application, &typed)?;
    store::change_partner(tx, &partner, &typed)?;
    store::touch(tx, &application)?;
    let fact = PartnerChanged { application: application.id.text(), partner: id.text(), name: partner.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    if partner.asked_at.is_none() || partner.contact_email == typed.contact_email {
        return Ok(());
    }
    let draft = read::draft(tx, application.id)?;
    unlink(tx, actor, &draft, (&partner, true))
}

fn refuse_own_address(tx: &mut Tx<'_>, application: &Application, typed: &PartnerInput) -> Result<(), EditError> {
    match confirm_part::own_address(tx, application, &typed.contact_email)? {
        Some(mistake) => Err(EditError::Invalid(vec![mistake])),
        None => Ok(()),
    }
}

/// Removes a partner; the costs that were put down to it go back to the lead city.
///
/// # Errors
/// See [`EditError`].
pub fn remove_partner(tx: &mut Tx<'_>, actor: &Actor, id: Id<Partner>, reason: &str) -> Result<(), EditError> {
    let (partner, application) = open(tx, actor, id)?;
    if reason.trim().is_empty() {
        return Err(EditError::field("reason", "Say why, for your own record."));
    }
    if let Some(mistake) = text_mistake("reason", reason, "reason", LONGEST_PART) {
        return Err(EditError::Invalid(vec![mistake]));
    }
    let draft = read::draft(tx, application.id)?;
    let asked = draft.by_city().into_iter().find(|share| share.partner == Some(id)).map_or(Money::ZERO, |share| share.asked);
    let costs = draft.cost_count(&partner);
    store::remove_partner(tx, &partner)?;
    store::touch(tx, &application)?;
    let fact = PartnerRemoved {
        application: application.id.text(),
        partner: id.text(),
        name: partner.name.clone(),
        reason: reason.trim().to_owned(),
        costs,
        asked,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    // An address to which no link was sent knows nothing of it.
    if partner.asked_at.is_some() { unlink(tx, actor, &draft, (&partner, false)) } else { Ok(()) }
}

/// Tells the contact of a partner that was removed, or for which somebody else is asked, that the link does not count.
fn unlink(tx: &mut Tx<'_>, actor: &Actor, draft: &Draft, (partner, takes_part): (&Partner, bool)) -> Result<(), EditError> {
    let application = &draft.application;
    let fact = PartnerUnlinked {
        application: application.id.text(),
        reference: application.reference.clone(),
        title: application.shown_title().to_owned(),
        lead: application.city_name.clone(),
        opportunity: draft.definition.title.clone(),
        partner: partner.name.clone(),
        had_confirmed: partner.answer.as_ref().is_some_and(|answer| answer.is_confirmed),
        takes_part,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(outbox::announce(tx, &fact, &[confirm_part::contact(partner)])?)
}

/// What was typed, in its normal form, or every mistake in it. `name` is what the register says.
fn checked(input: &PartnerInput, name: Option<String>) -> Result<PartnerInput, EditError> {
    let mut mistakes = Vec::new();
    let is_network = name.is_none();
    let name = name.unwrap_or_else(|| input.name.split_whitespace().collect::<Vec<_>>().join(" "));
    if is_network {
        if name.is_empty() {
            mistakes.push(FieldError::new("name", "Enter the name of the network."));
        }
        mistakes.extend(text_mistake("name", &name, "name", LONGEST_NAME));
    }
    let contact_name = shaped_name("contact_name", &input.contact_name).map_err(|e| mistakes.push(e)).unwrap_or_default();
    let contact_email = shaped_address("contact_email", &input.contact_email).map_err(|e| mistakes.push(e)).unwrap_or_default();
    let part = input.part.split_whitespace().collect::<Vec<_>>().join(" ");
    if part.is_empty() {
        mistakes.push(FieldError::new("part", "Say in a sentence what this partner does."));
    }
    mistakes.extend(text_mistake("part", &part, "text", LONGEST_PART));
    if mistakes.is_empty() { Ok(PartnerInput { name, contact_name, contact_email, part }) } else { Err(EditError::Invalid(mistakes)) }
}
