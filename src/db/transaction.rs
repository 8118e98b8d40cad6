//! Transactions. SQLite: `BEGIN IMMEDIATE` behind a process-wide mutex.
//! PostgreSQL: `SERIALIZABLE`; whoever must retry first takes the write gate,
//! so that contention becomes a queue instead of a storm of retries, and whoever
//! failed there too runs alone. What guards its rows itself runs `READ COMMITTED`.

use super::{Conn, Db, Error, Pooled, Queue, Url};
use crate::kernel::{Id, IdSource, Kind, Refusal, Timestamp};
use crate::vault::Vault;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often a write is tried on PostgreSQL before the user is told to try again.
const ATTEMPTS: u32 = 30;

/// After so many attempts a transaction on PostgreSQL runs alone: nothing is left then that it could conflict with.
const ALONE_AFTER: u32 = 3;

/// How long a write waits for a busy database at most before the user is told to try again.
const LONGEST: Duration = Duration::from_secs(9);

/// How long work behind people's backs gives way at most, so that it is never starved.
const PATIENCE: Duration = Duration::from_millis(50);

/// How a transaction is begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// A first attempt.
    Plain,
    /// Another attempt, in the queue of those who met a conflict.
    Gated,
    /// Another attempt of who met conflicts in that queue too: while no other write runs.
    Alone,
    /// What guards its rows by locks of its own.
    Guarded,
    /// Work behind people's backs.
    Behind,
}

impl Manner {
    /// How a write of people is begun that failed so many times.
    fn of_attempt(failed: u32) -> Self {
        match failed {
            0 => Self::Plain,
            _ if failed < ALONE_AFTER => Self::Gated,
            _ => Self::Alone,
        }
    }
}

