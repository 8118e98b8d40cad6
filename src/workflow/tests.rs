//! The engine's rules on small definitions and on the one the program ships.

use super::*;

const STANDARD: &str = include_str!("../../config/workflows/grant-standard.toml");
const WORDS: Vocabulary = Vocabulary {
    roles: &["preparer", "authorized_official", "program_officer", "approving_official"],
    ledger_events: &[
        ("award.reserve", false),
        ("award.release", false),
        ("hold.expire", false),
        ("award.commit", true),
        ("award.decommit", true),
        ("award.obligate", true),
        ("award.deobligate", true),
    ],
    facts: &[
        "application.returned",
        "application.found_ineligible",
        "application.entered_review",
        "application.declined",
        "award.recommended",
        "award.offered",
        "award.sent_back",
        "award.lapsed",
        "award.accepted",
        "award.offer_declined",
        "award.closed",
    ],
};

fn standard() -> Source {
    parse("grant-standard.toml", STANDARD).expect("the shipped workflow parses")
}

fn findings(text: &str) -> Vec<String> {
    check(&parse("w.toml", text).expect("parses"), &WORDS).iter().map(ToString::to_string).collect()
}

fn who(account: &str, role: &str) -> Who {
    Who { account: Some(account.into()), name: account.into(), roles: vec![role.into()] }
}

fn ask<'a>(transition: &'a str, who: &'a Who) -> Request<'a> {
    Request { transition, who, reason: Some("because"), digest: Some("d1") }
}

#[test]
fn the_shipped_workflow_has_no_fault() {
    assert_eq!(check(&standard(), &WORDS), vec![]);
}

#[test]
fn the_hash_changes_with_the_content_and_only_with_it() {
    let one = standard().definition;
    let same = parse("other-name.toml", &format!("# a remark\n{STANDARD}")).expect("parses").definition;
    let other = parse("x.toml", &STANDARD.replace("1.1.0", "1.1.1")).expect("parses").definition;
    assert_eq!(one.hash().expect("hash"), same.hash().expect("hash"));
    assert_ne!(one.hash().expect("hash"), other.hash().expect("hash"));
    let reread: Definition = serde_json::from_str(&one.canonical_json().expect("json")).expect("reads back");
    assert_eq!(one, reread);
}

