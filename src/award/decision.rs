//! What was decided on a case, by whom and why. Never changed; a later decision is another row.

use crate::kernel::Timestamp;

/// The outcome of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// The recommendation was approved.
    Awarded,
    /// The application gets no award.
    Declined,
    /// The recommendation went back to review, or what was approved and not told was taken back.
    SentBack,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// Why, in the words of who decided.
    pub reason: String,
    /// For an award: the digest of the obligation it approves, as the ledger computes it.
    pub subject_digest: Option<String>,
    /// The account that decided.
    pub by: String,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}
