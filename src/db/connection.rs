//! Connections: which database a URL means, and how each is opened.

use super::Error;
use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

/// One connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

/// The backend of [`Conn`], for boxed queries.
pub type Multi = MultiBackend;

/// Where a database is. Printing it never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Url {
    /// `postgres://user:password@host/database`.
    Postgres(String),
    /// The path of a file.
    Sqlite(String),
}

/// A database URL of an unknown kind.
#[derive(Debug, thiserror::Error)]
#[error("The database URL must start with sqlite:// or postgres://, but starts with “{0}”.")]
pub struct UrlError(String);

impl Url {
    /// Reads `sqlite://path`, `postgres://…` or `postgresql://…`; refuses all else,
    /// so that a mistyped scheme never creates a file.
    ///
    /// # Errors
    /// [`UrlError`] with the scheme found.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if let Some(path) = text.strip_prefix("sqlite://").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(path.to_owned()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(UrlError(text.split(':').next().unwrap_or_default().chars().take(20).collect()))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{path}"),
            Self::Postgres(url) => {
                let place = url.rsplit_once('@').map_or("…", |(_, place)| place);
                write!(f, "postgres://…@{}", place.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A connection of the pool, and when it was last known to work.
pub(super) struct Kept {
    conn: Conn,
    known: Instant,
}

/// A connection on loan from the pool.
pub(super) struct Borrowed(pub(super) diesel::r2d2::PooledConnection<Manager>);

impl Deref for Borrowed {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0.conn
    }
}

impl DerefMut for Borrowed {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0.conn
    }
}

/// A connection used so recently is lent without asking the server whether it is there.
const RECENT: Duration = Duration::from_secs(1);

/// Opens connections for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: Url,
    durable: bool,
}

impl Manager {
    pub(super) fn new(url: Url, durable: bool) -> Self {
        Self { url, durable }
    }
}

impl ManageConnection for Manager {
    type Connection = Kept;
    type Error = Error;

    fn connect(&self) -> Result<Kept, Error> {
        let refused = |e: diesel::ConnectionError| Error::Broken(e.to_string());
        let conn = match &self.url {
            Url::Postgres(url) => {
                let mut c = diesel::PgConnection::establish(url).map_err(refused)?;
                // As long as SQLite waits: whoever is kept from a row or table for longer is told to try again.
                c.batch_execute("SET lock_timeout = '10s'")?;
                if !self.durable {
                    c.batch_execute("SET synchronous_commit = off")?;
                }
                Conn::Pg(c)
            }
            Url::Sqlite(path) => {
                let mut c = diesel::SqliteConnection::establish(path).map_err(refused)?;
                // The timeout comes first: changing the journal mode can itself find the file busy.
                c.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY;")?;
                c.batch_execute(if self.durable { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = OFF" })?;
                Conn::Sqlite(c)
            }
        };
        Ok(Kept { conn, known: Instant::now() })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<(), Error> {
        if kept.known.elapsed() > RECENT {
            kept.conn.ping()?;
            kept.known = Instant::now();
        }
        Ok(())
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        std::thread::panicking() || kept.conn.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn a_mistyped_scheme_is_refused() {
        for text in ["postgress://x/y", "data/udf.db", "sqlite:udf.db", "sqlite://", "mysql://x", ""] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let url = Url::parse("postgres://udf:secret@db.example/fund?sslmode=require").expect("a URL");
        assert_eq!(format!("{url} {url:?}"), "postgres://…@db.example/fund postgres://…@db.example/fund");
    }
}
