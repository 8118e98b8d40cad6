//! Officers bring in travel rates: from a file of next year's, or typed with their citation.

use super::facts::RatesKept;
use super::policy;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::Actor;
use crate::rates::{self, NewRate, RateFault, Source};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Why no rates were kept.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    /// Not an officer.
    #[error("Only a program or finance officer can bring in travel rates.")]
    NotOfficer,
    /// The file is no list of rates.
    #[error(transparent)]
    File(#[from] RateFault),
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RatesError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::File(_) | Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Keeps every rate of a file, or none; a file that was read in before is passed by. How many are new.
///
/// # Errors
/// [`RatesError`].
pub fn import_rates(tx: &mut Tx<'_>, actor: &Actor, (source, citation): (Source, &str), bytes: &[u8]) -> Result<usize, RatesError> {
    may(actor)?;
    let citation = sound(citation)?;
    let read = rates::parse(bytes)?;
    let digest = HEXLOWER.encode(&Sha256::digest(bytes));
    if rates::is_known_file(tx, &digest)? {
        return Ok(0);
    }
    rates::keep(tx, (source, &read), (citation, &actor.name), Some(&digest))?;
    record(tx, actor, (source, citation), (read.len(), Some(digest)))?;
    Ok(read.len())
}

/// Keeps one rate that was typed.
///
/// # Errors
/// [`RatesError`].
pub fn enter_rate(tx: &mut Tx<'_>, actor: &Actor, rate: &NewRate, citation: &str) -> Result<(), RatesError> {
    may(actor)?;
    let citation = sound(citation)?;
    rates::keep(tx, (Source::Typed, std::slice::from_ref(rate)), (citation, &actor.name), None)?;
    record(tx, actor, (Source::Typed, citation), (1, None))
}

fn may(actor: &Actor) -> Result<(), RatesError> {
    if actor.account.is_some() && policy::decides(actor) { Ok(()) } else { Err(RatesError::NotOfficer) }
}

fn sound(citation: &str) -> Result<&str, RatesError> {
    let citation = citation.trim();
    if citation.is_empty() || citation.chars().count() > 200 || citation.chars().any(char::is_control) {
        let told = "Say where the rates are from, such as the table and its date, in at most 200 characters.";
        return Err(RatesError::Fields(vec![FieldError::new("citation", told)]));
    }
    Ok(citation)
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (source, citation): (Source, &str),
    (count, file_sha256): (usize, Option<String>),
) -> Result<(), RatesError> {
    let fact = RatesKept { source: source.to_string(), citation: citation.to_owned(), count, file_sha256, kept_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
