//! What is refused of conditions and of rules between answers, with its line; and what a form
//! asks as its answers change.

use super::super::answer::Answers;
use super::super::definition::Definition;
use super::super::read::read;
use crate::kernel::Money;

const ROUND: &str = include_str!("../../../config/opportunities/joint-projects-abroad-2027.toml");
const RULE: &str = "must_hold = 'total <= money(\"50,000\") || own_money >= money(\"1,000\")'";

fn round(text: &str) -> Definition {
    read("round.toml", text).expect("sound")
}

/// The round with this condition of the question “partner_names”.
fn with(condition: &str) -> String {
    ROUND.replacen("asked_if = \"has_partner\"", &format!("asked_if = '{condition}'"), 1)
}

#[test]
fn a_condition_is_checked_with_its_line() {
    let line = ROUND.split("asked_if = \"has_partner\"").next().expect("a start").matches('\n').count() + 1;
    for (condition, says) in [
        ("has_partners", "The name “has_partners” is not known here."),
        ("population", "must be true or false"),
        ("has_partner == 3", "do not go together"),
        ("\"Fishing\" in topics", "“Fishing” is not one of the choices"),
        ("own_money > money(\"5\")", "“own_money” is not asked before this."),
        ("has(partner_names)", "“partner_names” is not asked before this."),
        ("keeping_skills == \"x\"", "The concept note asks this, but not “keeping_skills”."),
        ("population > 50000", "This condition can never hold"),
        ("staff_abroad > 500", "This condition can never hold"),
        ("size(topics) > 3", "This condition can never hold"),
        ("has_partner && !has_partner", "This condition can never hold"),
        ("!is_local_government", "This condition can never hold"),
        ("has_partner &&", "Something is missing here"),
    ] {
        let mistakes = read("round.toml", &with(condition)).expect_err(condition).mistakes;
        assert!(mistakes.iter().any(|m| m.line == line && m.message.contains(says)), "{condition}: {mistakes:?}");
    }
    for condition in ["population < 5000", "staff_abroad == 500", "size(topics) == 3 && \"Fire and rescue\" in topics", "!has(topics)"] {
        round(&with(condition));
    }
}

#[test]
fn what_hangs_on_a_question_that_is_then_not_asked_can_never_hold() {
    let text = ROUND.replacen(
        "[[sections.questions]]\nid = \"own_money\"",
        "[[sections.questions]]\nid = \"own_money\"\nasked_if = '!has_partner && partner_names == \"x\"'",
        1,
    );
    let mistakes = read("round.toml", &text).expect_err("it never holds").mistakes;
    assert!(mistakes[0].message.contains("can never hold"), "{mistakes:?}");
}

#[test]
fn a_section_asks_only_about_earlier_sections() {
    let title = "title = \"Tell us about partners and money\"";
    let own = ROUND.replacen(title, &format!("{title}\nasked_if = \"has_partner\""), 1);
    let mistakes = read("round.toml", &own).expect_err("its own question").mistakes;
    assert!(mistakes[0].message.contains("“has_partner” is not asked before this."), "{mistakes:?}");
    round(&ROUND.replacen(title, &format!("{title}\nasked_if = \"staff_abroad > 0\""), 1));
}

#[test]
fn a_rule_between_answers_is_checked() {
    for (rule, says) in [
        ("must_hold = 'totl > money(\"1\")'", "The name “totl” is not known here."),
        ("must_hold = 'own_money < money(\"0\")'", "This rule can never hold"),
        ("must_hold = 'has(contact)'", "No rule can ask about “contact”, because its kind is “person”."),
        ("must_hold = 'total'", "must be true or false"),
    ] {
        let mistakes = read("round.toml", &ROUND.replacen(RULE, rule, 1)).expect_err(rule).mistakes;
        assert!(mistakes.iter().any(|m| m.message.contains(says)), "{rule}: {mistakes:?}");
    }
    let renamed = ROUND.replacen("id = \"own_money\"", "id = \"total\"", 1).replacen("own_money", "total", 1);
    let mistakes = read("round.toml", &renamed).expect_err("a question called total").mistakes;
    assert!(mistakes.iter().any(|m| m.message.contains("Rename the question")), "{mistakes:?}");
}

