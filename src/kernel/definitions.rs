//! Definitions as files: policies, calendars, lists, workflows and texts that the program brings, and those of the
//! operator's folder, which take their place or are added to a list in versions. Pure; `config` reads the folder.
//!
//! Invariant: what is in force is set once, before anything is read of it, and stays until the process ends.

use super::dated::first_day;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The definitions of the folder, for the whole process.
static IN_FORCE: OnceLock<Definitions> = OnceLock::new();

/// What a file of the folder may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Take the place of a file.
    Replace,
    /// Take the place of a version, or add one.
    ReplaceOrAdd,
    /// Add a version; those there are stay, because records name them.
    Add,
}

/// How the files of a family, each with name and text, are held against what reads them. The problem begins with the
/// name of its file.
type Check = fn(&[(&str, &str)]) -> Result<(), String>;

/// Files that one reader reads: one text, or every version of one list.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    folder: &'static str,
    shipped: &'static [(&'static str, &'static str)],
    change: Change,
    check: Check,
}

impl Family {
    /// Single files, each of which can be replaced.
    #[must_use]
    pub const fn single(folder: &'static str, shipped: &'static [(&'static str, &'static str)], check: Check) -> Self {
        Self { folder, shipped, change: Change::Replace, check }
    }

    /// A list in versions with a `valid_from`: versions can be replaced and added.
    #[must_use]
    pub const fn dated(folder: &'static str, shipped: &'static [(&'static str, &'static str)], check: Check) -> Self {
        Self { folder, shipped, change: Change::ReplaceOrAdd, check }
    }

    /// As [`Family::dated`], where records name a version: versions can be added only.
    #[must_use]
    pub const fn kept(folder: &'static str, shipped: &'static [(&'static str, &'static str)], check: Check) -> Self {
        Self { folder, shipped, change: Change::Add, check }
    }

    /// The same files, held against more.
    #[must_use]
    pub const fn checked_by(self, check: Check) -> Self {
        Self { check, ..self }
    }

    /// The files in force, each with name and text; of a list in versions the oldest first.
    #[must_use]
    pub fn files(&self) -> Vec<(&'static str, &'static str)> {
        self.among(in_force())
    }

    /// The text of the first file in force: of a family of one.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.files().first().map_or("", |(_, text)| *text)
    }

    /// Where its files lie in the folder.
    #[must_use]
    pub const fn folder(&self) -> &'static str {
        self.folder
    }

    /// Whether a name in the folder, such as `policies/closeout-2025.toml`, is one of this family.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.inside(name).is_some_and(|file| self.ships(file) || self.adds(file))
    }

    /// The files that are in force together with these.
    fn among<'a>(&self, own: &'a Definitions) -> Vec<(&'a str, &'a str)> {
        let replaced = |file: &str| own.0.get(&format!("{}/{file}", self.folder)).map(String::as_str);
        let mut files: Vec<(&'a str, &'a str)> = self.shipped.iter().map(|(file, text)| (*file, replaced(file).unwrap_or(*text))).collect();
        let named = own.0.iter().filter_map(|(name, text)| Some((self.inside(name)?, text.as_str())));
        files.extend(named.filter(|(file, _)| self.adds(file)));
        if self.change != Change::Replace {
            // Whatever has no first day comes first, and is refused by its reader.
            files.sort_by_cached_key(|(_, text)| first_day(text).ok());
        }
        files
    }

    fn inside<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(self.folder)?.strip_prefix('/')
    }

    fn ships(&self, file: &str) -> bool {
        self.shipped.iter().any(|(shipped, _)| *shipped == file)
    }

    /// Whether a file is a further version: `closeout-2029.toml` beside `closeout-2025.toml`.
    fn adds(&self, file: &str) -> bool {
        let is_version_of = |stem: &str| {
            let version = file.strip_suffix(".toml").and_then(|name| name.strip_prefix(stem)?.strip_prefix('-'));
            version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
        };
        self.change != Change::Replace && !self.ships(file) && self.shipped.iter().filter_map(|(file, _)| stem(file)).any(is_version_of)
    }
}

/// `us-federal` of `us-federal-2021.toml`.
fn stem(file: &str) -> Option<&str> {
    file.strip_suffix(".toml")?.rsplit_once('-').map(|(stem, _)| stem)
}

/// The files of the operator's folder, by their names in it, each known to a family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions(BTreeMap<String, String>);

