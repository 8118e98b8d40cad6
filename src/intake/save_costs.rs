//! Saves the costs of one activity, and the lines of the budget that follow from them. Each row is
//! checked here; floor, cap and the rules over the whole budget are shown at once and enforced on
//! submission, because a budget grows row by row.

use super::cost::{self, CostInput, CostItem, NO_CITY};
use super::edit::{self, EditError};
use super::facts::BudgetSaved;
use super::plan::Activity;
use super::store;
use crate::audit;
use crate::db::Tx;
use crate::kernel::{FieldError, Id, Money};
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
    if stored.version != version {
        return Err(EditError::Changed);
    }
    let lines = cost::lines(&items);
    store::change_costs(tx, &stored, &items, &lines)?;
    store::touch(tx, &application)?;
    let total = super::total(&lines).unwrap_or_default();
    let city_pays = Money::total(items.iter().map(|item: &CostItem| item.city_pays)).unwrap_or_default();
    audit::record(tx, &actor.doer(), &BudgetSaved { application: application.id.text(), activity: activity.text(), total, city_pays })?;
    Ok(())
}
