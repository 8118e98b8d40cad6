//! The folder of the fund's own definitions, read whole. What may stand in it is for [`crate::kernel::Definitions`] to say.

use super::SettingsError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file of the folder by its name in it, such as `policies/closeout-2025.toml`. Names that begin with a dot are
/// passed over: editors and mounts keep things of their own there.
///
/// # Errors
/// [`SettingsError::Unreadable`] with the first path that cannot be read.
pub fn read_definitions(folder: &str) -> Result<BTreeMap<String, String>, SettingsError> {
    let mut found = BTreeMap::new();
    for (name, path) in entries(Path::new(folder))? {
        if !path.is_dir() {
            found.insert(name, text(&path)?);
            continue;
        }
        for (inner, path) in entries(&path)? {
            found.insert(format!("{name}/{inner}"), text(&path)?);
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, SettingsError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}

fn text(path: &Path) -> Result<String, SettingsError> {
    std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))
}

fn unreadable(path: &Path, why: &std::io::Error) -> SettingsError {
    SettingsError::Unreadable { path: path.display().to_string(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_they_lie_in_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for inside in ["policies", "calendars", ".data"] {
            std::fs::create_dir(path(inside)).expect("a folder");
        }
        for file in ["odd.toml", "policies/a-1.toml", "policies/.a-1.toml.swp", "calendars/b-1.toml", ".data/c-1.toml"] {
            std::fs::write(path(file), file).expect("a file");
        }
        let found = read_definitions(&folder.path().display().to_string()).expect("readable");
        let named: Vec<(&str, &str)> = found.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let expected = ["calendars/b-1.toml", "odd.toml", "policies/a-1.toml"].map(|name| (name, name));
        assert_eq!(named, expected);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing").display().to_string();
        let told = read_definitions(&missing).expect_err("refused").to_string();
        assert!(told.contains(&missing) && told.contains("definitions.folder"), "{told}");
        std::fs::create_dir(folder.path().join("policies")).expect("a folder");
        std::fs::write(folder.path().join("policies/a-1.toml"), [0xff_u8, 0xfe]).expect("a file");
        let told = read_definitions(&folder.path().display().to_string()).expect_err("refused").to_string();
        assert!(told.contains("a-1.toml") && told.contains("cannot be read"), "{told}");
    }
}
