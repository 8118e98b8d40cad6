//! The leaf of a journal in the hash chain: canonical bytes of everything the
//! journal says, with the hash of the one before; and the RFC 6962 tree over
//! all leaves. Writer and verifier share only this, so hashes are made in one place.

use super::canonical::Canonical;
use crate::kernel::Timestamp;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Everything a journal says.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) id: String,
    pub(super) key: String,
    pub(super) request_hash: String,
    pub(super) event: String,
    pub(super) variant: String,
    pub(super) rule_set: String,
    pub(super) booked_at: Timestamp,
    pub(super) effective_on: NaiveDate,
    pub(super) actor_id: Option<String>,
    pub(super) actor_name: String,
    pub(super) approver_id: Option<String>,
    pub(super) subject_digest: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) reverses_seq: Option<i64>,
    pub(super) prev_hash: String,
    pub(super) lines: Vec<EntryLine>,
    pub(super) holds: Vec<EntryHold>,
    pub(super) resolutions: Vec<EntryResolution>,
}

/// One line, with what stood on its account after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryLine {
    pub(super) account: String,
    pub(super) layer: String,
    pub(super) side: String,
    pub(super) releases: bool,
    pub(super) amount_cents: i64,
    pub(super) after_dr_cents: i64,
    pub(super) after_cr_cents: i64,
    pub(super) account_version: i64,
}

/// A hold it opens.
#[derive(Clone, Debug)]
pub(super) struct EntryHold {
    pub(super) n: i32,
    pub(super) debit: String,
    pub(super) credit: String,
    pub(super) amount_cents: i64,
    pub(super) expires_on: Option<NaiveDate>,
}

/// A hold it ends.
#[derive(Clone, Debug)]
pub(super) struct EntryResolution {
    pub(super) hold_seq: i64,
    pub(super) hold_n: i32,
    pub(super) how: String,
    pub(super) posted_cents: i64,
}

impl Entry {
    /// SHA-256(0x00 ‖ canonical bytes).
    pub(super) fn leaf_hash(&self) -> String {
        Canonical::of("udf.ledger.journal.1")
            .number(self.seq)
            .text(&self.id)
            .text(&self.key)
            .text(&self.request_hash)
            .text(&self.event)
            .text(&self.variant)
            .text(&self.rule_set)
            .number(self.booked_at.micros())
            .text(&self.effective_on.to_string())
            .optional(self.actor_id.as_deref())
            .text(&self.actor_name)
            .optional(self.approver_id.as_deref())
            .optional(self.subject_digest.as_deref())
            .optional(self.evidence.as_deref())
            .optional(self.reason.as_deref())
            .number(self.reverses_seq.unwrap_or(0))
            .text(&self.prev_hash)
            .each(&self.lines, |bytes, l| {
                let numbers = [i64::from(l.releases), l.amount_cents, l.after_dr_cents, l.after_cr_cents, l.account_version];
                numbers.into_iter().fold(bytes.text(&l.account).text(&l.layer).text(&l.side), Canonical::number)
            })
            .each(&self.holds, |bytes, h| {
                bytes
                    .number(i64::from(h.n))
                    .text(&h.debit)
                    .text(&h.credit)
                    .number(h.amount_cents)
                    .optional(h.expires_on.map(|d| d.to_string()).as_deref())
            })
            .each(&self.resolutions, |bytes, r| bytes.number(r.hold_seq).number(i64::from(r.hold_n)).text(&r.how).number(r.posted_cents))
            .leaf()
    }
}

/// The root of the RFC 6962 tree, built leaf by leaf: one hash per level is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Complete subtrees, largest first, with how many leaves each has.
    subtrees: Vec<(u64, [u8; 32])>,
}

impl Tree {
    /// Adds the next leaf; one that is no hash is added as zeros and found by the chain check.
    pub(super) fn push(&mut self, leaf_hash: &str) {
        let bytes = HEXLOWER.decode(leaf_hash.as_bytes()).unwrap_or_default();
        let mut node = (1, <[u8; 32]>::try_from(bytes.as_slice()).unwrap_or_default());
        while let Some((size, left)) = self.subtrees.pop_if(|(size, _)| *size == node.0) {
            node = (size * 2, parent(&left, &node.1));
        }
        self.subtrees.push(node);
    }

    /// The root; of nothing, SHA-256 of nothing.
    pub(super) fn root(&self) -> String {
        let root = self.subtrees.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| parent(&left, &right));
        HEXLOWER.encode(&root.unwrap_or_else(|| Sha256::digest([]).into()))
    }
}

fn parent(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([1_u8]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published test vectors of Certificate Transparency (RFC 6962 reference tree).
    #[test]
    fn the_root_is_that_of_rfc_6962() {
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
        let mut tree = Tree::default();
        assert_eq!(tree.root(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (input, root) in inputs.iter().zip(roots) {
            let mut leaf = vec![0_u8];
            leaf.extend(HEXLOWER.decode(input.as_bytes()).expect("hexadecimal"));
            tree.push(&HEXLOWER.encode(&Sha256::digest(&leaf)));
            assert_eq!(tree.root(), root);
        }
    }
}
