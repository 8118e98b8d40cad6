//! Takes activities with their people and costs over from an earlier application of the same city. What is
//! planned already stays. What was not looked at as it stands now is not copied.

use super::change_partner::{self, PARTS};
use super::copy_answers::earlier_draft;
use super::edit::{self, EditError};
use super::facts::PlanCopied;
use super::fit_plan::{Fit, OfferedActivity, PlanWishes, PutDown, nameable};
use super::partner::{Partner, PartnerInput};
use super::plan::Activity;
use super::{Application, CostItem, Draft, cost, policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Money};
use crate::people::Actor;
use crate::rates::{self, Known};
use std::collections::BTreeMap;

/// What can be copied from one application into another.
#[derive(Clone, Debug)]
pub struct PlanOffer {
    /// The application that is written.
    pub here: Draft,
    /// The one before, as the actor may read it.
    pub earlier: Draft,
    /// Its activities, as they would stand here.
    pub activities: Vec<OfferedActivity>,
    /// Its partners that can be named here too, each with whether it is to be.
    pub partners: Vec<(Partner, bool)>,
}

impl PlanOffer {
    /// The application with these activities in it.
    #[must_use]
    pub fn with(&self, taken: &[Id<Activity>]) -> Draft {
        let mut whole = self.here.clone();
        for offered in self.activities.iter().filter(|offered| taken.contains(&offered.earlier.id)) {
            whole.activities.push(offered.earlier.clone());
            whole.budget.extend(cost::lines(&offered.costs));
            whole.costs.extend(offered.costs.iter().cloned());
        }
        whole
    }

    /// Why so many more have no place, if they have none.
    #[must_use]
    pub fn too_many(&self, count: usize) -> Option<String> {
        let (most, planned) = (self.here.definition.activities.max, self.here.activities.len());
        (planned + count > most).then(|| match most.saturating_sub(planned) {
            0 => format!("An application can have {most} activities, and it has {planned}. Remove one first."),
            free => format!("An application can have {most} activities, and it has {planned}. Choose {free} at most."),
        })
    }
}

/// What an earlier application offers, given what was chosen so far. Nothing is changed.
///
/// # Errors
/// [`EditError`] for whoever may not read the one or write the other, and where a plan is not open.
pub fn offer_plan(
    conn: &mut Conn,
    actor: &Actor,
    application: Application,
    from: Id<Application>,
    wishes: &PlanWishes,
) -> Result<PlanOffer, EditError> {
    if !policy::is_of_city(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_write(actor, &application) {
        return Err(EditError::NotAllowed);
    }
    if application.withdrawn_at.is_some() {
        return Err(EditError::Withdrawn);
    }
    if !application.scope.allows(&["activities"]) || !application.scope.allows(&["budget"]) {
        return Err(EditError::Closed);
    }
    let earlier = earlier_draft(conn, actor, &application, from)?;
    let here = read::draft_of(conn, application)?;
    if !here.definition.has_plan() {
        return Err(EditError::field("from", "A concept note has no activities. They come with the whole application."));
    }
    let can_be = nameable(&earlier, &here);
    let is_named = |partner: &Partner| wishes.partners.as_ref().is_none_or(|chosen| chosen.contains(&partner.id));
    let named: Vec<Id<Partner>> = can_be.iter().filter(|partner| is_named(partner)).map(|partner| partner.id).collect();
    let partners: Vec<(Partner, bool)> = can_be.into_iter().map(|partner| (partner.clone(), is_named(partner))).collect();
    let fit = Fit { earlier: &earlier, here: &here, named: &named };
    let mut activities = Vec::new();
    for activity in &earlier.activities {
        // The rates of the month in which it would take place.
        let plain = fit.activity(activity, wishes, &Known::Nothing);
        let day = plain.input.starts_on.unwrap_or(activity.starts_on);
        let known = rates::look_up(conn, &activity.place, &activity.country, day)?;
        activities.push(fit.activity(activity, wishes, &known));
    }
    Ok(PlanOffer { here, earlier, activities, partners })
}

/// One activity that is to be copied, as it was looked at.
#[derive(Clone, Debug)]
pub struct TakenActivity {
    /// The earlier activity.
    pub activity: Id<Activity>,
    /// The digest of what the page showed.
    pub sha256: String,
}

/// Copies the chosen activities; how many.
///
/// # Errors
/// [`EditError`]; nothing is copied then. [`EditError::Changed`] where one would become another than was shown.
pub fn copy_plan(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, from): (Id<Application>, Id<Application>),
    wishes: &PlanWishes,
    taken: &[TakenActivity],
) -> Result<usize, EditError> {
    let application = store::application(tx, id)?;
    let offer = offer_plan(tx, actor, application, from, wishes)?;
    let chosen = chosen(&offer, taken)?;
    let named = name_partners(tx, actor, &offer)?;
    let next = offer.here.activities.last().map_or(1, |last| last.position + 1);
    for (position, offered) in (next..).zip(&chosen) {
        insert(tx, id, (position, offered), &named)?;
    }
    // Naming a partner raised its version.
    let now = store::application(tx, id)?;
    edit::keep_writer(tx, actor, &now)?;
    store::touch(tx, &now)?;
    let fact = PlanCopied {
        application: id.text(),
        from: offer.earlier.application.reference.clone(),
        activities: chosen.iter().map(|offered| offered.input.title.clone()).collect(),
        costs: chosen.iter().map(|offered| offered.costs.len()).sum(),
        total: Money::total(chosen.iter().map(|offered| offered.asked())).unwrap_or_default(),
        left_out: chosen.iter().flat_map(|offered| offered.left_out.clone()).collect(),
        partners: offer.partners.iter().filter(|(_, is_named)| *is_named).map(|(partner, _)| partner.name.clone()).collect(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(chosen.len())
}

/// What was chosen, if all of it can be copied as it was shown.
fn chosen<'a>(offer: &'a PlanOffer, taken: &[TakenActivity]) -> Result<Vec<&'a OfferedActivity>, EditError> {
    if taken.is_empty() {
        return Err(EditError::field("take", "Choose at least one activity."));
    }
    if let Some(sentence) = offer.too_many(taken.len()) {
        return Err(EditError::field("take", sentence));
    }
    let (mut chosen, mut mistakes, mut has_changed) = (Vec::new(), Vec::new(), false);
    for (n, offered) in offer.activities.iter().enumerate() {
        let Some(looked_at) = taken.iter().find(|taken| taken.activity == offered.earlier.id) else { continue };
        mistakes.extend(offered.mistakes.iter().map(|m| FieldError::new(format!("{}_{n}", m.field), &m.message)));
        has_changed |= looked_at.sha256 != offered.sha256;
        chosen.push(offered);
    }
    if !mistakes.is_empty() {
        return Err(EditError::Invalid(mistakes));
    }
    if has_changed || chosen.len() != taken.len() {
        return Err(EditError::Changed);
    }
    Ok(chosen)
}

