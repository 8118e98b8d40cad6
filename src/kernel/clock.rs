//! The clock that every operation is given: the system's, or one that stands
//! where a test or the demo put it. Microseconds, because PostgreSQL keeps no more.

use super::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A source of the current time. Clones share the same source.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock moved by a number of microseconds (`--as-of`).
    Shifted(i64),
    /// A clock that stands still until it is set; microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock standing at `at`.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// A running clock that reads `at` now.
    #[must_use]
    pub fn starting_at(at: Timestamp) -> Self {
        Self::Shifted(at.micros() - Self::System.now().micros())
    }

    /// The current instant, truncated to microseconds.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::from_utc(chrono::Utc::now()),
            Self::Shifted(by) => Timestamp::from_micros(chrono::Utc::now().timestamp_micros() + by),
            Self::Fixed(at) => Timestamp::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock to `at`; other clocks are left alone.
    pub fn set(&self, at: Timestamp) {
        if let Self::Fixed(cell) = self {
            cell.store(at.micros(), Ordering::SeqCst);
        }
    }
}
