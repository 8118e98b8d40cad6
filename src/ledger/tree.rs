//! The RFC 6962 tree over the leaves of all journals: its root, and the proofs by
//! which an auditor who keeps one old root can check that a journal is in the book
//! and that nothing before was rewritten. Pure.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A node of the tree.
pub type Hash = [u8; 32];

/// A leaf hash as the journal keeps it; one that is no hash becomes zeros, and is
/// found by the check of the chain.
pub(super) fn leaf(hex: &str) -> Hash {
    let bytes = HEXLOWER.decode(hex.as_bytes()).unwrap_or_default();
    Hash::try_from(bytes.as_slice()).unwrap_or_default()
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1_u8]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The root, built leaf by leaf: one hash per level is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Complete subtrees, largest first, with how many leaves each has.
    subtrees: Vec<(u64, Hash)>,
}

impl Tree {
    /// Adds the next leaf.
    pub(super) fn push(&mut self, leaf: Hash) {
        let mut node = (1, leaf);
        while let Some((size, left)) = self.subtrees.pop_if(|(size, _)| *size == node.0) {
            node = (size * 2, parent(&left, &node.1));
        }
        self.subtrees.push(node);
    }

    /// The root; of nothing, SHA-256 of nothing.
    pub(super) fn root(&self) -> Hash {
        let root = self.subtrees.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| parent(&left, &right));
        root.unwrap_or_else(|| Sha256::digest([]).into())
    }
}

/// The root over these leaves.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

/// The largest power of two below `n`, for `n` of two or more.
fn half(n: usize) -> usize {
    n.checked_sub(1).and_then(usize::checked_ilog2).map_or(0, |bits| 1 << bits)
}

/// The nodes that lead from leaf `index` to the root over all leaves, lowest first;
/// `None` when there is no such leaf.
#[must_use]
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut path, other) =
        if index < left.len() { (inclusion(left, index)?, root(right)) } else { (inclusion(right, index - left.len())?, root(left)) };
    path.push(other);
    Some(path)
}

/// The nodes that show that the tree over the first `size` leaves is a beginning of
/// the tree over all; `None` when there are not as many, or none at all.
#[must_use]
pub fn consistency(leaves: &[Hash], size: usize) -> Option<Vec<Hash>> {
    if size == 0 || size > leaves.len() { None } else { Some(between(leaves, size, true)) }
}

/// `is_whole`: the old tree's root is what the reader has, so it is left out.
fn between(leaves: &[Hash], size: usize, is_whole: bool) -> Vec<Hash> {
    if size == leaves.len() {
        return if is_whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut path, other) = if size <= left.len() {
        (between(left, size, is_whole), root(right))
    } else {
        (between(right, size - left.len(), false), root(left))
    };
    path.push(other);
    path
}

/// Whether `path` leads from this leaf to this root (RFC 9162, 2.1.3.2).
#[must_use]
pub fn includes(leaf: &Hash, (index, size): (usize, usize), path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut node) = (index, size - 1, *leaf);
    for next in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            node = parent(next, &node);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            node = parent(&node, next);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && node == *root
}

/// Whether `path` shows that the tree of the first root is a beginning of that of the
/// second (RFC 9162, 2.1.4.2).
#[must_use]
pub fn continues((old_size, old): (usize, &Hash), (new_size, new): (usize, &Hash), path: &[Hash]) -> bool {
    if old_size == 0 || old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && old == new;
    }
    let start = old_size.is_power_of_two().then_some(*old);
    let mut nodes = start.into_iter().chain(path.iter().copied());
    let Some(first) = nodes.next() else { return false };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let (mut before, mut after) = (first, first);
    for next in nodes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            before = parent(&next, &before);
            after = parent(&next, &after);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            after = parent(&after, &next);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && before == *old && after == *new
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published test vectors of Certificate Transparency (RFC 6962 reference tree).
    fn published() -> Vec<(Hash, Hash)> {
        let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaf_of = |input: &str| {
            let mut bytes = vec![0_u8];
            bytes.extend(HEXLOWER.decode(input.as_bytes()).expect("hexadecimal"));
            Hash::from(Sha256::digest(&bytes))
        };
        inputs.iter().map(|input| leaf_of(input)).zip(roots.iter().map(|root| leaf(root))).collect()
    }

    #[test]
    fn the_root_is_that_of_rfc_6962() {
        let mut tree = Tree::default();
        assert_eq!(HEXLOWER.encode(&tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (leaf, root) in published() {
            tree.push(leaf);
            assert_eq!(tree.root(), root);
        }
    }

    /// The published proofs of the same tree.
    #[test]
    fn the_proofs_are_those_of_rfc_6962() {
        let leaves: Vec<Hash> = published().into_iter().map(|(leaf, _)| leaf).collect();
        let shown = |path: Option<Vec<Hash>>| path.expect("a proof").iter().map(|h| HEXLOWER.encode(h)).collect::<Vec<_>>();
        assert_eq!(
            shown(inclusion(leaves.get(..8).expect("eight"), 0)),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            shown(consistency(&leaves, 6)),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    #[test]
    fn every_proof_holds_and_every_lie_is_found() {
        let leaves: Vec<Hash> = (0..33_u8).map(|n| Hash::from(Sha256::digest([0, n]))).collect();
        for size in 1..=leaves.len() {
            let all = leaves.get(..size).expect("as many");
            let top = root(all);
            for (index, leaf) in all.iter().enumerate() {
                let path = inclusion(all, index).expect("a proof");
                assert!(includes(leaf, (index, size), &path, &top), "leaf {index} of {size}");
                assert!(!includes(&Hash::default(), (index, size), &path, &top));
                assert!(!includes(leaf, (index + 1, size), &path, &top) && !includes(leaf, (index, size), &path, &Hash::default()));
            }
            for old_size in 1..=size {
                let old = root(leaves.get(..old_size).expect("as many"));
                let path = consistency(all, old_size).expect("a proof");
                assert!(continues((old_size, &old), (size, &top), &path), "{old_size} in {size}");
                assert!(!continues((old_size, &Hash::default()), (size, &top), &path));
                assert!(!continues((old_size, &old), (size, &Hash::default()), &path));
            }
        }
        assert_eq!((inclusion(&leaves, 33), consistency(&leaves, 0), consistency(&leaves, 34)), (None, None, None));
    }
}