/// Names the partners that come along, each to be asked anew: by the identifiers of the earlier ones.
fn name_partners(tx: &mut Tx<'_>, actor: &Actor, offer: &PlanOffer) -> Result<BTreeMap<Id<Partner>, Id<Partner>>, EditError> {
    let id = offer.here.application.id;
    let mut named = BTreeMap::new();
    for (partner, _) in offer.partners.iter().filter(|(_, is_named)| *is_named) {
        edit::open(tx, actor, id, &PARTS)?;
        let input = PartnerInput {
            name: partner.name.clone(),
            contact_name: partner.contact_name.clone(),
            contact_email: partner.contact_email.clone(),
            part: partner.part.clone(),
        };
        let added = change_partner::add_partner(tx, actor, id, partner.geoname_id, &input).map_err(beside_the_partners)?;
        named.insert(partner.id, added);
    }
    Ok(named)
}

fn beside_the_partners(refused: EditError) -> EditError {
    match refused {
        EditError::Invalid(mistakes) => EditError::Invalid(mistakes.into_iter().map(|m| FieldError::new("partner", m.message)).collect()),
        other => other,
    }
}

fn insert(
    tx: &mut Tx<'_>,
    id: Id<Application>,
    (position, offered): (i32, &OfferedActivity),
    named: &BTreeMap<Id<Partner>, Id<Partner>>,
) -> Result<(), EditError> {
    let activity: Id<Activity> = tx.id();
    store::insert_activity(tx, (activity, id), position, &offered.input)?;
    let people: Vec<_> = offered.earlier.attendees.iter().map(|p| (p.name.clone(), p.job.clone(), p.standing)).collect();
    let stored = store::activity(tx, activity)?;
    store::change_attendees(tx, &stored, &people)?;
    let put_down = |(item, to): (&CostItem, &PutDown)| {
        let partner = match to {
            PutDown::Lead => None,
            PutDown::Partner(id) => Some(*id),
            PutDown::Named(earlier) => named.get(earlier).copied(),
        };
        CostItem { activity, partner, ..item.clone() }
    };
    let items: Vec<CostItem> = offered.costs.iter().zip(&offered.put_down).map(put_down).collect();
    let stored = store::activity(tx, activity)?;
    store::change_costs(tx, &stored, &items, &cost::lines(&items))?;
    Ok(())
}
