//! Notes on an application: internal ones for the people of the fund, and visible ones that the city
//! reads and gets by letter. A note is never changed; whoever stepped back from a case reads none.

mod facts;
mod note;
pub mod policy;
mod store;
mod write;

pub use facts::NoteWritten;
pub use note::{Note, Reader};
pub use write::{LONGEST, NoteError, write};

use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;
use crate::process;

/// The notes that the person may read, the newest first, from the one before `before` on.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor, application: &Application, before: Option<Id<Note>>, limit: i64) -> Result<Vec<Note>, Error> {
    let only = match policy::may_read(actor, application) {
        None => return Ok(vec![]),
        Some(Reader::City) => Some(Reader::City),
        Some(Reader::Fund) if process::is_recused(conn, actor, application.id)? => return Ok(vec![]),
        Some(Reader::Fund) => None,
    };
    store::list(conn, application.id, only, before, limit)
}
