//! Where the lines of the journal go in a general ledger outside, as an operator configures it.

use super::JournalExportError;
use crate::kernel::{Family, fill_names};
use crate::ledger::{AccountKey, Dims};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What the program ships.
const FILES: [(&str, &str); 1] = [("general-ledger-map-1.toml", include_str!("../../../config/ledger/general-ledger-map-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::single("ledger", &FILES, |files| {
    files.iter().try_for_each(|(file, text)| GeneralLedgerMap::parse(file, text).map(drop).map_err(|e| e.to_string()))
});

/// Where lines go in a ledger outside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralLedgerMap {
    /// What it is called.
    pub name: String,
    /// The digest of its text.
    #[serde(skip)]
    pub sha256: String,
    map: Vec<Mapping>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    code: String,
    fund: Option<String>,
    program: Option<String>,
    category: Option<String>,
    /// Where it goes; none where the line is left out.
    pub(super) account: Option<String>,
    /// The segment beside the account.
    #[serde(default)]
    pub(super) segment: String,
    /// Which side it stands on there.
    #[serde(default)]
    pub(super) sign: Sign,
    #[serde(default)]
    skip: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sign {
    /// As in the books.
    #[default]
    Natural,
    /// Debit and credit change places.
    Reversed,
}

impl GeneralLedgerMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`JournalExportError::Map`] with the first mistake.
    pub fn parse(file: &str, text: &str) -> Result<Self, JournalExportError> {
        let wrong = |problem: String| JournalExportError::Map { file: file.to_owned(), problem };
        let mut read: Self = toml::from_str(text).map_err(|e| wrong(e.message().to_owned()))?;
        read.sha256 = HEXLOWER.encode(&Sha256::digest(text));
        let nothing = AccountKey { code: String::new(), dims: Dims::default() };
        for mapping in &read.map {
            if mapping.skip == mapping.account.is_some() {
                return Err(wrong(format!("the entry of “{}” needs either an account or skip = true, and not both", mapping.code)));
            }
            let templates = mapping.account.iter().chain([&mapping.segment]);
            if let Some(odd) = templates.into_iter().find(|template| filled(template, &nothing).is_none()) {
                return Err(wrong(format!("“{odd}” names something that a line is not kept for")));
            }
        }
        Ok(read)
    }

    /// The map that the program ships, or the one of the folder of definitions in its place.
    ///
    /// # Errors
    /// As [`GeneralLedgerMap::parse`].
    pub fn shipped() -> Result<Self, JournalExportError> {
        Self::parse("config/ledger/general-ledger-map-1.toml", DEFINITION.text())
    }

    /// The map in this file; the one that the program ships where none is named.
    ///
    /// # Errors
    /// [`JournalExportError::Map`] where it cannot be read or used.
    pub fn at(path: &str) -> Result<Self, JournalExportError> {
        if path.is_empty() {
            return Self::shipped();
        }
        let text = std::fs::read_to_string(path)
            .map_err(|e| JournalExportError::Map { file: path.to_owned(), problem: format!("it cannot be read ({e})") })?;
        Self::parse(path, &text)
    }

    /// What it says, entry by entry: of which lines, and where they go.
    #[must_use]
    pub fn told(&self) -> Vec<(String, String)> {
        self.map.iter().map(|mapping| (mapping.which(), mapping.whither())).collect()
    }

    /// The entry of the lines on an account: the first that fits.
    pub(super) fn of(&self, account: &AccountKey) -> Option<&Mapping> {
        let fits = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        self.map.iter().find(|mapping| {
            let is_code = match mapping.code.strip_suffix('*') {
                Some(beginning) => account.code.starts_with(beginning),
                None => account.code == mapping.code,
            };
            let dims = &account.dims;
            is_code && fits(&mapping.fund, &dims.fund) && fits(&mapping.program, &dims.program) && fits(&mapping.category, &dims.category)
        })
    }
}

impl Mapping {
    fn which(&self) -> String {
        let narrowed = [("fund", &self.fund), ("program", &self.program), ("category", &self.category)];
        let narrowed = narrowed.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)));
        std::iter::once(self.code.clone()).chain(narrowed).collect::<Vec<_>>().join(", ")
    }

    fn whither(&self) -> String {
        let Some(account) = &self.account else { return "Left out".to_owned() };
        let segment = if self.segment.is_empty() { String::new() } else { format!(", segment {}", self.segment) };
        let sign = if self.sign == Sign::Reversed { ", debit and credit change places" } else { "" };
        format!("Account {account}{segment}{sign}")
    }
}

