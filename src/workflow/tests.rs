//! The engine's rules on small definitions and on the one the program ships.

use super::*;
use crate::kernel::Money;
use crate::rules::{Facts, Rule, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

const STANDARD: &str = include_str!("../../tests/fixtures/workflows/grant-standard-1.1.toml");
const ROLES: &[&str] = &["preparer", "authorized_official", "program_officer", "approving_official"];

fn words() -> Vocabulary {
    Vocabulary {
        roles: ROLES,
        acts: ACTS,
        stages: STAGES,
        ledger_events: EVENTS,
        told: TOLD,
        facts: [("amount".to_owned(), Type::Money), ("ready".to_owned(), Type::Bool)].into(),
        bindable: &["amount", "decision"],
        letters: vec![],
    }
}

const EVENTS: &[(&str, bool)] = &[
    ("award.reserve", false),
    ("award.release", false),
    ("hold.expire", false),
    ("award.commit", true),
    ("award.decommit", true),
    ("award.obligate", true),
    ("award.deobligate", true),
];
const TOLD: &[&str] = &[
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
];
const ACTS: &[&str] = &[];
const STAGES: &[&str] = &[];

fn one_approval() -> Approval {
    Approval { bands: vec![], binds: vec![], fresh_sign_in: false, measure: None, quorum: 1 }
}

fn standard() -> Source {
    parse("grant-standard.toml", STANDARD).expect("the shipped workflow parses")
}

fn findings(text: &str) -> Vec<String> {
    check(&parse("w.toml", text).expect("parses"), &words()).iter().map(ToString::to_string).collect()
}

fn who(account: &str, role: &str) -> Who {
    Who { account: Some(account.into()), name: account.into(), roles: vec![role.into()], lent: vec![] }
}

static NOTHING: Facts = Facts::new();

fn ask<'a>(transition: &'a str, who: &'a Who) -> Request<'a> {
    Request { transition, who, facts: &NOTHING, reason: Some("because"), digest: Some("d1"), fresh: true }
}

fn at(place: &str, history: Vec<Past>) -> State {
    State { marking: Marking::at(place), history, recused: BTreeSet::new(), same_person: BTreeMap::new() }
}

#[test]
fn the_shipped_workflow_has_no_fault() {
    let found = check(&standard(), &words());
    assert!(found.iter().all(|f| !f.is_fault() && f.message.starts_with("nobody is responsible")), "{found:#?}");
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
    let past = |t: &str, by: &str| Past { transition: t.into(), account: Some(by.into()), moved: true, ..Past::default() };
    let state = at("recommended", vec![past("recommend", "ada"), past("send_back", "bo"), past("recommend", "cy")]);
    assert_eq!(decide(&d, &state, &ask("approve", &who("ada", "approving_official"))), Err(Denied::SamePerson("Recommend".into())));
    let outcome = decide(&d, &state, &ask("approve", &who("bo", "approving_official"))).expect("another person may");
    assert_eq!(outcome.marking, Marking::at("approved"));
    assert_eq!(outcome.effects.first(), Some(&Effect::Ledger("award.commit".into())));
}

#[test]
fn a_quorum_counts_distinct_people_on_the_same_digest() {
    let mut d = standard().definition;
    d.transitions.iter_mut().filter(|t| t.id == "approve").for_each(|t| t.approval = Some(Approval { quorum: 2, ..one_approval() }));
    let approved = |by: &str, digest: &str| Past {
        transition: "approve".into(),
        account: Some(by.into()),
        digest: Some(digest.into()),
        ..Past::default()
    };
    let at = |history| at("recommended", history);
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
            for role in ROLES {
                let state = at(&place.id, vec![]);
                let answer = decide(&d, &state, &ask(&step.id, &who("x", role)));
                let expected = step.from == [place.id.clone()] && step.by.iter().any(|r| r == role);
                assert_eq!(answer.is_ok(), expected, "{} from {} by {role}: {answer:?}", step.id, place.id);
            }
        }
        if d.ends.contains(&place.id) {
            assert!(choices(&d, &at(&place.id, vec![]), (&who("x", "program_officer"), &NOTHING)).is_empty());
        }
    }
}

