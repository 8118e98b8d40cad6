//! Keeps what a score sheet says, as it was looked at: drafts only, all of it or nothing. Each review is written by
//! [`review::keep`], so that what another window saved meanwhile is found, and the preview is shown again.

use super::columns;
use super::facts::SheetKept;
use super::own::written_under;
use super::rows::{Entry, Row};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole};
use crate::process::{self, Stage};
use crate::review::{self, SaveError, Typed};

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Something is not as it was looked at.
    #[error("Something was changed since you looked at your sheet. Nothing was saved yet: look at it again.")]
    Changed,
    /// A review refuses it.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for KeepError {
    fn kind(&self) -> Kind {
        match self {
            Self::Changed => Kind::Conflict,
            Self::Save(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Save(e) => e.fields(),
            Self::Changed | Self::Db(_) => &[],
        }
    }
}

/// What was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetDone {
    /// Reviews that were changed.
    pub reviews: usize,
    /// Fields that were changed.
    pub fields: usize,
}

impl Row {
    /// What the checkbox of a clash sends.
    #[must_use]
    pub fn choice(task: &str, field: &str) -> String {
        format!("{task}/{field}")
    }

    /// What is to be kept: what was looked at without a clash, and those clashes for which the sheet was chosen.
    fn typed(&self, chosen: &[String]) -> Vec<Typed> {
        let task = self.task.text();
        let is_kept = |entry: &&Entry| entry.was == entry.shown || chosen.contains(&Self::choice(&task, &entry.field));
        let typed = |entry: &Entry| Typed { field: entry.field.clone(), value: entry.value.clone(), was: entry.shown.clone() };
        self.entries.iter().filter(is_kept).map(typed).collect()
    }
}

/// Keeps the rows of a sheet of this round; `chosen` are the clashes for which the sheet is to count, as [`Row::choice`] names
/// them.
///
/// # Errors
/// [`KeepError`]; nothing is kept then.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, slug: &str, rows: &[Row], chosen: &[String]) -> Result<SheetDone, KeepError> {
    if actor.account.is_none() || !actor.has(FundRole::Reviewer) {
        return Err(db::Error::Missing.into());
    }
    let round = opportunity::by_slug(tx, slug)?;
    let mut done = SheetDone::default();
    for row in rows {
        let typed = row.typed(chosen);
        if !typed.is_empty() {
            keep_row(tx, actor, (round.id, row), &typed)?;
            done = SheetDone { reviews: done.reviews + 1, fields: done.fields + typed.len() };
        }
    }
    if done.reviews > 0 {
        let SheetDone { reviews, fields } = done;
        let fact = SheetKept { opportunity: round.id.text(), reviewer: actor.name.clone(), reviews, fields };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    Ok(done)
}

fn keep_row(tx: &mut Tx<'_>, actor: &Actor, (round, row): (Id<Opportunity>, &Row), typed: &[Typed]) -> Result<(), KeepError> {
    let task = match review::assignment(tx, actor, row.task) {
        Err(db::Error::Missing) => return Err(KeepError::Changed),
        other => other?,
    };
    let is_open = review::may_write(actor, &task) && process::stage(tx, task.application)? == Stage::InReview;
    if task.opportunity != round || !is_open {
        return Err(KeepError::Changed);
    }
    let definition = written_under(tx, &task)?;
    if columns::name(&definition.rubric)? != row.rubric {
        return Err(KeepError::Changed);
    }
    let kept = match review::keep(tx, actor, row.task, &definition.rubric, typed) {
        Err(SaveError::Missing) => return Err(KeepError::Changed),
        other => other?,
    };
    if kept.clashes.is_empty() && kept.newer.is_empty() { Ok(()) } else { Err(KeepError::Changed) }
}
