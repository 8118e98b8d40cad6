//! Stores a definition as a version of an opportunity, and publishes it.

use super::definition::Definition;
use super::facts::{OpportunityImported, OpportunityPublished};
use super::opportunity::{Opportunity, State};
use super::policy::may_manage;
use super::read::{DefinitionError, read};
use super::store;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The opportunity.
    pub id: Id<Opportunity>,
    /// Its name in addresses.
    pub slug: String,
    /// The version that the definition is, counted from 1.
    pub n: i32,
    /// Whether it was stored before, so that nothing changed.
    pub is_unchanged: bool,
}

/// Why a definition is not imported or an opportunity not published.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The actor is no program officer.
    #[error("Only a program officer can import or publish an opportunity.")]
    NotAllowed,
    /// The definition has mistakes.
    #[error("{0}")]
    Definition(DefinitionError, Vec<FieldError>),
    /// It belongs to another opportunity already.
    #[error("This definition was imported before under another slug. Change the slug back, or change the definition.")]
    OtherSlug,
    /// It was published before.
    #[error("This opportunity is published already.")]
    AlreadyPublished,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ImportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Definition(..) => Kind::Invalid,
            Self::OtherSlug | Self::AlreadyPublished => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Definition(_, fields) = self { fields } else { &[] }
    }
}

impl From<DefinitionError> for ImportError {
    fn from(error: DefinitionError) -> Self {
        let fields = error.mistakes.iter().map(|m| FieldError::new("definition", format!("Line {}: {}", m.line, m.message))).collect();
        Self::Definition(error, fields)
    }
}

/// Stores the definition in `text` as the current version of the opportunity with its slug,
/// making the opportunity if it is new. The same definition again changes nothing; that of an
/// earlier version brings it back into force.
///
/// # Errors
/// Mistakes with their lines, a missing role, or the database's refusal.
pub fn import(tx: &mut Tx<'_>, actor: &Actor, file: &str, text: &str) -> Result<Imported, ImportError> {
    if !may_manage(actor) {
        return Err(ImportError::NotAllowed);
    }
    let definition = read(file, text)?;
    let json = canonical(&definition)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(json.as_bytes()));
    let existing = store::find_by_slug(tx, &definition.slug)?;
    if let Some((id, n)) = store::find_version(tx, &sha256)? {
        let Some(opportunity) = existing.filter(|o| o.id == id) else { return Err(ImportError::OtherSlug) };
        let is_unchanged = opportunity.definition_sha256 == sha256;
        if !is_unchanged {
            // An earlier version comes back into force.
            store::change_definition(tx, &opportunity, &definition, &sha256)?;
            let fact = OpportunityImported { opportunity: id.text(), title: definition.title, n, sha256 };
            audit::record(tx, &actor.doer(), &fact)?;
        }
        return Ok(Imported { id, slug: definition.slug, n, is_unchanged });
    }
    let (id, n) = match &existing {
        Some(opportunity) => (opportunity.id, store::last_version(tx, opportunity.id)? + 1),
        None => (tx.id(), 1),
    };
    let row = store::Version { sha256: &sha256, n, toml: text, json: &json, imported_by: &actor.name };
    match &existing {
        Some(opportunity) => store::change_definition(tx, opportunity, &definition, &sha256)?,
        None => store::insert_opportunity(tx, id, &definition, &sha256)?,
    }
    store::insert_version(tx, id, &row)?;
    let fact = OpportunityImported { opportunity: id.text(), title: definition.title, n, sha256 };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(Imported { id, slug: definition.slug, n, is_unchanged: false })
}

/// Shows the opportunity to the public.
///
/// # Errors
/// A missing role, a wrong state, or the database's refusal.
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, id: Id<Opportunity>) -> Result<(), ImportError> {
    if !may_manage(actor) {
        return Err(ImportError::NotAllowed);
    }
    let opportunity = store::opportunity(tx, id)?;
    if opportunity.state == State::Published {
        return Err(ImportError::AlreadyPublished);
    }
    store::mark_published(tx, &opportunity)?;
    audit::record(tx, &actor.doer(), &OpportunityPublished::of(&opportunity))?;
    Ok(())
}

fn canonical(definition: &Definition) -> Result<String, db::Error> {
    // A JSON value sorts its keys, so the same definition has the same digest however its file is laid out.
    let value = serde_json::to_value(definition).map_err(|e| db::Error::Broken(e.to_string()))?;
    Ok(value.to_string())
}
