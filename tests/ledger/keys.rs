//! Keys, approvals and what a command must carry.

use crate::books::*;
use urban_diplomacy_fund::ledger::{self, Approval, Code, Command, Leg};

#[test]
fn l6_a_repeated_key_answers_the_same_and_writes_nothing() {
    on_both(|books| {
        let first = command("fund.appropriate", [Leg::of_fund(usd(100))]);
        let receipt = books.post(&first).expect("posts");
        let again = books.post(&first).expect("answers");
        assert_eq!((again.seq, &again.leaf_hash, again.replayed), (receipt.seq, &receipt.leaf_hash, true));
        let other = Command { legs: vec![Leg::of_fund(usd(101))], ..first }.approved_by("olga");
        assert_eq!(books.post(&other), Err(Code::KeyConflict));
        assert_eq!(books.db.read(|c| ledger::fund_position(c, FUND)).expect("a position").authority, usd(100));
    });
}

#[test]
fn l7_a_key_that_failed_on_the_state_keeps_failing() {
    on_both(|books| {
        let early = command("fund.apportion", [Leg::of_fund(usd(100))]);
        assert_eq!(books.post(&early), Err(Code::LimitBreached));
        books.posted("fund.appropriate", "", 100);
        assert_eq!(books.post(&early), Err(Code::LimitBreached), "the money is there now, but the key has failed");
        let other = Command { legs: vec![Leg::of_fund(usd(1))], ..early.clone() }.approved_by("olga");
        assert_eq!(books.post(&other), Err(Code::KeyConflict));
        books.posted("fund.apportion", "", 100);
        let mistyped = command("fund.appropriate", [Leg::of_fund(usd(0))]);
        assert_eq!(books.post(&mistyped), Err(Code::AmountNotPositive));
        let corrected = Command { legs: vec![Leg::of_fund(usd(5))], ..mistyped }.approved_by("olga");
        assert!(books.post(&corrected).is_ok(), "a mistake in the command does not use up the key");
    });
}

#[test]
fn l5_numbers_have_no_gaps_and_the_books_time_never_runs_backwards() {
    on_both(|books| {
        let post = |time: &str| {
            books.clock.set(urban_diplomacy_fund::kernel::Timestamp::parse(time).expect("an instant"));
            let refused = books.post(&command("fund.apportion", [Leg::of_fund(usd(9_999))]));
            assert_eq!(refused.map(|r| r.seq), Err(Code::LimitBreached), "a refusal takes no number");
            let receipt = books.post(&command("fund.appropriate", [Leg::of_fund(usd(1))])).expect("posts");
            (receipt.seq, receipt.booked_at)
        };
        let (first, noon) = post("2027-01-11T17:00:00Z");
        // The machine's clock was set back: the book stays where it was.
        let (second, earlier) = post("2027-01-11T16:00:00Z");
        let (third, later) = post("2027-01-11T18:00:00Z");
        assert_eq!((first, second, third), (1, 2, 3));
        assert!(earlier == noon && later > noon, "{noon:?}, {earlier:?}, {later:?}");
    });
}

#[test]
fn l20_who_obligates_pays_or_reverses_needs_another_person() {
    on_both(|books| {
        books.allotted(1_000);
        books.posted("award.reserve", "travel", 500);
        books.posted("award.commit", "travel", 500);
        let bare = |event: &str| Command { approval: None, ..command(event, [leg("travel", 100)]) };
        let digest = bare("award.obligate").subject_digest();
        let approved = |approver: &str, digest: &str| {
            bare("award.obligate").with_approval(Approval { approver: approver.into(), subject_digest: digest.into() })
        };
        assert_eq!(books.post(&bare("award.obligate")), Err(Code::ApprovalMissing));
        assert_eq!(books.post(&approved("ada", &digest)), Err(Code::ApproverIsActor));
        assert_eq!(books.post(&approved("olga", "another")), Err(Code::ApprovalDiffers));
        let more = Command { legs: vec![leg("travel", 200)], ..approved("olga", &digest) };
        assert_eq!(books.post(&more), Err(Code::ApprovalDiffers), "approved were 100");
        assert!(books.post(&approved("olga", &digest)).is_ok());
        for event in ["advance.pay", "claim.pay", "claim.accept_and_pay", "award.increase", "cost.offset"] {
            assert_eq!(
                books.post(&Command { legs: vec![leg("travel", 1).moving_to("training")], ..bare(event) }),
                Err(Code::ApprovalMissing),
                "{event}"
            );
        }
        assert_eq!(books.post(&Command::reversal("r", 1, "why", day(1, 11), &person("ada"))), Err(Code::ApprovalMissing));
    });
}

