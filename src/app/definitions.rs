//! The fund's own definitions: read from the folder of the settings at every start, held against what reads them, and
//! in force until the process ends. A folder that cannot be used lets nothing start.

use crate::config::{Settings, read_definitions};
use crate::db::Db;
use crate::kernel::{self, DefinitionError, Definitions, Family};
use crate::workflow::{self, Vocabulary};
use crate::{
    amending, assigning, award, bookkeeping, compliance, conflict, disbursement, ledger, letters, panel, people, process, reporting,
    review, risk, spending,
};
use anyhow::{Result, anyhow, ensure};
use std::collections::BTreeSet;

/// Everything that a folder may hold, by who reads it.
const FAMILIES: [&[Family]; 16] = [
    kernel::DEFINITIONS,
    conflict::DEFINITIONS,
    people::DEFINITIONS,
    ledger::DEFINITIONS,
    panel::DEFINITIONS,
    review::DEFINITIONS,
    risk::DEFINITIONS,
    award::DEFINITIONS,
    amending::DEFINITIONS,
    spending::DEFINITIONS,
    compliance::DEFINITIONS,
    disbursement::DEFINITIONS,
    bookkeeping::DEFINITIONS,
    reporting::DEFINITIONS,
    assigning::DEFINITIONS,
    &[WORKFLOWS],
];

/// Workflows of cases, with the letters they may send.
const WORKFLOWS: Family = process::DEFINITION.checked_by(workflows);

fn workflows(files: &[(&str, &str)]) -> Result<(), String> {
    process::check_files(files, &Vocabulary { letters: letters::list(), ..process::vocabulary() })
}

/// The settings, with the definitions of their folder in force: what every command begins with.
///
/// # Errors
/// A sentence that names the wrong key, or the file of the folder with the place and the reason.
pub fn settings() -> Result<Settings> {
    let settings = Settings::load()?;
    let folder = &settings.definitions.folder;
    if !folder.is_empty() {
        kernel::put_in_force(read(folder)?)?;
        check(folder, kernel::in_force())?;
    }
    Ok(settings)
}

/// Tells the log which definitions of the folder are in force.
pub fn log_definitions() {
    for own in kernel::in_force().listed() {
        tracing::info!(file = own.name, sha256 = own.sha256, "a definition of the fund's own is in force");
    }
}

/// Whether every workflow of the folder is a version of its own: a name and a version mean one content for good (W3).
///
/// # Errors
/// A sentence that names the file whose version is taken.
pub(super) fn check_versions(db: &Db) -> Result<()> {
    let own: BTreeSet<String> = kernel::in_force().listed().into_iter().map(|own| own.name).collect();
    for family in FAMILIES.concat().iter().filter(|family| family.folder() == "workflows") {
        for (file, text) in family.files().into_iter().filter(|(file, _)| own.contains(&format!("workflows/{file}"))) {
            let definition = workflow::parse(file, text)?.definition;
            let (hash, name) = (definition.hash()?, (definition.name.as_str(), definition.version.as_str()));
            let is_taken = db.read(|conn| workflow::is_version_taken(conn, name, &hash)).map_err(|e| anyhow!("{}", e.detail()))?;
            ensure!(!is_taken, "workflows/{file}: version {} was in use with other content; give the file a version of its own.", name.1);
        }
    }
    Ok(())
}

fn read(folder: &str) -> Result<Definitions> {
    let files = read_definitions(folder)?;
    Definitions::of(files, &FAMILIES.concat()).map_err(|e| refused(folder, &e))
}

fn check(folder: &str, own: &Definitions) -> Result<()> {
    own.check(&FAMILIES.concat()).map_err(|e| refused(folder, &e))
}