#[test]
fn kinds_have_their_keys() {
    for (from, to, says) in [
        ("max = 3\n", "max = 7\n", "Between 1 and 6 options can be chosen."),
        ("max = 3\n", "min = 0\n", "Between 1 and 6 options can be asked for."),
        ("\"Schools and exchange\"", "\"Trade and firms\"", "Each option is one line of its own"),
        ("\"Schools and exchange\"", "\"Schools\\nand exchange\"", "Each option is one line of its own"),
        ("detail_if = \"yes\"\n", "", "detail_if and detail_label go together"),
        ("detail_label = \"Which grant, and in which year?\"\n", "", "detail_if and detail_label go together"),
        ("kind = \"uei\"", "kind = \"uei\"\ndetail_if = \"no\"\ndetail_label = \"Why?\"", "Only a yes_no question asks for a detail."),
        ("kind = \"money\"\nmin = 0", "kind = \"money\"\nmin = -1", "An amount cannot be less than nothing."),
        ("kind = \"uei\"", "kind = \"duns\"", "unknown variant `duns`"),
    ] {
        assert!(ROUND.contains(from), "{from}");
        let mistakes = read("round.toml", &ROUND.replacen(from, to, 1)).expect_err(to).mistakes;
        assert!(mistakes.iter().any(|m| m.message.contains(says)), "{to}: {mistakes:?}");
    }
    let eligibility =
        ROUND.replacen("kind = \"yes_no\"\nmust_hold = \"has_official\"", "kind = \"uei\"\nmust_hold = 'has_official == \"x\"'", 1);
    assert!(read("round.toml", &eligibility).is_ok(), "a UEI is one plain answer");
}

fn answers(rows: &[(&str, &str)]) -> Answers {
    let round = round(ROUND);
    let read = |id: &str, typed: &str| round.question(id).expect(id).read(typed).expect(typed).expect(typed);
    rows.iter().map(|(id, typed)| ((*id).to_owned(), read(id, typed))).collect()
}

#[test]
fn a_question_comes_and_goes_with_its_condition() {
    let round = round(ROUND);
    let open = round.asked(&Answers::new());
    let reason = open.why_not("partner_names").expect("not asked yet");
    assert!(reason.is_open && reason.because_of == ["has_partner"], "{reason:?}");
    let kept = answers(&[("has_partner", "no"), ("partner_names", "Lyon, France")]);
    let no = round.asked(&kept);
    let reason = no.why_not("partner_names").expect("not asked");
    assert!(!reason.is_open && reason.because_of == ["has_partner"], "{reason:?}");
    assert!(!no.is_asked("partner_names") && no.is_asked("has_partner") && no.is_asked("population") && !no.is_asked("nothing"));
    let kept = answers(&[("has_partner", "yes"), ("partner_names", "Lyon, France")]);
    assert!(round.asked(&kept).is_asked("partner_names"));
    assert_eq!(round.depends_on("partner_names"), ["has_partner"]);
}

#[test]
fn the_answer_to_what_is_not_asked_says_nothing() {
    let text = ROUND.replacen(
        "[[sections.questions]]\nid = \"own_money\"",
        "[[sections.questions]]\nid = \"own_money\"\nasked_if = 'partner_names == \"Lyon\"'",
        1,
    );
    let round = round(&text);
    let asked = |said| round.asked(&answers(&[("has_partner", said), ("partner_names", "Lyon")])).is_asked("own_money");
    assert!(asked("yes") && !asked("no"));
    let mut names = round.depends_on("own_money");
    names.sort();
    assert_eq!(names, ["has_partner", "partner_names"]);
}

#[test]
fn a_section_that_asks_nothing_is_left_out() {
    let title = "title = \"Say who is responsible\"";
    let round = round(&ROUND.replacen(title, &format!("{title}\nasked_if = \"has_partner\""), 1));
    let sections = |said| {
        let asked = round.asked(&answers(&[("has_partner", said)]));
        asked.sections().iter().map(|(section, _)| section.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(sections("no"), ["need", "results", "partners"]);
    assert_eq!(sections("yes"), ["need", "results", "partners", "organization"]);
    let no = answers(&[("has_partner", "no")]);
    assert_eq!(round.asked(&no).why_not("uei").expect("not asked").because_of, ["has_partner"]);
}

#[test]
fn a_rule_applies_once_its_facts_decide_it() {
    let round = round(ROUND);
    let broken = |own: &str, dollars: Option<i64>| {
        let rows = [("own_money", own)];
        let answers = answers(if own.is_empty() { &[] } else { &rows });
        let asked = round.asked(&answers);
        asked.broken(dollars.map(Money::from_dollars)).into_iter().map(|b| b.question.map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(broken("999.99", Some(50_001)), [Some("own_money".to_owned())]);
    for (own, dollars) in [("1,000", Some(50_001)), ("0", Some(50_000)), ("", Some(60_000)), ("0", None)] {
        assert!(broken(own, dollars).is_empty(), "{own} {dollars:?}");
    }
}

/// A round that uses none of this keeps its digest.
#[test]
fn new_keys_are_left_out_while_they_are_not_set() {
    let text = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");
    let json = serde_json::to_string(&round(text)).expect("JSON");
    let sections = serde_json::to_value(round(text)).expect("JSON")["sections"].to_string();
    assert!(!sections.contains("asked_if") && !sections.contains("detail"), "{sections}");
    assert!(serde_json::from_str::<serde_json::Value>(&json).expect("JSON").get("rules").is_none());
}
