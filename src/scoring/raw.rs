//! The weighted mean of a review, and mean, range and count of an application's
//! reviews. A review's score is kept in ten-thousandths of a point, because its
//! weights are basis points that add up to 10,000.

use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// The weighted score of one review, in ten-thousandths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i64);

/// An exact mean: a sum of ten-thousandths over a count.
#[derive(Clone, Copy, Debug)]
pub struct Mean {
    sum: i64,
    n: i64,
}

/// What the scores of one application come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The mean of its reviews.
    pub mean: Mean,
    /// The middle one; between two, their mean.
    pub median: Mean,
    /// How many reviews.
    pub n: i64,
    /// The lowest.
    pub lowest: Points,
    /// The highest.
    pub highest: Points,
}

/// The weighted score of one review from pairs of weight (basis points) and score.
/// `None` when a score is missing or the weights do not add up to 10,000.
#[must_use]
pub fn weigh(scores: &[(i64, Option<i64>)]) -> Option<Points> {
    let weights: i64 = scores.iter().map(|(weight, _)| weight).sum();
    let sum = scores.iter().map(|(weight, score)| score.map(|s| weight * s)).sum::<Option<i64>>()?;
    (weights == 10_000).then_some(Points(sum))
}

/// Mean, count and range of the reviews of one application; `None` without a review.
#[must_use]
pub fn summarise(reviews: &[Points]) -> Option<Summary> {
    let mut sorted = reviews.to_vec();
    sorted.sort_unstable();
    let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
    let (below, above) = (sorted.get((sorted.len() - 1) / 2)?, sorted.get(sorted.len() / 2)?);
    let median = Mean { sum: below.0 + above.0, n: 2 };
    let n = i64::try_from(reviews.len()).ok()?;
    Some(Summary { mean: Mean { sum: reviews.iter().map(|p| p.0).sum(), n }, median, n, lowest, highest })
}

impl Summary {
    /// The distance from the lowest to the highest review.
    #[must_use]
    pub fn range(&self) -> Points {
        Points(self.highest.0 - self.lowest.0)
    }
}

impl Points {
    /// All its digits, for files: `3.75`.
    #[must_use]
    pub fn plain(self) -> String {
        Decimal::new(self.0, 4).normalize().to_string()
    }
}

impl Mean {
    /// The whole point of the scale that is nearest; halves go up.
    #[must_use]
    pub fn nearest(self) -> i64 {
        (2 * self.sum + 10_000 * self.n).div_euclid(20_000 * self.n)
    }
}

impl PartialEq for Mean {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Mean {}
impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Mean {
    /// Exact: fractions are compared crosswise, so that equal means tie.
    fn cmp(&self, other: &Self) -> Ordering {
        (i128::from(self.sum) * i128::from(other.n)).cmp(&(i128::from(other.sum) * i128::from(self.n)))
    }
}

/// `3.85`: two digits, half a hundredth rounded up.
fn two_digits(sum: i64, n: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let hundredths = (2 * sum + 100 * n).div_euclid(200 * n);
    write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        two_digits(self.0, 1, f)
    }
}

impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        two_digits(self.sum, self.n, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_weighed_in_basis_points() {
        assert_eq!(weigh(&[(2500, Some(5)), (2500, Some(4)), (5000, Some(3))]), Some(Points(37_500)));
        assert_eq!(weigh(&[(5000, Some(5)), (5000, None)]), None, "an incomplete review has no score, not a low one");
        assert_eq!(weigh(&[(5000, Some(5))]), None, "weights that do not add up are refused");
    }

    #[test]
    fn means_are_exact_and_printed_rounded() {
        let third = summarise(&[Points(30_000), Points(40_000), Points(30_000)]).expect("reviews");
        assert_eq!((third.mean.to_string().as_str(), third.n, third.range()), ("3.33", 3, Points(10_000)));
        let same = summarise(&[Points(100_000), Points(0), Points(0)]).expect("reviews");
        assert_eq!(third.mean, same.mean);
        assert!(summarise(&[Points(33_334)]).expect("review").mean > third.mean);
        assert_eq!(Points(38_450).to_string(), "3.85");
        assert_eq!([Points(37_500).plain(), Points(40_000).plain(), Points(-5).plain()], ["3.75", "4", "-0.0005"]);
        assert_eq!(summarise(&[]), None);
    }

    #[test]
    fn the_median_is_the_middle_or_between_two() {
        let median = |scores: &[i64]| summarise(&scores.iter().map(|s| Points(*s)).collect::<Vec<_>>()).map(|s| s.median.to_string());
        assert_eq!(median(&[50_000, 10_000, 20_000]).as_deref(), Some("2.00"));
        assert_eq!(median(&[50_000, 10_000, 20_000, 25_000]).as_deref(), Some("2.25"));
        assert_eq!(median(&[30_000]).as_deref(), Some("3.00"));
    }
}
