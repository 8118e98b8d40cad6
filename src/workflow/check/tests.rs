//! One sound definition, and for each check what is wrong with it after one change.

use super::super::parse::parse;
use super::*;
use crate::rules::Type;

pub(super) const SOUND: &str = r#"
name = "small"
version = "1"
start = "draft"
ends = ["done", "declined"]

[[place]]
id = "draft"
label = "Draft"
applicant_label = "Draft"

[[place]]
id = "review"
label = "Review"
applicant_label = "In review"
owners = ["officer"]
within = { business_days = 10 }
remind_before = { business_days = 2 }
escalate_to = ["approver"]

[[place]]
id = "recommended"
label = "Recommended"
applicant_label = "In review"
owners = ["approver"]
within = { days = 5 }
escalate_to = ["officer"]

[[place]]
id = "approved"
label = "Approved"
applicant_label = "Offered"
owners = ["citizen"]
within = { days = 30 }
escalate_to = ["officer"]

[[place]]
id = "done"
label = "Done"
applicant_label = "Done"

[[place]]
id = "declined"
label = "Declined"
applicant_label = "Not awarded"

[[transition]]
id = "submit"
label = "Submit"
from = ["draft"]
to = ["review"]
by = ["citizen"]

[[transition]]
id = "recommend"
label = "Recommend"
from = ["review"]
to = ["recommended"]
by = ["officer"]
effects = [{ ledger = "reserve" }, { notify = "recommended" }]

[[transition]]
id = "approve"
label = "Approve"
from = ["recommended"]
to = ["approved"]
by = ["approver"]
distinct_from = ["recommend"]
effects = [{ ledger = "commit" }]
[transition.approval]
measure = "amount"
binds = ["amount"]
bands = [{ up_to = "25000", quorum = 1 }, { quorum = 2 }]

[[transition]]
id = "send_back"
label = "Send back"
from = ["recommended"]
to = ["review"]
by = ["approver"]

[[transition]]
id = "lapse"
label = "Lapse"
from = ["recommended"]
to = ["declined"]
system = true
after = { days = 60 }

[[transition]]
id = "accept"
label = "Accept"
from = ["approved"]
to = ["done"]
by = ["citizen"]
effects = [{ ledger = "obligate" }]

[[separate]]
steps = ["recommend", "approve"]
"#;

pub(super) fn words() -> Vocabulary {
    let facts = [("amount", Type::Money), ("ready", Type::Bool), ("n", Type::Int), ("kind", Type::Choice(vec!["a".into(), "b".into()]))];
    Vocabulary {
        roles: &["citizen", "officer", "approver", "director"],
        ledger_events: &[("reserve", false), ("commit", true), ("obligate", true)],
        acts: &[],
        stages: &[],
        told: &["recommended"],
        facts: facts.into_iter().map(|(name, t)| (name.to_owned(), t)).collect(),
        bindable: &["amount", "payee"],
        letters: vec![("en".into(), "recommended".into())],
    }
}

/// The sound definition with one text in place of another.
pub(super) fn with(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    SOUND.replacen(from, to, 1)
}

/// With more steps at its end.
pub(super) fn and(more: &str) -> String {
    format!("{SOUND}{more}")
}

pub(super) fn step(id: &str, from: &str, to: &str, more: &str) -> String {
    format!("\n[[transition]]\nid = \"{id}\"\nlabel = \"{id}\"\nfrom = [\"{from}\"]\nto = [\"{to}\"]\n{more}\n")
}

pub(super) fn place(id: &str) -> String {
    format!(
        "\n[[place]]\nid = \"{id}\"\nlabel = \"{id}\"\napplicant_label = \"{id}\"\nowners = [\"officer\"]\nwithin = {{ days = 1 }}\nescalate_to = [\"approver\"]\n"
    )
}

pub(super) fn said(text: &str) -> Vec<String> {
    check(&parse("w.toml", text).unwrap_or_else(|e| panic!("{e}")), &words()).iter().map(ToString::to_string).collect()
}

/// Each text has a finding of this check with these words, and no fault of another.
#[track_caller]
pub(super) fn finds(number: &str, rows: &[(String, &str)]) {
    for (text, words) in rows {
        let found = said(text);
        let is_it = |f: &String| f.starts_with("w.toml, line ") && f.contains(words) && f.ends_with(&format!("({number})"));
        assert!(found.iter().any(is_it), "{number} “{words}”: {found:#?}");
        assert!(found.iter().all(|f| f.ends_with(&format!("({number})"))), "{number} “{words}” alone: {found:#?}");
    }
}

