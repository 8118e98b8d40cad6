//! The proof of a definition before it is published: S1–S14 of the design, each finding with
//! file, line and the way to mend it. A *fault* stands against publishing; a *warning* says
//! what will be missed one day. One file for each thing that is looked at.

mod choices;
mod money;
mod names;
mod net;
#[cfg(test)]
mod net_tests;
mod people;
#[cfg(test)]
mod people_tests;
mod shown;
#[cfg(test)]
mod tests;
mod waits;
mod words;

use super::parse::Source;
use crate::rules;
use std::fmt;

/// What a definition may refer to; given by the module that performs the effects.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Roles that people hold.
    pub roles: &'static [&'static str],
    /// Ledger events, and whether each must be preceded by an approval.
    pub ledger_events: &'static [(&'static str, bool)],
    /// What the program can do with a step.
    pub acts: &'static [&'static str],
    /// What it can know a case as.
    pub stages: &'static [&'static str],
    /// Facts that can be told.
    pub told: &'static [&'static str],
    /// Facts that guards and bands can ask for.
    pub facts: rules::Vocabulary,
    /// What an approval can bind.
    pub bindable: &'static [&'static str],
    /// The letters there are, each as language and fact; empty where nobody asks.
    pub letters: Vec<(String, String)>,
}

/// Who could take the steps now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Names of people, each with their roles.
    pub holders: Vec<(String, Vec<String>)>,
    /// Roles of which there are always enough people, such as those of a city.
    pub elsewhere: Vec<String>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It may be published, but somebody should look.
    Warning,
    /// It may not be published.
    Fault,
}

/// What is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The check that failed, such as `S3`.
    pub check: &'static str,
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Finding {
    /// Whether it stands against publishing.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.severity == Severity::Fault
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grave = if self.is_fault() { "" } else { "warning: " };
        write!(f, "{}, line {}: {grave}{} ({})", self.file, self.line, self.message, self.check)
    }
}

/// All findings of a definition; without a fault among them it may be published. Whether there
/// are people for it (S10, S11) is for [`check_with_people`].
#[must_use]
pub fn check(source: &Source, vocabulary: &Vocabulary) -> Vec<Finding> {
    findings(source, vocabulary, None)
}

/// [`check`], and whether enough different people hold the roles.
#[must_use]
pub fn check_with_people(source: &Source, vocabulary: &Vocabulary, people: &People) -> Vec<Finding> {
    findings(source, vocabulary, Some(people))
}

fn findings(source: &Source, vocabulary: &Vocabulary, people: Option<&People>) -> Vec<Finding> {
    let mut report = Report { source, findings: Vec::new() };
    names::check(&mut report);
    words::check(&mut report, vocabulary);
    shown::check(&mut report, vocabulary);
    // The net is only worth walking when its names are sound.
    if !report.has_fault_of(&["S1", "S2"]) {
        let states = net::check(&mut report);
        waits::places(&mut report);
        if let Some(states) = states {
            money::check(&mut report, vocabulary, &states);
            choices::check(&mut report, vocabulary, &states);
            waits::cycles(&mut report, &states);
            if let Some(people) = people {
                people::check(&mut report, people, &states);
            }
        }
    }
    report.findings
}

/// What a finding is about.
#[derive(Clone, Copy)]
enum At<'a> {
    File,
    Place(&'a str),
    Step(&'a str),
}

struct Report<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn fault(&mut self, check: &'static str, at: At<'_>, message: String) {
        self.add(Severity::Fault, check, at, message);
    }

    fn warning(&mut self, check: &'static str, at: At<'_>, message: String) {
        self.add(Severity::Warning, check, at, message);
    }

    fn add(&mut self, severity: Severity, check: &'static str, at: At<'_>, message: String) {
        let line = match at {
            At::File => 1,
            At::Place(id) => self.source.line("place", id),
            At::Step(id) => self.source.line("transition", id),
        };
        self.findings.push(Finding { severity, check, file: self.source.file.clone(), line, message });
    }

    fn has_fault_of(&self, checks: &[&str]) -> bool {
        self.findings.iter().any(|finding| finding.is_fault() && checks.contains(&finding.check))
    }
}

/// A few words in quotation marks, joined as a sentence joins them.
fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(&words.into_iter().map(|word| format!("“{word}”")).collect::<Vec<_>>(), "and")
}

/// “a”, “a and b”, “a, b and c”.
fn joined(words: &[String], by: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {by} {last}", most.join(", ")),
    }
}
