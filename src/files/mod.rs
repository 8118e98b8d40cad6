//! The file store: what people attach, kept under the SHA-256 of its bytes, in a folder or a bucket.
//!
//! A file arrives in a temporary file, is checked there, and gets its name only when it is whole
//! and durable; it is never changed, and reading checks the digest again. What a file *is* must
//! agree with its name: an allow-list of types, each recognised by extension, signature **and**
//! structure (docs/FILES.md). Who may see a file is decided by the slice that holds it.

#[cfg(feature = "s3")]
mod bucket;
mod error;
mod folder;
mod incoming;
mod kind;
mod name;
mod room;
pub mod scan;
mod store;
mod strip;
mod structure;
mod tree;

pub use error::{FileError, StoreError};
pub use incoming::{Arrived, Incoming};
pub use kind::FileKind;
pub use name::{clean_name, content_disposition};
pub use scan::{Scan, ScanState, Scanner};
pub use store::{Store, Stored};
pub use strip::{CannotStrip, strip};
pub use structure::{Flaw, check};
pub use tree::{Node, TreeError, read_tree};
