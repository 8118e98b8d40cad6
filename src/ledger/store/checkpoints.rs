//! Checkpoints, and the hashes they stand on.

use super::super::checkpoint::Checkpoint;
use crate::db::schema::{journals as j, ledger_checkpoints as c};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (i64, String, String, NaiveDateTime);

fn read((size, root, note, made_at): Row) -> Checkpoint {
    Checkpoint { size, root, note, made_at: Timestamp::from_naive(made_at) }
}

/// The stored hashes of the journals after `after`, in their order.
pub(in super::super) fn list_leaves(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<String>, Error> {
    Ok(j::table.filter(j::seq.gt(after)).order(j::seq).limit(limit).select(j::leaf_hash).load(conn)?)
}

pub(in super::super) fn latest_checkpoint(conn: &mut Conn) -> Result<Option<Checkpoint>, Error> {
    let row: Option<Row> =
        c::table.order(c::tree_size.desc()).select((c::tree_size, c::root, c::note, c::made_at)).first(conn).optional()?;
    Ok(row.map(read))
}

/// Every checkpoint, the smallest first.
pub(in super::super) fn list_checkpoints(conn: &mut Conn) -> Result<Vec<Checkpoint>, Error> {
    let rows: Vec<Row> = c::table.order(c::tree_size).select((c::tree_size, c::root, c::note, c::made_at)).load(conn)?;
    Ok(rows.into_iter().map(read).collect())
}

pub(in super::super) fn insert_checkpoint(tx: &mut Tx<'_>, new: &Checkpoint) -> Result<(), Error> {
    diesel::insert_into(c::table)
        .values((c::tree_size.eq(new.size), c::root.eq(&new.root), c::note.eq(&new.note), c::made_at.eq(new.made_at.naive())))
        .execute(&mut **tx)?;
    Ok(())
}
