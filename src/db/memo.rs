//! Rows that never change under their key, such as definitions under their digest,
//! are read and understood once per process, whichever database they come from.

use super::Error;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// More than the versions that a fund has in use at once.
const MOST: usize = 256;

/// What was read, by key. Keep it in a `static`; where keys of two databases can be alike, beside the database.
pub struct Memo<T> {
    kept: Mutex<Option<HashMap<String, Arc<T>>>>,
}

impl<T> Memo<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { kept: Mutex::new(None) }
    }

    /// What stands under the key: as it was read before, or by `read`.
    ///
    /// # Errors
    /// Whatever `read` refuses; that is not kept.
    pub fn get(&self, key: &str, read: impl FnOnce() -> Result<T, Error>) -> Result<Arc<T>, Error> {
        let found = self.kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|kept| kept.get(key).cloned());
        if let Some(found) = found {
            return Ok(found);
        }
        let fresh = Arc::new(read()?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get_or_insert_default();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key.to_owned(), Arc::clone(&fresh));
        Ok(fresh)
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_once_and_forgets_failures() {
        let memo = Memo::new();
        assert!(matches!(memo.get("a", || Err(Error::Missing)), Err(Error::Missing)));
        assert_eq!(memo.get("a", || Ok(1)).ok().as_deref(), Some(&1));
        assert_eq!(memo.get("a", || Ok(2)).ok().as_deref(), Some(&1));
        for n in 0..=MOST {
            assert_eq!(memo.get(&n.to_string(), || Ok(n)).ok().as_deref(), Some(&n));
        }
        assert_eq!(memo.get("a", || Ok(3)).ok().as_deref(), Some(&3), "a full memo begins anew");
    }
}
