//! Forms with conditions, rules between answers and every kind of question, through the pages
//! a city and the fund see.

use crate::grant::{self, City, Fund, city, fund_of, signed_in};
use crate::support::{Browser, Page, World, on_both};
use chrono::TimeDelta;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application, Certification, SubmitError};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};

const EVERY_KIND: &str = r#"
[[sections]]
id = "organization"
title = "Say who is responsible"

[[sections.questions]]
id = "own_money"
label = "How much money does your city put in?"
kind = "money"
min = 0
max = 5_000_000

[[sections.questions]]
id = "topics"
label = "Which topics does your plan serve?"
kind = "several"
options = ["Trade", "Schools", "Ports"]
min = 1
max = 2

[[sections.questions]]
id = "earlier_grant"
label = "Did your city have a grant before?"
kind = "yes_no"
detail_if = "yes"
detail_label = "Which one?"

[[sections.questions]]
id = "uei"
label = "What is your UEI?"
kind = "uei"

[[sections.questions]]
id = "ein"
label = "What is your EIN?"
kind = "ein"

[[sections.questions]]
id = "city_hall"
label = "Where is your city hall?"
kind = "address"

[[sections.questions]]
id = "contact"
label = "Who answers our questions?"
kind = "person"

[[rules]]
must_hold = 'own_money <= total'
message = "Your own money is more than the grant. Ask for more, or put in less."

[activities]
"#;

/// The training round with every kind of question, where partners are named only by who has one.
fn round() -> String {
    let partners = "id = \"partner_names\"";
    let text = grant::ROUND.replacen(partners, &format!("{partners}\nasked_if = \"has_partner\""), 1);
    text.replacen("[activities]\n", EVERY_KIND, 1)
}

/// An application that was begun, with its address and its official's browser.
struct Begun {
    fund: Fund,
    madison: City,
    id: Id<Application>,
    ada: Browser,
    base: String,
}

fn begun(world: &World) -> Begun {
    let fund = fund_of(world, &round(), 100_000);
    let madison = city(world, "Madison");
    let started = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
    let ada = signed_in(world, &madison.official);
    let base = format!("/portal/applications/{}", started.reference);
    Begun { fund, madison, id: started.id, ada, base }
}

impl Begun {
    fn question(&self, id: &str) -> Page {
        self.ada.get(&format!("{}/questions/{id}", self.base))
    }

    fn answer(&self, id: &str, typed: &[(&str, &str)]) -> Page {
        self.ada.press(&self.question(id), "Save and continue", typed)
    }

    fn write_everything(&self, world: &World, dollars: i64) {
        let written = world.db.write(|tx| {
            grant::write_everything(world, tx, &self.madison.official, (self.id, dollars));
            Ok::<_, Error>(())
        });
        written.expect("written");
    }

    fn submit(&self, world: &World) -> Result<(), ProcessError> {
        world.db.write(|tx| {
            let version = intake::application(tx, self.id)?.version;
            let certification = Certification { typed_name: self.madison.official.name.clone(), has_agreed: true, version };
            process::submit(tx, &self.madison.official, self.id, &certification, &Press::default()).map(drop)
        })
    }
}

#[test]
fn a_question_is_asked_only_after_the_answer_that_needs_it() {
    on_both(|world| {
        let case = begun(world);
        let (asked, next) = ("Which partner cities or networks will take part?", "What other money or time will your city put in?");
        case.question("partner_names").must_be(200).must_say("asked only after certain answers").must_say("Do you already have a partner");
        let after = case.answer("has_partner", &[("answer", "no")]);
        assert!(after.heading().starts_with(next), "{}", after.heading());
        let hidden = case.question("partner_names");
        hidden
            .must_be(200)
            .must_say("This question is not asked because of your answer to Do you already have a partner city or network abroad?");
        assert!(!hidden.says("Save and continue") && !hidden.says("earlier answer"), "{}", hidden.text());
        case.ada.follow(&hidden, "Do you already have a partner city or network abroad?").must_be(200);

        let after = case.answer("has_partner", &[("answer", "yes")]);
        assert!(after.heading().starts_with(asked), "{}", after.heading());
        case.ada.press(&after, "Save and continue", &[("answer", "Lyon, France")]).must_be(200);
        case.write_everything(world, 8_000);
        let check = format!("{}/check", case.base);
        case.ada.get(&check).must_say(asked);

        case.answer("has_partner", &[("answer", "no")]).must_be(200);
        let without = case.ada.get(&check);
        assert!(!without.says(asked) && !without.says("This is still missing"), "{}", without.text());
        case.question("partner_names").must_say("Your earlier answer is kept.").must_say("Words that answer it.");
        case.submit(world).expect("received without it");
        let received = world.db.read(|conn| intake::latest_submission(conn, case.id)).expect("it").content().expect("JSON");
        assert!(received["answers"].get("partner_names").is_none(), "{received}");
        assert_eq!(received["answers"]["own_money"]["value"].as_i64(), Some(0));
        assert_eq!(received["answers"]["city_hall"]["value"]["state"].as_str(), Some("WI"));
        let olive = signed_in(world, &case.fund.officer);
        let desk = olive.get(&format!("/desk/applications/{}", case.base.rsplit('/').next().expect("a number")));
        desk.must_be(200).must_say("608-555-0100").must_say("Madison, WI 53703").must_say("12-3456789");
        assert!(!desk.says(asked), "what is not asked is not read");
    });
}