#[test]
fn a_sound_definition_has_no_finding() {
    assert_eq!(said(SOUND), Vec::<String>::new());
}

#[test]
fn s1_names_and_words_are_ones_that_the_program_knows() {
    let bands = "bands = [{ up_to = \"25000\", quorum = 1 }, { quorum = 2 }]";
    let with_bands = |bands_: &str| with(bands, bands_);
    let rows = [
        (with("id = \"send_back\"", "id = \"approve\""), "is defined twice"),
        (with("by = [\"officer\"]", "by = [\"king\"]"), "“king” is not a role"),
        (with("from = [\"review\"]", "from = [\"reviw\"]"), "names the place “reviw”"),
        (with("from = [\"review\"]", "from = [\"review\", \"review\"]"), "twice in “from”"),
        (with("from = [\"review\"]", "from = []"), "must leave and enter at least one place"),
        (with("distinct_from = [\"recommend\"]", "distinct_from = [\"recomend\"]"), "which is no transition"),
        (with("ledger = \"reserve\"", "ledger = \"gift\""), "“gift” is not an effect"),
        (with("notify = \"recommended\"", "notify = \"praised\""), "“praised” is not an effect"),
        (with("system = true", "by = [\"officer\"]"), "who need no “after”"),
        (with("after = { days = 60 }", "after = { days = 0 }"), "at least one day"),
        (with("system = true\nafter = { days = 60 }", ""), "needs either roles in “by” or “system = true”"),
        (with("system = true", "system = true\napproval = {}"), "the program itself cannot approve"),
        (with("binds = [\"amount\"]", "binds = [\"weather\"]"), "“weather” cannot be bound"),
        (with("measure = \"amount\"", "measure = \"n\""), "“n” is no amount"),
        (with("measure = \"amount\"\n", ""), "need an amount to go by"),
        (with_bands("bands = [{ up_to = \"5\" }]"), "must have no limit"),
        (with_bands("bands = [{ }, { quorum = 2 }]"), "only the last band"),
        (with_bands("bands = [{ up_to = \"5\" }, { up_to = \"5.00\" }, { }]"), "must grow"),
        (with_bands("bands = [{ up_to = \"0\" }, { }]"), "must grow, from more than zero"),
        (with_bands("bands = [{ up_to = \"5\", quorum = 21 }, { }]"), "must be from 1 to 20"),
        (with_bands("bands = [{ up_to = \"5\", by = [\"queen\"] }, { }]"), "“queen” is not a role"),
        (with_bands("quorum = 0"), "must be from 1 to 20"),
        (with("from = [\"review\"]", "from = [\"review\"]\nguard = \"redy\""), "the guard of “recommend” is faulty: The name “redy”"),
        (with("from = [\"review\"]", "from = [\"review\"]\nguard = \"n + 1\""), "must be true or false"),
        (with("from = [\"review\"]", "from = [\"review\"]\nclears = [\"attic\"]"), "names the place “attic”"),
        (with("from = [\"review\"]", "from = [\"review\"]\nclears = [\"review\"]"), "remove it from “clears”"),
        (with("owners = [\"officer\"]", "owners = [\"clerk\"]"), "“clerk” is not a role"),
        (with("escalate_to = [\"approver\"]", "escalate_to = [\"chief\"]"), "“chief” is not a role"),
        (with("steps = [\"recommend\", \"approve\"]", "steps = [\"recommend\", \"aprove\"]"), "“separate” names “aprove”"),
        (with("steps = [\"recommend\", \"approve\"]", "steps = [\"approve\", \"approve\"]"), "“separate” names “approve” twice"),
        (with("steps = [\"recommend\", \"approve\"]", "steps = [\"recommend\", \"approve\"]\nmost = 0"), "must be at least 1"),
        (with("steps = [\"recommend\", \"approve\"]", "steps = [\"recommend\", \"approve\"]\nmost = 2"), "forbids nothing"),
    ];
    finds("S1", &rows);
}