#[test]
fn a_fault_names_file_line_and_mend() {
    let cases = [
        (STANDARD.replace("distinct_from = [\"recommend\"]", "distinct_from = [\"recomend\"]"), "S1", "no transition"),
        (STANDARD.replace("by = [\"approving_official\"]", "by = [\"king\"]"), "S1", "“king” is not a role"),
        (STANDARD.replace("ends = [\"closed\", ", "ends = [\"close\", "), "S2", "is not a place"),
        (STANDARD.replace("to = [\"ineligible\"]", "to = [\"declined\"]"), "S3", "no case can ever reach “ineligible”"),
        (STANDARD.replace("ends = [\"closed\", \"declined\", ", "ends = [\"closed\", "), "S4", "can never come to an end"),
        (
            STANDARD.replace("from = [\"draft\"]\nto = [\"submitted\"]", "from = [\"draft\", \"closed\"]\nto = [\"submitted\"]"),
            "S2",
            "leaves the end",
        ),
        (STANDARD.replace("approval = { quorum = 1 }\n", ""), "S8", "although no approval need come before it"),
        (STANDARD.replace("award.commit", "award.gift"), "S1", "“award.gift” is not an effect"),
        (STANDARD.replace("id = \"resubmit\"", "id = \"submit\""), "S1", "is defined twice"),
    ];
    for (text, check, words) in cases {
        let found = findings(&text);
        assert!(
            found.iter().any(|f| f.starts_with("w.toml, line ") && f.contains(words) && f.ends_with(&format!("({check})"))),
            "{check} {words}: {found:#?}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_names_its_line() {
    let unknown = parse("w.toml", &STANDARD.replace("reason_required", "reason_wanted")).expect_err("unknown key");
    assert!(unknown.line > 60 && unknown.message.contains("reason_wanted"), "{unknown}");
    let missing = parse("w.toml", &STANDARD.replace("start = \"draft\"\n", "")).expect_err("missing key");
    assert!(missing.message.contains("start"), "{missing}");
}

#[test]
fn nobody_may_approve_what_they_recommended_even_after_a_detour() {
    let d = standard().definition;
    let past = |t: &str, by: &str| Past { transition: t.into(), account: Some(by.into()), digest: None, moved: true };
    let state = State {
        marking: Marking::at("recommended"),
        history: vec![past("recommend", "ada"), past("send_back", "bo"), past("recommend", "cy")],
    };
    assert_eq!(decide(&d, &state, &ask("approve", &who("ada", "approving_official"))), Err(Denied::SamePerson("Recommend".into())));
    let outcome = decide(&d, &state, &ask("approve", &who("bo", "approving_official"))).expect("another person may");
    assert_eq!(outcome.marking, Marking::at("approved"));
    assert_eq!(outcome.effects.first(), Some(&Effect::Ledger("award.commit".into())));
}

#[test]
fn a_quorum_counts_distinct_people_on_the_same_digest() {
    let mut d = standard().definition;
    d.transitions.iter_mut().filter(|t| t.id == "approve").for_each(|t| t.approval = Some(Approval { quorum: 2 }));
    let approved =
        |by: &str, digest: &str| Past { transition: "approve".into(), account: Some(by.into()), digest: Some(digest.into()), moved: false };
    let at = |history| State { marking: Marking::at("recommended"), history };
    let (bo, cy) = (who("bo", "approving_official"), who("cy", "approving_official"));
    assert!(!decide(&d, &at(vec![]), &ask("approve", &bo)).expect("first").moved);
    assert_eq!(decide(&d, &at(vec![approved("bo", "d1")]), &ask("approve", &bo)), Err(Denied::AlreadyApproved));
    assert!(!decide(&d, &at(vec![approved("bo", "d0")]), &ask("approve", &cy)).expect("other content").moved);
    assert!(decide(&d, &at(vec![approved("bo", "d1")]), &ask("approve", &cy)).expect("second").moved);
}

/// Every place × every transition × every role: open exactly where the definition says so.
#[test]
fn every_place_and_every_step() {
    let d = standard().definition;
    for place in &d.places {
        for step in &d.transitions {
            for role in WORDS.roles {
                let state = State { marking: Marking::at(&place.id), history: vec![] };
                let answer = decide(&d, &state, &ask(&step.id, &who("x", role)));
                let expected = step.from == [place.id.clone()] && step.by.iter().any(|r| r == role);
                assert_eq!(answer.is_ok(), expected, "{} from {} by {role}: {answer:?}", step.id, place.id);
            }
        }
        if d.ends.contains(&place.id) {
            assert!(choices(&d, &State { marking: Marking::at(&place.id), history: vec![] }, &who("x", "program_officer")).is_empty());
        }
    }
}

#[test]
fn a_reason_that_is_required_must_say_something() {
    let d = standard().definition;
    let state = State { marking: Marking::at("submitted"), history: vec![] };
    let officer = who("x", "program_officer");
    let request = Request { reason: Some("  "), ..ask("find_ineligible", &officer) };
    assert_eq!(decide(&d, &state, &request), Err(Denied::ReasonMissing));
}

#[test]
fn parallel_branches_join() {
    let fork = r#"
name = "fork"
version = "1"
start = "a"
ends = ["e"]
place = [
  { id = "a", label = "A", applicant_label = "A" }, { id = "b", label = "B", applicant_label = "B" },
  { id = "c", label = "C", applicant_label = "C" }, { id = "e", label = "E", applicant_label = "E" },
]
transition = [
  { id = "split", label = "S", from = ["a"], to = ["b", "c"], by = ["program_officer"] },
  { id = "join", label = "J", from = ["b", "c"], to = ["e"], by = ["program_officer"] },
]
"#;
    assert_eq!(findings(fork), Vec::<String>::new());
    let unjoined = fork.replace("from = [\"b\", \"c\"], to = [\"e\"]", "from = [\"b\"], to = [\"e\"]");
    assert!(findings(&unjoined).iter().any(|f| f.ends_with("(S5)")));
}

#[test]
fn the_pictures_name_every_place() {
    let d = standard().definition;
    for place in &d.places {
        assert!(dot(&d).contains(&place.label) && svg(&d).contains(&place.label), "{}", place.id);
    }
}