#[test]
fn what_an_open_question_brings_with_it_is_open_too() {
    on_both(|world| {
        let case = begun(world);
        case.write_everything(world, 8_000);
        case.answer("has_partner", &[("answer", "no")]).must_be(200);
        case.submit(world).expect("received");
        let parts = vec!["has_partner".to_owned()];
        let found = Screened { note: "Is there really no partner?".into(), ..Screened::default() };
        let until = world.db.read(|conn| intake::latest_submission(conn, case.id)).expect("it").received_at.plus(TimeDelta::days(7));
        let officer = &case.fund.officer;
        let sent_back =
            world.db.write(|tx| process::return_for_changes(tx, officer, case.id, (&found, &parts, until), &Press::default()).map(drop));
        sent_back.expect("sent back");
        let after = case.answer("has_partner", &[("answer", "yes")]);
        case.ada.press(&after, "Save and continue", &[("answer", "Lyon, France, since May")]).must_be(200);
        case.ada.get(&format!("{}/check", case.base)).must_say("Lyon, France, since May");
        case.ada.post(&format!("{}/questions/skills", case.base), &[("answer", "More"), ("version", "1")]).must_be(409);
    });
}

#[test]
fn each_kind_says_what_is_wrong_and_keeps_what_was_typed() {
    on_both(|world| {
        let case = begun(world);
        let refused = |id: &str, typed: &[(&str, &str)], says: &str| -> Page {
            let again = case.answer(id, typed);
            again.must_be(422).must_say(says);
            assert!(again.title().starts_with("Error: "), "{}", again.title());
            let sent = again.fill(Some("Save and continue"), &[]);
            for (name, value) in typed {
                assert!(sent.fields.contains(&((*name).to_owned(), (*value).to_owned())), "{id}: {name} is kept in {:?}", sent.fields);
            }
            again
        };
        refused("uei", &[("answer", "OBC123DEFGH4")], "never has the letters I and O");
        refused("uei", &[("answer", "abc 123")], "A UEI has 12 letters and digits. This has 6.");
        refused("ein", &[("answer", "12-34567")], "An EIN has 9 digits. Write it like 12-3456789.");
        refused("own_money", &[("answer", "60,000")], "Enter $50,000.00 or less.");
        refused("topics", &[("answer", "Trade"), ("answer", "Schools"), ("answer", "Ports")], "Select 2 or fewer. You selected 3.");
        refused("earlier_grant", &[("answer", "yes"), ("answer_detail", "")], "You answered yes. Write the answer to: Which one?");
        refused("earlier_grant", &[("answer", "no"), ("answer_detail", "In 2019")], "this is asked only after yes");
        let hall = [("answer_street", "1 Main Street"), ("answer_city", ""), ("answer_state", "TX"), ("answer_zip", "7984")];
        assert_eq!(refused("city_hall", &hall, "Enter the city.").errors().len(), 2);
        let person = [("answer_name", "Cleo"), ("answer_job", "Clerk"), ("answer_email", "cleo@"), ("answer_phone", "555-0100")];
        assert_eq!(refused("contact", &person, "Enter a phone number with area code").errors().len(), 2);

        case.answer("uei", &[("answer", "abc123 defgh4")]).must_be(200);
        case.question("uei").must_say("What is your UEI?");
        case.answer("own_money", &[("answer", "$1,250")]).must_be(200);
        case.answer("topics", &[("answer", "Ports"), ("answer", "Trade")]).must_be(200);
        case.answer("earlier_grant", &[("answer", "yes"), ("answer_detail", "Sister Cities, 2019")]).must_be(200);
        case.answer(
            "city_hall",
            &[("answer_street", "1 Main Street"), ("answer_city", "Marfa"), ("answer_state", "TX"), ("answer_zip", "79843")],
        )
        .must_be(200);
        let check = case.ada.get(&format!("{}/check", case.base));
        for shown in ["ABC123DEFGH4", "$1,250.00", "Trade Ports", "Yes Sister Cities, 2019", "1 Main Street Marfa, TX 79843"] {
            check.must_say(shown);
        }
        // Saved answers fill the fields again, and saving them changes nothing.
        for id in ["uei", "own_money", "topics", "earlier_grant", "city_hall"] {
            let version = |tx: &World| tx.db.read(|conn| intake::draft(conn, case.id)).expect("a draft").saved[id].version;
            let before = version(world);
            case.answer(id, &[]).must_be(200);
            assert_eq!(version(world), before, "{id}");
        }
        case.answer("topics", &[("answer", "")]).must_be(200);
        case.ada.get(&format!("{}/check", case.base)).must_say("Answer: Which topics does your plan serve?");
    });
}

#[test]
fn a_rule_between_answers_must_hold_before_submitting() {
    on_both(|world| {
        let case = begun(world);
        let says = "Your own money is more than the grant. Ask for more, or put in less.";
        case.answer("own_money", &[("answer", "9,000")]).must_be(200);
        let check = format!("{}/check", case.base);
        assert!(!case.ada.get(&check).says(says), "without a plan there is no total");
        case.write_everything(world, 8_000);
        case.answer("own_money", &[("answer", "8,000.01")]).must_be(200);
        let broken = case.ada.get(&check);
        broken.must_say(says);
        assert!(matches!(case.submit(world), Err(ProcessError::Submit(SubmitError::Incomplete(_)))));
        case.ada.get(&format!("{}/certify", case.base)).must_say(says);
        let mend = case.ada.follow(&broken, says);
        case.ada.press(&mend, "Save and continue", &[("answer", "8,000")]).must_be(200);
        assert!(!case.ada.get(&check).says(says));
        case.submit(world).expect("received");
        let receipt = case.ada.get(&format!("{}/receipt", case.base));
        receipt.must_say("$8,000.00").must_say("ABC123DEFGH4").must_say("Yes Words that say more.").must_say("Cleo Clark, Clerk");
    });
}
