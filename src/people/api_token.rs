//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
use crate::{db::{Error, Tx}, people::Actor};
pub fn find_actor(_t: &mut Tx<'_>, _s: &str) -> Result<Option<Actor>, Error> { Ok(None) }
