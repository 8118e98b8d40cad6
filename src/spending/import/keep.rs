//! Keeps the rows of a file as they were looked at: every row that becomes an expense, or nothing where something has
//! changed meanwhile.

use super::look::{Looked, Ready, each};
use super::read::ImportRow;
use crate::award::Award;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::facts::ExpensesImported;
use crate::spending::submit::{SubmitExpenseError, made, own, submitted};
use crate::spending::{audience, store};
use crate::{audit, outbox};

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Something is not as it was looked at.
    #[error("Something was changed since you looked at your file. Nothing was saved yet: look at it again.")]
    Changed,
    /// The award takes no expenses from this person, or none any more.
    #[error(transparent)]
    Submit(#[from] SubmitExpenseError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ImportError {
    fn kind(&self) -> Kind {
        match self {
            Self::Changed => Kind::Conflict,
            Self::Submit(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Submit(e) = self { e.fields() } else { &[] }
    }
}

/// Keeps the rows of `file` that become expenses, as they were looked at with this digest. How many there are.
///
/// # Errors
/// [`ImportError`]; nothing is kept then.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, categories): (Id<Award>, &[(String, String)]),
    (file, rows): (&str, &[ImportRow]),
    digest: &str,
) -> Result<usize, ImportError> {
    let (award, account) = own(tx, actor, award)?;
    let now = tx.now();
    let (looked, ready, award) = each(tx, award, categories, rows, now)?;
    if looked.digest != digest {
        return Err(ImportError::Changed);
    }
    for row in &ready {
        keep_row(tx, actor, (&award, account), (file, row))?;
    }
    if !ready.is_empty() {
        tell(tx, actor, &award, (file, &looked))?;
    }
    Ok(ready.len())
}

fn keep_row(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, account): (&Award, Id<crate::people::Account>),
    (file, row): (&str, &Ready),
) -> Result<(), db::Error> {
    let expense = made(tx, (award, None), &row.checked, (account, actor));
    store::insert_expense(tx, &expense)?;
    store::change_flags(tx, expense.id, &row.flags)?;
    store::insert_import(tx, (expense.id, award.id), (file, &row.row_digest, &row.receipt))?;
    let fact = submitted(tx, award, (&expense, &row.checked), actor)?;
    audit::record(tx, &actor.doer(), &fact)
}

/// One letter for the whole file.
fn tell(tx: &mut Tx<'_>, actor: &Actor, award: &Award, (file, looked): (&str, &Looked)) -> Result<(), db::Error> {
    let city = organisation::city(tx, award.organisation)?;
    let (count, amount) = looked.taken();
    let fact = ExpensesImported {
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: city.full_name(),
        file: file.to_owned(),
        count,
        amount,
        submitted_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[award.id], &[FundRole::ProgramOfficer])?;
    outbox::announce(tx, &fact, &to)
}