/// Why a folder of definitions cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// No reader reads a file of this name.
    #[error(
        "{0}: this is neither the name of a definition that can be replaced nor a further version of one (docs/DEFINITIONS.md lists them)"
    )]
    Unknown(String),
    /// Records name the version.
    #[error("{0}: this version stays as it is, because records name it; add a further version with a first day of its own")]
    Kept(String),
    /// Its reader refuses it.
    #[error("{0}")]
    Wrong(String),
    /// Somebody asked before.
    #[error("other definitions are in force in this process already")]
    TooLate,
}

/// A file of the folder that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDefinition {
    /// Its name in the folder.
    pub name: String,
    /// The digest of its text.
    pub sha256: String,
}

impl Definitions {
    /// Takes files by their names in the folder, if a family reads each.
    ///
    /// # Errors
    /// The first file that is not known, or stays as it is.
    pub fn of(files: BTreeMap<String, String>, families: &[Family]) -> Result<Self, DefinitionError> {
        let own = Self(files);
        for name in own.0.keys() {
            let family = families.iter().find(|family| family.knows(name)).ok_or_else(|| DefinitionError::Unknown(name.clone()))?;
            if family.change == Change::Add && family.inside(name).is_some_and(|file| family.ships(file)) {
                return Err(DefinitionError::Kept(name.clone()));
            }
        }
        Ok(own)
    }

    /// Holds every family with a file of the folder against what reads it. That may read other definitions: these are in
    /// force before.
    ///
    /// # Errors
    /// The first file that cannot be used, with the place and the reason.
    pub fn check(&self, families: &[Family]) -> Result<(), DefinitionError> {
        for family in families.iter().filter(|family| self.0.keys().any(|name| family.knows(name))) {
            let wrong = |problem: String| DefinitionError::Wrong(format!("{}/{}", family.folder, problem.trim_end()));
            (family.check)(&family.among(self)).map_err(wrong)?;
        }
        Ok(())
    }

    /// Every file with its digest.
    #[must_use]
    pub fn listed(&self) -> Vec<OwnDefinition> {
        let listed =
            |(name, text): (&String, &String)| OwnDefinition { name: name.clone(), sha256: HEXLOWER.encode(&Sha256::digest(text)) };
        self.0.iter().map(listed).collect()
    }
}

/// Lets these definitions be in force until the process ends.
///
/// # Errors
/// [`DefinitionError::TooLate`] where others are in force, or something was read already.
pub fn put_in_force(own: Definitions) -> Result<(), DefinitionError> {
    match IN_FORCE.set(own) {
        Err(own) if *in_force() != own => Err(DefinitionError::TooLate),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The definitions of the folder that are in force.
#[must_use]
pub fn in_force() -> &'static Definitions {
    IN_FORCE.get_or_init(Definitions::default)
}

/// The first `{name}` of a text that is not one of those known; what is not closed counts.
#[must_use]
pub fn unknown_name<'a>(text: &'a str, known: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, later)) = after.split_once('}') else { return Some(after) };
        if !known.contains(&name) {
            return Some(name);
        }
        rest = later;
    }
    None
}

