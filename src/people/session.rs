//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
use crate::{db::{Conn, Error, Tx}, kernel::Timestamp, people::Actor};
pub struct SessionActor { pub actor: Actor } impl SessionActor { pub fn needs_touch(&self, _n: Timestamp) -> bool { false } }
pub fn find_actor(_c: &mut Conn, _t: &str, _n: Timestamp) -> Result<Option<SessionActor>, Error> { Ok(None) }
pub fn touch(_t: &mut Tx<'_>, _s: &str) -> Result<(), Error> { Ok(()) }
