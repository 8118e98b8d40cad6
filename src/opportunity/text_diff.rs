//! What is different between two texts, line by line, with the lines around it.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// The lines around a change that are shown with it.
const AROUND: usize = 3;
/// After so long the comparison is coarser, and still right.
const LONGEST: Duration = Duration::from_millis(500);

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// It stands in both.
    Same,
    /// It is gone.
    Gone,
    /// It is new.
    New,
    /// Lines that are the same are left out here.
    LeftOut,
}

/// The changed lines and those around them; none where nothing changed.
#[must_use]
pub fn text_diff(old: &str, new: &str) -> Vec<(LineChange, String)> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old, new);
    let mut lines = Vec::new();
    for (i, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if i > 0 {
            lines.push((LineChange::LeftOut, String::new()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let tag = match change.tag() {
                ChangeTag::Equal => LineChange::Same,
                ChangeTag::Delete => LineChange::Gone,
                ChangeTag::Insert => LineChange::New,
            };
            lines.push((tag, change.value().trim_end_matches(['\n', '\r']).to_owned()));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_and_what_is_around_them_are_shown() {
        let old: String = (1..=30).map(|n| format!("line {n}\n")).collect();
        assert_eq!(text_diff(&old, &old), []);
        let new = old.replace("line 2\n", "second\n").replace("line 29\n", "");
        let said = text_diff(&old, &new);
        let of = |tag| said.iter().filter(|(t, _)| *t == tag).map(|(_, line)| line.as_str()).collect::<Vec<_>>();
        assert_eq!(of(LineChange::Gone), ["line 2", "line 29"]);
        assert_eq!(of(LineChange::New), ["second"]);
        assert_eq!(of(LineChange::LeftOut).len(), 1);
        assert!(!said.iter().any(|(_, line)| line == "line 15"));
    }
}