/// A text with what stands for each `{name}` in it; none where a name stands for nothing or is not closed. What is filled in is
/// never read for names again.
#[must_use]
pub fn fill_names(text: &str, of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, later) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&of(name)?);
        rest = later;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::super::Dated;
    use super::*;

    const SHIPPED: [(&str, &str); 2] =
        [("limit-2025.toml", "valid_from = 2024-10-01\nmost = 5\n"), ("limit-2027.toml", "valid_from = 2026-10-01\nmost = 7\n")];

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Limit {
        #[serde(rename = "valid_from")]
        _valid_from: toml::value::Datetime,
        most: u8,
    }

    const DATED: Family = Family::dated("policies", &SHIPPED, |files| Dated::<Limit>::of_toml(files).map(drop));
    const KEPT: Family = Family::kept("policies", &SHIPPED, |files| Dated::<Limit>::of_toml(files).map(drop));
    const SINGLE: Family = Family::single("texts", &[("letter-1.txt", "Dear {name}")], |files| {
        let odd = |(file, text): &(&str, &str)| Some(format!("{file}: {{{}}} is not known", unknown_name(text, &["name"])?));
        files.iter().find_map(odd).map_or(Ok(()), Err)
    });

    fn own(files: &[(&str, &str)], families: &[Family]) -> Result<Definitions, DefinitionError> {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let own = Definitions::of(files, families)?;
        own.check(families).map(|()| own)
    }

    fn most(family: Family, own: &Definitions) -> Vec<u8> {
        Dated::<Limit>::of_toml(&family.among(own)).expect("sound").all().map(|limit| limit.most).collect()
    }

    #[test]
    fn without_a_folder_everything_is_as_shipped() {
        assert_eq!(DATED.among(&Definitions::default()), SHIPPED);
        assert_eq!(DATED.files(), SHIPPED);
        assert_eq!(SINGLE.text(), "Dear {name}");
        assert!(in_force().listed().is_empty());
    }

    #[test]
    fn a_file_of_the_same_name_takes_the_place_of_the_shipped_one() {
        let found = own(
            &[("policies/limit-2027.toml", "valid_from = 2026-10-01\nmost = 9\n"), ("texts/letter-1.txt", "{name}!")],
            &[DATED, SINGLE],
        );
        let found = found.expect("sound");
        assert_eq!(most(DATED, &found), [5, 9]);
        assert_eq!(SINGLE.among(&found), [("letter-1.txt", "{name}!")]);
        let listed: Vec<String> = found.listed().into_iter().map(|one| format!("{} {}", one.name, one.sha256.len())).collect();
        assert_eq!(listed, ["policies/limit-2027.toml 64", "texts/letter-1.txt 64"]);
    }

    #[test]
    fn a_further_version_stands_where_its_first_day_puts_it() {
        let between = ("policies/limit-2026.toml", "valid_from = 2025-10-01\nmost = 6\n");
        let later = ("policies/limit-2029-7.toml", "valid_from = 2029-07-01\nmost = 8\n");
        for family in [DATED, KEPT] {
            assert_eq!(most(family, &own(&[later, between], &[family]).expect("sound")), [5, 6, 7, 8]);
        }
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_reason() {
        let sound = "valid_from = 2029-10-01\nmost = 1\n";
        for (family, name, text, words) in [
            (
                DATED,
                "policies/limit-2027.toml",
                "valid_from = 2026-10-01\nmots = 9\n",
                "policies/limit-2027.toml: TOML parse error at line 2",
            ),
            (DATED, "policies/limit-2027.toml", "valid_from = 2026-10-01\nmost = \n", "line 2"),
            (DATED, "policies/limit-2027.toml", "most = 9\n", "valid_from"),
            (DATED, "policies/limit-2029.toml", "valid_from = 2026-10-01\nmost = 9\n", "policies/limit-2029.toml: it begins on 2026-10-01"),
            (DATED, "policies/limits-2029.toml", sound, "policies/limits-2029.toml: this is neither"),
            (DATED, "policies/limit-new.toml", sound, "this is neither"),
            (DATED, "policies/limit-2029.txt", sound, "this is neither"),
            (DATED, "calendars/limit-2027.toml", sound, "this is neither"),
            (DATED, "limit-2027.toml", sound, "this is neither"),
            (KEPT, "policies/limit-2027.toml", "valid_from = 2026-10-01\nmost = 9\n", "records name it"),
            (SINGLE, "texts/letter-2.txt", "Dear {name}", "this is neither"),
            (SINGLE, "texts/letter-1.txt", "Dear {nmae}", "texts/letter-1.txt: {nmae} is not known"),
        ] {
            let told = own(&[(name, text)], &[family]).expect_err(name).to_string();
            assert!(told.contains(words), "{name}: {told}");
        }
    }

    #[test]
    fn names_are_filled_in_once() {
        let of = |name: &str| match name {
            "city" => Some("{budget}".to_owned()),
            "budget" => Some("$5,000".to_owned()),
            _ => None,
        };
        assert_eq!(fill_names("{city} gets {budget}{budget}.", of).as_deref(), Some("{budget} gets $5,000$5,000."));
        assert_eq!(fill_names("nothing", of).as_deref(), Some("nothing"));
        assert_eq!([fill_names("{other}", of), fill_names("{city} and {open", of)], [None, None]);
    }

    #[test]
    fn a_name_that_is_not_known_is_found() {
        assert_eq!(unknown_name("{a} and {b}", &["a", "b"]), None);
        assert_eq!(unknown_name("{a} and {c}", &["a", "b"]), Some("c"));
        assert_eq!(unknown_name("{a} and {b", &["a", "b"]), Some("b"));
        assert_eq!(unknown_name("none}", &[]), None);
    }
}
