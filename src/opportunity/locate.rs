//! From a path such as `rubric.criteria[2].weight_bp` to its line in the TOML text.

use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The line (from 1) of the deepest part of `path` that the text has.
pub(super) fn line_of(text: &str, path: &str) -> usize {
    let Ok(table) = DeTable::parse(text) else { return 1 };
    let mut span: Range<usize> = 0..0;
    let root = DeValue::Table(table.into_inner());
    let mut here = &root;
    for step in path.split(['.', '[']).map(|s| s.trim_end_matches(']')) {
        let next = match here {
            DeValue::Table(table) => table.iter().find(|(key, _)| key.get_ref() == step).map(|(key, value)| (key.span(), value.get_ref())),
            DeValue::Array(items) => step.parse::<usize>().ok().and_then(|i| items.get(i)).map(|item| (item.span(), item.get_ref())),
            _ => None,
        };
        let Some((found, value)) = next else { break };
        span = found;
        here = value;
    }
    line_at(text, span.start)
}

/// The line (from 1) of a byte offset.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}
