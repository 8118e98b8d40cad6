//! The hash chain: `hash = SHA-256(0x00 ‖ prev ‖ seq ‖ each field with its length)`.
//! The sealer appends; `verify` recomputes from the events alone.

use super::store::{self, Event, Seal};
use crate::db::{Conn, Db, Error};
use crate::kernel::Timestamp;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const BATCH: i64 = 500;

/// What a walk along the whole chain found.
#[derive(Debug)]
pub struct ChainReport {
    /// Events linked into the chain.
    pub sealed: i64,
    /// Events that wait for the sealer.
    pub unsealed: i64,
    /// The instant of the oldest event that waits.
    pub oldest_unsealed: Option<Timestamp>,
    /// The hash of the last link.
    pub head: String,
    /// What is wrong, each naming its place; empty when the chain holds.
    pub faults: Vec<String>,
}

/// Links up to one batch of waiting events; returns how many.
///
/// # Errors
/// The database's refusal.
pub fn seal(db: &Db) -> Result<usize, Error> {
    db.write_behind(|tx| {
        crate::db::portable::lock_named(tx, "audit seal")?;
        let waiting = store::list_unsealed(tx, BATCH)?;
        let (mut seq, mut head) = store::last_seal(tx)?.unwrap_or((0, GENESIS.to_owned()));
        for event in &waiting {
            seq += 1;
            let hash = link(&head, seq, event);
            store::insert_seal(tx, &Seal { seq, event_id: event.id.clone(), prev_hash: head, hash: hash.clone() })?;
            head = hash;
        }
        Ok::<usize, Error>(waiting.len())
    })
}

/// The end of the chain, without recomputing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// Events linked into the chain.
    pub sealed: i64,
    /// Events that wait for the sealer.
    pub unsealed: i64,
    /// The hash of the last link.
    pub head: String,
}

/// How far the chain reaches; quick however long it is.
///
/// # Errors
/// The database's refusal.
pub fn end(conn: &mut Conn) -> Result<ChainEnd, Error> {
    let (sealed, head) = store::last_seal(conn)?.unwrap_or((0, GENESIS.to_owned()));
    Ok(ChainEnd { sealed, unsealed: store::count_unsealed(conn)?, head })
}

/// Walks the whole chain and recomputes every link.
///
/// # Errors
/// The database's refusal; a broken chain is a report, not an error.
pub fn verify(conn: &mut Conn) -> Result<ChainReport, Error> {
    let (events, sealed, unsealed) = store::count_events(conn)?;
    let mut faults = Vec::new();
    if events != sealed + unsealed {
        faults.push(format!("{events} events, but {sealed} sealed and {unsealed} waiting"));
    }
    let (mut seq, mut head) = (0, GENESIS.to_owned());
    loop {
        let page = store::list_sealed(conn, seq, BATCH)?;
        if page.is_empty() {
            break;
        }
        for (seal, event) in page {
            if seal.seq != seq + 1 {
                faults.push(format!("seal {} follows seal {seq}", seal.seq));
            }
            seq = seal.seq;
            if seal.prev_hash != head || seal.hash != link(&seal.prev_hash, seq, &event) {
                faults.push(format!("seal {seq} does not match event {}", event.id));
            }
            head = seal.hash;
        }
    }
    Ok(ChainReport { sealed, unsealed, oldest_unsealed: store::oldest_unsealed(conn)?, head, faults })
}

/// An event with its place in the chain.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Its number.
    pub seq: i64,
    /// The hash of its link.
    pub hash: String,
    /// The event.
    pub event: Event,
}

/// Linked events after a number, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_linked(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Linked>, Error> {
    let page = store::list_sealed(conn, after, limit)?;
    Ok(page.into_iter().map(|(seal, event)| Linked { seq: seal.seq, hash: seal.hash, event }).collect())
}

fn link(prev: &str, seq: i64, event: &Event) -> String {
    let mut hash = Sha256::new();
    hash.update([0_u8]);
    hash.update(prev.as_bytes());
    hash.update(seq.to_be_bytes());
    let at = Timestamp::from_naive(event.at).iso();
    let actor = event.actor_id.as_deref().unwrap_or_default();
    for field in [&event.id, &at, actor, &event.actor_name, &event.fact, &event.subject_kind, &event.subject_id, &event.payload] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}
