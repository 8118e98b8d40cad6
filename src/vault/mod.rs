//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
pub struct Vault; impl Vault { pub fn from_settings(_s: &crate::config::Vault) -> anyhow::Result<Self> { Ok(Self) } }
