//! Data files in versions: each is valid from its first day until the next one begins.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Every version of what a file says, by its first day.
#[derive(Clone, Debug)]
pub struct Dated<T>(Vec<(NaiveDate, T)>);

#[derive(Deserialize)]
struct First {
    valid_from: toml::value::Datetime,
}

/// The first day of a version.
pub(super) fn first_day(text: &str) -> Result<NaiveDate, String> {
    let first: First = toml::from_str(text).map_err(|e| e.to_string())?;
    first.valid_from.to_string().parse().map_err(|_| "valid_from is no day".to_owned())
}

impl<T: DeserializeOwned> Dated<T> {
    /// Reads every version, the oldest first, each given as file name and TOML with a `valid_from`.
    ///
    /// # Errors
    /// The first mistake, with the name of its file.
    pub fn of_toml(files: &[(&str, &str)]) -> Result<Self, String> {
        Self::read(files, |text| toml::from_str(text).map_err(|e| e.to_string()))
    }
}

impl<T> Dated<T> {
    /// As [`Dated::of_toml`], where a version is more than its TOML.
    ///
    /// # Errors
    /// As [`Dated::of_toml`].
    pub fn read(files: &[(&str, &str)], parse: impl Fn(&str) -> Result<T, String>) -> Result<Self, String> {
        let mut versions: Vec<(NaiveDate, T)> = Vec::new();
        for (name, text) in files {
            let told = |problem: String| format!("{name}: {problem}");
            let from = first_day(text).map_err(told)?;
            if versions.last().is_some_and(|(before, _)| *before >= from) {
                return Err(told(format!("it begins on {from}, which is not after the version before it")));
            }
            versions.push((from, parse(text).map_err(told)?));
        }
        Ok(Self(versions))
    }

    /// The version that is valid on a day; none before the first.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&T> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, version)| version)
    }

    /// Every version, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, version)| version)
    }

    /// Every version, the oldest first, with its first day and the first day of the next one.
    pub fn spans(&self) -> impl Iterator<Item = (NaiveDate, Option<NaiveDate>, &T)> {
        let ends = self.0.iter().skip(1).map(|(from, _)| Some(*from)).chain(std::iter::once(None));
        self.0.iter().zip(ends).map(|((from, version), end)| (*from, end, version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> Result<Dated<usize>, String> {
        Dated::read(files, |text| text.split("n = ").nth(1).and_then(|n| n.parse().ok()).ok_or_else(|| "no n".to_owned()))
    }

    #[test]
    fn a_version_lasts_until_the_next_begins() {
        let day = |text: &str| text.parse().expect("a day");
        let all = read(&[("a", "valid_from = 2025-10-01\nn = 1"), ("b", "valid_from = 2026-10-01\nn = 2")]).expect("sound");
        let on = |text| all.on(day(text)).copied();
        assert_eq!(["2025-09-30", "2025-10-01", "2026-09-30", "2026-10-01"].map(on), [None, Some(1), Some(1), Some(2)]);
        let spans: Vec<_> = all.spans().map(|(from, end, n)| (from, end, *n)).collect();
        let second = day("2026-10-01");
        assert_eq!(spans, [(day("2025-10-01"), Some(second), 1), (second, None, 2)]);
    }

    #[test]
    fn a_mistake_names_its_file() {
        let later = ("a", "valid_from = 2026-10-01\nn = 1");
        for (second, words) in [
            ("n = 2", "valid_from"),
            ("valid_from = 2026-10-01\nn = 2", "not after the version before"),
            ("valid_from = 2027-10-01\n", "no n"),
            ("valid_from = 10:30:00\nn = 2", "no day"),
        ] {
            let told = read(&[later, ("b", second)]).expect_err(second);
            assert!(told.starts_with("b: ") && told.contains(words), "{second}: {told}");
        }
    }
}
