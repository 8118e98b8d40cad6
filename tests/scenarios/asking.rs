//! Questions about a round: anybody asks, an officer answers for all, alone or not at all, and what was published
//! is corrected in the open.

use crate::grant::{self, city, fund, signed_in};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::asking::{self, EndError, Filter, Inquiry, NewAnswer, NewInquiry};
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, ProcessError};

const SLUG: &str = "training-and-conference-support-2027";
const PAGE: &str = "/opportunities/training-and-conference-support-2027";

fn draft(world: &World, fund: &grant::Fund, city: &grant::City) {
    world
        .db
        .write(|tx| process::start_case(tx, &city.official, fund.round, city.id).map(drop))
        .map_err(|e: ProcessError| e)
        .expect("a draft");
}

fn asked(world: &World, asked: &str, email: &str) -> Id<Inquiry> {
    let new = NewInquiry { asked: asked.into(), email: email.into(), ..NewInquiry::default() };
    world.db.write(|tx| asking::ask(tx, &Actor::anonymous(), SLUG, &new)).expect("taken").id
}

#[test]
fn anybody_asks_and_an_officer_answers_for_all() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        draft(world, &fund, &madison);
        let reader = world.browser();
        let page = reader.follow(&reader.get(PAGE), "Read all answers, or ask a question");
        page.must_be(200).must_say("Nothing was asked and answered yet.").must_say("You need no account.");
        let again = reader.submit(&page, &[("asked", " "), ("email", "nonsense")]);
        again.must_be(422).must_say("Write your question.").must_say("Enter an email address");
        let typed = [("asked", "I am Cleo of Marfa. <b>May</b> two cities travel together?"), ("email", "cleo@marfa.example")];
        let mine = reader.submit(&again, &typed);
        mine.must_be(200).must_say("We have your question Q-1").must_say("You get a letter when it is answered.");
        assert!(mine.body.contains("&lt;b&gt;May"), "what was typed is text");
        assert!(!reader.get(&format!("{PAGE}/answers")).says("Cleo"), "nothing is shown before it is answered");

        // The queue, and mistakes beside their fields.
        let olive = signed_in(world, &fund.officer);
        olive.get("/desk").must_say("Questions about rounds to answer");
        let desk = olive.follow(&olive.get("/desk/questions"), "Q-1: I am Cleo of Marfa.");
        desk.must_be(200).must_say("cleo@marfa.example");
        let short = "May two cities travel together?";
        let again = olive.press(&desk, "Publish the answer", &[("question", short), ("answer", "")]);
        again.must_be(422).must_say("Write the answer, in at most");
        assert_eq!(again.one("#question"), short, "what was typed stays");
        olive
            .press(&again, "Publish the answer", &[("answer", "Yes. Each applies for its own people.")])
            .must_be(200)
            .must_say("The answer is published.");

        // Everybody reads it, without the name; one letter for each who asked or writes.
        let page = reader.get(&format!("{PAGE}/answers"));
        page.must_say(short).must_say("Yes. Each applies for its own people.").must_say("Olive");
        assert_eq!(page.all("#answer-1").len(), 1, "it has an address of its own");
        assert!(!page.says("Cleo") && !page.says("marfa.example"));
        reader.get(PAGE).must_say(short);
        let mine = reader.get(&mine.path);
        reader.follow(&mine, "Read answer 1").must_be(200);
        for address in ["cleo@marfa.example", madison.official.email.as_str()] {
            let letters = world.mail_to(address);
            let told: Vec<_> = letters.iter().filter(|l| l.subject_line.contains("is answered")).collect();
            assert_eq!(told.len(), 1, "{address}: {letters:?}");
            assert!(told[0].body_text.contains("Each applies") && told[0].body_text.contains("/answers#answer-1"), "{:?}", told[0]);
            assert!(!told[0].body_text.contains("Cleo of Marfa"), "without names");
        }
        assert!(world.mail_to(&monona.official.email).iter().all(|l| !l.subject_line.contains("is answered")), "no draft, no letter");

        // A correction keeps both texts and says so.
        let first = olive.follow(&olive.get("/desk/questions?all=yes"), "Q-1: I am Cleo of Marfa.");
        let desk = olive.get(&first.path);
        olive.press(&desk, "Publish the correction", &[("why", "x")]).must_be(422).must_say("Nothing is different.");
        let corrected = [("answer", "Yes, with one application."), ("why", "The rule for joint trips changed.")];
        olive.press(&desk, "Publish the correction", &corrected).must_be(200).must_say("The correction is published");
        let page = reader.get(&format!("{PAGE}/answers"));
        page.must_say("Yes, with one application.")
            .must_say("Each applies for its own people.")
            .must_say("Changed on")
            .must_say("The rule for joint trips changed.");
        assert_eq!(page.all("del").len(), 1, "the question did not change");
        let letters = world.mail_to("cleo@marfa.example");
        assert!(letters.iter().any(|l| l.subject_line.contains("has changed") && l.body_text.contains("It said before")), "{letters:?}");
        // Somebody who read the first wording does not overwrite the second.
        let late = olive.press(&first, "Publish the correction", &[("answer", "No."), ("why", "y")]);
        late.must_be(409).must_say("Somebody else changed this answer");
    });
}

