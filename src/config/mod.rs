//! Typed settings, and the only reader of configuration files and environment.
//!
//! `config/default.toml` (inside the program) ← the file named by `UDF_CONFIG` ←
//! `UDF__SECTION__KEY` (and `…_FILE` for secrets) ← `DATABASE_URL`. An unknown
//! key is an error, so that a mistyped setting never passes silently.

mod definitions;
mod sections;

pub use definitions::read_definitions;
pub use sections::{Asking, Cities, Database, Definitions, Files, Fund, Ledger, Load, Mail, Server, Sessions, Vault};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::{Deserialize, Serialize};

const DEFAULTS: &str = include_str!("../../config/default.toml");
const SECRETS: [&str; 3] = ["VAULT__KEY", "DATABASE__URL", "MAIL__TRANSPORT"];

/// Everything an operator can set.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The web server.
    pub server: Server,
    /// What waits when more is asked than can be done.
    pub load: Load,
    /// Questions about rounds.
    pub asking: Asking,
    /// The database.
    pub database: Database,
    /// Rules and texts of the fund's own.
    pub definitions: Definitions,
    /// Attachments.
    pub files: Files,
    /// Mail.
    pub mail: Mail,
    /// The key of secret columns.
    pub vault: Vault,
    /// Time-outs.
    pub sessions: Sessions,
    /// The people of cities.
    pub cities: Cities,
    /// The books.
    pub ledger: Ledger,
    /// Who runs this fund.
    pub fund: Fund,
}

/// Settings that cannot be used; the text names the key.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A wrong or unknown key or value.
    #[error("The configuration cannot be used: {0}")]
    Wrong(String),
    /// A definition of the fund's own cannot be read.
    #[error("The definitions of definitions.folder cannot be used: {path} cannot be read ({why}).")]
    Unreadable {
        /// The folder or file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// A secret's file cannot be read.
    #[error("The secret file {path} named by {variable} cannot be read: {why}")]
    Secret {
        /// The environment variable.
        variable: String,
        /// The path in it.
        path: String,
        /// The system's reason.
        why: String,
    },
}

impl Settings {
    /// The defaults alone; for tests and as the base of everything.
    ///
    /// # Errors
    /// [`SettingsError::Wrong`] if the built-in file were wrong, which a test excludes.
    pub fn defaults() -> Result<Self, SettingsError> {
        extract(&Figment::from(Toml::string(DEFAULTS)))
    }

    /// Reads the defaults, the configuration file and the environment.
    ///
    /// # Errors
    /// A sentence that names the wrong key or file.
    pub fn load() -> Result<Self, SettingsError> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(path) = variable("UDF_CONFIG") {
            if !std::path::Path::new(&path).is_file() {
                return Err(SettingsError::Wrong(format!("UDF_CONFIG names {path}, which is not a file.")));
            }
            figment = figment.merge(Toml::file(path));
        }
        figment = figment.merge(Env::prefixed("UDF__").filter(|key| !key.as_str().ends_with("_FILE")).split("__"));
        for secret in SECRETS {
            let name = format!("UDF__{secret}_FILE");
            if let Some(path) = variable(&name) {
                let value =
                    std::fs::read_to_string(&path).map_err(|e| SettingsError::Secret { variable: name, path, why: e.to_string() })?;
                figment = figment.merge((secret.to_lowercase().replace("__", "."), value.trim_end()));
            }
        }
        if let Some(url) = variable("DATABASE_URL") {
            figment = figment.merge(("database.url", url));
        }
        extract(&figment)
    }

    /// The settings as TOML with every secret masked.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut shown = self.clone();
        if !shown.vault.key.is_empty() {
            shown.vault.key = "(hidden)".into();
        }
        shown.database.url = mask(&shown.database.url);
        shown.mail.transport = mask(&shown.mail.transport);
        toml::to_string_pretty(&shown).unwrap_or_default()
    }
}

fn extract(figment: &Figment) -> Result<Settings, SettingsError> {
    let settings: Settings = figment.extract().map_err(|e| SettingsError::Wrong(e.to_string()))?;
    settings
        .fund
        .time_zone
        .parse::<chrono_tz::Tz>()
        .map_err(|_| SettingsError::Wrong(format!("fund.time_zone is “{}”, which is no IANA zone.", settings.fund.time_zone)))?;
    Ok(settings)
}

/// `scheme://user:(hidden)@host`, or the text itself when it carries no password.
fn mask(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://(hidden)@{place}"),
        _ => url.to_owned(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_settings_are_whole() {
        let settings = Settings::defaults().expect("defaults");
        assert_eq!(settings.server.bind, "127.0.0.1:8080");
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let wrong = Figment::from(Toml::string(DEFAULTS)).merge(("server.prot", 80));
        let message = extract(&wrong).expect_err("refused").to_string();
        assert!(message.contains("prot"), "{message}");
    }

    #[test]
    fn secrets_are_masked() {
        let mut settings = Settings::defaults().expect("defaults");
        settings.vault.key = "c2VjcmV0".into();
        settings.database.url = "postgres://udf:hunter2@db.example/udf".into();
        settings.mail.transport = "smtp://user:hunter2@mail.example:587".into();
        let shown = settings.masked();
        assert!(!shown.contains("hunter2") && !shown.contains("c2VjcmV0"), "{shown}");
    }
}
