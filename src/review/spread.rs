//! From when on the reviews of one application lie far apart. Dated data in `config/policies/`, inside the binary.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use crate::opportunity::Scale;
use crate::scoring::Summary;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("review-spread-1.toml", include_str!("../../config/policies/review-spread-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, parse).map(drop));

/// One version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    /// Of the length of the scale, in percent.
    share_percent: i64,
}

impl Spread {
    /// The policy that is valid on a day: that on which the round closes.
    ///
    /// # Errors
    /// A mistake in the files, or none for the day.
    pub fn on(day: NaiveDate) -> Result<&'static Self, Error> {
        static ALL: LazyLock<Result<Dated<Spread>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
        let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
        valid.ok_or_else(|| Error::Broken(format!("config/policies has no policy on the spread of reviews that is valid on {day}")))
    }

    /// Whether reviews on this scale lie far apart.
    #[must_use]
    pub fn is_far(&self, scale: Scale, summary: &Summary) -> bool {
        // Points are ten-thousandths, and the share is in hundredths.
        let length = scale.max.saturating_sub(scale.min).saturating_mul(10_000);
        length > 0 && summary.range().0.saturating_mul(100) >= length.saturating_mul(self.share_percent)
    }

    /// That so many of all applications have such reviews, in words, or of the first ones, where no more were looked at; nothing where
    /// none has.
    #[must_use]
    pub fn told(&self, (far, all): (usize, usize), has_more: bool) -> Option<String> {
        let of = if has_more { "of the first" } else { "of" };
        (far > 0).then(|| {
            format!(
                "In {far} {of} {all} applications the reviews lie far apart: {} % of the scale or more between the lowest score and the \
                 highest. Read these reviews before you rely on their mean.",
                self.share_percent
            )
        })
    }
}

/// Reads one version.
fn parse(text: &str) -> Result<Spread, String> {
    let policy: Spread = toml::from_str(text).map_err(|e| e.to_string())?;
    if (1..=100).contains(&policy.share_percent) { Ok(policy) } else { Err("share_percent is from 1 to 100".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::Direction;
    use crate::scoring::{Points, summarise};

    #[test]
    fn half_of_the_scale_is_far_and_one_review_never_is() {
        let policy = Spread::on("2027-02-26".parse().expect("a day")).expect("a policy");
        let scale = |min, max| Scale { min, max, direction: Direction::HigherIsBetter };
        let far = |scale: Scale, points: &[i64]| {
            let points: Vec<Points> = points.iter().map(|points| Points(*points)).collect();
            policy.is_far(scale, &summarise(&points).expect("reviews"))
        };
        assert!(far(scale(1, 5), &[20_000, 30_000, 40_000]) && !far(scale(1, 5), &[20_000, 39_999]));
        assert!(!far(scale(0, 10), &[20_000, 40_000]) && far(scale(0, 10), &[20_000, 70_000]));
        assert!(!far(scale(1, 5), &[50_000]) && !far(scale(3, 3), &[30_000, 30_000]));
        assert_eq!(policy.told((0, 4), false), None);
        assert!(policy.told((1, 4), true).is_some_and(|told| told.starts_with("In 1 of the first 4 applications")));
        assert!(
            policy.told((1, 4), false).is_some_and(|told| told.starts_with("In 1 of 4 applications") && told.contains("50 % of the scale"))
        );
        assert!(Spread::on("2019-12-31".parse().expect("a day")).is_err());
    }

    #[test]
    fn a_share_beyond_the_scale_is_refused() {
        for (was, is) in [("= 50", "= 0"), ("= 50", "= 101"), ("share_percent", "percent")] {
            let changed = FILES[0].1.replace(was, is);
            assert!(changed != FILES[0].1 && parse(&changed).is_err(), "{is}");
        }
    }
}
