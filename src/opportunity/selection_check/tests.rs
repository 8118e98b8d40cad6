//! What a round may say about its choice, and what each mistake says at which line.

use super::super::differences;
use super::super::read::{Mistake, read};
use super::super::{Definition, Selection};
use crate::kernel::Money;

const PLAIN: &str = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");

const CHOICE: &str = r#"
[selection]
budget_cents = 50_000_000
one_per_city = true
partial_percent = [75, 50]
partial_cents = [600_000]

[[selection.rules]]
at_most = 3
by = "state"

[[selection.rules]]
at_least = 1
by = "state"
of = "TX"

[[selection.rules]]
at_least = 2
by = "population"
below = 5_000

[[selection.rules]]
at_most = 4
by = "kind"
of = "conference"

[[selection.rules]]
at_most = 9
by = "contact_with_government"
of = "Never"
"#;

fn round(text: &str) -> Result<Definition, Vec<Mistake>> {
    read("round.toml", &format!("{PLAIN}{text}")).map_err(|e| e.mistakes)
}

#[test]
fn the_rules_are_told_in_words_and_survive_storage() {
    let sound = round(CHOICE).expect("sound");
    let selection = sound.selection.clone().expect("a choice");
    assert_eq!((selection.all_rules().len(), selection.least_partial()), (6, Selection::LEAST_PARTIAL));
    assert_eq!(
        selection.sentences(&sound),
        [
            "The round gives at most $500,000.00 in all.",
            "At most 1 for each city.",
            "At most 3 in each state.",
            "At least 1 in Texas.",
            "At least 2 with fewer than 5,000 people.",
            "At most 4 with an activity of the kind “Conference”.",
            "At most 9 with the answer “Never” to “How often are you in touch with the national government about work abroad?”.",
            "An award in part is one of these amounts and nothing between them: 75% of what is asked for, 50% of what is asked for, \
             $6,000.00; it is at least $5,000.00.",
        ]
    );
    let again: Definition = serde_json::from_str(&serde_json::to_string(&sound).expect("JSON")).expect("reads");
    assert_eq!(again, sound);
    // A round without the part is stored as before.
    let plain = round("").expect("sound");
    assert!(plain.selection.is_none() && !serde_json::to_string(&plain).expect("JSON").contains("selection"));
}

#[test]
fn a_change_of_the_rules_is_told() {
    let (old, new) = (round(CHOICE).expect("sound"), round(&CHOICE.replacen("at_most = 3", "at_most = 2", 1)).expect("sound"));
    let told: Vec<(String, bool, bool)> =
        differences(&old, &new).into_iter().map(|d| (d.part, d.before.is_some(), d.now.is_some())).collect();
    assert_eq!(
        told,
        [("Rule “at most 3 by state”".to_owned(), true, false), ("Rule “at most 2 by state”".to_owned(), false, true)],
        "one rule took the place of another"
    );
    let more = round(&CHOICE.replacen("[600_000]", "[700_000]", 1)).expect("sound");
    let told = differences(&old, &more);
    assert_eq!((told.len(), told[0].before.as_deref(), told[0].now.as_deref()), (1, Some("$6,000.00"), Some("$7,000.00")));
}

#[test]
fn mistakes_name_the_line_and_the_mend() {
    let rows = [
        ("budget_cents = 50_000_000", "budget_cents = 0", "The budget must be more than 0 cents."),
        ("partial_percent = [75, 50]", "partial_percent = [75, 100]", "Name whole percentages from 1 to 99, each once."),
        ("partial_percent = [75, 50]", "partial_percent = [75, 75]", "Name whole percentages from 1 to 99, each once."),
        ("partial_cents = [600_000]", "partial_cents = [499_999]", "at least $5,000.00 and less than the largest grant, $15,000.00"),
        ("partial_cents = [600_000]", "least_partial_cents = 499_999", "must be at least $5,000.00"),
        ("at_most = 3", "at_most = 0", "0 is no number of awards."),
        ("at_most = 3", "at_most = 3\nat_least = 1", "A rule says either at_least or at_most."),
        ("at_most = 3", "at_most = 3\nfrom = 5", "Only a rule by population says from how many people on"),
        ("of = \"TX\"", "of = \"Texas\"", "“Texas” is no state. Write its code of two letters, such as TX."),
        ("below = 5_000", "below = 1", "The number of people must begin with 1 or more and rise."),
        ("below = 5_000", "of = \"small\"", "A rule by population names its group by from and below."),
        ("of = \"conference\"", "of = \"party\"", "The round has no kind of activity “party”."),
        ("of = \"Never\"", "of = \"Seldom\"", "“Seldom” is none of the options of “contact_with_government”."),
        ("by = \"contact_with_government\"", "by = \"mayor\"", "“mayor” is neither city, state, population, kind nor a question"),
        ("of = \"TX\"", "of = \"TX\"\n\n[[selection.rules]]\nat_least = 2\nby = \"state\"\nof = \"TX\"", "An earlier rule says the same"),
        ("of = \"TX\"", "of = \"TX\"\n\n[[selection.rules]]\nat_least = 4\nby = \"state\"", "At least 4 and at most 3 of one group"),
        ("one_per_city = true", "one_for_city = true", "Take the key out, or spell it as one of those named."),
    ];
    for (from, to, message) in rows {
        assert!(CHOICE.contains(from), "{from}");
        let found = round(&CHOICE.replacen(from, to, 1)).expect_err(to);
        let told = found.iter().find(|mistake| mistake.message.contains(message));
        let told = told.unwrap_or_else(|| panic!("{to}: {found:?}"));
        assert!(told.line > PLAIN.lines().count(), "{to}: the line of the part, not {}", told.line);
    }
}

#[test]
fn amounts_are_cents() {
    let selection = Selection { least_partial_cents: Some(750_000), ..Selection::default() };
    assert_eq!(selection.least_partial(), Money::from_dollars(7_500));
}
