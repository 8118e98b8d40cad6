//! Groups side by side. Which group is the highest, and whether another is below the threshold, is
//! decided by multiplying counts crosswise: exactly 0.80 is never below 0.80.

use super::{fisher, wilson};
use std::cmp::Ordering;

/// The most that one group can hold.
pub const MOST: u32 = 10_000_000;

/// How many of a group there were, and how many of them were selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    selected: u32,
    all: u32,
}

impl Counts {
    /// These counts; `None` where more were selected than there were, or there are more than [`MOST`].
    #[must_use]
    pub fn new(selected: usize, all: usize) -> Option<Self> {
        let (selected, all) = (u32::try_from(selected).ok()?, u32::try_from(all).ok()?);
        (selected <= all && all <= MOST).then_some(Self { selected, all })
    }

    /// How many were selected.
    #[must_use]
    pub fn selected(self) -> u32 {
        self.selected
    }

    /// How many there were.
    #[must_use]
    pub fn all(self) -> u32 {
        self.all
    }

    /// Which share is higher; exact. Both groups hold somebody.
    fn compare_share(self, other: Self) -> Ordering {
        self.across(other).cmp(&other.across(self))
    }

    /// The numerator of the own share over the common denominator.
    fn across(self, other: Self) -> u64 {
        u64::from(self.selected) * u64::from(other.all)
    }
}

/// By what is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Groups with fewer are counts alone; at least 1 is taken.
    pub least: u32,
    /// Below so many hundredths of the highest share is a flag; exactly so many is none.
    pub hundredths: u32,
}

impl Terms {
    /// Four fifths: the rule of 29 CFR 1607.4(D).
    pub const FOUR_FIFTHS: u32 = 80;
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The share, from 0 to 1.
    pub share: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Rate {
    fn of(counts: Counts) -> Self {
        let (low, high) = wilson::interval(counts.selected, counts.all);
        Self { share: f64::from(counts.selected) / f64::from(counts.all), low, high }
    }

    /// Share, lower and upper end in whole thousandths, to the nearest.
    #[must_use]
    pub fn thousandths(&self) -> [i64; 3] {
        [self.share, self.low, self.high].map(|part| whole((part * 1000.0).round()))
    }
}

/// How a group stands to the one with the highest share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// Its share over the highest.
    pub ratio: f64,
    /// Whether that is below the threshold.
    pub is_below: bool,
    /// Fisher's exact test, two-sided: how probable a difference like this or a rarer one is if there is none.
    pub p: f64,
    hundredths: i64,
}

impl Against {
    /// The ratio in whole hundredths, rounded down: what reads 0.80 is not below it.
    #[must_use]
    pub fn hundredths(&self) -> i64 {
        self.hundredths
    }

    /// The probability in millionths, rounded down.
    #[must_use]
    pub fn millionths(&self) -> i64 {
        whole((self.p * 1e6).floor())
    }
}

/// A whole number from 0 on as one.
fn whole(value: f64) -> i64 {
    value.max(0.0) as i64
}

/// One group beside the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Its counts.
    pub counts: Counts,
    /// Its share; `None` for a group with too few to judge.
    pub rate: Option<Rate>,
    /// Whether it is the one that the others are held against.
    pub is_highest: bool,
    /// How it stands to that one; `None` for that one, for groups with too few, and where nobody was selected anywhere.
    pub against: Option<Against>,
}

/// Every group in the order given. Of groups with the same highest share the larger is the one held against, of those as
/// large the first. There is none where fewer than two groups can be judged, or nobody was selected.
#[must_use]
pub fn compare(groups: &[Counts], terms: Terms) -> Vec<Standing> {
    let is_judged = |counts: Counts| counts.all >= terms.least.max(1);
    let judged: Vec<(usize, Counts)> = groups.iter().copied().enumerate().filter(|(_, counts)| is_judged(*counts)).collect();
    // Of equals the last one is taken: walked from the end, that is the first.
    let best = judged.iter().rev().copied().max_by(|(_, a), (_, b)| a.compare_share(*b).then(a.all.cmp(&b.all)));
    let highest = best.filter(|(_, counts)| counts.selected > 0 && judged.len() > 1);
    let stand = |(place, counts): (usize, &Counts)| {
        let counts = *counts;
        let is_highest = highest.is_some_and(|(at, _)| at == place);
        let against = highest.filter(|_| is_judged(counts) && !is_highest).map(|(_, top)| against(counts, top, terms.hundredths));
        Standing { counts, rate: is_judged(counts).then(|| Rate::of(counts)), is_highest, against }
    };
    groups.iter().enumerate().map(stand).collect()
}

fn against(counts: Counts, top: Counts, threshold: u32) -> Against {
    let (own, highest) = (counts.across(top), top.across(counts));
    let is_below = u128::from(own) * 100 < u128::from(highest) * u128::from(threshold);
    let hundredths = i64::try_from(u128::from(own) * 100 / u128::from(highest.max(1))).unwrap_or(i64::MAX);
    let p = fisher::two_sided((counts.selected, counts.all), (top.selected, top.all));
    Against { ratio: own as f64 / highest.max(1) as f64, is_below, p, hundredths }
}
