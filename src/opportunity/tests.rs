//! The demo round is sound, and every mistake names its line and its mend.

use super::*;
use crate::kernel::Money;

const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");

/// What is said of the round after one change, with the line of the changed text.
fn refusal(from: &str, to: &str) -> (usize, Vec<Mistake>) {
    assert!(ROUND.contains(from), "{from} is not in the round");
    let text = ROUND.replacen(from, to, 1);
    let line = ROUND.split(from).next().map_or(1, |before| before.matches('\n').count() + 1);
    (line, read("round.toml", &text).expect_err(to).mistakes)
}

#[test]
fn the_demo_round_is_sound_and_survives_storage() {
    let round = read("round.toml", ROUND).expect("sound");
    assert_eq!((round.amounts.floor(), round.amounts.cap()), (Money::from_dollars(5_000), Money::from_dollars(15_000)));
    let again: Definition = serde_json::from_str(&serde_json::to_string(&round).expect("JSON")).expect("reads");
    assert_eq!(again, round);
}

#[test]
fn a_recommendation_keeps_its_money_for_days_and_until_decisions_are_due() {
    let mut round = read("round.toml", ROUND).expect("sound");
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
    for (days, made, last) in [
        (Some(30), "2027-01-11", "2027-03-31"),
        (Some(30), "2027-03-01", "2027-03-31"),
        (Some(30), "2027-03-02", "2027-04-01"),
        (None, "2027-06-01", "2027-07-01"),
        (Some(5), "2027-06-01", "2027-06-06"),
    ] {
        round.review.decide_within_days = days;
        assert_eq!(round.decided_by(day(made)), day(last), "{days:?} from {made}");
    }
}

/// A definition that was stored before rounds named these days reads as before, and keeps its hash.
#[test]
fn a_round_that_names_no_days_stays_as_it_is() {
    let round = read("round.toml", &ROUND.replace("decide_within_days = 30\n", "")).expect("sound");
    let json = serde_json::to_string(&round).expect("JSON");
    assert!(!json.contains("decide_within_days"), "{json}");
    assert_eq!(serde_json::from_str::<Definition>(&json).expect("reads"), round);
}

#[test]
fn mistakes_name_the_line_and_the_mend() {
    let rows = [
        ("workflow = ", "workflo = ", "Take the key out, or spell it as one of those named."),
        ("closes = \"2027-02-26 17:00\"", "closes = \"2027-02-30 17:00\"", "“2027-02-30” is not a day that exists."),
        (
            "closes = \"2027-02-26 17:00\"",
            "closes = \"2026-02-26 17:00\"",
            "The opportunity closes before it opens. Change one of the two.",
        ),
        (
            "closes = \"2027-02-26 17:00\"",
            "closes = \"2027-03-14 02:30\"",
            "The clock of America/New_York skips this time. Choose another.",
        ),
        ("\"America/New_York\"", "\"New York\"", "Write an IANA name, such as America/New_York."),
        ("cap_cents = 1_500_000", "cap_cents = 5", "The cap is below the floor. Raise the cap or lower the floor."),
        (
            "id = \"population\"",
            "id = \"is_local_government\"",
            "The identifier “is_local_government” is used twice. Change one of the two.",
        ),
        ("population <= 50000", "popluation <= 50000", "The name “popluation” is not known here."),
        ("population <= 50000", "population <= ", "Something is missing here"),
        (
            "code = \"travel\"",
            "code = \"training\"",
            "A code is lower-case letters and underscores, used once, and neither total nor city_pays. Change it.",
        ),
        ("  \"No result is named.\",\n", "", "“Results for the city” has 4 anchor texts for 5 points. Write one for each point."),
        (
            "reviewers_per_application = 3",
            "reviewers_per_application = 0",
            "Between 1 and 9 reviewers can read an application. Change the number.",
        ),
        (
            "decide_within_days = 30",
            "decide_within_days = 0",
            "A recommendation can wait 1 to 365 days for its decision. Change the number.",
        ),
    ];
    for (from, to, says) in rows {
        let (line, mistakes) = refusal(from, to);
        let found = mistakes.iter().find(|m| m.message.contains(says)).unwrap_or_else(|| panic!("{to}: {mistakes:?}"));
        assert!(found.line.abs_diff(line) <= 1, "{to}: line {} instead of {line}", found.line);
    }
    let (_, weights) = refusal("weight_bp = 3000", "weight_bp = 2500");
    assert_eq!(
        weights.iter().map(|m| m.message.as_str()).collect::<Vec<_>>(),
        ["The weights add up to 9500 basis points. Change them so that they add up to 10000."]
    );
    let review = ROUND.find("[review]").map(|at| ROUND[at..].split("\n\n").next().unwrap_or_default().to_owned()).expect("the part");
    let (_, missing) = refusal(&review, "");
    assert!(missing[0].message.contains("missing field `review`"), "{missing:?}");
}
