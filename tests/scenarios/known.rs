//! What is known of an answer is filled in and marked, is an answer only once it was saved, and never
//! takes the place of what somebody typed.

use crate::grant::{self, City, Fund, city, fund_of, signed_in};
use crate::support::{Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, CityRole, membership, organisation};
use urban_diplomacy_fund::process;

const APPLICANT: &str = r#"
[[sections]]
id = "applicant"
title = "Say who applies"

[[sections.questions]]
id = "legal_name"
label = "What is the legal name of your city?"
kind = "short_text"
prefill = "city.name"

[[sections.questions]]
id = "office"
label = "Where is its office?"
kind = "address"
prefill = "city"

[[sections.questions]]
id = "people_there"
label = "How many people live there?"
kind = "number"
prefill = "eligibility.population"

[[sections.questions]]
id = "signer"
label = "Who signs?"
kind = "person"
prefill = "official"

[[sections.questions]]
id = "to_ask"
label = "Whom do we ask?"
kind = "person"
prefill = ["latest", "contact"]

[[sections.questions]]
id = "sam_id"
label = "What is its UEI?"
kind = "uei"
prefill = "latest"

[activities]
"#;

fn round(world: &World) -> (Fund, City) {
    let fund = fund_of(world, &grant::ROUND.replacen("[activities]\n", APPLICANT, 1), 100_000);
    (fund, city(world, "Madison"))
}

fn begun(world: &World, who: &Actor, fund: &Fund, madison: &City) -> (Id<Application>, String) {
    let begun = world.db.write(|tx| process::start_case(tx, who, fund.round, madison.id)).expect("a draft");
    (begun.id, format!("/portal/applications/{}", begun.reference))
}

fn has(page: &Page, field: &str, value: &str) -> bool {
    page.all(&format!("input#{field}[value=\"{value}\"]")).len() == 1
}

const REGISTER: &str = "Filled in from the register of places; check it. It counts as your answer when you save this page.";

#[test]
fn what_is_known_is_filled_in_and_counts_once_it_is_saved() {
    on_both(|world| {
        let (fund, madison) = round(world);
        let (id, base) = begun(world, &madison.official, &fund, &madison);
        let ada = signed_in(world, &madison.official);
        let at = |question: &str| format!("{base}/questions/{question}");

        let name = ada.get(&at("legal_name"));
        name.must_be(200).must_say(REGISTER);
        assert!(has(&name, "answer", "Madison"), "{}", name.text());
        let saved = |question: &str| world.db.read(|conn| intake::draft(conn, id)).expect("a draft").saved.contains_key(question);
        assert!(!saved("legal_name"), "looking at the page answers nothing");
        ada.get(&format!("{base}/check")).must_say("Answer: What is the legal name of your city?");
        ada.press(&name, "Save and continue", &[]).must_be(200).must_say("Where is its office?");
        assert!(saved("legal_name"));
        let again = ada.get(&at("legal_name"));
        assert!(!again.says("Filled in from") && has(&again, "answer", "Madison"));
        ada.press(&again, "Save and continue", &[("answer", "City of Madison")]).must_be(200);
        let typed = ada.get(&at("legal_name"));
        assert!(has(&typed, "answer", "City of Madison") && !typed.says("Filled in from"));

        let office = ada.get(&at("office"));
        office.must_say(REGISTER);
        assert!(has(&office, "answer_city", "Madison") && office.all("option[value=WI][selected]").len() == 1);
        // What was typed and is no answer yet stands before what is known.
        ada.press(&office, "Save and continue", &[("answer_city", "Madeira")]).must_be(422).must_say("Enter the street address.");
        let kept = ada.get(&at("office"));
        assert!(has(&kept, "answer_city", "Madeira") && !kept.says("Filled in from"), "{}", kept.text());

        let people = ada.get(&at("people_there"));
        people.must_say("Filled in from your answers to the eligibility questions; check it.");
        assert!(has(&people, "answer", "9000"));
        let signer = ada.get(&at("signer"));
        signer.must_say("Filled in from what your city told us of its authorized official; check it.");
        assert!(has(&signer, "answer_name", "Official-Madison") && has(&signer, "answer_email", "official-madison@demo.example"));
        let to_ask = ada.get(&at("to_ask"));
        to_ask.must_say("Filled in from your account; check it.");
        assert!(has(&to_ask, "answer_name", "Official-Madison"));
        let uei = ada.get(&at("sam_id"));
        assert!(!uei.says("Filled in from") && !has(&uei, "answer", "ABC123DEFGH4"), "no application was sent yet");
    });
}

