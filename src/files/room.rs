//! Whether the disk of the files has room: remembered when a file met a full one, and tried anew by
//! writing, because only that tells.

use super::StoreError;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a probe writes.
const PROBE_BYTES: usize = 1024 * 1024;

/// Whether the last file that needed room found none. Clones share the answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Room(Arc<AtomicBool>);

impl Room {
    /// Remembers a fault that says so, and passes it on.
    pub(super) fn noted(&self, fault: StoreError) -> StoreError {
        if matches!(fault, StoreError::Full(_)) && !self.0.swap(true, Ordering::Relaxed) {
            tracing::error!("the disk of the files is full: none can be kept until there is room");
        }
        fault
    }

    /// Whether there is room in `folder`, as far as is known.
    pub(super) fn is_there(&self, folder: &Path) -> bool {
        if !self.0.load(Ordering::Relaxed) {
            return true;
        }
        let tried = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            file.write_all(&vec![0; PROBE_BYTES])?;
            file.as_file().sync_all()
        });
        self.0.store(tried.is_err(), Ordering::Relaxed);
        tried.is_ok()
    }
}
