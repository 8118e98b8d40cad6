//! Publishes a definition: checked, then stored under its hash for good.

use super::check::{Finding, Vocabulary, check};
use super::parse::Source;
use super::store;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal};

/// Why a definition is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It has faults. Warnings are not among them.
    #[error("The workflow has {} to mend. {}", count(.0.len()), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(". "))]
    Faulty(Vec<Finding>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

fn count(n: usize) -> String {
    if n == 1 { "one fault".into() } else { format!("{n} faults") }
}

impl Refusal for PublishError {
    fn kind(&self) -> Kind {
        match self {
            Self::Faulty(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        &[]
    }
}

/// Stores the definition unless the same one is stored already, and returns its hash.
///
/// # Errors
/// [`PublishError::Faulty`] with every fault.
pub fn publish(tx: &mut Tx<'_>, source: &Source, vocabulary: &Vocabulary) -> Result<String, PublishError> {
    let faults: Vec<Finding> = check(source, vocabulary).into_iter().filter(Finding::is_fault).collect();
    if !faults.is_empty() {
        return Err(PublishError::Faulty(faults));
    }
    Ok(store::insert_definition_once(tx, &source.definition)?)
}
