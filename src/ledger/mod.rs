//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
pub fn install(_db: &crate::db::Db) -> Result<(), crate::db::Error> { Ok(()) }