impl Queue {
    /// Waits for this writer's turn.
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        turn
    }

    /// Lets those who wait go first, for a moment.
    fn give_way(&self) {
        let begun = Instant::now();
        while self.waiting.load(Ordering::Relaxed) > 0 && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// What is kept of a transaction that was rolled back, in one of its own.
type Keep = Box<dyn Fn(&mut Tx<'_>) -> Result<(), Error>>;

/// A running transaction, with the instant at which it began. Only
/// [`Db::write`] makes one.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    now: Timestamp,
    ids: IdSource,
    vault: Option<Arc<Vault>>,
    kept_if_refused: Vec<Keep>,
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

    /// The vault, for what comes from elsewhere than a page and is stored sealed.
    ///
    /// # Errors
    /// [`Error::Broken`] where the program was started without one.
    pub fn vault(&self) -> Result<Arc<Vault>, Error> {
        self.vault.clone().ok_or_else(|| Error::Broken("no vault is known to the database".into()))
    }

    /// Fresh random bytes, for tokens and salts.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.ids.fill(&mut bytes);
        bytes
    }

    /// Runs `keep` in a transaction of its own if this one is refused: for what must be
    /// remembered of a refusal. It is lost when the program is killed between the two.
    pub fn keep_if_refused(&mut self, keep: impl Fn(&mut Tx<'_>) -> Result<(), Error> + 'static) {
        self.kept_if_refused.push(Box::new(keep));
    }

    /// Runs a part that may be refused while the rest goes on: what it wrote is taken back then, and nothing is
    /// remembered of its refusal.
    ///
    /// # Errors
    /// The refusal of the part; the database's, if it cannot be taken back.
    pub fn part<T, E>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: Refusal + From<Error>,
    {
        let kept = self.kept_if_refused.len();
        <Conn as diesel::Connection>::TransactionManager::begin_transaction(&mut *self.conn).map_err(Error::from)?;
        match f(self) {
            Ok(value) => {
                <Conn as diesel::Connection>::TransactionManager::commit_transaction(&mut *self.conn).map_err(Error::from)?;
                Ok(value)
            }
            Err(e) => {
                self.kept_if_refused.truncate(kept);
                match <Conn as diesel::Connection>::TransactionManager::rollback_transaction(&mut *self.conn) {
                    Err(lost) if !matches!(e.kind(), Kind::Busy | Kind::Away | Kind::Full) => Err(E::from(Error::from(lost))),
                    _ => Err(e),
                }
            }
        }
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
    write_by(db, Manner::of_attempt, f)
}

pub(super) fn write_guarded<T, E>(db: &Db, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
where
    E: Refusal + From<Error>,
{
    write_by(db, |_| Manner::Guarded, f)
}

pub(super) fn write_behind<T, E>(db: &Db, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
where
    E: Refusal + From<Error>,
{
    write_by(db, |_| Manner::Behind, f)
}

fn write_by<T, E>(db: &Db, manner: fn(u32) -> Manner, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
where
    E: Refusal + From<Error>,
{
    let (mut attempt, begun) = (0, Instant::now());
    loop {
        let mut kept = Vec::new();
        let outcome = attempt_once(db, (manner(attempt), begun), f, &mut kept);
        attempt += 1;
        match &outcome {
            Err(e) if e.kind() == Kind::Busy && attempt < ATTEMPTS && begun.elapsed() < LONGEST => {
                std::thread::sleep(Duration::from_millis(u64::from(attempt.min(10))));
            }
            Err(e) => {
                match e.kind() {
                    Kind::Full => db.room.ran_out(),
                    Kind::Busy => tracing::warn!(attempts = attempt, seconds = begun.elapsed().as_secs(), "a write found no turn"),
                    _ => {}
                }
                kept.iter().for_each(|keep| keep_apart(db, keep));
                return outcome;
            }
            Ok(_) => return outcome,
        }
    }
}

/// The refusal itself is what the caller must see; a failure here goes to the log.
fn keep_apart(db: &Db, keep: &Keep) {
    if let Err(e) = write(db, &mut |tx| keep(tx)) {
        tracing::error!(error = %e, "what was to be kept of a refused transaction is lost");
    }
}

fn attempt_once<T, E>(
    db: &Db,
    (manner, begun): (Manner, Instant),
    f: &mut dyn FnMut(&mut Tx<'_>) -> Result<T, E>,
    kept: &mut Vec<Keep>,
) -> Result<T, E>
where
    E: From<Error>,
{
    let is_file = matches!(db.url, Url::Sqlite(_));
    if is_file && manner == Manner::Behind {
        db.writer.give_way();
    }
    // The turn comes before the connection: those who queue to write, or at the gate, take none away from the others.
    let _turn = (is_file || matches!(manner, Manner::Gated | Manner::Alone)).then(|| db.writer.turn());
    let mut conn: Pooled = db.connection()?;
    // Whoever had to queue that long is told so, instead of holding up those behind.
    if begun.elapsed() > LONGEST {
        return Err(E::from(Error::Busy));
    }
    begin_write(&mut conn, manner)?;
    let vault = db.vault.get().cloned();
    let mut tx = Tx { now: db.clock.now(), ids: db.ids.clone(), vault, conn: &mut conn, kept_if_refused: vec![] };
    let outcome = f(&mut tx);
    *kept = tx.kept_if_refused;
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

fn begin_write(conn: &mut Conn, manner: Manner) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(c, begin_on_postgres(manner))?,
    }
    Ok(())
}

/// `LOCK TABLE` takes no snapshot, so the transaction sees what its predecessor in the queue committed. `ACCESS SHARE` goes
/// with all but `ACCESS EXCLUSIVE`; `EXCLUSIVE` goes with `ACCESS SHARE` and not with itself.
fn begin_on_postgres(manner: Manner) -> &'static str {
    match manner {
        Manner::Plain => "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE write_gate IN ACCESS SHARE MODE",
        Manner::Gated => "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE write_gate IN EXCLUSIVE MODE",
        Manner::Alone => "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE write_gate IN ACCESS EXCLUSIVE MODE",
        Manner::Guarded | Manner::Behind => "BEGIN ISOLATION LEVEL READ COMMITTED",
    }
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
