//! TOML text → checked definition, or every mistake with its line and its mend.

use super::definition::Definition;
use super::locate::{line_at, line_of};
use super::validate::validate;
use std::fmt;

/// One mistake in a definition file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Why a definition cannot be used: `file:line: sentence`, one per line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DefinitionError {
    /// The name of the file.
    pub file: String,
    /// The mistakes, by line.
    pub mistakes: Vec<Mistake>,
}

impl DefinitionError {
    /// One mistake in the part of `text` at `path`, such as `dates.closes`.
    #[must_use]
    pub fn at(file: &str, text: &str, path: &str, message: String) -> Self {
        refused(file, vec![Mistake { line: line_of(text, path), message }])
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.mistakes.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{}: {}", self.file, mistake.line, mistake.message)?;
        }
        Ok(())
    }
}

/// Reads and checks the definition in `text`; `file` is named in mistakes.
///
/// # Errors
/// Every mistake that was found.
pub fn read(file: &str, text: &str) -> Result<Definition, DefinitionError> {
    let definition: Definition = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_at(text, span.start));
        refused(file, vec![Mistake { line, message: mend(e.message()) }])
    })?;
    let mut mistakes: Vec<Mistake> =
        validate(&definition).into_iter().map(|f| Mistake { line: line_of(text, &f.path), message: f.message }).collect();
    mistakes.sort_by_key(|m| m.line);
    if mistakes.is_empty() { Ok(definition) } else { Err(refused(file, mistakes)) }
}

fn refused(file: &str, mistakes: Vec<Mistake>) -> DefinitionError {
    DefinitionError { file: file.to_owned(), mistakes }
}

/// The parser says what is wrong; this adds what to do about it.
fn mend(message: &str) -> String {
    let what = message.trim_end_matches('.');
    let mend = if what.contains("unknown field") {
        " Take the key out, or spell it as one of those named"
    } else if what.contains("missing field") {
        " Add the key to this part"
    } else if what.contains("duplicate key") {
        " Keep one of the two"
    } else if what.contains("invalid type") {
        " Write the value in its form: a number without quotes, words in quotes"
    } else {
        ""
    };
    if mend.is_empty() { format!("{what}.") } else { format!("{what}.{mend}.") }
}
