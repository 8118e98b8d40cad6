//! Whether the disk has room. A write that found it full is remembered; afterwards the question is
//! answered by writing something and taking it away again, because only that tells.

use super::schema::room_probes as r;
use super::{Db, Error};
use diesel::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a probe writes: more than the crumbs that a full disk still has. It is random, since PostgreSQL would keep a
/// long row of one letter in a few of them.
const PROBE_BYTES: usize = 192 * 1024;

/// Whether the last write that needed room found none. Clones share the answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Room(Arc<AtomicBool>);

impl Room {
    pub(super) fn ran_out(&self) {
        if !self.0.swap(true, Ordering::Relaxed) {
            tracing::error!("the disk of the database is full: nothing can be saved until there is room");
        }
    }
}

impl Db {
    /// Whether there is room to save. Writes only after a write met a full disk, and until it does no more.
    ///
    /// # Errors
    /// The database's refusal for another reason.
    pub fn has_room(&self) -> Result<bool, Error> {
        if !self.room.0.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let mut random = vec![0; PROBE_BYTES];
        self.ids.fill(&mut random);
        let filler = data_encoding::BASE64.encode(&random);
        let tried = self.write(|tx| {
            let id = tx.id::<Room>().text();
            diesel::insert_into(r::table).values((r::id.eq(id), r::filler.eq(&filler))).execute(&mut **tx)?;
            Ok::<_, Error>(())
        });
        match tried {
            Err(Error::Full(_)) => return Ok(false),
            other => other?,
        }
        self.write(|tx| Ok::<_, Error>(diesel::delete(r::table).execute(&mut **tx).map(drop)?))?;
        self.room.0.store(false, Ordering::Relaxed);
        tracing::info!("the disk of the database has room again");
        Ok(true)
    }
}
