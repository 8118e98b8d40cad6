//! What a database can refuse, translated in one place from what each says.

use crate::kernel::{Kind, Refusal};
use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// A refusal by the database. Its text is safe to show: it holds no SQL and no data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row.
    #[error("This does not exist, or you may not see it.")]
    Missing,
    /// A row that must be unique exists already; the constraint's name or columns.
    #[error("This exists already.")]
    Unique(String),
    /// The row was changed since it was read.
    #[error("Somebody else changed this while you were working on it. Look at the new state and try again.")]
    Stale,
    /// A form was sent again with other content.
    #[error("This form was already sent, with other content. Open the page again to see what is recorded, and change it there.")]
    Repeated,
    /// The database was busy; trying again may work.
    #[error("The system is busy. Nothing was changed; please try again.")]
    Busy,
    /// The connection was lost. Whether the change was kept is not known, so it is not tried again by itself.
    #[error("The database is away. Please try again in a moment.")]
    Away(String),
    /// The disk of the database is full: what is saved can be read, and nothing more is taken.
    #[error("Our storage is full. Nothing was changed.")]
    Full(String),
    /// A check or trigger of the database said no: a limit or an immutable row.
    #[error("The records do not allow this change.")]
    Guard(String),
    /// A fault: connection, disk, a stored value that makes no sense.
    #[error("Something went wrong on our side. Nothing was changed.")]
    Broken(String),
}

impl Error {
    /// A stored value that the program cannot read.
    pub fn unreadable(what: &str, value: impl std::fmt::Display) -> Self {
        Self::Broken(format!("unreadable {what}: {value}"))
    }

    /// The detail for the log; never for a page.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Unique(detail) | Self::Guard(detail) | Self::Broken(detail) | Self::Away(detail) | Self::Full(detail) => detail,
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Repeated => "repeated with other content",
            Self::Busy => "busy",
        }
    }
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match error {
            Diesel::NotFound => Self::Missing,
            Diesel::DatabaseError(kind, info) => {
                let message = info.message().to_owned();
                match kind {
                    DatabaseErrorKind::UniqueViolation => Self::Unique(info.constraint_name().map_or(message, str::to_owned)),
                    DatabaseErrorKind::SerializationFailure => Self::Busy,
                    DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Self::Away(message),
                    DatabaseErrorKind::CheckViolation | DatabaseErrorKind::RestrictViolation => Self::Guard(message),
                    _ => from_message(message),
                }
            }
            // What the commit met says what happened; that it could not be taken back either says only that the server is gone.
            Diesel::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Diesel::BrokenTransactionManager => Self::Away("the transaction was lost".to_owned()),
            other => Self::Broken(other.to_string()),
        }
    }
}

/// What PostgreSQL and its client say when the server goes, is gone, or is not there yet.
const AWAY: &[&str] = &[
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "connection not open",
    "could not receive data from server",
    "could not send data to server",
    "the database system is",
    // SQLite's word for a disk that does not do what it is told: gone, failing, or over a quota.
    "disk I/O error",
];

/// What SQLite says when its disk is full, and PostgreSQL with the code 53100 (diesel does not tell the code): the
/// system's own words for it.
const FULL: &[&str] = &["database or disk is full", "No space left on device", "Disk quota exceeded", "File too large", "disk full"];

/// SQLite reports busy files and trigger refusals only in words; so does PostgreSQL for deadlocks.
fn from_message(message: String) -> Error {
    let says = |words: &&str| message.contains(*words);
    if ["database is locked", "deadlock detected", "could not serialize", "due to lock timeout"].iter().any(says) {
        Error::Busy
    } else if FULL.iter().any(says) {
        Error::Full(message)
    } else if AWAY.iter().any(says) {
        Error::Away(message)
    } else if message.starts_with("ledger:") || message.starts_with("audit:") || message.contains("append only") {
        Error::Guard(message)
    } else {
        Error::Broken(message)
    }
}

impl Refusal for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::Unique(_) | Self::Stale | Self::Repeated | Self::Guard(_) => Kind::Conflict,
            Self::Busy => Kind::Busy,
            Self::Away(_) => Kind::Away,
            Self::Full(_) => Kind::Full,
            Self::Broken(_) => Kind::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_that_could_not_be_taken_back_is_what_the_commit_met() {
        let met = |message: &str| {
            let info = Box::new(message.to_owned());
            Box::new(Diesel::DatabaseError(DatabaseErrorKind::Unknown, info))
        };
        let lost = Diesel::RollbackErrorOnCommit {
            rollback_error: Box::new(Diesel::BrokenTransactionManager),
            commit_error: met("server closed the connection unexpectedly"),
        };
        assert_eq!(Error::from(lost).kind(), Kind::Away);
    }

    #[test]
    fn what_databases_say_of_their_disk_is_understood() {
        let rows = [
            ("database or disk is full", Kind::Full),
            ("could not extend file \"base/16384/16397\": No space left on device", Kind::Full),
            ("could not write to file \"pg_wal/xlogtemp.1\": Disk quota exceeded", Kind::Full),
            ("could not extend file \"base/16384/16397\": File too large", Kind::Full),
            ("disk I/O error", Kind::Away),
            ("server closed the connection unexpectedly", Kind::Away),
            ("database is locked", Kind::Busy),
            ("no such table: x", Kind::Broken),
        ];
        for (message, kind) in rows {
            assert_eq!(from_message(message.to_owned()).kind(), kind, "{message}");
        }
    }
}
