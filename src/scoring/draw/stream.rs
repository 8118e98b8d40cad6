//! From a key to numbers. Both methods hash the key between two copies of a counter, so
//! that nobody who knows some numbers can tell others without the key.

use super::record::{DrawError, Method, Step};
use data_encoding::HEXLOWER;
use md5::Md5;
use sha2::{Digest, Sha256};

/// The places drawn, counted from 0, and how each came about.
pub(super) fn places(method: Method, size: usize, count: usize, key: &str) -> Result<Vec<(usize, Step)>, DrawError> {
    match method {
        Method::Sha256 => shuffled(size, count, key),
        Method::Rfc3797 => listed(size, count, key),
    }
}

/// Fisher–Yates: in step s, one of the places not drawn yet is exchanged with place s.
fn shuffled(size: usize, count: usize, key: &str) -> Result<Vec<(usize, Step)>, DrawError> {
    let mut order: Vec<usize> = (0..size).collect();
    let mut counter = 0_u64;
    let mut drawn = Vec::with_capacity(count);
    for turn in 0..count {
        let left = order.len() - turn;
        let (offset, digest) = below(left, key, &mut counter)?;
        order.swap(turn, turn + offset);
        let place = order.get(turn).copied().ok_or(DrawError::TooMany { count, size })?;
        drawn.push((place, Step { counter, digest, left }));
    }
    Ok(drawn)
}

/// A number below `left`, each as likely as any other: the first eight bytes of the next digest,
/// or of the one after it, when they lie in the last, incomplete round.
fn below(left: usize, key: &str, counter: &mut u64) -> Result<(usize, String), DrawError> {
    let range = u64::try_from(left).map_err(|_| DrawError::KeyUsedUp)?;
    let incomplete = (u64::MAX % range + 1) % range;
    loop {
        *counter = counter.checked_add(1).ok_or(DrawError::KeyUsedUp)?;
        let mut hash = Sha256::new();
        hash.update(counter.to_be_bytes());
        hash.update(key.as_bytes());
        hash.update(counter.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let number = digest.first_chunk().map_or(0, |first: &[u8; 8]| u64::from_be_bytes(*first));
        if number <= u64::MAX - incomplete {
            let offset = usize::try_from(number % range).map_err(|_| DrawError::KeyUsedUp)?;
            return Ok((offset, HEXLOWER.encode(&digest)));
        }
    }
}

/// RFC 3797, section 4: the digest as one number, its remainder by how many are left names one
/// of the names left, in their order.
fn listed(size: usize, count: usize, key: &str) -> Result<Vec<(usize, Step)>, DrawError> {
    let mut left: Vec<usize> = (0..size).collect();
    let mut drawn = Vec::with_capacity(count);
    for turn in 0..count {
        let index = u16::try_from(turn).map_err(|_| DrawError::KeyUsedUp)?;
        let mut hash = Md5::new();
        hash.update(index.to_be_bytes());
        hash.update(key.as_bytes());
        hash.update(index.to_be_bytes());
        let digest: [u8; 16] = hash.finalize().into();
        let range = u128::try_from(left.len()).map_err(|_| DrawError::KeyUsedUp)?;
        let step = Step { counter: index.into(), digest: HEXLOWER.encode(&digest).to_uppercase(), left: left.len() };
        let place = usize::try_from(u128::from_be_bytes(digest) % range.max(1)).map_err(|_| DrawError::KeyUsedUp)?;
        if place >= left.len() {
            return Err(DrawError::TooMany { count, size });
        }
        drawn.push((left.remove(place), step));
    }
    Ok(drawn)
}