#[test]
fn a_reason_that_is_required_must_say_something() {
    let d = standard().definition;
    let state = at("submitted", vec![]);
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
    assert!(findings(fork).iter().all(|f| f.contains("warning: nobody is responsible")));
    let unjoined = fork.replace("from = [\"b\", \"c\"], to = [\"e\"]", "from = [\"b\"], to = [\"e\"]");
    assert!(findings(&unjoined).iter().any(|f| f.ends_with("(S5)")));
}

#[test]
fn the_pictures_name_every_place() {
    let d = standard().definition;
    for place in &d.places {
        assert!(dot(&d).contains(&place.label) && svg(&d, None).contains(&place.label), "{}", place.id);
    }
}

/// Approvals by amount: up to $25,000 one official, above it two.
fn banded() -> Definition {
    let mut d = standard().definition;
    let band = |up_to: Option<i64>, quorum| Band { by: vec![], quorum, up_to_cents: up_to.map(Money::from_dollars) };
    let approval = Approval { bands: vec![band(Some(25_000), 1), band(None, 2)], measure: Some("amount".into()), ..one_approval() };
    d.transitions.iter_mut().filter(|t| t.id == "approve").for_each(|t| t.approval = Some(approval.clone()));
    d
}

fn worth(cents: i64) -> Facts {
    [("amount".to_owned(), Value::Money(Money::from_cents(cents)))].into()
}

#[test]
fn w8_the_amount_decides_how_many_people_approve() {
    let d = banded();
    let bo = who("bo", "approving_official");
    for (cents, moves) in [(1, true), (2_500_000, true), (2_500_001, false)] {
        let facts = worth(cents);
        let outcome = decide(&d, &at("recommended", vec![]), &Request { facts: &facts, ..ask("approve", &bo) }).expect("he may");
        assert_eq!(outcome.moved, moves, "{cents}");
        assert_eq!(outcome.trace.expect("a trace").quorum, Some(if moves { 1 } else { 2 }));
    }
    let unknown = decide(&d, &at("recommended", vec![]), &ask("approve", &bo)).expect("the last band fits what is not known");
    assert!(!unknown.moved);
}

#[test]
fn w4_a_lent_role_acts_within_its_ceiling_and_for_its_lender() {
    let d = banded();
    let lent = |most: Option<i64>| Who {
        roles: vec![],
        lent: vec![Lent { by: "bo".into(), role: "approving_official".into(), most: most.map(Money::from_dollars) }],
        ..who("cy", "")
    };
    let facts = worth(2_500_000);
    let ask_with = |who: &Who, history: Vec<Past>| {
        decide(
            &d,
            &at("recommended", history),
            &Request { transition: "approve", who, facts: &facts, reason: None, digest: Some("d1"), fresh: true },
        )
    };
    assert_eq!(ask_with(&lent(None), vec![]).expect("without a ceiling").on_behalf_of, Some("bo".into()));
    assert!(ask_with(&lent(Some(25_000)), vec![]).is_ok());
    assert_eq!(ask_with(&lent(Some(24_999)), vec![]), Err(Denied::AboveLoan(Money::from_dollars(24_999))));
    let recommended = |by: &str| vec![Past { transition: "recommend".into(), account: Some(by.into()), moved: true, ..Past::default() }];
    for by in ["bo", "cy"] {
        assert_eq!(ask_with(&lent(None), recommended(by)), Err(Denied::SamePerson("Recommend".into())), "the lender counts too: {by}");
    }
    assert!(ask_with(&lent(None), recommended("ada")).is_ok());
}

