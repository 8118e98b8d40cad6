//! The file store: what people attach, kept in a folder under the SHA-256 of its bytes.
//!
//! A file is written once, atomically (temporary file, fsync, rename), and never changed; reading
//! checks the digest again. What a file *is* must agree with its name: an allow-list of types, each
//! recognised by extension **and** content. Who may see a file is decided by the slice that holds it.

mod kind;
mod name;
mod store;

pub use kind::FileKind;
pub use name::{clean_name, content_disposition};
pub use store::{FileError, Store, StoreError, Stored};
