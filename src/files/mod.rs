//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
pub struct Store; impl Store { pub fn open(_p: &std::path::Path, _m: u64) -> anyhow::Result<Self> { Ok(Self) } }
