//! An option that gets other words takes the conditions and rules that name it along. Pure.

use super::definition::Definition;
use super::edit::Edit;
use crate::rules::Rule;

/// The options that got other words where they stand: what each was and is.
#[must_use]
pub fn renamed<'a>(old: &'a [String], new: &'a [String]) -> Vec<(&'a str, &'a str)> {
    if old.len() != new.len() {
        return Vec::new();
    }
    let pairs = old.iter().zip(new).filter(|(was, is)| !new.contains(was) && !old.contains(is));
    pairs.map(|(was, is)| (was.as_str(), is.as_str())).collect()
}

/// The changes to the rules that name options of `question`, so that they name them as they are called now.
#[must_use]
pub fn rename_options(d: &Definition, question: &str, pairs: &[(&str, &str)]) -> Vec<Edit> {
    let follows = |path: String, rule: &Rule| {
        if !rule.names().iter().any(|name| name == question) {
            return None;
        }
        let text = pairs.iter().fold(rule.text().to_owned(), |text, (was, is)| text.replace(&quoted(was), &quoted(is)));
        (text != rule.text()).then_some(Edit::Text(path, text))
    };
    let mut edits = Vec::new();
    for (i, q) in d.eligibility.iter().enumerate() {
        edits.extend(follows(format!("eligibility[{i}].must_hold"), &q.must_hold));
    }
    for (s, section) in d.sections.iter().enumerate() {
        edits.extend(section.asked_if.as_ref().and_then(|rule| follows(format!("sections[{s}].asked_if"), rule)));
        for (q, asked) in section.questions.iter().enumerate() {
            edits.extend(asked.asked_if.as_ref().and_then(|rule| follows(format!("sections[{s}].questions[{q}].asked_if"), rule)));
        }
    }
    for (i, rule) in d.rules.iter().enumerate() {
        edits.extend(follows(format!("rules[{i}].must_hold"), &rule.must_hold));
    }
    edits
}

/// As a rule writes a text.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::read;

    const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

    #[test]
    fn only_other_words_in_the_same_place_are_a_new_name() {
        let list = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (list("a b c"), list("a x c"));
        assert_eq!(renamed(&old, &new), [("b", "x")]);
        for no in ["a c b", "a b", "a b c d", "b a c"] {
            assert_eq!(renamed(&old, &list(no)), [], "{no}");
        }
    }

    #[test]
    fn rules_follow_the_new_name() {
        let d = read("a", ROUND).expect("sound");
        let edits = rename_options(&d, "purpose", &[("Buildings, equipment or lobbying", "Buildings")]);
        assert_eq!(edits, [Edit::Text("eligibility[2].must_hold".into(), "purpose != \"Buildings\"".into())]);
        assert_eq!(rename_options(&d, "contact_with_government", &[("Never", "Not yet")]), []);
    }
}