fn refused(folder: &str, why: &DefinitionError) -> anyhow::Error {
    anyhow!("The definitions in {folder} cannot be used. {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Folders of `config/` that a folder of definitions may have too.
    const FOLDERS: [&str; 6] = ["agreements", "calendars", "cities", "ledger", "policies", "workflows"];
    /// Books are installed, and never change after.
    const INSTALLED: [&str; 2] = ["ledger/chart-", "ledger/posting-rules-"];

    fn shipped(name: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name);
        std::fs::read_to_string(path).expect("a shipped file")
    }

    fn told(files: &[(&str, &str)]) -> Result<Definitions, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let folder = folder.path().display().to_string();
        let own = read(&folder).map_err(|e| e.to_string())?;
        check(&folder, &own).map_err(|e| e.to_string()).map(|()| own)
    }

    #[test]
    fn every_shipped_definition_can_be_changed_by_the_folder() {
        let all = FAMILIES.concat();
        let names: Vec<String> = FOLDERS.into_iter().flat_map(names_in).collect();
        assert!(names.len() > 30, "{names:?}");
        for name in names.iter().filter(|name| !INSTALLED.iter().any(|beginning| name.starts_with(beginning))) {
            assert!(all.iter().any(|family| family.knows(name)), "{name} is known to no family of app/definitions.rs");
        }
        for name in ["ledger/chart-2025.toml", "ledger/posting-rules-2025.toml", "ledger/posting-rules-2031.toml"] {
            assert!(!all.iter().any(|family| family.knows(name)), "{name} is installed in the books and never replaced");
        }
    }

    fn names_in(folder: &'static str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(folder);
        let named = |entry: std::fs::DirEntry| format!("{folder}/{}", entry.file_name().to_string_lossy());
        std::fs::read_dir(path).expect("a folder").flatten().map(named).collect()
    }

    #[test]
    fn every_shipped_file_is_sound_as_a_file_of_the_folder_too() {
        let all = FAMILIES.concat();
        let names = FOLDERS.into_iter().flat_map(names_in);
        let kept = ["policies/pre-award-checks-2025.toml", "policies/panel-declaration-1.toml"];
        for name in names.filter(|name| all.iter().any(|family| family.knows(name)) && !kept.contains(&name.as_str())) {
            let own = told(&[(name.as_str(), shipped(&name).as_str())]);
            assert_eq!(own.map(|own| own.listed().len()), Ok(1), "{name}");
        }
        for name in kept {
            assert!(told(&[(name, shipped(name).as_str())]).is_err_and(|told| told.contains("records name it")), "{name}");
        }
    }

    #[test]
    fn a_further_version_is_added_to_its_list() {
        let later = shipped("policies/disbursement-2028.toml").replace("valid_from = 2027-10-01", "valid_from = 2029-10-01");
        assert!(told(&[("policies/disbursement-2029.toml", later.as_str())]).is_ok());
        let twice = told(&[("policies/disbursement-2029.toml", shipped("policies/disbursement-2028.toml").as_str())]).expect_err("one day");
        assert!(twice.contains("policies/disbursement-2029.toml: it begins on 2027-10-01"), "{twice}");
        let checks = shipped("policies/pre-award-checks-2025.toml").replace("= 2024-10-01", "= 2029-10-01");
        let same = told(&[("policies/pre-award-checks-2029.toml", checks.as_str())]).expect_err("the same version");
        assert!(same.contains("two files are version"), "{same}");
    }

    #[test]
    fn what_each_reader_refuses_is_refused_at_the_start() {
        for (name, from, to, words) in [
            ("policies/disbursement-2028.toml", "origin_id ", "origin_di ", "origin_di"),
            ("policies/rebudget-2025.toml", "share_percent = 10", "share_percent = 200", "share_percent is between 1 and 100"),
            ("policies/requests-2025.toml", "max_percent = 100", "max_percent = 101", "advance.max_percent must be 1 to 100"),
            ("policies/payables-columns-1.toml", "\"{holder}\"", "\"{vendor}\"", "the column “Vendor” names “vendor”"),
            ("workflows/payment-run.toml", "quorum = 2", "quorum = \"two\"", "workflows/payment-run.toml, line"),
            ("workflows/fast-track.toml", "name = \"fast-track\"", "name = \"faster\"", "its name is “faster”"),
            ("agreements/grant-standard-2.txt", "{reference}", "{number}", "“{number}” is not known of an award"),
            ("ledger/general-ledger-map-1.toml", "{number}", "{amount}", "names something that a line is not kept for"),
        ] {
            let (text, folder) = (shipped(name), name.split('/').next().unwrap_or_default());
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{name}: {from}");
            let told = told(&[(name, changed.as_str())]).expect_err(name);
            assert!(told.contains(&format!(" cannot be used. {folder}/")) && told.contains(words), "{name}: {told}");
        }
    }
}
