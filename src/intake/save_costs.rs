//! Saves the costs of one activity, and the lines of the budget that follow from them. Each row is
//! checked here; floor, cap and the rules over the whole budget are shown at once and enforced on
//! submission, because a budget grows row by row.

use super::application::Application;
use super::cost::{self, CostInput, CostItem, MOST_COSTS_IN_ALL, NO_CITY};
use super::edit::{self, EditError};
use super::facts::BudgetSaved;
use super::keep_sheet::{self, Sheet};
use super::plan::Activity;
use super::store;
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Fact, FieldError, Id, Money, Subject, Timestamp};
use crate::people::Actor;

/// Replaces the costs of an activity, based on the `version` that the page showed.
///
/// # Errors
/// See [`EditError`].
pub fn save_costs(tx: &mut Tx<'_>, actor: &Actor, activity: Id<Activity>, version: i64, rows: &[CostInput]) -> Result<(), EditError> {
    let stored = store::activity(tx, activity)?;
    let (application, definition) = edit::open(tx, actor, stored.application, &["budget"])?;
    let items = cost::read(&definition, activity, rows).map_err(EditError::Invalid)?;
    let partners = store::partners(tx, application.id)?;
    let is_known = |typed: &str| typed.is_empty() || partners.iter().any(|partner| partner.id.text() == typed);
    let lost = rows.iter().enumerate().filter(|(_, row)| !row.is_blank() && !is_known(&row.partner));
    let lost: Vec<FieldError> = lost.map(|(n, _)| FieldError::new(format!("partner_{n}"), format!("Row {}: {NO_CITY}", n + 1))).collect();
    if !lost.is_empty() {
        return Err(EditError::Invalid(lost));
    }
    let beside = store::count_costs_beside(tx, &stored)?;
    if beside.saturating_add(items.len()) > MOST_COSTS_IN_ALL {
        let message = format!("An application can have {MOST_COSTS_IN_ALL} rows of costs in all. Put small costs together.");
        return Err(EditError::field("what_0", message));
    }
    if stored.version != version {
        return Err(EditError::Changed);
    }
    let lines = cost::lines(&items);
    store::change_costs(tx, &stored, &items, &lines)?;
    keep_sheet::forget(tx, actor, application.id, Sheet::Costs(activity))?;
    store::touch(tx, &application)?;
    let total = super::total(&lines).unwrap_or_default();
    let city_pays = Money::total(items.iter().map(|item: &CostItem| item.city_pays)).unwrap_or_default();
    audit::record(tx, &actor.doer(), &BudgetSaved { application: application.id.text(), activity: activity.text(), total, city_pays })?;
    Ok(())
}

/// The last time the costs of an activity were saved.
#[derive(Clone, Debug)]
pub struct CostsSaved {
    /// The account that did it.
    pub by_id: Option<String>,
    /// Its name then.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The events of one application that are looked through for it.
const LATEST: i64 = 100;

/// Who saved the costs of an activity last, if that was lately. The caller asks [`super::policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn find_costs_saved(conn: &mut Conn, application: Id<Application>, activity: Id<Activity>) -> Result<Option<CostsSaved>, Error> {
    let events = audit::list_for(conn, &Subject::new("application", application.text()), LATEST)?;
    let is_it = |event: &audit::Event| {
        let saved = serde_json::from_str::<BudgetSaved>(&event.payload);
        event.fact == BudgetSaved::NAME && saved.is_ok_and(|saved| saved.activity == activity.text())
    };
    let last = events.into_iter().find(is_it);
    Ok(last.map(|event| CostsSaved { by_id: event.actor_id, by: event.actor_name, at: Timestamp::from_naive(event.at) }))
}
