//! Strings of a language, by key, from `config/strings/<language>.ftl` (Project
//! Fluent). A key that the catalogue lacks is an error, met by tests and not by readers.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

const ENGLISH: &str = include_str!("../../config/strings/en.ftl");

/// All strings of one language.
pub struct Catalogue {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// A string that cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StringError {
    /// The file does not parse.
    #[error("config/strings/{0}.ftl: {1}")]
    File(&'static str, String),
    /// No such key.
    #[error("the catalogue “{0}” has no string “{1}”")]
    Unknown(&'static str, String),
    /// The string asks for a value that was not given.
    #[error("the string “{0}”: {1}")]
    Value(String, String),
}

impl Catalogue {
    /// The English strings, which every other language follows.
    ///
    /// # Errors
    /// The first mistake in the file.
    pub fn english() -> Result<&'static Self, StringError> {
        static PARSED: LazyLock<Result<Catalogue, StringError>> = LazyLock::new(|| Catalogue::parse("en", ENGLISH));
        PARSED.as_ref().map_err(Clone::clone)
    }

    fn parse(language: &'static str, text: &str) -> Result<Self, StringError> {
        let wrong = |why: String| StringError::File(language, why);
        let resource = FluentResource::try_new(text.to_owned())
            .map_err(|(_, errors)| wrong(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![language.parse().map_err(|_| wrong("no language".to_owned()))?]);
        // Direction marks around values would be copied along with addresses.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|errors| wrong(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        Ok(Self { language, bundle })
    }

    /// The language, such as `en`: a page's `lang`.
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The string of a key without values.
    ///
    /// # Errors
    /// As [`Catalogue::text_with`].
    pub fn text(&self, key: &str) -> Result<String, StringError> {
        self.text_with(key, [])
    }

    /// The string of a key with these values in it.
    ///
    /// # Errors
    /// [`StringError`] when there is no such key, or a value is missing.
    pub fn text_with<'a>(&self, key: &str, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<String, StringError> {
        let unknown = || StringError::Unknown(self.language, key.to_owned());
        let pattern = self.bundle.get_message(key).and_then(|m| m.value()).ok_or_else(unknown)?;
        let arguments: FluentArgs<'_> = values.into_iter().collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(e) => Err(StringError::Value(key.to_owned(), e.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_told_with_their_values_and_never_half() {
        let english = Catalogue::english().expect("the catalogue parses");
        assert_eq!(english.text("sign-out").as_deref(), Ok("Sign out"));
        assert_eq!(english.text_with("letter-hello", [("name", "Ada Park")]).as_deref(), Ok("Hello Ada Park,"));
        assert_eq!(english.text("no-such-key"), Err(StringError::Unknown("en", "no-such-key".into())));
        assert!(matches!(english.text("letter-hello"), Err(StringError::Value(..))));
        assert!(matches!(Catalogue::parse("en", "a key = without a form"), Err(StringError::File("en", _))));
    }

    /// The keys of the file, in its order.
    fn keys() -> Vec<&'static str> {
        ENGLISH.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = ")).map(|(key, _)| key).collect()
    }

    #[test]
    fn every_string_is_used() {
        let mut sources = String::new();
        for folder in ["src", "templates"] {
            read_below(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut sources);
        }
        // `done-…` is asked for by the code in the address of a redirect, or by the code that such an address is made of.
        let is_used = |key: &str| {
            let code = key.strip_prefix("done-");
            sources.contains(&format!("\"{key}\""))
                || code.is_some_and(|code| [format!("done={code}"), format!("\"{code}\"")].iter().any(|asked| sources.contains(asked)))
        };
        let unused: Vec<_> = keys().into_iter().filter(|key| !is_used(key)).collect();
        assert_eq!(unused, Vec::<&str>::new(), "strings that nobody asks for");
    }

    fn read_below(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                read_below(&entry, into);
            } else if entry.extension().is_some_and(|e| e == "rs" || e == "hbs") && !entry.ends_with("catalogue.rs") {
                into.push_str(&std::fs::read_to_string(&entry).expect("a text"));
            }
        }
    }
}