#[test]
fn the_latest_application_fills_in_the_next() {
    on_both(|world| {
        let (fund, madison) = round(world);
        let first = grant::application(world, &fund, &madison, 7_000);
        let other = city(world, "Fargo");
        let (_, base) = begun(world, &madison.official, &fund, &madison);
        let ada = signed_in(world, &madison.official);
        let uei = ada.get(&format!("{base}/questions/sam_id"));
        uei.must_say("Filled in from your city’s application UDF-2027-0001; check it.");
        assert!(has(&uei, "answer", "ABC123DEFGH4"), "{}", uei.text());
        let to_ask = ada.get(&format!("{base}/questions/to_ask"));
        to_ask.must_say("Filled in from your city’s application UDF-2027-0001; check it.");
        assert!(has(&to_ask, "answer_name", "Cleo Clark") && has(&to_ask, "answer_phone", "608-555-0100"));
        ada.get(&format!("{base}/questions/contact_with_government")).must_say("Filled in from your city’s application UDF-2027-0001");

        let (_, elsewhere) = begun(world, &other.official, &fund, &other);
        let theirs = signed_in(world, &other.official).get(&format!("{elsewhere}/questions/sam_id"));
        assert!(!theirs.says("Filled in from"), "another city’s application fills in nothing");

        // Somebody who only reads is offered nothing.
        let reader = world.db.write(|tx| {
            let reader = grant::person(tx, "Vera", &[]);
            membership::grant(tx, &Actor::system(), madison.id, reader.account.expect("an account"), CityRole::Viewer).expect("a role");
            Ok::<_, Error>(reader)
        });
        let seen = signed_in(world, &reader.expect("a reader")).get(&format!("{base}/questions/sam_id"));
        assert!(!seen.says("Filled in from") && !seen.says("ABC123DEFGH4"), "{}", seen.text());

        let withdrawn = world.db.write(|tx| {
            use schema::applications as a;
            let now = tx.now().naive();
            diesel::update(a::table.find(first.text())).set(a::withdrawn_at.eq(now)).execute(&mut **tx)?;
            Ok::<_, Error>(())
        });
        withdrawn.expect("it is withdrawn");
        assert!(!ada.get(&format!("{base}/questions/sam_id")).says("Filled in from"), "what was withdrawn says nothing");
    });
}

#[test]
fn an_officer_who_enters_for_a_city_is_not_its_contact() {
    on_both(|world| {
        let (fund, madison) = round(world);
        let (id, base) = begun(world, &madison.official, &fund, &madison);
        let entered = world.db.write(|tx| {
            use schema::applications as a;
            let account = fund.officer.account.expect("an account").text();
            diesel::update(a::table.find(id.text())).set((a::entered_by.eq(account), a::entered_by_name.eq("Olive"))).execute(&mut **tx)?;
            organisation::city(tx, madison.id).map(drop)
        });
        entered.expect("it is entered by the officer");
        let olive = signed_in(world, &fund.officer);
        let to_ask = olive.get(&format!("{base}/questions/to_ask"));
        to_ask.must_be(200);
        assert!(!to_ask.says("Filled in from") && !has(&to_ask, "answer_name", "Olive"), "{}", to_ask.text());
        olive.get(&format!("{base}/questions/legal_name")).must_say(REGISTER);
    });
}
