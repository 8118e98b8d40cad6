//! S13, S14: everything has a name to show, and everything that is told has its letter in
//! every language.

use super::{At, Report, Vocabulary, joined};
use std::collections::BTreeSet;

pub(super) fn check(report: &mut Report<'_>, vocabulary: &Vocabulary) {
    let d = &report.source.definition;
    for place in &d.places {
        for (word, text, reader) in
            [("label", &place.label, "the fund’s staff"), ("applicant_label", &place.applicant_label, "the applicant")]
        {
            if text.trim().is_empty() {
                report.fault("S13", At::Place(&place.id), format!("{reader} would see no name for “{}”; fill “{word}”", place.id));
            }
        }
    }
    for step in d.transitions.iter().filter(|step| step.label.trim().is_empty()) {
        report.fault("S13", At::Step(&step.id), format!("the button of “{}” would be empty; fill “label”", step.id));
    }
    let languages: BTreeSet<&str> = vocabulary.letters.iter().map(|(language, _)| language.as_str()).collect();
    let has = |language: &str, fact: &str| vocabulary.letters.iter().any(|(l, f)| l == language && f == fact);
    for step in &d.transitions {
        for fact in step.told().filter(|fact| vocabulary.told.contains(fact)) {
            let lacking: Vec<String> = languages.iter().filter(|language| !has(language, fact)).map(|l| format!("“{l}”")).collect();
            if !lacking.is_empty() {
                let message = format!(
                    "“{}” tells “{fact}”, of which there is no letter in {}; add the letter or remove the effect",
                    step.id,
                    joined(&lacking, "or")
                );
                report.fault("S14", At::Step(&step.id), message);
            }
        }
    }
}
