//! Saves the budget of one activity. Each amount is checked here; floor, cap and the
//! rules over the whole budget are shown at once and enforced on submission, because
//! a budget grows line by line.

use super::edit::{self, EditError};
use super::facts::BudgetSaved;
use super::plan::{Activity, BudgetLine, text_mistake};
use super::store;
use crate::audit;
use crate::db::Tx;
use crate::kernel::{FieldError, Id, Money};
use crate::opportunity::Definition;
use crate::people::Actor;

/// One row as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetInput {
    /// The code of the category.
    pub category: String,
    /// The amount.
    pub amount: String,
    /// How it was worked out.
    pub note: String,
}

/// Replaces the budget of an activity, based on the `version` that the page showed.
///
/// # Errors
/// See [`EditError`].
pub fn save_budget(tx: &mut Tx<'_>, actor: &Actor, activity: Id<Activity>, version: i64, rows: &[BudgetInput]) -> Result<(), EditError> {
    let stored = store::activity(tx, activity)?;
    let (application, definition) = edit::open(tx, actor, stored.application, &["budget"])?;
    let lines = read_lines(&definition, activity, rows).map_err(EditError::Invalid)?;
    if stored.version != version {
        return Err(EditError::Changed);
    }
    store::change_budget(tx, &stored, &lines)?;
    store::touch(tx, &application)?;
    let total = super::total(&lines).unwrap_or_default();
    audit::record(tx, &actor.doer(), &BudgetSaved { application: application.id.text(), activity: activity.text(), total })?;
    Ok(())
}

fn read_lines(definition: &Definition, activity: Id<Activity>, rows: &[BudgetInput]) -> Result<Vec<BudgetLine>, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let mut lines: Vec<BudgetLine> = Vec::new();
    for row in rows {
        let field = format!("amount_{}", row.category);
        let Some(category) = definition.category(&row.category) else { continue };
        mistakes.extend(text_mistake(&format!("note_{}", row.category), &row.note.replace('\n', " "), "explanation", 300));
        if row.amount.is_empty() {
            if !row.note.is_empty() {
                mistakes.push(FieldError::new(
                    field,
                    format!("Enter an amount for {}, or delete its explanation.", category.title.to_lowercase()),
                ));
            }
            continue;
        }
        match Money::parse(&row.amount) {
            Err(e) => mistakes.push(FieldError::new(field, format!("{}: {e}", category.title))),
            Ok(amount) if amount > definition.amounts.cap() => {
                mistakes.push(FieldError::new(
                    field,
                    format!("{}: {amount} is more than the largest grant, {}. Enter less.", category.title, definition.amounts.cap()),
                ));
            }
            Ok(amount) if amount.is_zero() => {}
            Ok(_) if lines.iter().any(|l| l.category == row.category) => {
                mistakes.push(FieldError::new(field, format!("{} was sent twice. Enter it once.", category.title)))
            }
            Ok(amount) => lines.push(BudgetLine { activity, category: row.category.clone(), amount, note: row.note.clone() }),
        }
    }
    if mistakes.is_empty() { Ok(lines) } else { Err(mistakes) }
}
