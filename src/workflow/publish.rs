//! Publishes a definition: checked, then stored under its hash for good.

use super::check::{Finding, Vocabulary, check};
use super::definition::Definition;
use super::parse::{Source, parse};
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

/// Reads a definition that comes as a file, given by its name and text, as one that could be published. It is called as
/// its file is, and is a version of its own where it differs from the shipped file of its name.
///
/// # Errors
/// Every fault with file and line, in a sentence each.
pub fn read_sound((file, text): (&str, &str), shipped: &[(&str, &str)], vocabulary: &Vocabulary) -> Result<Definition, String> {
    let source = parse(file, text).map_err(|e| e.to_string())?;
    let faults: Vec<String> = check(&source, vocabulary).iter().filter(|finding| finding.is_fault()).map(ToString::to_string).collect();
    if !faults.is_empty() {
        return Err(faults.join(". "));
    }
    let called = &source.definition.name;
    if file.strip_suffix(".toml") != Some(called.as_str()) {
        return Err(format!("{file}: its name is “{called}”, and must be that of the file"));
    }
    let Some((_, before)) = shipped.iter().find(|(name, before)| *name == file && *before != text) else { return Ok(source.definition) };
    let before = parse(file, before).map_err(|e| e.to_string())?.definition;
    if before.version == source.definition.version && before != source.definition {
        return Err(format!("{file}: version {} is the shipped one; give what differs from it a version of its own", before.version));
    }
    Ok(source.definition)
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