#[test]
fn one_person_is_answered_alone_or_a_question_is_set_aside() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        draft(world, &fund, &madison);
        let official = signed_in(world, &madison.official);
        let page = official.get(&format!("{PAGE}/answers"));
        assert!(!page.body.contains("name=\"email\""), "the account says it");
        let mine = official.submit(&page, &[("asked", "Is our draft there?"), ("letter", "yes")]);
        mine.must_be(200).must_say("Q-1");
        let path = mine.path.clone();
        world.browser().get(&path).must_be(404);
        let olive = signed_in(world, &fund.officer);
        let desk = olive.follow(&olive.get("/desk/questions"), "Q-1: Is our draft there?");
        olive.press(&desk, "Answer only this person", &[("private", "")]).must_be(422).must_say("Write the answer");
        olive.press(&desk, "Answer only this person", &[("private", "Yes, since Monday.")]).must_be(200).must_say("Answered alone");
        official.get(&path).must_say("Yes, since Monday.");
        assert!(!world.browser().get(&format!("{PAGE}/answers")).says("since Monday"));
        let letters = world.mail_to(&madison.official.email);
        assert!(letters.iter().any(|l| l.subject_line.contains("Q-1") && l.body_text.contains("since Monday")), "{letters:?}");
        // Only once.
        olive.press(&desk, "Publish the answer", &[("answer", "Again.")]).must_be(409).must_say("has dealt with this question already");

        let spam = asked(world, "Buy watches", "");
        let rude = asked(world, "Why is the sky blue?", "sky@example.org");
        let desk = olive.get(&format!("/desk/questions/{spam}"));
        olive.press(&desk, "Set aside", &[("reason", " ")]).must_be(422).must_say("Give the reason");
        olive.press(&desk, "Set aside", &[("reason", "An advertisement.")]).must_be(200).must_say("An advertisement.");
        world.browser().get(&format!("{PAGE}/asked/{spam}")).must_say("It gets no answer.");
        let desk = olive.get(&format!("/desk/questions/{rude}"));
        olive.press(&desk, "Set aside", &[("reason", "Not about this round."), ("tells", "yes")]).must_be(200);
        assert!(world.mail_to("sky@example.org").iter().any(|l| l.body_text.contains("Not about this round.")));

        // Others neither read nor answer; the database keeps what is over.
        signed_in(world, &fund.approver).get("/desk/questions").must_be(404);
        assert_eq!(world.db.read(|conn| asking::list(conn, &fund.approver, Filter::All, None, 10)).expect("a list"), []);
        let open = asked(world, "Who reviews?", "");
        let refused = world.db.write(|tx| asking::publish(tx, &madison.official, open, &NewAnswer::default()));
        assert!(matches!(&refused, Err(EndError::NotAllowed)) && refused.expect_err("a city").kind() == Kind::Forbidden);
        use schema::{inquiries as q, inquiry_answers as w};
        let changed = world.db.write(|tx| diesel::update(w::table).set(w::answer.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        let changed = world.db.write(|tx| diesel::update(q::table).set(q::asked.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("ended once"), "{changed:?}");
    });
}

#[test]
fn questions_are_taken_until_the_day_that_the_round_gives() {
    on_both_with_its_own_mail(|world| {
        let text = grant::ROUND.replace("decisions_by = ", "questions_until = \"2027-02-19\"\ndecisions_by = ");
        let fund = grant::fund_of(world, &text, 100_000);
        let reader = world.browser();
        // The last minute of the day in New York, and the first of the next.
        world.at("2027-02-20T04:59:00Z");
        let page = reader.get(&format!("{PAGE}/answers"));
        page.must_say("Questions are taken until the end of February 19, 2027");
        let other = reader.get(&format!("{PAGE}/answers"));
        reader.submit(&page, &[("asked", "In time?")]).must_be(200).must_say("Q-1");
        world.at("2027-02-20T05:00:00Z");
        reader.get(&format!("{PAGE}/answers")).must_say("Questions about this round are no longer taken.");
        reader.submit(&other, &[("asked", "Too late?")]).must_be(409).must_say("no longer taken");
        let late = grant::ROUND.replace("decisions_by = ", "questions_until = \"2027-03-19\"\ndecisions_by = ");
        let refused = world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", &late).map(drop));
        assert!(format!("{refused:?}").contains("Questions are taken longer"), "{refused:?}");
    });
}

#[test]
fn who_asks_again_and_again_is_slowed_and_long_lists_have_pages() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        for n in 1..=52 {
            let id = asked(world, &format!("Number {n}?"), "");
            let new = NewAnswer { question: format!("Number {n}?"), answer: format!("Answer of {n}.") };
            world.db.write(|tx| asking::publish(tx, &fund.officer, id, &new).map(drop)).expect("published");
        }
        let reader = world.browser();
        let page = reader.get(&format!("{PAGE}/answers"));
        page.must_say("Answer of 50.");
        assert!(!page.says("Answer of 51."));
        reader.get(&format!("{PAGE}/answers?page=2")).must_say("Answer of 51.").must_say("Answer of 52.");
        reader.get(PAGE).must_say("Number 52?").must_say("Number 48?");
        let statuses: Vec<u16> = (0..40).map(|n| reader.submit(&page, &[("asked", &format!("Again {n}?"))]).status).collect();
        assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
    });
}
