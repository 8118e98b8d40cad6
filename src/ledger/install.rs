//! Loads the chart and the rules into the tables, once. A published file never
//! changes: one with the same name and other content is refused.

use super::rulebook::Rulebook;
use super::source::SourceError;
use super::store;
use crate::db::{self, Db};
use crate::kernel::{Kind, Refusal};

/// Why chart and rules could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A file has a mistake.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A published file was edited.
    #[error("“{0}” was installed with other content. A published file is never edited: give the new one a new id and a first day.")]
    Edited(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for InstallError {
    fn kind(&self) -> Kind {
        match self {
            Self::Source(_) | Self::Edited(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Installs the charts and rules that this program carries; does nothing if they are there.
///
/// # Errors
/// [`InstallError`] naming the file and the mend.
pub fn install(db: &Db) -> Result<(), InstallError> {
    Rulebook::all()?.iter().try_for_each(|book| install_book(db, book))
}

/// Installs these.
///
/// # Errors
/// As [`install`].
pub fn install_book(db: &Db, book: &Rulebook) -> Result<(), InstallError> {
    db.write(|tx| {
        let (chart, rules) = store::installed_sha256(tx, &book.chart.id, &book.rules.id)?;
        for (id, installed, now) in [(&book.chart.id, &chart, &book.chart.sha256), (&book.rules.id, &rules, &book.rules.sha256)] {
            if installed.as_ref().is_some_and(|sha256| sha256 != now) {
                return Err(InstallError::Edited(id.clone()));
            }
        }
        if chart.is_none() || rules.is_none() {
            store::insert_rulebook(tx, book, chart.is_none(), rules.is_none())?;
        }
        Ok(())
    })
}
