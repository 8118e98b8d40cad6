//! Whatever a definition file holds, it is checked or refused with a line, never with a panic;
//! and whatever is changed in place, the text stays one that can be read.

use super::edit::{Edit, edit};
use super::{Definition, differences, read, text_diff};
use proptest::prelude::*;

const ROUNDS: [&str; 3] = [
    include_str!("../../config/opportunities/city-engagement-grants-2027.toml"),
    include_str!("../../config/opportunities/joint-projects-abroad-2027.toml"),
    include_str!("../../config/opportunities/training-and-conference-support-2027.toml"),
];

/// Values that are right somewhere and wrong elsewhere.
const VALUES: &[&str] = &[
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "true",
    "\"\"",
    "\"x\"",
    "'has_partner'",
    "[]",
    "[\"a\"]",
    "[[[[]]]]",
    "{}",
    "{ a = 1 }",
    "\"2027-02-30\"",
    "2027-02-28",
    "\"0000-01-01 00:00\"",
    "\"9999-12-31 23:59\"",
    "\"!(((\"",
    "'total <= money(\"1\")'",
    "\"number\"",
    "\"table\"",
    "\"certification\"",
    "\"file\"",
    "\"\\u0000\"",
    "\"\"\"\nmany\nlines\"\"\"",
    "\"has_partner\"",
    "",
];

/// One thing done to a text: which, where and with what.
type Change = (u8, usize, usize, String);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let word = prop_oneof![prop::sample::select(VALUES).prop_map(str::to_owned), any::<String>(), "[a-z_\\[\\]=\"#.{}\n ]{0,12}"];
    prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), word), 1..6)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for (what, at, to, word) in changes {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let count = lines.len().max(1);
        let (at, to) = (at % count, to % count);
        match what % 7 {
            0 => lines.insert(at.min(lines.len()), word.clone()),
            1 if at < lines.len() => drop(lines.remove(at)),
            2 if at < lines.len() && to < lines.len() => lines.swap(at, to),
            3 if at < lines.len() => lines.insert(to.min(lines.len()), lines[at].clone()),
            4 => {
                if let Some((key, _)) = lines.get(at).and_then(|line| line.split_once('=')) {
                    lines[at] = format!("{key}= {word}");
                }
            }
            5 => lines.truncate(at.max(1)),
            _ => {
                if let Some(line) = lines.get_mut(at) {
                    let middle = line.char_indices().nth(to % (line.chars().count() + 1)).map_or(line.len(), |(i, _)| i);
                    line.insert_str(middle, word);
                }
            }
        }
        text = lines.join("\n");
    }
    text
}

/// Sound, or refused with lines that the text has and sentences that say something.
fn held(text: &str) -> Result<Option<Definition>, TestCaseError> {
    match read("any.toml", text) {
        Ok(definition) => {
            let json = serde_json::to_string(&definition).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<Definition>(&json).expect("reads"), &definition);
            Ok(Some(definition))
        }
        Err(refused) => {
            prop_assert!(!refused.mistakes.is_empty());
            let lines = text.matches('\n').count() + 1;
            for mistake in &refused.mistakes {
                prop_assert!((1..=lines).contains(&mistake.line), "line {} of {lines}: {}", mistake.line, mistake.message);
                prop_assert!(mistake.message.trim().len() > 3, "{mistake:?}");
            }
            Ok(None)
        }
    }
}

#[test]
fn numbers_at_the_end_of_their_range_are_refused_and_not_counted() {
    let round = ROUNDS[0];
    for (from, to) in [
        ("scale_min = 1", "scale_min = -9223372036854775808"),
        ("scale_max = 5", "scale_max = 9223372036854775807"),
        ("floor_cents = 500_000", "floor_cents = -9223372036854775808"),
        ("weight_bp = ", "weight_bp = 9223372036854775807 # "),
        ("accept_within_days = ", "accept_within_days = 9223372036854775807 # "),
        ("max = 500\n", "max = -9223372036854775808\n"),
    ] {
        assert!(round.contains(from), "{from}");
        read("any.toml", &round.replacen(from, to, 1)).expect_err(to);
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for text in ["a = ".to_owned() + &"[".repeat(20_000), "a.".repeat(20_000) + "b = 1", format!("must = \"{}\"", "(".repeat(20_000))] {
        assert!(!read("any.toml", &text).expect_err("no round").mistakes.is_empty());
    }
    for rule in ["!(".repeat(20_000), "is_local_government || ".repeat(20_000) + "is_local_government", "1 + ".repeat(20_000) + "1 == 1"] {
        let deep = ROUNDS[0].replacen("must_hold = \"is_local_government\"", &format!("must_hold = \"{rule}\""), 1);
        assert_ne!(deep, ROUNDS[0]);
        assert!(!read("any.toml", &deep).expect_err("no rule").mistakes.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_refused_with_a_line(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(held(&String::from_utf8_lossy(&bytes))?, None);
    }

    #[test]
    fn any_change_of_a_round_is_checked_or_refused(n in 0_usize..3, changes in changes()) {
        let text = changed(ROUNDS[n], &changes);
        if let Some(new) = held(&text)? {
            let old = read("round.toml", ROUNDS[n]).expect("sound");
            // What is stored otherwise is always told.
            prop_assert_eq!(differences(&old, &new).is_empty(), old == new);
        }
        let _ = text_diff(ROUNDS[n], &text);
    }

    #[test]
    fn any_text_put_in_place_is_read_back(n in 0_usize..3, words in any::<String>(), s in 0_usize..2, cents in any::<i64>()) {
        let edits = [
            Edit::Text(format!("sections[{s}].questions[0].label"), words.clone()),
            Edit::Number("amounts.cap_cents".into(), cents),
            Edit::Swap("sections".into(), 0, 1),
            Edit::Swap(format!("sections[{s}].questions"), 0, 1),
        ];
        for edit_ in &edits {
            let new = edit(ROUNDS[n], std::slice::from_ref(edit_)).expect("it is there");
            let parsed: toml::Table = new.parse().expect("TOML");
            if let Edit::Text(..) = edit_ {
                let kept = parsed["sections"][s]["questions"][0]["label"].as_str().expect("a text");
                prop_assert!(kept == words || kept.trim() == words);
            }
            if let Edit::Number(..) = edit_ {
                prop_assert_eq!(parsed["amounts"]["cap_cents"].as_integer(), Some(cents));
            }
            held(&new)?;
        }
        let twice = edit(&edit(ROUNDS[n], &edits[2..]).expect("there"), &edits[2..3]).expect("there");
        // The section stands where it was after two exchanges; its questions are still exchanged.
        let back = edit(&twice, &[Edit::Swap(format!("sections[{}].questions", 1 - s), 0, 1)]).expect("there");
        prop_assert_eq!(back.parse::<toml::Table>().expect("TOML"), ROUNDS[n].parse::<toml::Table>().expect("TOML"));
    }
}
