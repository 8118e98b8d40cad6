//! What an officer proposes: amounts by category, a period and why. The digest
//! names exactly what an approval binds.

use super::award::{Award, Line};
use crate::kernel::{Id, Money, Timestamp};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Where a recommendation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Waits for a decision; its money is reserved.
    Open,
    /// Became an award.
    Approved,
    /// Went back to review.
    SentBack,
    /// Was turned down.
    Rejected,
    /// Nobody decided until its last day.
    Lapsed,
}

/// A recommendation to award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// Its identifier.
    pub id: Id<Recommendation>,
    /// The case: the identifier of the application and, later, of the award.
    pub case: Id<Award>,
    /// Where it stands.
    pub stage: Stage,
    /// Amounts by category, in the order of the code.
    pub lines: Vec<Line>,
    /// All lines together.
    pub total: Money,
    /// The first day of the period of performance.
    pub period_start: NaiveDate,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
    /// Why.
    pub rationale: String,
    /// The last day for which its money is reserved, in the zone of the round; none: until it is decided.
    pub reserved_until: Option<NaiveDate>,
    /// SHA-256 of what an approval binds.
    pub digest: String,
    /// The account that recommends.
    pub by: String,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

/// What an approval binds: case, lines, period and the text of the decision.
#[derive(Serialize)]
struct Bound<'a> {
    case: String,
    lines: &'a [Line],
    period_end: NaiveDate,
    period_start: NaiveDate,
    rationale: &'a str,
    recommendation: String,
}

pub(super) fn digest_of(
    id: Id<Recommendation>,
    case: Id<Award>,
    lines: &[Line],
    period: (NaiveDate, NaiveDate),
    rationale: &str,
) -> Option<String> {
    let bound = Bound { case: case.text(), lines, period_end: period.1, period_start: period.0, rationale, recommendation: id.text() };
    serde_json::to_vec(&bound).ok().map(|bytes| HEXLOWER.encode(&Sha256::digest(bytes)))
}

impl Recommendation {
    /// Whether its last day has passed.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.reserved_until.is_some_and(|last| last < today)
    }

    /// Whether the digest still names what is stored here.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        digest_of(self.id, self.case, &self.lines, (self.period_start, self.period_end), &self.rationale).as_ref() == Some(&self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    /// W7: each bound field alone changes the digest.
    #[test]
    fn the_digest_binds_every_field() {
        let ids = IdSource::seeded(1);
        let at = Timestamp::from_micros(0);
        let (id, case) = (ids.id(at), ids.id(at));
        let day = |n| NaiveDate::from_ymd_opt(2027, 3, n).expect("a day");
        let lines = |cents| vec![Line { category: "travel".into(), amount: Money::from_cents(cents) }];
        let digest = |lines: &[Line], from, to, why: &str| digest_of(id, case, lines, (day(from), day(to)), why).expect("a digest");
        let base = digest(&lines(500_000), 1, 2, "good");
        assert_eq!(base, digest(&lines(500_000), 1, 2, "good"));
        for other in [
            digest(&lines(500_001), 1, 2, "good"),
            digest(&lines(500_000), 2, 2, "good"),
            digest(&lines(500_000), 1, 3, "good"),
            digest(&lines(500_000), 1, 2, "Good"),
        ] {
            assert_ne!(base, other);
        }
        assert_ne!(base, digest_of(id, ids.id(at), &lines(500_000), (day(1), day(2)), "good").expect("a digest"));
    }
}
