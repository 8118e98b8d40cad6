//! The leaf of a journal in the hash chain: canonical bytes of everything the
//! journal says, with the hash of the one before. Writer and verifier share only
//! this and the tree over all leaves, so hashes are made in one place.

use super::canonical::Canonical;
use crate::kernel::Timestamp;
use chrono::NaiveDate;
use std::borrow::Cow;

/// Everything a journal says.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) seq: i64,
    pub(super) id: Cow<'a, str>,
    pub(super) key: &'a str,
    pub(super) request_hash: &'a str,
    pub(super) event: &'a str,
    pub(super) variant: &'a str,
    pub(super) rule_set: &'a str,
    pub(super) booked_at: Timestamp,
    pub(super) effective_on: NaiveDate,
    pub(super) actor_id: Option<&'a str>,
    pub(super) actor_name: &'a str,
    pub(super) approver_id: Option<&'a str>,
    pub(super) subject_digest: Option<&'a str>,
    pub(super) evidence: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) reverses_seq: Option<i64>,
    pub(super) prev_hash: Cow<'a, str>,
    pub(super) lines: Vec<EntryLine<'a>>,
    pub(super) holds: Vec<EntryHold<'a>>,
    pub(super) resolutions: Vec<EntryResolution<'a>>,
}

/// One line, with what stood on its account after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryLine<'a> {
    pub(super) account: Cow<'a, str>,
    pub(super) layer: &'a str,
    pub(super) side: &'a str,
    pub(super) releases: bool,
    pub(super) amount_cents: i64,
    pub(super) after_dr_cents: i64,
    pub(super) after_cr_cents: i64,
    pub(super) account_version: i64,
}

/// A hold it opens.
#[derive(Clone, Debug)]
pub(super) struct EntryHold<'a> {
    pub(super) n: i32,
    pub(super) debit: Cow<'a, str>,
    pub(super) credit: Cow<'a, str>,
    pub(super) amount_cents: i64,
    pub(super) expires_on: Option<NaiveDate>,
}

/// A hold it ends.
#[derive(Clone, Debug)]
pub(super) struct EntryResolution<'a> {
    pub(super) hold_seq: i64,
    pub(super) hold_n: i32,
    pub(super) how: &'a str,
    pub(super) posted_cents: i64,
}

impl Entry<'_> {
    /// SHA-256(0x00 ‖ canonical bytes).
    pub(super) fn leaf_hash(&self) -> String {
        Canonical::of("udf.ledger.journal.1")
            .number(self.seq)
            .text(&self.id)
            .text(self.key)
            .text(self.request_hash)
            .text(self.event)
            .text(self.variant)
            .text(self.rule_set)
            .number(self.booked_at.micros())
            .text(&self.effective_on.to_string())
            .optional(self.actor_id)
            .text(self.actor_name)
            .optional(self.approver_id)
            .optional(self.subject_digest)
            .optional(self.evidence)
            .optional(self.reason)
            .number(self.reverses_seq.unwrap_or(0))
            .text(&self.prev_hash)
            .each(&self.lines, |bytes, l| {
                let numbers = [i64::from(l.releases), l.amount_cents, l.after_dr_cents, l.after_cr_cents, l.account_version];
                numbers.into_iter().fold(bytes.text(&l.account).text(l.layer).text(l.side), Canonical::number)
            })
            .each(&self.holds, |bytes, h| {
                bytes
                    .number(i64::from(h.n))
                    .text(&h.debit)
                    .text(&h.credit)
                    .number(h.amount_cents)
                    .optional(h.expires_on.map(|d| d.to_string()).as_deref())
            })
            .each(&self.resolutions, |bytes, r| bytes.number(r.hold_seq).number(i64::from(r.hold_n)).text(r.how).number(r.posted_cents))
            .leaf()
    }
}
