//! A comparison in sentences: what is said first, what each part comes to, and numbers as people read them.

use super::known::{Grouping, Measure};
use super::measure::{Disparity, Group, Part};
use super::terms::Policy;
use crate::locale::format::{number, percent};
use crate::scoring::disparity::{Against, Rate};

impl Measure {
    /// What counts as success, such as “awarded”.
    #[must_use]
    pub fn selected(self) -> &'static str {
        match self {
            Self::Awarded => "awarded",
            Self::Recommended => "recommended",
        }
    }

    /// Of what, such as “decided”.
    #[must_use]
    pub fn of(self) -> &'static str {
        match self {
            Self::Awarded => "decided",
            Self::Recommended => "reviewed",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Awarded => "Awards",
            Self::Recommended => "Recommendations",
        }
    }
}

impl Grouping {
    /// By what, such as “population”.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Region => "region",
            Self::FirstTime => "first application",
        }
    }

    /// A name for the part of a page.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Region => "region",
            Self::FirstTime => "first",
        }
    }
}

impl Policy {
    /// The threshold in words.
    #[must_use]
    pub fn threshold(&self) -> String {
        if self.ratio_hundredths == 80 { "four fifths".to_owned() } else { hundredths(i64::from(self.ratio_hundredths)) }
    }
}

impl Group {
    /// The rate, such as `33.3%`, of a group that is judged.
    #[must_use]
    pub fn rate(&self) -> Option<String> {
        self.standing.rate.map(|rate| share(&rate))
    }

    /// The interval of the rate, such as `20.1% to 48%`.
    #[must_use]
    pub fn interval(&self) -> Option<String> {
        self.standing.rate.map(|rate| {
            let [_, low, high] = rate.thousandths();
            format!("{} to {}", percent(low * 10), percent(high * 10))
        })
    }

    /// The ratio to the highest rate, such as `0.79`; the highest has `1.00`.
    #[must_use]
    pub fn ratio(&self) -> Option<String> {
        if self.standing.is_highest { Some(hundredths(100)) } else { self.standing.against.map(|against| hundredths(against.hundredths())) }
    }

    /// The probability of Fisher's test, such as `0.034`.
    #[must_use]
    pub fn p(&self) -> Option<String> {
        self.standing.against.map(|against| probability(&against))
    }
}

fn share(rate: &Rate) -> String {
    let [share, ..] = rate.thousandths();
    percent(share * 10)
}

fn hundredths(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Rounded down, so that what reads 0.050 is not below it.
fn probability(against: &Against) -> String {
    let thousandths = against.millionths() / 1_000;
    if thousandths == 0 { "below 0.001".to_owned() } else { format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000) }
}

impl Part {
    /// `Awards by population`
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{} by {}", self.measure.noun(), self.by.label())
    }

    /// How many were selected, of how many.
    #[must_use]
    pub fn total(&self) -> (i64, i64) {
        self.groups.iter().fold((0, 0), |(selected, all), group| {
            let counts = group.standing.counts;
            (selected + i64::from(counts.selected()), all + i64::from(counts.all()))
        })
    }

    /// What the part comes to.
    #[must_use]
    pub fn sentence(&self, policy: &Policy) -> String {
        let (_, all) = self.total();
        if all == 0 {
            return self.nothing();
        }
        let judged = self.groups.iter().filter(|group| group.standing.rate.is_some()).count();
        if judged < 2 {
            return format!(
                "Fewer than two groups have {} or more {} applications: too few to compare. The table has the counts.",
                policy.least,
                self.measure.of()
            );
        }
        let Some(top) = self.highest() else {
            let what = self.measure.selected();
            return format!(
                "No application is {what} in the groups that are large enough to compare, so there is no rate to hold them against."
            );
        };
        let highest = format!("“{}” has the highest rate, {}.", top.label, top.rate().unwrap_or_default());
        let below = match self.flagged().count() {
            0 => format!("No other group that is large enough to judge falls below {} of it.", policy.threshold()),
            1 => format!("One group falls below {} of it.", policy.threshold()),
            n => format!("{n} groups fall below {} of it.", policy.threshold()),
        };
        format!("{highest} {below}")
    }

    /// That there is nothing to compare yet.
    fn nothing(&self) -> String {
        match self.measure {
            Measure::Awarded => "No application is decided yet, so there is no rate to compare.".to_owned(),
            Measure::Recommended => "No application has a review yet, so there is no rate to compare.".to_owned(),
        }
    }

    /// The group that the others are held against.
    fn highest(&self) -> Option<&Group> {
        self.groups.iter().find(|group| group.standing.is_highest)
    }

    fn flagged(&self) -> impl Iterator<Item = (&Group, Against)> {
        self.groups.iter().filter_map(|group| group.standing.against.filter(|against| against.is_below).map(|against| (group, against)))
    }

    /// A sentence for each group below the threshold.
    #[must_use]
    pub fn flags(&self, policy: &Policy) -> Vec<String> {
        let sentence = |(group, against): (&Group, Against)| {
            let rate = group.rate().unwrap_or_default();
            let is_chance = against.millionths() >= policy.chance_thousandths * 1_000;
            let chance = if is_chance { "with numbers like these it may well be chance" } else { "it is unlikely to be chance alone" };
            format!("{}: {rate}, {} of the highest rate; {chance} (p {}).", group.label, hundredths(against.hundredths()), told(&against))
        };
        self.flagged().map(sentence).collect()
    }

    /// The groups that are too small to judge.
    #[must_use]
    pub fn too_few(&self, policy: &Policy) -> Option<String> {
        let small = self.groups.iter().filter(|group| group.standing.rate.is_none()).map(|group| group.label.as_str());
        let small: Vec<&str> = small.collect();
        let (_, all) = self.total();
        (!small.is_empty() && all > 0).then(|| {
            format!("Fewer than {} {} applications, shown as counts alone: {}.", policy.least, self.measure.of(), small.join("; "))
        })
    }
}

