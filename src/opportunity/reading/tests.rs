//! Each kind at its limits, and what holds of all of them: reading never panics, and what is
//! accepted fills the fields so that it is read the same again.

use super::super::answer::Answer;
use super::super::form::Question;
use super::super::kinds::{QuestionKind, YesOrNo};
use crate::kernel::Money;
use crate::rules::{Type, Value};
use proptest::prelude::*;
use strum::VariantArray;

fn question(kind: QuestionKind) -> Question {
    let mut question = Question::new("q", "?", kind);
    if kind == QuestionKind::Money {
        (question.min, question.max) = (Some(100), Some(50_000));
    }
    if kind == QuestionKind::Several {
        (question.min, question.max) = (Some(2), Some(3));
    }
    if kind == QuestionKind::YesNo {
        question.detail_if = Some(YesOrNo::Yes);
        question.detail_label = "Which?".into();
        question.max_chars = Some(10);
    }
    if kind.has_options() {
        question.options = ["Trade", "Schools", "Ports", "Culture & sport"].map(str::to_owned).to_vec();
    }
    question
}

/// What is typed, and the answer as JSON and as shown, or the part that is refused and why.
type Row<'a> = (&'a str, Result<(&'a str, &'a str), (&'a str, &'a str)>);

/// Holds each row to what is stored and shown, or to the part and the sentence of its refusal.
fn rows(kind: QuestionKind, rows: &[Row<'_>]) {
    for (typed, expected) in rows {
        let read = question(kind).read(typed);
        match expected {
            Ok((json, shown)) => {
                let answer = read.expect(typed).expect(typed);
                assert_eq!(serde_json::to_string(&answer).expect("JSON"), *json, "{typed}");
                assert_eq!(answer.shown(), *shown, "{typed}");
            }
            Err((part, says)) => {
                let mistakes = read.expect_err(typed);
                assert!(mistakes.iter().any(|(p, m)| p == part && m.contains(says)), "{typed:?}: {mistakes:?}");
            }
        }
    }
}

#[test]
fn money_is_read_in_dollars_and_kept_in_cents() {
    rows(
        QuestionKind::Money,
        &[
            ("$1", Ok((r#"{"kind":"money","value":100}"#, "$1.00"))),
            ("500.00", Ok((r#"{"kind":"money","value":50000}"#, "$500.00"))),
            ("0.99", Err(("", "Enter $1.00 or more."))),
            ("500.01", Err(("", "Enter $500.00 or less."))),
            ("-5", Err(("", "using only digits"))),
            ("1e2", Err(("", "using only digits"))),
            ("1.234", Err(("", "at most two digits"))),
        ],
    );
    assert_eq!(Answer::Money(Money::from_cents(100)).value(), Some(Value::Money(Money::from_dollars(1))));
}

#[test]
fn several_are_kept_in_the_order_of_the_options() {
    rows(
        QuestionKind::Several,
        &[
            ("Ports\nTrade\nPorts", Ok((r#"{"kind":"several","value":["Trade","Ports"]}"#, "Trade\nPorts"))),
            (
                "Trade\nSchools\nCulture & sport",
                Ok((r#"{"kind":"several","value":["Trade","Schools","Culture & sport"]}"#, "Trade\nSchools\nCulture & sport")),
            ),
            ("Ports", Err(("", "Select at least 2. You selected 1."))),
            ("Trade\nSchools\nPorts\nCulture & sport", Err(("", "Select 3 or fewer. You selected 4."))),
            ("Trade\nFishing", Err(("", "Select only answers that are listed."))),
        ],
    );
    let exactly = Question { min: Some(2), max: Some(2), ..question(QuestionKind::Several) };
    assert_eq!(exactly.read("Trade"), Err(vec![("", "Select exactly 2. You selected 1.".to_owned())]));
    assert_eq!(exactly.read("\n"), Ok(None));
}

#[test]
fn a_detail_is_asked_for_after_one_of_two_answers() {
    rows(
        QuestionKind::YesNo,
        &[
            ("no", Ok((r#"{"kind":"yes_no","value":false}"#, "No"))),
            ("yes\na\nb", Ok((r#"{"kind":"yes_no_detail","value":{"yes":true,"detail":"a\nb"}}"#, "Yes\na\nb"))),
            ("yes\n0123456789", Ok((r#"{"kind":"yes_no_detail","value":{"yes":true,"detail":"0123456789"}}"#, "Yes\n0123456789"))),
            ("yes\n01234567890", Err(("detail", "must be 10 characters or fewer. It has 1 too many."))),
            ("yes", Err(("detail", "You answered yes. Write the answer to: Which?"))),
            ("no\nmore", Err(("detail", "You answered no; this is asked only after yes."))),
            ("\nmore", Err(("", "Select yes or no."))),
            ("perhaps", Err(("", "Select yes or no."))),
        ],
    );
    let plain = Question::new("q", "?", QuestionKind::YesNo);
    assert_eq!(plain.read("yes"), Ok(Some(Answer::YesNo(true))));
    assert_eq!(plain.read("yes\nmore"), Err(vec![("", "Select yes or no.".to_owned())]));
}

#[test]
fn a_uei_has_twelve_letters_and_digits_without_i_and_o() {
    rows(
        QuestionKind::Uei,
        &[
            ("ABC123DEFGH4", Ok((r#"{"kind":"uei","value":"ABC123DEFGH4"}"#, "ABC123DEFGH4"))),
            ("abc1 23de-fgh4", Ok((r#"{"kind":"uei","value":"ABC123DEFGH4"}"#, "ABC123DEFGH4"))),
            ("ABC123DEFGH", Err(("", "A UEI has 12 letters and digits. This has 11."))),
            ("ABC123DEFGH45", Err(("", "This has 13."))),
            ("IBC123DEFGH4", Err(("", "never has the letters I and O"))),
            ("oBC123DEFGH4", Err(("", "never has the letters I and O"))),
            ("ABC123DÉFGH4", Err(("", "Take out “É”."))),
        ],
    );
}

#[test]
fn an_ein_has_nine_digits() {
    rows(
        QuestionKind::Ein,
        &[
            ("12-3456789", Ok((r#"{"kind":"ein","value":"12-3456789"}"#, "12-3456789"))),
            ("12 3456789", Ok((r#"{"kind":"ein","value":"12-3456789"}"#, "12-3456789"))),
            ("123456789", Ok((r#"{"kind":"ein","value":"12-3456789"}"#, "12-3456789"))),
            ("12-345678", Err(("", "An EIN has 9 digits."))),
            ("1234567890", Err(("", "An EIN has 9 digits."))),
            ("123-456789", Err(("", "An EIN has 9 digits."))),
            ("12-3456-789", Err(("", "An EIN has 9 digits."))),
            ("1٢-3456789", Err(("", "An EIN has 9 digits."))),
        ],
    );
}

#[test]
fn an_address_has_four_parts() {
    let long = format!("{}\nMarfa\nTX\n79843", "x".repeat(56));
    rows(
        QuestionKind::Address,
        &[
            (
                "1 Main St\nMarfa\ntx\n79843-0001",
                Ok((
                    r#"{"kind":"address","value":{"street":"1 Main St","city":"Marfa","state":"TX","zip":"79843-0001"}}"#,
                    "1 Main St\nMarfa, TX 79843-0001",
                )),
            ),
            ("\nMarfa\nTX\n79843", Err(("street", "Enter the street address."))),
            ("1 Main St\n\nTX\n79843", Err(("city", "Enter the city."))),
            ("1 Main St\nMarfa\nXX\n79843", Err(("state", "Select a state from the list."))),
            ("1 Main St\nMarfa\nTX\n7984", Err(("zip", "Enter a ZIP Code of 5 digits"))),
            ("1 Main St\nMarfa\nTX\n79843-", Err(("zip", "Enter a ZIP Code of 5 digits"))),
            ("1 Main St", Err(("zip", "Enter the ZIP Code."))),
            ("1\n2\nTX\n79843\n5", Err(("", "Write 4 lines"))),
            (&long, Err(("street", "must be 55 characters or fewer. It has 1 too many."))),
        ],
    );
    assert_eq!(question(QuestionKind::Address).type_(), None);
}

#[test]
fn a_person_has_four_parts() {
    rows(
        QuestionKind::Person,
        &[
            (
                "Ann Lee\nClerk\nAnn@City.example\n(432) 555-0100 x12",
                Ok((
                    r#"{"kind":"person","value":{"name":"Ann Lee","job":"Clerk","email":"Ann@City.example","phone":"(432) 555-0100 x12"}}"#,
                    "Ann Lee, Clerk\nAnn@City.example\n(432) 555-0100 x12",
                )),
            ),
            ("Ann\nClerk\nann@\n432-555-0100", Err(("email", "Enter an email address"))),
            ("Ann\nClerk\nann@city.example\n555-0100", Err(("phone", "Enter a phone number with area code"))),
            ("Ann\nClerk\nann@city.example\ncall 432-555-0100", Err(("phone", "Enter a phone number with area code"))),
            ("Ann\nClerk", Err(("phone", "Enter the phone number."))),
        ],
    );
}

#[test]
fn answers_have_the_type_that_rules_are_checked_with() {
    let typed = [
        (QuestionKind::Money, "5", Type::Money),
        (QuestionKind::YesNo, "yes\nmore", Type::Bool),
        (QuestionKind::Uei, "ABC123DEFGH4", Type::Text),
    ];
    for (kind, text, type_) in typed {
        assert_eq!(question(kind).type_(), Some(type_.clone()), "{kind}");
        let value = question(kind).read(text).expect("read").and_then(|answer| answer.value()).expect("a value");
        let named = [(matches!(value, Value::Money(_)), Type::Money), (matches!(value, Value::Bool(_)), Type::Bool)];
        let named = named.into_iter().find(|(is_so, _)| *is_so).map_or(Type::Text, |(_, named)| named);
        assert_eq!(named, type_, "{kind}");
    }
}

#[test]
fn an_answer_that_was_stored_before_is_still_read() {
    for json in [r#"{"kind":"text","value":"a"}"#, r#"{"kind":"yes_no","value":true}"#, r#"{"kind":"date","value":"2027-03-31"}"#] {
        let answer: Answer = serde_json::from_str(json).expect("readable");
        assert_eq!(serde_json::to_string(&answer).expect("JSON"), json);
    }
}

fn kinds() -> impl Strategy<Value = QuestionKind> {
    prop::sample::select(QuestionKind::VARIANTS)
}

/// Texts that are often nearly right.
fn texts() -> impl Strategy<Value = String> {
    let line = prop::sample::select(
        &[
            "yes",
            "no",
            "Trade",
            "Ports",
            "TX",
            "79843",
            "432-555-0100",
            "a@b.example",
            "ABC123DEFGH4",
            "12-3456789",
            "2027-03-31",
            "1,234.50",
            "",
            " x ",
        ][..],
    );
    prop_oneof![
        any::<String>(),
        "[A-Z0-9 -]{0,14}",
        prop::collection::vec(line.prop_map(str::to_owned), 0..6).prop_map(|lines| lines.join("\n")),
    ]
}

proptest! {
    #[test]
    fn what_is_accepted_is_read_the_same_again(kind in kinds(), typed in texts()) {
        let question = question(kind);
        if let Ok(Some(answer)) = question.read(&typed) {
            prop_assert_eq!(question.read(&answer.typed()), Ok(Some(answer.clone())));
            let stored: Answer = serde_json::from_str(&serde_json::to_string(&answer).expect("JSON")).expect("reads");
            prop_assert_eq!(&stored, &answer);
            prop_assert!(!answer.shown().is_empty());
            prop_assert_eq!(answer.value().is_some(), question.type_().is_some());
        }
    }
}
