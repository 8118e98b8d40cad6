//! Makes what people typed fit for paper: drops what cannot be seen, and lets words break that are
//! longer than a line. Nothing that can be read is changed.

use serde_json::Value;
use std::borrow::Cow;

/// Stands for a character that no font has.
pub(super) const GAP: &str = "▯";
/// Letters in a row after which a line may break; no shorter word is touched.
const LONGEST_RUN: usize = 28;
/// Where a line may break, unseen.
const BREAK: char = '\u{200B}';

/// The same data with every text made printable.
pub(super) fn printable(data: Value) -> Value {
    each_text(data, &|text| line(&text))
}

/// The same data without these clusters, for which there is no letter.
pub(super) fn without(data: Value, missing: &[String]) -> Value {
    each_text(data, &|text| missing.iter().fold(text, |text, cluster| text.replace(cluster.as_str(), GAP)))
}

fn each_text(data: Value, change: &impl Fn(String) -> String) -> Value {
    match data {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => items.into_iter().map(|item| each_text(item, change)).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, each_text(value, change))).collect(),
        plain => plain,
    }
}

fn line(text: &str) -> String {
    let seen: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| can_be_seen(*c)).collect();
    let words: Vec<Cow<'_, str>> = seen.split(' ').map(breakable).collect();
    words.join(" ")
}

/// Whether nothing of it would be seen.
pub(super) fn is_blank(text: &str) -> bool {
    let unseen = |c| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}');
    text.chars().all(|c| c.is_whitespace() || !can_be_seen(c) || unseen(c))
}

/// Neither a control character, nor a mark of byte order, nor a character that turns the order of
/// what follows, so that a text could read as other than it says, nor one that is none.
fn can_be_seen(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{FFF9}'..='\u{FFFB}') && u32::from(c) & 0xFFFE != 0xFFFE
}

/// A word that a line can take, as long as it is. Digests stay whole, since people copy them.
fn breakable(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST_RUN || is_digest(word) || word.chars().count() <= LONGEST_RUN {
        return Cow::Borrowed(word);
    }
    let is_link = word.starts_with("https://") || word.starts_with("http://");
    let (mut broken, mut run) = (String::with_capacity(word.len() + word.len() / LONGEST_RUN * BREAK.len_utf8()), 0);
    for c in word.chars() {
        if is_link && !c.is_alphanumeric() {
            run = 0; // lines of addresses break at their signs
        } else if run >= LONGEST_RUN && c.is_alphanumeric() {
            broken.push(BREAK);
            run = 0;
        }
        run += 1;
        broken.push(c);
    }
    Cow::Owned(broken)
}

/// Whether this is a SHA-256 as the program writes it.
fn is_digest(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_can_be_read_stays() {
        let rows = [
            ("#let x = 1; $a$ *b* @c \\ <d> // e", "#let x = 1; $a$ *b* @c \\ <d> // e"),
            ("tab\tand line\nand\r\nreturn", "tab and line and  return"),
            ("bell\u{7} nul\u{0} order\u{202e}fdp.exe\u{feff}", "bell nul orderfdp.exe"),
            ("👩\u{200d}🚀 ok", "👩\u{200d}🚀 ok"),
            ("", ""),
        ];
        assert!(is_blank(" \u{200b}\u{7}\n") && !is_blank("\u{200b}x"));
        for (typed, printed) in rows {
            assert_eq!(line(typed), printed, "{typed:?}");
        }
    }

    #[test]
    fn a_long_word_may_break_and_a_digest_not() {
        let word = "w".repeat(100);
        assert_eq!(line(&word).split(BREAK).map(str::len).collect::<Vec<_>>(), [28, 28, 28, 16]);
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(line(&digest), digest);
        let link = "https://fund.example/portal/applications/UDF-2027-0142/receipt";
        assert_eq!(line(link), link, "an address breaks at its signs");
    }

    #[test]
    fn every_text_of_the_data_is_reached() {
        let data = json!({"a": ["\u{7}x", {"b": "y\u{0}"}], "n": 1});
        assert_eq!(printable(data.clone()), json!({"a": ["x", {"b": "y"}], "n": 1}));
        assert_eq!(without(data, &["x".into()]), json!({"a": ["\u{7}▯", {"b": "y\u{0}"}], "n": 1}));
    }
}