#[test]
fn l3_what_a_command_must_carry() {
    let good = || command("fund.appropriate", [Leg::of_fund(usd(1))]);
    let award = |leg: Leg| command("award.reserve", [leg]);
    let largest = usd(1_000_000_000_000);
    let first_day = ledger::Rulebook::all().expect("the rules").iter().map(|book| book.rules.valid_from).min().expect("a version");
    let huge = || Leg::of_fund(urban_diplomacy_fund::kernel::Money::from_cents(i64::MAX));
    let rows: Vec<(&str, Command, Code)> = vec![
        ("no key", Command { key: " ".into(), ..good() }, Code::BadKey),
        ("an endless key", Command { key: "k".repeat(201), ..good() }, Code::BadKey),
        ("an unknown event", command("fund.print_money", [Leg::of_fund(usd(1))]), Code::UnknownEvent),
        ("an unknown variant", command("fund.appropriate/twice", [Leg::of_fund(usd(1))]), Code::UnknownEvent),
        ("a day before the rules", Command { effective_on: first_day.pred_opt().expect("a day"), ..good() }, Code::NotDated),
        ("no legs", command("fund.appropriate", []), Code::BadLegs),
        ("a negative amount", command("fund.appropriate", [Leg::of_fund(usd(-1))]), Code::AmountNotPositive),
        ("too much", command("fund.appropriate", [huge(), huge()]), Code::AmountTooLarge),
        ("too much together", command("fund.appropriate", [Leg::of_fund(largest), Leg::of_fund(usd(1))]), Code::AmountTooLarge),
        ("no program", award(Leg { program: None, ..leg("travel", 1) }), Code::DimensionMissing),
        ("no category", award(Leg { category: None, ..leg("travel", 1) }), Code::DimensionMissing),
        ("an unknown category", award(leg("bribes", 1)), Code::DimensionUnknown),
        ("a slash in a value", award(Leg { award: Some("a/b".into()), ..leg("travel", 1) }), Code::DimensionUnknown),
        ("an empty value", award(Leg { award: Some(String::new()), ..leg("travel", 1) }), Code::DimensionUnknown),
        ("no reason", Command { reason: Some("  ".into()), ..command("award.decommit", [leg("travel", 1)]) }, Code::ReasonMissing),
        ("no document", Command { evidence: None, ..good() }, Code::EvidenceMissing),
        ("holds where none belong", good().holds([ledger::HoldId { seq: 1, n: 1 }]), Code::BadHolds),
        ("a reversal in disguise", Command { reverses: Some(1), ..good() }, Code::UnknownEvent),
    ];
    on_both(|books| {
        for (what, command, expected) in &rows {
            assert_eq!(books.post(command), Err(*expected), "{what}");
        }
        assert_eq!(books.db.read(|c| ledger::list_journals(c, &ledger::JournalFilter::default(), None, 9)).expect("a page").len(), 0);
    });
}

#[test]
fn codes_are_stable() {
    let numbers: Vec<i32> = <Code as strum::VariantArray>::VARIANTS.iter().map(|c| c.number()).collect();
    assert_eq!(
        numbers,
        [
            101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 201, 202, 203, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 311,
            312, 313, 401
        ]
    );
}
