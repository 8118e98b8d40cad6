//! S10, S11: whether there are people enough, and in what words it is said that there are not.

use super::super::parse::parse;
use super::tests::{SOUND, with, words};
use super::*;

fn people(list: &[(&str, &[&str])]) -> People {
    let own = |roles: &[&str]| roles.iter().map(|role| (*role).to_owned()).collect();
    People { holders: list.iter().map(|(name, roles)| ((*name).to_owned(), own(roles))).collect(), elsewhere: vec!["citizen".into()] }
}

fn said(text: &str, list: &[(&str, &[&str])]) -> Vec<String> {
    let found = check_with_people(&parse("w.toml", text).expect("parses"), &words(), &people(list));
    found.into_iter().map(|f| format!("{}{} ({})", if f.is_fault() { "" } else { "warning: " }, f.message, f.check)).collect()
}

const OFFICER: &[&str] = &["officer"];
const APPROVER: &[&str] = &["approver"];
const BOTH: &[&str] = &["officer", "approver"];

#[test]
fn s10_who_is_missing_is_said_by_name() {
    let found = said(SOUND, &[("Ada", BOTH), ("Bo", APPROVER)]);
    let expected = "“Approve” above $25,000.00 needs 2 approvers who did not take “Recommend”; only Bo is one \
                    (“Recommend” and “Approve” together need 3, and Ada and Bo may take them). Give the role to more people, or ask for fewer (S10)";
    assert_eq!(found.first().map(String::as_str), Some(expected), "{found:#?}");
    assert_eq!(found.iter().filter(|f| !f.starts_with("warning")).count(), 1, "up to $25,000.00 they are enough: {found:#?}");
}

#[test]
fn s10_a_role_that_nobody_holds_is_found() {
    let found = said(SOUND, &[("Bo", APPROVER), ("Cy", APPROVER)]);
    assert!(found[0].starts_with("“Recommend” needs 1 officer; nobody is one"), "{found:#?}");
    assert!(found.iter().all(|f| !f.contains("Submit")), "there are always citizens: {found:#?}");
}

#[test]
fn s10_enough_people_give_no_finding() {
    let enough: &[(&str, &[&str])] = &[("Ada", OFFICER), ("Al", OFFICER), ("Bo", APPROVER), ("Cy", APPROVER), ("Di", APPROVER)];
    assert_eq!(said(SOUND, enough), Vec::<String>::new());
}

#[test]
fn s10_steps_that_no_case_takes_both_need_no_different_people() {
    // “decline” and “approve” end the matter either way.
    let decline =
        "\n[[transition]]\nid = \"decline\"\nlabel = \"Decline\"\nfrom = [\"recommended\"]\nto = [\"declined\"]\nby = [\"approver\"]\n";
    let text = with("steps = [\"recommend\", \"approve\"]", "steps = [\"recommend\", \"approve\", \"decline\"]") + decline;
    let one = text.replace("bands = [{ up_to = \"25000\", quorum = 1 }, { quorum = 2 }]", "quorum = 1");
    let found = said(&one, &[("Ada", OFFICER), ("Bo", APPROVER)]);
    assert!(found.iter().all(|f| f.starts_with("warning")), "{found:#?}");
}

#[test]
fn s10_of_three_steps_one_person_may_take_two() {
    let text = with("by = [\"citizen\"]", "by = [\"officer\"]")
        .replace("distinct_from = [\"recommend\"]\n", "")
        .replace("bands = [{ up_to = \"25000\", quorum = 1 }, { quorum = 2 }]", "quorum = 1")
        .replace("steps = [\"recommend\", \"approve\"]", "steps = [\"submit\", \"recommend\", \"approve\"]\nmost = 2");
    let found = said(&text, &[("Ada", BOTH)]);
    assert!(found[0].starts_with("“Approve” needs 1 approver who did not take “Submit” or “Recommend”; nobody is one"), "{found:#?}");
    let found = said(&text, &[("Ada", BOTH), ("Bo", APPROVER)]);
    assert!(found.iter().all(|f| f.starts_with("warning")), "{found:#?}");
}

#[test]
fn s11_each_band_needs_its_people_and_its_roles() {
    let directors = with("{ quorum = 2 }", "{ quorum = 2, by = [\"director\"] }")
        .replace("distinct_from = [\"recommend\"]\n", "")
        .replace("\n[[separate]]\nsteps = [\"recommend\", \"approve\"]\n", "");
    let staff: &[(&str, &[&str])] = &[("Ada", OFFICER), ("Bo", APPROVER), ("Di", &["director"])];
    let found = said(&directors, staff);
    assert!(
        found[0].starts_with("“Approve” above $25,000.00 needs 2 directors; only Di is one. ") && found[0].ends_with("(S11)"),
        "{found:#?}"
    );
}

#[test]
fn s11_whose_absence_would_stop_the_work_is_a_warning() {
    let found = said(SOUND, &[("Ada", OFFICER), ("Bo", APPROVER), ("Cy", APPROVER)]);
    let expected = [
        "warning: when Bo or Cy is away, “Approve” above $25,000.00 has not enough people; give somebody else the role (S11)",
        "warning: when Ada is away, “Recommend” has not enough people; give somebody else the role (S11)",
    ];
    assert_eq!(found, expected);
}