/// The probability behind the letter p.
fn told(against: &Against) -> String {
    let text = probability(against);
    if text.starts_with("below") { text } else { format!("= {text}") }
}

impl Disparity {
    /// What the awards come to: the sentence that is said first.
    #[must_use]
    pub fn sentence(&self) -> String {
        let awards = || self.parts.iter().filter(|part| part.measure == Measure::Awarded);
        let (awarded, decided) = awards().next().map(Part::total).unwrap_or_default();
        if decided == 0 {
            return "No application is decided yet, so there are no rates of awards to compare.".to_owned();
        }
        let of =
            format!("{} of {} decided applications {} awarded.", number(awarded), number(decided), if awarded == 1 { "is" } else { "are" });
        let mut flagged: Vec<&str> = Vec::new();
        for part in awards() {
            flagged.extend(part.flagged().map(|(group, _)| group.label.as_str()));
        }
        if awards().all(|part| part.highest().is_none()) {
            return format!("{of} The groups are too small, or too few, to compare their rates.");
        }
        match flagged.as_slice() {
            [] => format!("{of} No group that is large enough to judge falls below {} of the highest rate.", self.policy.threshold()),
            [one] => format!("{of} One group falls below {} of the highest rate: {one}.", self.policy.threshold()),
            many => format!("{of} {} groups fall below {} of the highest rate: {}.", many.len(), self.policy.threshold(), many.join("; ")),
        }
    }

    /// How the page is to be read.
    #[must_use]
    pub fn reading(&self) -> Vec<String> {
        let policy = self.policy;
        vec![
            "A flag is a reason to look, not a finding: it says that rates differ, not why.".to_owned(),
            format!(
                "A group is flagged when its rate is below {} of the highest rate of the groups that are judged; exactly {} is no flag. {}.",
                policy.threshold(),
                policy.threshold(),
                policy.citation
            ),
            format!("Groups with fewer than {} applications are shown as counts, and the others are not held against them.", policy.least),
            "The interval is where the rate may lie if the round were one draw of many (Wilson, 95 %). p is Fisher’s exact test, two-sided: how often a difference like this or a rarer one comes about when chances are the same.".to_owned(),
            "Decided: the last decision gives an award or none; an award that the city declined counts as awarded. Reviewed: at least one review is submitted. Recommended: the last word of those who recommend was to recommend.".to_owned(),
            format!("{} of {} received applications were withdrawn or found ineligible before a decision and count in no rate of awards.", number(self.set_aside()), number(self.received())),
            "First application: the city had sent nothing in another round before. Population: the figure in the register of places when the city was registered. A joint application counts for its lead city.".to_owned(),
        ]
    }

    /// How many applications were received.
    #[must_use]
    pub fn received(&self) -> i64 {
        i64::try_from(self.received).unwrap_or(i64::MAX)
    }

    fn set_aside(&self) -> i64 {
        i64::try_from(self.set_aside).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::tests::{cities, part};
    use super::*;

    fn policy() -> &'static Policy {
        Policy::on("2027-02-26".parse().expect("a day")).expect("a policy")
    }

    #[test]
    fn each_case_has_its_sentence() {
        let said = |groups: &[(i64, (usize, usize))]| {
            let known: Vec<_> = groups.iter().flat_map(|(population, counts)| cities(*population, *counts)).collect();
            part(&known, Measure::Awarded, Grouping::Population).sentence(policy())
        };
        assert!(said(&[]).starts_with("No application is decided yet"));
        assert!(said(&[(1_000, (1, 4)), (9_000, (5, 9))]).starts_with("Fewer than two groups have 5 or more decided applications"));
        assert!(said(&[(1_000, (0, 9)), (9_000, (0, 9))]).starts_with("No application is awarded in the groups"));
        let fine = "“5,000 to 9,999 people” has the highest rate, 50%. No other group that is large enough to judge falls below four fifths of it.";
        assert_eq!(said(&[(1_000, (4, 10)), (9_000, (5, 10))]), fine);
        assert!(said(&[(1_000, (3, 10)), (9_000, (5, 10))]).ends_with("One group falls below four fifths of it."));
        assert!(said(&[(1_000, (3, 10)), (9_000, (5, 10)), (30_000, (1, 10))]).ends_with("2 groups fall below four fifths of it."));
    }

    #[test]
    fn a_flag_says_whether_it_may_be_chance_and_a_small_group_that_it_is_small() {
        let known = [cities(1_000, (3, 10)), cities(9_000, (5, 10)), cities(30_000, (2, 60)), cities(60_000, (1, 1))].concat();
        let found = part(&known, Measure::Awarded, Grouping::Population);
        let flags = found.flags(policy());
        assert_eq!(
            flags[0],
            "Fewer than 2,500 people: 30%, 0.60 of the highest rate; with numbers like these it may well be chance (p = 0.649)."
        );
        assert!(
            flags[1]
                .starts_with("25,000 to 49,999 people: 3.3%, 0.06 of the highest rate; it is unlikely to be chance alone (p below 0.001)"),
            "{flags:?}"
        );
        let small = "Fewer than 5 decided applications, shown as counts alone: 50,000 people or more.";
        assert_eq!(found.too_few(policy()).as_deref(), Some(small));
        let none = part(&[], Measure::Recommended, Grouping::FirstTime);
        assert_eq!((none.too_few(policy()), none.flags(policy())), (None, vec![]));
    }
}
