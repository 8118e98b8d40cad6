//! The one door to the database: SQLite or PostgreSQL, chosen by URL at run time.
//!
//! Reads borrow a pooled connection. Every change runs inside [`Db::write`], the
//! only maker of a [`Tx`], so no operation can run outside a transaction.
//! Differences between the two databases live in [`portable`] and nowhere else.

mod connection;
mod error;
mod fixed;
mod idempotency;
mod memo;
mod migrate;
pub mod portable;
mod room;
pub mod schema;
mod transaction;

pub use connection::{Conn, Multi, Url, UrlError};
pub use error::Error;
pub use fixed::{Fixed, pieces};
pub use idempotency::{Press, once};
pub use memo::Memo;
pub use migrate::{MigrationReport, is_empty, pending_migrations, refresh_statistics, revert_all, run_migrations};
pub use transaction::Tx;

use crate::kernel::{Clock, IdSource, Refusal};
use crate::vault::Vault;
use connection::Manager;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

type Pool = diesel::r2d2::Pool<Manager>;
type Pooled = connection::Borrowed;

/// A pool of connections with the clock and the identifier source that every
/// transaction is given. Clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    /// SQLite has one writer; queueing here is fairer and quicker than its busy timeout. So do those of this process who
    /// have to go through PostgreSQL's gate.
    writer: Arc<Queue>,
    clock: Clock,
    ids: IdSource,
    url: Url,
    room: room::Room,
    vault: Arc<OnceLock<Arc<Vault>>>,
}

/// Where writers wait for one another: all of SQLite, and of PostgreSQL those at the gate.
#[derive(Default)]
struct Queue {
    turn: Mutex<()>,
    waiting: AtomicUsize,
}

/// How long a request waits for a server that is away.
const PATIENCE_WHILE_AWAY: Duration = Duration::from_secs(1);

/// What a pool needs to know beside its URL.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections kept open.
    pub pool_size: u32,
    /// Whether a commit waits for the disk. Off only in tests that do not test durability.
    pub durable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { pool_size: 8, durable: true }
    }
}

/// Copies a whole SQLite database to a new file while others write.
///
/// # Errors
/// [`Error::Broken`] on PostgreSQL, or the database's refusal.
pub fn copy_to_file(db: &Db, path: &str) -> Result<(), Error> {
    db.read(|conn| portable::copy_to_file(conn, path))
}

impl Db {
    /// Opens a pool; the database must exist (an SQLite file is created).
    ///
    /// # Errors
    /// [`Error::Broken`] when no connection can be made.
    pub fn open(url: &Url, options: &Options, clock: Clock, ids: IdSource) -> Result<Self, Error> {
        let manager = Manager::new(url.clone(), options.durable);
        let pool = diesel::r2d2::Pool::builder()
            .max_size(options.pool_size)
            .min_idle(Some(1))
            .test_on_check_out(matches!(url, Url::Postgres(_)))
            .connection_timeout(Duration::from_secs(10))
            .build(manager)
            .map_err(|e| Error::Broken(format!("cannot connect to the database: {e}")))?;
        Ok(Self { pool, writer: Arc::default(), clock, ids, url: url.clone(), room: room::Room::default(), vault: Arc::default() })
    }

    /// Tells every transaction the vault that seals what it stores sealed. The first one told stays.
    pub fn know_vault(&self, vault: Arc<Vault>) {
        let _ = self.vault.set(vault);
    }

    /// The clock given to every transaction.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The identifier source given to every transaction.
    #[must_use]
    pub fn ids(&self) -> &IdSource {
        &self.ids
    }

    /// Where this database is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Runs a read on a pooled connection. Each query sees what is committed then.
    ///
    /// # Errors
    /// Whatever `f` refuses, or [`Error::Busy`] when no connection is free.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        f(&mut *self.connection()?)
    }

    /// Runs several reads that all see the same instant: for reports and exports.
    ///
    /// # Errors
    /// Whatever `f` refuses.
    pub fn snapshot<T, E: From<Error>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.connection()?;
        transaction::begin_snapshot(&mut conn)?;
        let outcome = f(&mut conn);
        transaction::roll_back(&mut conn);
        outcome
    }

    /// Runs one change as one transaction: all of it is kept, or none. `f` may run
    /// again when PostgreSQL asks for a retry, so it must not act outside the
    /// transaction.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub fn write<T, E>(&self, mut f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: Refusal + From<Error>,
    {
        transaction::write(self, &mut f)
    }

    /// As [`Db::write`], for changes that are many and small and all of one thing, such as what somebody types: on PostgreSQL it
    /// runs `READ COMMITTED`, so that neighbours do not make one another try again. `f` must therefore hold
    /// the row that the change belongs to before it reads anything of it.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub fn write_guarded<T, E>(&self, mut f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: Refusal + From<Error>,
    {
        transaction::write_guarded(self, &mut f)
    }

    /// As [`Db::write`], for the program's own work behind people's backs, such as mail.
    /// It gives way: on SQLite to people's writes that wait, for a moment; on PostgreSQL
    /// it runs `READ COMMITTED`, so that no write of a person is retried because of it.
    /// `f` must therefore guard every row by a lock or a token of its own.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub fn write_behind<T, E>(&self, mut f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: Refusal + From<Error>,
    {
        transaction::write_behind(self, &mut f)
    }

    /// While not one connection is left, nobody is kept waiting for long: the server is away, and whoever waits holds up
    /// those behind. The pool goes on trying by itself.
    fn connection(&self) -> Result<Pooled, Error> {
        let is_away = || self.pool.state().connections == 0;
        let patience = if is_away() { PATIENCE_WHILE_AWAY } else { self.pool.connection_timeout() };
        self.pool.get_timeout(patience).map(connection::Borrowed).map_err(|e| {
            tracing::warn!(error = %e, "no database connection is free");
            if is_away() { Error::Away(e.to_string()) } else { Error::Busy }
        })
    }
}
