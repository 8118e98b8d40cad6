//! How much is asked of the database now: work that is under way and work that waits for a
//! connection or for its turn to write. What waits when it is too much is decided by
//! `middleware/shed.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts pieces of database work; clones share the count.
#[derive(Clone, Debug, Default)]
pub struct Load(Arc<AtomicUsize>);

/// One piece of work, from when it is asked for until it is done.
#[derive(Debug)]
pub struct UnderWay(Arc<AtomicUsize>);

impl Load {
    /// Counts one more until what is returned is dropped.
    #[must_use]
    pub fn begin(&self) -> UnderWay {
        self.0.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.0.clone())
    }

    /// How many there are now.
    #[must_use]
    pub fn now(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
