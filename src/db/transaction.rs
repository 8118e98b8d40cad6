//! Transactions. SQLite: `BEGIN IMMEDIATE` behind a process-wide mutex.
//! PostgreSQL: `SERIALIZABLE`; whoever must retry first takes the write gate,
//! so that contention becomes a queue instead of a storm of retries.

use super::{Conn, Db, Error, Pooled};
use crate::kernel::{Id, IdSource, Kind, Refusal, Timestamp};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use std::ops::{Deref, DerefMut};
use std::sync::PoisonError;
use std::time::Duration;

/// How often a write is tried on PostgreSQL before the user is told to try again.
const ATTEMPTS: u32 = 30;

/// A running transaction, with the instant at which it began. Only
/// [`Db::write`] makes one.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    now: Timestamp,
    ids: IdSource,
}

impl Tx<'_> {
    /// The instant of this transaction; the same for all of it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// A fresh identifier.
    #[must_use]
    pub fn id<T: ?Sized>(&self) -> Id<T> {
        self.ids.id(self.now)
    }

    /// Fresh random bytes, for tokens and salts.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.ids.fill(&mut bytes);
        bytes
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

pub(super) fn write<T, E>(db: &Db, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
where
    E: Refusal + From<Error>,
{
    let mut attempt = 0;
    loop {
        let outcome = attempt_once(db, attempt > 0, f);
        attempt += 1;
        match &outcome {
            Err(e) if e.kind() == Kind::Busy && attempt < ATTEMPTS => {
                std::thread::sleep(Duration::from_millis(u64::from(attempt.min(10))));
            }
            _ => return outcome,
        }
    }
}

fn attempt_once<T, E>(db: &Db, gated: bool, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
where
    E: From<Error>,
{
    let mut conn: Pooled = db.connection()?;
    let _queue = matches!(&*conn, Conn::Sqlite(_)).then(|| db.writer.lock().unwrap_or_else(PoisonError::into_inner));
    begin_write(&mut conn, gated)?;
    let outcome = f(&mut Tx { now: db.clock.now(), ids: db.ids.clone(), conn: &mut conn });
    match outcome {
        Ok(value) => {
            if let Err(e) = <Conn as diesel::Connection>::TransactionManager::commit_transaction(&mut *conn) {
                roll_back(&mut conn);
                return Err(E::from(Error::from(e)));
            }
            Ok(value)
        }
        Err(e) => {
            roll_back(&mut conn);
            Err(e)
        }
    }
}

fn begin_write(conn: &mut Conn, gated: bool) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Pg(c) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL SERIALIZABLE")?;
            if gated {
                // LOCK TABLE takes no snapshot, so the transaction sees what its predecessor in the queue committed.
                c.batch_execute("LOCK TABLE write_gate IN EXCLUSIVE MODE")?;
            }
        }
    }
    Ok(())
}

pub(super) fn begin_snapshot(conn: &mut Conn) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED")?,
        Conn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?,
    }
    Ok(())
}

pub(super) fn roll_back(conn: &mut Conn) {
    if let Err(e) = <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn) {
        tracing::warn!(error = %e, "a transaction could not be rolled back; its connection is dropped");
    }
}
