//! Migrations: SQL common to both databases, plus a twin per database where
//! triggers differ; merged by version and carried inside the program.

use super::{Conn, Db, Error};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, Result as MigrationResult};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const COMMON: EmbeddedMigrations = embed_migrations!("migrations/common");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The common migrations and one database's own, as one source.
struct Merged(EmbeddedMigrations);

impl<DB: Backend> MigrationSource<DB> for Merged
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    fn migrations(&self) -> MigrationResult<Vec<Box<dyn Migration<DB>>>> {
        let mut all = COMMON.migrations()?;
        all.extend(self.0.migrations()?);
        Ok(all)
    }
}

/// The versions that a run of migrations applied.
#[derive(Debug)]
pub struct MigrationReport {
    /// In the order they ran.
    pub applied: Vec<String>,
}

/// Brings the database up to date.
///
/// # Errors
/// [`Error::Broken`] naming the migration that failed.
pub fn run_migrations(db: &Db) -> Result<MigrationReport, Error> {
    let mut conn = db.connection()?;
    let applied = match &mut *conn {
        Conn::Pg(c) => c.run_pending_migrations(Merged(POSTGRES)).map(|v| v.iter().map(ToString::to_string).collect()),
        Conn::Sqlite(c) => c.run_pending_migrations(Merged(SQLITE)).map(|v| v.iter().map(ToString::to_string).collect()),
    };
    Ok(MigrationReport { applied: applied.map_err(|e| Error::Broken(format!("migration failed: {e}")))? })
}

/// Lets the database look at its tables anew, so that it knows what new indexes are worth. On SQLite it looks at a
/// part of each only; on PostgreSQL at a sample.
///
/// # Errors
/// The database's refusal.
pub fn refresh_statistics(db: &Db) -> Result<(), Error> {
    let mut conn = db.connection()?;
    let sql = if matches!(&*conn, Conn::Pg(_)) { "ANALYZE" } else { "PRAGMA optimize=0x10002" };
    Ok(conn.batch_execute(sql)?)
}

/// The names of migrations not applied yet.
///
/// # Errors
/// [`Error::Broken`] when the database cannot be asked.
pub fn pending_migrations(db: &Db) -> Result<Vec<String>, Error> {
    let mut conn = db.connection()?;
    let names = match &mut *conn {
        Conn::Pg(c) => c.pending_migrations(Merged(POSTGRES)).map(|v| v.iter().map(|m| m.name().to_string()).collect()),
        Conn::Sqlite(c) => c.pending_migrations(Merged(SQLITE)).map(|v| v.iter().map(|m| m.name().to_string()).collect()),
    };
    names.map_err(|e| Error::Broken(format!("cannot list migrations: {e}")))
}

/// Undoes every migration; tests use it to prove that each `down.sql` works.
///
/// # Errors
/// [`Error::Broken`] naming the migration that failed.
pub fn revert_all(db: &Db) -> Result<(), Error> {
    let mut conn = db.connection()?;
    let reverted = match &mut *conn {
        Conn::Pg(c) => c.revert_all_migrations(Merged(POSTGRES)).map(|_| ()),
        Conn::Sqlite(c) => c.revert_all_migrations(Merged(SQLITE)).map(|_| ()),
    };
    reverted.map_err(|e| Error::Broken(format!("cannot revert: {e}")))
}

/// Whether no migration was ever applied.
///
/// # Errors
/// [`Error::Broken`] when the database cannot be asked.
pub fn is_empty(db: &Db) -> Result<bool, Error> {
    let mut conn = db.connection()?;
    let applied = match &mut *conn {
        Conn::Pg(c) => c.applied_migrations().map(|v| v.len()),
        Conn::Sqlite(c) => c.applied_migrations().map(|v| v.len()),
    };
    applied.map(|n| n == 0).map_err(|e| Error::Broken(format!("cannot list migrations: {e}")))
}
