//! By what groups are compared: bands of population, regions, the least number and the threshold. Dated
//! data in `config/policies/`, inside the binary.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use crate::places;
use crate::scoring::disparity::Terms;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("disparity-1.toml", include_str!("../../../config/policies/disparity-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, parse).map(drop));

/// Where a city has no figure of its population in the register.
const UNKNOWN: &str = "Population not known";

/// One version of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What it is called.
    pub name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    /// The rule that the threshold comes from.
    pub citation: String,
    /// Below so many hundredths of the highest rate is a flag.
    pub ratio_hundredths: u32,
    /// Groups with fewer are counted and not judged.
    pub least: u32,
    /// From this probability on, in thousandths, a difference may well be chance.
    pub chance_thousandths: i64,
    bands: Vec<Band>,
    regions: Vec<Region>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    from: i64,
    label: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    label: String,
    states: Vec<String>,
}

impl Policy {
    /// The policy that is valid on a day.
    ///
    /// # Errors
    /// A mistake in the files, or none for the day.
    pub fn on(day: NaiveDate) -> Result<&'static Self, Error> {
        static ALL: LazyLock<Result<Dated<Policy>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
        let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
        valid.ok_or_else(|| Error::Broken(format!("config/policies has no policy on disparity that is valid on {day}")))
    }

    /// By what the mathematics judges.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms { least: self.least, hundredths: self.ratio_hundredths }
    }

    /// The band of a population, with its place among the bands.
    #[must_use]
    pub fn band(&self, population: i64) -> (usize, &str) {
        let found = self.bands.iter().enumerate().rev().find(|(_, band)| band.from <= population);
        found.map_or((self.bands.len(), UNKNOWN), |(place, band)| (place, band.label.as_str()))
    }

    /// The bands in their order: from how many people on, below how many, and the name.
    #[must_use]
    pub fn bands(&self) -> Vec<(i64, Option<i64>, &str)> {
        let next = self.bands.iter().skip(1).map(|band| Some(band.from)).chain(std::iter::once(None));
        self.bands.iter().zip(next).map(|(band, below)| (band.from, below, band.label.as_str())).collect()
    }

    /// The region of a state, with its place among the regions.
    #[must_use]
    pub fn region(&self, state: &str) -> (usize, &str) {
        let found = self.regions.iter().enumerate().find(|(_, region)| region.states.iter().any(|code| code == state));
        found.map_or((self.regions.len(), "Another place"), |(place, region)| (place, region.label.as_str()))
    }
}

/// Reads one version and holds it against itself: bands that rise, every state in one region.
fn parse(text: &str) -> Result<Policy, String> {
    let policy: Policy = toml::from_str(text).map_err(|e| e.to_string())?;
    if policy.least == 0 || policy.ratio_hundredths > 100 || !(0..=1000).contains(&policy.chance_thousandths) {
        return Err("least is at least 1, ratio_hundredths at most 100, chance_thousandths at most 1000".into());
    }
    if policy.bands.first().map(|band| band.from) != Some(1) || !policy.bands.is_sorted_by(|one, next| one.from < next.from) {
        return Err("the bands begin with 1 and rise".into());
    }
    for (code, name) in places::STATES {
        let regions = policy.regions.iter().filter(|region| region.states.iter().any(|state| state == code)).count();
        if regions != 1 {
            return Err(format!("{name} stands in {regions} regions instead of one"));
        }
    }
    let known = |state: &String| places::state_name(state).is_some();
    match policy.regions.iter().flat_map(|region| &region.states).find(|state| !known(state)) {
        Some(state) => Err(format!("“{state}” is no state")),
        None => Ok(policy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_regions_are_found() {
        let policy = Policy::on("2027-02-26".parse().expect("a day")).expect("a policy");
        assert_eq!((policy.least, policy.terms().hundredths), (5, Terms::FOUR_FIFTHS));
        let band = |people| policy.band(people).1;
        assert_eq!([band(1), band(2_499)], ["Fewer than 2,500 people"; 2]);
        assert_eq!([band(2_500), band(4_999)], ["2,500 to 4,999 people"; 2]);
        assert_eq!([band(50_000), band(i64::MAX)], ["50,000 people or more"; 2]);
        assert_eq!([band(0), band(-1)], [UNKNOWN; 2], "the register has 0 where it does not know");
        assert!(policy.band(0).0 > policy.band(50_000).0);
        let region = |state| policy.region(state).1;
        assert_eq!([region("WI"), region("DC"), region("HI"), region("PR")], ["Midwest", "South", "West", "Puerto Rico and Island Areas"]);
        assert!(Policy::on("2019-12-31".parse().expect("a day")).is_err());
    }

    #[test]
    fn a_policy_that_contradicts_itself_is_refused() {
        let text = FILES[0].1;
        for (was, is, told) in [
            ("from  = 2_500", "from  = 5_000", "bands"),
            ("from  = 1\n", "from  = 2\n", "bands"),
            ("\"WI\"]", "\"WI\", \"TX\"]", "Texas stands in 2 regions"),
            ("\"AK\", ", "", "Alaska stands in 0 regions"),
            ("\"WI\"]", "\"WI\", \"XX\"]", "“XX” is no state"),
            ("least = 5", "least = 0", "least"),
            ("least = 5", "least = 5\nmost = 6", "most"),
        ] {
            let changed = text.replace(was, is);
            assert_ne!(changed, text, "{was}");
            let refused = parse(&changed).expect_err(is);
            assert!(refused.contains(told), "{is}: {refused}");
        }
    }
}