#[test]
fn s1_acts_and_stages_are_asked_for_where_the_program_names_them() {
    let source = parse("w.toml", SOUND).expect("parses");
    let all = ["submit", "recommend", "approve", "send_back", "lapse", "accept"];
    assert_eq!(
        check(&source, &Vocabulary { acts: &["submit", "recommend", "approve", "send_back", "lapse", "accept"], ..words() }),
        vec![]
    );
    let found = check(&source, &Vocabulary { acts: &["submit"], ..words() });
    assert_eq!(found.len(), all.len() - 1);
    assert!(found[0].message.starts_with("“recommend” is no act of the program"), "{found:?}");
    let found = check(&source, &Vocabulary { stages: &["draft", "review", "recommended", "approved", "done"], ..words() });
    assert!(found.len() == 1 && found[0].message.starts_with("“declined” is no stage of the program"), "{found:?}");
    let named = parse("w.toml", &with("id = \"declined\"", "id = \"declined\"\nstage = \"done\"")).expect("parses");
    assert_eq!(check(&named, &Vocabulary { stages: &["draft", "review", "recommended", "approved", "done"], ..words() }), vec![]);
}

#[test]
fn s2_there_is_one_start_and_an_end_that_nothing_leaves() {
    let rows = [
        (with("start = \"draft\"", "start = \"drift\""), "“drift” is not a place"),
        (with("ends = [\"done\", \"declined\"]", "ends = []"), "there is no end"),
        (with("ends = [\"done\", \"declined\"]", "ends = [\"done\", \"declined\", \"draft\"]"), "is the start and an end"),
        (with("from = [\"approved\"]", "from = [\"approved\", \"done\"]"), "leaves the end “done”"),
        (with("from = [\"approved\"]", "from = [\"approved\"]\nclears = [\"declined\"]"), "leaves the end “declined”"),
    ];
    finds("S2", &rows);
}

#[test]
fn s12_who_waits_is_responsible_for_so_long_and_somebody_is_told() {
    let rows = [
        (
            with("within = { business_days = 10 }\nremind_before = { business_days = 2 }\nescalate_to = [\"approver\"]\n", ""),
            "can wait in “review” for ever",
        ),
        (with("escalate_to = [\"approver\"]\n", ""), "nobody is told when a case is late in “review”"),
        (with("within = { business_days = 10 }", "within = { business_days = 2 }"), "the reminder in “review” would come before"),
        (with("within = { business_days = 10 }", "within = { business_days = 0 }"), "at least one day"),
        (with("within = { business_days = 10 }\n", ""), "nothing to remind of"),
        (with("owners = [\"officer\"]\n", ""), "warning: nobody is responsible for a case in “review”"),
    ];
    finds("S12", &rows);
    let timed = with("within = { days = 5 }\nescalate_to = [\"officer\"]\n", "");
    assert_eq!(said(&timed), Vec::<String>::new(), "a timer ends the waiting too");
}

#[test]
fn s12_the_program_does_not_go_round_by_itself() {
    let there = step("there", "review", "aside", "system = true\nguard = \"ready\"");
    let back = step("back", "aside", "review", "system = true\nafter = { days = 3 }");
    let found = said(&and(&format!("{}{there}{back}", place("aside"))));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("could take “there” and “back” again and again") && found[0].ends_with("(S12)"), "{found:#?}");
    let by_hand = back.replace("system = true\nafter = { days = 3 }", "by = [\"officer\"]");
    assert_eq!(said(&and(&format!("{}{there}{by_hand}", place("aside")))), Vec::<String>::new());
}

#[test]
fn s13_everything_has_a_name_to_show() {
    let rows = [
        (with("label = \"Review\"", "label = \" \""), "the fund’s staff would see no name for “review”"),
        (with("applicant_label = \"In review\"", "applicant_label = \"\""), "the applicant would see no name for “review”"),
        (with("label = \"Submit\"", "label = \"\""), "the button of “submit” would be empty"),
    ];
    finds("S13", &rows);
}

#[test]
fn s14_everything_that_is_told_has_its_letter_in_every_language() {
    let source = parse("w.toml", SOUND).expect("parses");
    let letters = |list: &[(&str, &str)]| list.iter().map(|(l, f)| ((*l).to_owned(), (*f).to_owned())).collect();
    let found = |list| check(&source, &Vocabulary { letters: letters(list), ..words() });
    assert_eq!(found(&[]), vec![], "nobody asks");
    assert_eq!(found(&[("en", "recommended"), ("es", "recommended")]), vec![]);
    let missing = found(&[("en", "recommended"), ("es", "other")]);
    assert!(missing.len() == 1 && missing[0].message.contains("there is no letter in “es”") && missing[0].check == "S14", "{missing:?}");
}
