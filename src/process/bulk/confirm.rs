//! Keeps that somebody confirmed an action on the cases that they looked at.

use super::{BulkAction, BulkRun, MOST_AT_ONCE};
use crate::audit;
use crate::db::{Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Fact, FieldError, Id, Subject};
use crate::people::{Actor, FundRole};
use crate::process::{ProcessError, is_recused, store};
use crate::workflow::{Denied, FireError};
use serde::{Deserialize, Serialize};

/// Somebody confirmed an action on many cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkConfirmed {
    /// The action taken.
    pub run: String,
    /// What is done, in the words of the program.
    pub action: String,
    /// Why, the same for all.
    pub reason: String,
    /// The reference numbers.
    pub references: Vec<String>,
}

impl Fact for BulkConfirmed {
    const NAME: &'static str = "bulk.confirmed";
    fn subject(&self) -> Subject {
        Subject::new("bulk", &self.run)
    }
}

/// Keeps the action with each case at the version that was looked at. Nothing moves yet.
///
/// # Errors
/// [`ProcessError::Invalid`] without a case, with too many, or without a reason that is needed.
pub fn confirm_bulk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (action, reason): (BulkAction, &str),
    cases: &[(String, i64)],
) -> Result<Id<BulkRun>, ProcessError> {
    let maker = actor.account.filter(|_| actor.may_enter(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]));
    let maker = maker.ok_or_else(|| FireError::Denied(Denied::WrongRole("program officer, approving official".into())))?;
    let mistakes = mistakes(action, reason, cases.len());
    if !mistakes.is_empty() {
        return Err(ProcessError::Invalid(mistakes));
    }
    let mut seen: Vec<(Id<Application>, i64)> = Vec::new();
    for (reference, version) in cases {
        let application = intake::find_visible(tx, actor, reference)?;
        if is_recused(tx, actor, application.id)? {
            return Err(Error::Missing.into());
        }
        if !seen.iter().any(|(id, _)| *id == application.id) {
            seen.push((application.id, *version));
        }
    }
    let kept = BulkRun { id: tx.id(), action, reason: reason.trim().to_owned(), made_by: maker, made_at: tx.now() };
    store::insert_bulk_run(tx, &kept, (&actor.name, &seen))?;
    let references = cases.iter().map(|(reference, _)| reference.clone()).collect();
    let fact = BulkConfirmed { run: kept.id.text(), action: action.to_string(), reason: kept.reason.clone(), references };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(kept.id)
}

fn mistakes(action: BulkAction, reason: &str, cases: usize) -> Vec<FieldError> {
    let mut found = Vec::new();
    if cases == 0 {
        found.push(FieldError::new("case", "Choose at least one application."));
    } else if cases > MOST_AT_ONCE {
        found.push(FieldError::new("case", format!("Choose at most {MOST_AT_ONCE} applications at once. You chose {cases}.")));
    }
    let length = reason.trim().chars().count();
    if (action.needs_reason() && length == 0) || length > 4000 {
        found.push(FieldError::new("reason", "Give the reason, in at most 4,000 characters. It is the same for all."));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_at_once_and_a_reason_where_one_is_needed() {
        let long = "x".repeat(4001);
        let said = |action, reason, cases| mistakes(action, reason, cases).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(said(BulkAction::CallPanel, "", 100), Vec::<String>::new());
        assert_eq!(said(BulkAction::CallPanel, "", 101), ["case"]);
        assert_eq!(said(BulkAction::Decline, " ", 0), ["case", "reason"]);
        assert_eq!(said(BulkAction::Decline, &long, 1), ["reason"]);
        assert_eq!(said(BulkAction::ClearConflicts, "Nobody has any.", 1), Vec::<String>::new());
    }
}
