//! The leaf of a journal in the hash chain: canonical bytes of everything the
//! journal says, with the hash of the one before. Writer and verifier share only
//! this and the tree over all leaves, so hashes are made in one place.

use super::canonical::Canonical;
use crate::kernel::Timestamp;
use chrono::NaiveDate;

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
