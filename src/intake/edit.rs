//! What every edit of an application shares: loading it for writing, and refusing.

use super::application::Application;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::{self, Definition};
use crate::people::Actor;
use std::sync::Arc;

/// Why an edit was not kept.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The actor may read this application and not write in it.
    #[error("You can read this application, but not change it. Ask somebody in your city for the role of preparer.")]
    NotAllowed,
    /// It was received, or this part was not reopened.
    #[error("This part can no longer be changed: the application was submitted. Nothing of what was received was altered.")]
    Closed,
    /// It was withdrawn.
    #[error("This application was withdrawn. It can no longer be changed.")]
    Withdrawn,
    /// Somebody else saved this part after the page was opened.
    #[error("Somebody else saved this part after you opened the page. Compare the two texts below and save the one you want.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EditError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Closed | Self::Withdrawn | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

impl EditError {
    /// One mistake in one field.
    pub(super) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

/// The application and its form, if the actor may edit a part that goes by one of these names.
pub(super) fn open<S: AsRef<str>>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    names: &[S],
) -> Result<(Application, Arc<Definition>), EditError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_write(actor, &application) {
        return Err(EditError::NotAllowed);
    }
    if application.withdrawn_at.is_some() {
        return Err(EditError::Withdrawn);
    }
    if !application.scope.allows(names) {
        return Err(EditError::Closed);
    }
    keep_writer(tx, actor, &application)?;
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    Ok((application, definition))
}

/// Keeps who writes for the city: they find no trace of the application on the fund's side, should they ever go there.
/// An officer who enters it in the name of the city is not of the city.
pub(super) fn keep_writer(tx: &mut Tx<'_>, actor: &Actor, application: &Application) -> Result<(), db::Error> {
    match actor.account {
        Some(account) if !policy::enters(actor, application) => store::keep_writer(tx, application.id, account),
        _ => Ok(()),
    }
}
