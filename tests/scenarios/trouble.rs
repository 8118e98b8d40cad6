//! “I’m having trouble”: a number and a time for whoever tells, evidence and a queue for the fund.

use crate::grant::{self, city, fund, signed_in};
use crate::support::{World, on_both_with_its_own_mail};
use urban_diplomacy_fund::kernel::{Kind, Refusal};
use urban_diplomacy_fund::process::{self, ProcessError};
use urban_diplomacy_fund::trouble::{self, AnswerError, Filter};

fn draft_of(world: &World, fund: &grant::Fund, city: &grant::City) -> String {
    let begun = world.db.write(|tx| process::start_case(tx, &city.official, fund.round, city.id).map(|case| case.reference));
    begun.map_err(|e: ProcessError| e).expect("a draft")
}

#[test]
fn a_city_tells_of_trouble_before_the_deadline_and_gets_more_time_after_it() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let reference = draft_of(world, &fund, &madison);
        let ines = signed_in(world, &madison.official);
        let tasks = ines.get(&format!("/portal/applications/{reference}"));
        let help = ines.follow(&tasks, "I’m having trouble");
        help.must_be(200).must_say("the time is on record");
        assert!(!help.body.contains("How can we reach you?"), "the account says it");
        ines.submit(&help, &[("told", " ")]).must_be(422).must_say("Write what happened.");
        let long = "é".repeat(4_001);
        ines.submit(&help, &[("told", &long)]).must_be(422).must_say("There are 1 too many.");
        let typed = [("told", "The budget page does not save.\nI pressed twice."), ("reference", reference.as_str())];
        let sent = ines.submit(&help, &typed);
        sent.must_be(200).must_say("We have your message H-1").must_say("I pressed twice.").must_say("Its deadline then");

        let told = world.db.read(|conn| trouble::list(conn, &fund.officer, Filter::Open, None, 10)).expect("the queue");
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((told.reference.as_deref(), told.name.as_str()), (Some(reference.as_str()), madison.official.name.as_str()));
        assert!(told.closes_at.is_some() && told.missing.is_some_and(|n| n > 5), "what was known: {told:?}");
        let letters = world.mail_to(&madison.official.email);
        let letter = letters.iter().find(|l| l.subject_line.contains("H-1")).expect("a letter with the number");
        assert!(letter.body_text.contains("I pressed twice.") && letter.body_text.contains("The deadline of UDF-"), "{letter:?}");

        let olive = signed_in(world, &fund.officer);
        olive.get("/desk").must_say("Messages about trouble");
        let queue = olive.get("/desk/trouble");
        queue.must_say("Waits");
        let page = olive.follow(&queue, "H-1: The budget page does not save.…");
        page.must_say("Madison, WI").must_say("Missing in it then");
        olive.follow(&page, "Give this city more time").must_be(200).must_say("Give more time");
        olive.submit(&page, &[("answer", "")]).must_be(422).must_say("Write the answer");
        olive.submit(&page, &[("answer", "It saves again. You have until Monday.")]).must_be(200).must_say("until Monday");
        let letters = world.mail_to(&madison.official.email);
        let letter = letters.iter().find(|l| l.subject_line.contains("Our answer")).expect("the answer by mail");
        assert!(letter.body_text.contains("It saves again.") && letter.body_text.contains("I pressed twice."), "{letter:?}");
        ines.get(&format!("/help/reports/{}", told.id)).must_say("It saves again.");
        olive.get("/desk/trouble").must_say("Nothing waits for an answer.");
        olive.get("/desk/trouble?all=yes").must_say("Answered");

        let twice = world.db.write(|tx| trouble::answer(tx, &fund.officer, told.id, "Again."));
        assert!(matches!(twice, Err(AnswerError::Answered(_))), "{twice:?}");
        let refused = world.db.write(|tx| trouble::answer(tx, &fund.approver, told.id, "Mine."));
        assert_eq!(refused.expect_err("not an officer").kind(), Kind::Forbidden);
    });
}

#[test]
fn what_is_not_theirs_is_a_claim_and_others_do_not_read_it() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let theirs = draft_of(world, &fund, &madison);
        // Somebody of another city, and somebody whom nobody knows, name a reference number.
        let other = signed_in(world, &monona.official);
        let sent = other.submit(&other.get("/help"), &[("told", "Where is it?"), ("reference", theirs.as_str())]);
        sent.must_be(200).must_say("H-1").must_say(&theirs);
        assert!(!sent.body.contains("Its deadline then"), "no word about what is not theirs");
        let page = world.browser().get("/help");
        let again = world.browser().submit(&page, &[("told", "No link comes."), ("reference", "")]);
        again.must_be(422).must_say("Write your name and your city.").must_say("Write an email address or a phone number");
        again.must_say("No link comes.");
        let typed = [("told", "No link comes."), ("name", "Cleo, Marfa"), ("reach", "432-555-0100"), ("reference", "")];
        world.browser().submit(&page, &typed).must_be(200).must_say("H-2").must_say("432-555-0100");

        let all = world.db.read(|conn| trouble::list(conn, &fund.officer, Filter::All, None, 10)).expect("all");
        assert_eq!(all.iter().map(|t| (t.n, t.application)).collect::<Vec<_>>(), [(2, None), (1, None)]);
        let first = &all[1];
        signed_in(world, &madison.official).get(&format!("/help/reports/{}", first.id)).must_be(404);
        let arlo = signed_in(world, &fund.approver);
        arlo.get(&format!("/desk/trouble/{}", first.id)).must_be(404);
        arlo.get("/desk/trouble").must_be(404);
        assert_eq!(world.db.read(|conn| trouble::list(conn, &fund.approver, Filter::All, None, 10)).expect("none"), []);
        let olive = signed_in(world, &fund.officer);
        let page = olive.get(&format!("/desk/trouble/{}", all[0].id));
        page.must_say("write or call yourself, 432-555-0100");
        olive.submit(&page, &[("answer", "Called; signed in with the link in the spam folder.")]).must_be(200).must_say("spam folder");
        // A page that failed leads here with its number.
        let missing = olive.get("/desk/nothing-here");
        olive.follow(&missing, "Tell us").must_be(200);
        olive.get("/help?request=%3Cscript%3E").must_be(200);
    });
}

#[test]
fn numbers_are_not_given_twice() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let tellers: Vec<_> = ["Madison", "Monona", "Verona", "Edgerton"].map(|name| city(world, name)).into();
        std::thread::scope(|threads| {
            for teller in &tellers {
                threads.spawn(|| {
                    for _ in 0..5 {
                        let new = trouble::NewTrouble { told: "It is slow.".into(), ..Default::default() };
                        world.db.write(|tx| trouble::report(tx, &teller.official, &new).map(drop)).expect("taken down");
                    }
                });
            }
        });
        let all = world.db.read(|conn| trouble::list(conn, &fund.officer, Filter::Open, None, 50)).expect("all");
        assert_eq!(all.iter().map(|t| t.n).collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
    });
}