#[test]
fn w4_w5_neither_a_lender_nor_a_second_account_is_another_person() {
    let d = banded();
    let facts = worth(2_500_001);
    let approved = |by: &str, behalf: Option<&str>| Past {
        transition: "approve".into(),
        account: Some(by.into()),
        on_behalf_of: behalf.map(str::to_owned),
        digest: Some("d1".into()),
        moved: false,
    };
    let try_as = |account: &str, state: &State| {
        let who = who(account, "approving_official");
        decide(&d, state, &Request { facts: &facts, ..ask("approve", &who) })
    };
    let lent = at("recommended", vec![approved("cy", Some("bo"))]);
    assert_eq!(try_as("bo", &lent), Err(Denied::AlreadyApproved));
    assert_eq!(try_as("cy", &lent), Err(Denied::AlreadyApproved));
    assert!(try_as("di", &lent).expect("a third person").moved);
    let mut linked = at("recommended", vec![approved("bo", None)]);
    linked.same_person = [("bo-too".to_owned(), "bo".to_owned())].into();
    assert_eq!(try_as("bo-too", &linked), Err(Denied::AlreadyApproved));
}

#[test]
fn w9_who_stepped_back_takes_no_step_and_their_approval_does_not_count() {
    let d = banded();
    let facts = worth(2_500_001);
    let past = Past { transition: "approve".into(), account: Some("bo".into()), digest: Some("d1".into()), ..Past::default() };
    let mut state = at("recommended", vec![past]);
    let (bo, cy) = (who("bo", "approving_official"), who("cy", "approving_official"));
    let second = Request { facts: &facts, ..ask("approve", &cy) };
    assert!(decide(&d, &state, &second).expect("the second").moved);
    state.recused = BTreeSet::from(["bo".to_owned()]);
    assert!(!decide(&d, &state, &second).expect("now the first").moved, "the quorum is counted again");
    assert_eq!(decide(&d, &state, &Request { facts: &facts, ..ask("approve", &bo) }), Err(Denied::Recused));
}

#[test]
fn w6_separate_steps_are_taken_by_different_people_across_the_whole_history() {
    let mut d = standard().definition;
    d.separate = vec![Separation { most: 1, steps: vec!["pass_screening".into(), "recommend".into(), "approve".into()] }];
    let past = |t: &str| Past { transition: t.into(), account: Some("ada".into()), moved: true, ..Past::default() };
    let ada = who("ada", "program_officer");
    let screened = at("in_review", vec![past("pass_screening")]);
    assert_eq!(decide(&d, &screened, &ask("recommend", &ada)), Err(Denied::SamePerson("Pass screening".into())));
    assert!(decide(&d, &at("in_review", vec![past("recommend")]), &ask("recommend", &ada)).is_ok(), "the same step again");
}

#[test]
fn w10_a_guard_says_what_is_not_met_and_what_is_not_known() {
    let mut d = standard().definition;
    d.transitions
        .iter_mut()
        .filter(|t| t.id == "recommend")
        .for_each(|t| t.guard = Some(Rule::parse("ready && amount <= money(\"9000\")").expect("a rule")));
    let ada = who("ada", "program_officer");
    let go = |facts: &Facts| decide(&d, &at("in_review", vec![]), &Request { facts, ..ask("recommend", &ada) });
    let with = |ready: bool, dollars: i64| -> Facts {
        [("ready".to_owned(), Value::Bool(ready)), ("amount".to_owned(), Value::Money(Money::from_dollars(dollars)))].into()
    };
    assert_eq!(go(&NOTHING), Err(Denied::NotKnown(vec!["amount".into(), "ready".into()])));
    assert_eq!(go(&with(false, 1)), Err(Denied::NotMet(vec!["ready".into()])));
    assert_eq!(go(&with(true, 9_001)), Err(Denied::NotMet(vec!["amount".into()])));
    let trace = go(&with(true, 9_000)).expect("it holds").trace.expect("a trace");
    assert_eq!(trace.facts.get("amount").map(String::as_str), Some("$9,000.00"));
}

#[test]
fn an_approval_is_signed_anew() {
    let mut d = standard().definition;
    let fresh = Approval { fresh_sign_in: true, ..one_approval() };
    d.transitions.iter_mut().filter(|t| t.id == "approve").for_each(|t| t.approval = Some(fresh.clone()));
    let bo = who("bo", "approving_official");
    assert_eq!(decide(&d, &at("recommended", vec![]), &Request { fresh: false, ..ask("approve", &bo) }), Err(Denied::NotFresh));
    assert!(decide(&d, &at("recommended", vec![]), &ask("approve", &bo)).is_ok());
}