/// A text with the values of an account in it; none for a name that is not known.
pub(super) fn filled(template: &str, account: &AccountKey) -> Option<String> {
    let dims = &account.dims;
    fill_names(template, |name| {
        let value = match name {
            "code" => Some(account.code.as_str()),
            "number" => account.code.split(':').next(),
            "fund" => dims.fund.as_deref(),
            "program" => dims.program.as_deref(),
            "award" => dims.award.as_deref(),
            "category" => dims.category.as_deref(),
            _ => return None,
        };
        Some(value.unwrap_or_default().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: &str, category: Option<&str>) -> AccountKey {
        let dims = Dims { fund: Some("UDF".into()), category: category.map(Into::into), ..Dims::default() };
        AccountKey { code: code.into(), dims }
    }

    #[test]
    fn the_shipped_map_says_something_of_every_account() {
        let map = GeneralLedgerMap::shipped().expect("it can be used");
        let codes = include_str!("../../../config/ledger/chart-2025.toml").lines().filter_map(|line| line.strip_prefix("code"));
        // Categories have codes too, in letters.
        let codes: Vec<&str> = codes.filter_map(|rest| rest.split('"').nth(1)).filter(|code| code.parse::<u32>().is_ok()).collect();
        assert!(codes.len() > 10, "{codes:?}");
        for code in codes {
            assert!(map.of(&key(code, None)).is_some(), "{code}");
        }
        assert!(map.of(&key("480100", None)).is_some_and(|mapping| mapping.skip));
        assert_eq!(map.told().first(), Some(&("4*".to_owned(), "Left out".to_owned())));
        assert!(map.told().contains(&("6*".to_owned(), "Account {number}, segment {fund}-{category}".to_owned())), "{:?}", map.told());
    }

    #[test]
    fn the_first_entry_that_fits_counts() {
        let text = "name = \"t\"\n[[map]]\ncode = \"610000\"\ncategory = \"travel\"\naccount = \"7100\"\nsegment = \"{fund}/{category}\"\n[[map]]\ncode = \"6*\"\naccount = \"7000\"\nsign = \"reversed\"\n";
        let map = GeneralLedgerMap::parse("t.toml", text).expect("it can be used");
        let account = |key: &AccountKey| map.of(key).and_then(|m| filled(m.account.as_deref()?, key));
        assert_eq!(account(&key("610000", Some("travel"))).as_deref(), Some("7100"));
        assert_eq!(account(&key("610000", Some("fees"))).as_deref(), Some("7000"));
        assert_eq!(filled("{fund}/{category}", &key("610000", Some("travel"))).as_deref(), Some("UDF/travel"));
        assert!(map.of(&key("211000", None)).is_none());
    }

    #[test]
    fn a_map_is_read_from_its_file_or_is_the_one_of_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("our-ledger.toml").display().to_string();
        assert!(GeneralLedgerMap::at(&path).is_err_and(|e| e.to_string().contains("cannot be read")));
        std::fs::write(&path, "name = \"Ours\"\n[[map]]\ncode = \"6*\"\naccount = \"7000\"\n").expect("written");
        let ours = GeneralLedgerMap::at(&path).expect("it can be used");
        assert_eq!((ours.name.as_str(), ours.sha256.len()), ("Ours", 64));
        assert_eq!(GeneralLedgerMap::at("").expect("it can be used").name, "USSGL numbers");
    }

    #[test]
    fn a_map_with_a_mistake_is_refused() {
        for (entry, words) in [
            ("code = \"6*\"", "either an account or skip"),
            ("code = \"6*\"\naccount = \"1\"\nskip = true", "either an account or skip"),
            ("code = \"6*\"\naccount = \"{amount}\"", "not kept for"),
            ("code = \"6*\"\naccount = \"1\"\nsgn = \"x\"", "sgn"),
        ] {
            let refused = GeneralLedgerMap::parse("t.toml", &format!("name = \"t\"\n[[map]]\n{entry}\n")).expect_err("refused");
            assert!(refused.to_string().contains(words), "{refused}");
        }
    }
}
