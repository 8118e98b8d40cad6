//! Checkpoints: signed notes about the journal as it stood. Once one is outside the
//! program, no earlier journal can be rewritten without the rewriting showing.

use super::note::{Signer, TreeHead};
use super::store;
use super::tree::{self, Hash, Tree};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use data_encoding::HEXLOWER;

/// Leaves read at once.
const BATCH: i64 = 10_000;

/// One checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many journals there were.
    pub size: i64,
    /// The root over them, in hexadecimal.
    pub root: String,
    /// The signed note.
    pub note: String,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A proof that one journal is among the first `size` of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The hash of the journal.
    pub leaf: Hash,
    /// The nodes that lead to the root, lowest first.
    pub path: Vec<Hash>,
    /// The root they lead to.
    pub root: Hash,
}

/// Makes a checkpoint of the journal as it stands; `None` when the latest says the same already.
///
/// # Errors
/// The database's refusal.
pub fn make_checkpoint(tx: &mut Tx<'_>, signer: &Signer) -> Result<Option<Checkpoint>, Error> {
    let size = store::head(tx)?.seq;
    if size == 0 || store::latest_checkpoint(tx)?.is_some_and(|latest| latest.size == size) {
        return Ok(None);
    }
    let root = root_of_first(tx, size)?;
    let note = signer.sign(&TreeHead { size, root });
    let made = Checkpoint { size, root: HEXLOWER.encode(&root), note, made_at: tx.now() };
    store::insert_checkpoint(tx, &made)?;
    Ok(Some(made))
}

/// The latest checkpoint, if there is one.
///
/// # Errors
/// The database's refusal.
pub fn latest_checkpoint(conn: &mut Conn) -> Result<Option<Checkpoint>, Error> {
    store::latest_checkpoint(conn)
}

/// How many journals the book has.
///
/// # Errors
/// The database's refusal.
pub fn count_journals(conn: &mut Conn) -> Result<i64, Error> {
    Ok(store::head(conn)?.seq)
}

/// The root of the tree over the first `size` journals, from their stored hashes.
fn root_of_first(conn: &mut Conn, size: i64) -> Result<Hash, Error> {
    let mut tree = Tree::default();
    let mut after = 0;
    while after < size {
        let leaves = store::list_leaves(conn, after, (size - after).min(BATCH))?;
        if leaves.is_empty() {
            return Err(Error::Missing);
        }
        after += i64::try_from(leaves.len()).unwrap_or(i64::MAX);
        leaves.iter().for_each(|leaf| tree.push(tree::leaf(leaf)));
    }
    Ok(tree.root())
}

fn first_leaves(conn: &mut Conn, size: i64) -> Result<Vec<Hash>, Error> {
    let leaves: Vec<Hash> = store::list_leaves(conn, 0, size)?.iter().map(|leaf| tree::leaf(leaf)).collect();
    if i64::try_from(leaves.len()) == Ok(size) { Ok(leaves) } else { Err(Error::Missing) }
}

/// Proves that journal `seq` is among the first `size`.
///
/// # Errors
/// [`Error::Missing`] when there are not as many, or the journal is not among them.
pub fn prove_inclusion(conn: &mut Conn, seq: i64, size: i64) -> Result<Inclusion, Error> {
    let leaves = first_leaves(conn, size)?;
    let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok()).ok_or(Error::Missing)?;
    let leaf = *leaves.get(index).ok_or(Error::Missing)?;
    let path = tree::inclusion(&leaves, index).ok_or(Error::Missing)?;
    Ok(Inclusion { leaf, path, root: tree::root(&leaves) })
}

/// Proves that the book of `old` journals is the beginning of the book of `new`.
///
/// # Errors
/// [`Error::Missing`] when there are not as many.
pub fn prove_consistency(conn: &mut Conn, old: i64, new: i64) -> Result<Vec<Hash>, Error> {
    let leaves = first_leaves(conn, new)?;
    tree::consistency(&leaves, usize::try_from(old).map_err(|_| Error::Missing)?).ok_or(Error::Missing)
}
