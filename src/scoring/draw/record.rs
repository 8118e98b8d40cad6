//! A draw and its record: all that somebody needs to draw again offline, and the
//! comparison of a record with what drawing again gives.

use super::pool::{Pool, PoolError};
use super::stream::places;
use serde::{Deserialize, Serialize};

/// The form of records.
const FORMAT: &str = "udf-draw-1";

/// How numbers come from the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// The fund's own: SHA-256, rejection of the incomplete round, Fisher–Yates.
    #[serde(rename = "sha256-fisher-yates")]
    Sha256,
    /// RFC 3797 with MD5, on the pool in the order of its file.
    #[serde(rename = "rfc3797")]
    Rfc3797,
}

/// Why nothing is drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The list is no pool.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// Nobody is to be drawn.
    #[error("Draw at least one name.")]
    None,
    /// More are to be drawn than there are.
    #[error("{count} names cannot be drawn from a pool of {size}. Draw at most as many as there are.")]
    TooMany {
        /// How many are asked for.
        count: usize,
        /// How many there are.
        size: usize,
    },
    /// The key is empty.
    #[error("The key is empty. It is the text made of the public numbers that were announced before.")]
    NoKey,
    /// The key of RFC 3797 has other characters than ASCII.
    #[error("The key of RFC 3797 is ASCII text: numbers, points and slashes, such as 9319./2.5.8.10.12./9.18.26.34.41.45./")]
    NotRfcKey,
    /// No more numbers can be made of the key.
    #[error("No more numbers can be made of this key.")]
    KeyUsedUp,
}

/// How one name came to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The counter around the key.
    pub counter: u64,
    /// The digest, in hex.
    pub digest: String,
    /// How many names were left before.
    pub left: usize,
}

/// A draw that anybody can repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The form of this record.
    pub format: String,
    /// How numbers come from the key.
    pub method: Method,
    /// The key.
    pub key: String,
    /// How many are drawn.
    pub count: usize,
    /// How many could be drawn.
    pub pool_size: usize,
    /// The commitment to the pool, in hex.
    pub pool_root: String,
    /// The numbers drawn, in order; the first of the pool has number 1.
    pub selected: Vec<usize>,
    /// The names drawn, in order.
    pub chosen: Vec<String>,
    /// How each came about.
    pub steps: Vec<Step>,
    /// The pool, in its order.
    pub pool: Vec<String>,
}

/// What is published before the key is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// How the pool is ordered.
    pub method: Method,
    /// How many could be drawn.
    pub pool_size: usize,
    /// The commitment to the pool, in hex.
    pub pool_root: String,
    /// The pool, in its order.
    pub pool: Vec<String>,
}

/// What drawing again says about a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether all of it is as it must be.
    pub valid: bool,
    /// What is not.
    pub differs: Vec<String>,
}

/// The pool as the method orders it.
fn ordered(pool: Pool, method: Method) -> Pool {
    match method {
        Method::Sha256 => pool.sorted(),
        Method::Rfc3797 => pool,
    }
}

/// The pool and its commitment, to publish before the key can be known.
#[must_use]
pub fn commit(pool: Pool, method: Method) -> Commitment {
    let pool = ordered(pool, method);
    Commitment { method, pool_size: pool.names().len(), pool_root: pool.root(), pool: pool.names().to_vec() }
}

/// Draws.
///
/// # Errors
/// [`DrawError`] says what to change.
pub fn draw(pool: Pool, count: usize, key: &str, method: Method) -> Result<Record, DrawError> {
    let pool = ordered(pool, method);
    let size = pool.names().len();
    if count == 0 {
        return Err(DrawError::None);
    }
    if count > size {
        return Err(DrawError::TooMany { count, size });
    }
    if key.is_empty() {
        return Err(DrawError::NoKey);
    }
    if method == Method::Rfc3797 && !key.is_ascii() {
        return Err(DrawError::NotRfcKey);
    }
    let (places, steps): (Vec<usize>, Vec<Step>) = places(method, size, count, key)?.into_iter().unzip();
    Ok(Record {
        format: FORMAT.to_owned(),
        method,
        key: key.to_owned(),
        count,
        pool_size: size,
        pool_root: pool.root(),
        selected: places.iter().map(|place| place + 1).collect(),
        chosen: places.iter().filter_map(|place| pool.names().get(*place)).cloned().collect(),
        steps,
        pool: pool.names().to_vec(),
    })
}

/// Draws again from what a record holds, and from a published pool if one is given, and compares.
///
/// # Errors
/// [`DrawError`] when the record's pool, count or key cannot be drawn with at all.
pub fn verify(record: &Record, published: Option<Pool>) -> Result<Verdict, DrawError> {
    let again = draw(Pool::from_names(&record.pool)?, record.count, &record.key, record.method)?;
    let mut differs = Vec::new();
    let mut compare = |what: &str, is_same: bool, here: &dyn std::fmt::Debug, there: &dyn std::fmt::Debug| {
        if !is_same {
            differs.push(format!("{what}: the record says {here:?}, drawing again gives {there:?}"));
        }
    };
    compare("format", record.format == again.format, &record.format, &again.format);
    compare("pool_size", record.pool_size == again.pool_size, &record.pool_size, &again.pool_size);
    compare("pool_root", record.pool_root == again.pool_root, &record.pool_root, &again.pool_root);
    compare("selected", record.selected == again.selected, &record.selected, &again.selected);
    compare("chosen", record.chosen == again.chosen, &record.chosen, &again.chosen);
    if record.pool != again.pool {
        differs.push("pool: the record does not list it sorted".to_owned());
    }
    if let Some(place) = record.steps.iter().zip(&again.steps).position(|(here, there)| here != there) {
        differs.push(format!("steps: step {} is another", place + 1));
    } else if record.steps.len() != again.steps.len() {
        differs.push(format!("steps: the record has {}, drawing again takes {}", record.steps.len(), again.steps.len()));
    }
    if let Some(published) = published {
        let root = ordered(published, record.method).root();
        if root != record.pool_root {
            differs.push(format!("pool_root: the record says {:?}, the published pool has {root:?}", record.pool_root));
        }
    }
    Ok(Verdict { valid: differs.is_empty(), differs })
}
