//! An officer changes in place what a form takes: options, limits, whether an answer is needed
//! and conditions; and the terms, where an hour comes twice and questions end early.

use crate::grant::{self, city, fund_of, signed_in};
use crate::support::{Browser, Page, Person, World, on_both};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::opportunity::{self, Definition};
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");
const SLUG: &str = "city-engagement-grants-2027";
const PASSWORD: &str = "small cities act abroad";

fn at(page: &str) -> String {
    format!("/desk/opportunities/{SLUG}{page}")
}

/// The round, its options written with a comment each.
fn text() -> String {
    let one_line = "options = [\"Never\", \"Now and then\", \"On a regular schedule\"]";
    let tall = "options = [\n  # most cities\n  \"Never\",\n  \"Now and then\",\n  \"On a regular schedule\", # added in 2026\n]";
    assert!(ROUND.contains(one_line));
    let text = ROUND.replacen(one_line, tall, 1);
    text.replacen("id = \"people_reached\"", "id = \"people_reached\"\nasked_if = 'contact_with_government != \"Never\"'", 1)
}

/// An officer with the next version of the round in work.
fn begun(world: &World, name: &str) -> Person {
    let officer = world.staff(name, FundRole::ProgramOfficer);
    world.give_password(&officer, PASSWORD);
    officer.press(&officer.get(&at("")), "Change this opportunity", &[]).must_be(200);
    officer
}

fn answers(browser: &Browser, part: &str) -> Page {
    browser.get(&at(&format!("/revision/answers/{part}")))
}

fn next(world: &World) -> (String, Definition) {
    let revision = world.db.read(|conn| opportunity::find_revision(conn, SLUG)).expect("read").expect("a revision");
    let definition = opportunity::read("revision", &revision.toml).expect("a revision is sound");
    (revision.toml, definition)
}

fn row(page: &Page, part: &str) -> Vec<String> {
    let rows = page.rows();
    rows.iter().find(|row| row[0] == part).unwrap_or_else(|| panic!("{part}: {rows:?}"))[1..].to_vec()
}

/// Limits of each kind, and what is wrong with them beside the field.
fn change_limits(officer: &Browser) {
    let long = answers(officer, "need_now");
    let wrong = officer.press(&long, "Save", &[("max_chars", "20,001"), ("optional", "no")]);
    wrong.must_be(422);
    assert_eq!(wrong.one("#max_chars-error"), "Error: Between 1 and 20,000 characters can be asked for. Change the number.");
    officer.press(&wrong, "Save", &[("max_chars", "-5")]).must_be(422).must_say("Enter a whole number, such as 12.");
    officer.press(&wrong, "Save", &[("max_chars", "4,000")]).must_be(200);
    let number = answers(officer, "people_reached");
    officer.press(&number, "Save", &[("min", "10"), ("max", "5")]).must_be(422).must_say("The most is below the least.");
    officer.press(&number, "Save", &[("min", "10"), ("max", ""), ("optional", "yes")]).must_be(200);
    let table = answers(officer, "partner_shares");
    let wrong = officer.press(&table, "Save", &[("max", "51"), ("value-max", "2,000,000")]);
    wrong.must_be(422).must_say("A table has 1 to 50 rows.");
    officer.press(&wrong, "Save", &[("max", "8"), ("country-max_chars", "40"), ("brings-options", "Money\nTime")]).must_be(200);
    let file = answers(officer, "council_support");
    officer.press(&file, "Save", &[("types", "")]).must_be(422).must_say("No type of file is allowed.");
    officer.press(&file, "Save", &[("types", "pdf"), ("max_mb", "5")]).must_be(200);
    officer.press(&answers(officer, "support_letter"), "Save", &[("required", "yes")]).must_be(200);
}

/// A condition is checked as the command line checks it.
fn change_conditions(officer: &Browser) {
    let why = answers(officer, "other_money");
    let refuse = |rule: &str, sentence: &str| {
        let wrong = officer.press(&why, "Save", &[("asked_if", rule)]);
        wrong.must_be(422);
        let told = wrong.one("#asked_if-error");
        assert!(told.contains(sentence), "{rule}: {told}");
        assert_eq!(wrong.one("textarea[name=asked_if]"), rule, "it is kept");
    };
    refuse("has_partner &&", "(at character ");
    refuse("ready_on < date(\"2027-10-01\")", "“ready_on” is not asked before this.");
    refuse("staff_abroad > 500", "can never hold");
    refuse("staff_abroad > \"x\"", "(at character ");
    refuse("no_such_thing", "no_such_thing");
    officer.press(&why, "Save", &[("asked_if", "has_partner && staff_abroad > 2")]).must_be(200);
    officer.press(&answers(officer, "people_reached"), "Save", &[("asked_if", "")]).must_be(200);
    officer.press(&answers(officer, "results"), "Save", &[("asked_if", "has(project_title)")]).must_be(200);
    let population = answers(officer, "population");
    officer.press(&population, "Save", &[("must_hold", "")]).must_be(422).must_say("Write something here.");
    officer.press(&population, "Save", &[("must_hold", "population <= 60000")]).must_be(200);
    answers(officer, "no_such_part").must_be(404);
}

#[test]
fn options_limits_and_conditions_are_changed_in_place() {
    on_both(|world| {
        let fund = fund_of(world, &text(), 100_000);
        let madison = city(world, "Madison");
        let case = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
        let oscar = begun(world, "Oscar");

        // Other words for an option take the condition that names it along; the order and one more.
        let form = oscar.get(&at("/revision/form"));
        let page = oscar
            .follow(&form, "Change answers and condition of How often are you in touch with the national government about work abroad?");
        page.must_say("One on each line").must_say("purpose == \"Work with a partner city or network\"");
        oscar.press(&page, "Save", &[("options", "Never")]).must_be(422).must_say("A choice needs at least two options. Add them.");
        let twice = oscar.press(&page, "Save", &[("options", "Never\nOften\nNever")]);
        twice.must_be(422);
        assert_eq!(twice.one("#options-error"), "Error: “Never” is there twice. Take one of the two out.");
        assert!(twice.html().html().contains("Never\nOften\nNever"), "what was typed is kept");
        oscar
            .press(&page, "Save", &[("options", "Not yet\nNow and then\nOn a regular schedule")])
            .must_be(200)
            .must_say("Your changes are saved.");
        let page = answers(&oscar, "contact_with_government");
        oscar.press(&page, "Save", &[("options", "Now and then\n\n  Every month\nNot yet\nOn a regular schedule")]).must_be(200);
        let (toml, d) = next(world);
        let options = &d.question("contact_with_government").expect("it").options;
        assert_eq!(options, &["Now and then", "Every month", "Not yet", "On a regular schedule"]);
        assert_eq!(
            d.question("people_reached").and_then(|q| q.asked_if.clone()).expect("it").text(),
            "contact_with_government != \"Not yet\""
        );
        assert!(toml.contains("  # most cities\n  \"Not yet\",") && toml.contains("# added in 2026"), "{toml}");
        // An option that a condition needs does not go.
        let gone = oscar.press(&answers(&oscar, "contact_with_government"), "Save", &[("options", "Now and then\nEvery month")]);
        gone.must_be(422).must_say("It does not fit line").must_say("Not yet");

        change_limits(&oscar);
        change_conditions(&oscar);

        // What differs is said, publishing makes a version, and who writes keeps the earlier one.
        let saved = oscar.get(&at("/revision"));
        assert_eq!(
            row(&saved, "Question “What other money or time will your city put in?”: asked if"),
            ["Was not there", "has_partner && staff_abroad > 2"]
        );
        saved.must_say("+ max_chars = 4_000").must_say("+ types = [\"pdf\"]").must_say("- max_mb = 10");
        let (_, d) = next(world);
        assert!(d.question("need_now").expect("it").optional && !d.question("people_reached").expect("it").optional);
        oscar.press(&saved, "Publish", &[("password", PASSWORD)]).must_be(200).must_say("published and in force");
        let draft = world.db.read(|conn| intake::draft(conn, case.id)).expect("a draft");
        assert_eq!(draft.definition.question("need_now").and_then(|q| q.max_chars), Some(2500));
        let ada = signed_in(world, &madison.official);
        let page = ada.get(&format!("/portal/applications/{}/questions/contact_with_government", case.reference));
        page.must_be(200).must_say("Never");
        assert!(!page.says("Every month"));
        ada.get(&format!("/portal/applications/{}/version", case.reference)).must_say("Every month");
    });
}

#[test]
fn two_officers_who_change_what_a_question_takes_lose_nothing() {
    on_both(|world| {
        fund_of(world, &text(), 100_000);
        let oscar = begun(world, "Oscar");
        let oriel = world.staff("Oriel", FundRole::ProgramOfficer);
        let (a, b) = (answers(&oscar, "need_now"), answers(&oriel, "need_now"));
        oscar.press(&a, "Save", &[("max_chars", "1000")]).must_be(200);
        let mistake = oriel.press(&b, "Save", &[("max_chars", "x")]);
        let clash = oriel.press(&mistake, "Save", &[("max_chars", "2000"), ("optional", "no")]);
        clash.must_be(422).must_say("Somebody else changed this revision").must_say("Saved meanwhile: 1000");
        assert_eq!(next(world).1.question("need_now").and_then(|q| q.max_chars), Some(1000));
        oriel.press(&clash, "Save", &[("max_chars", "2000")]).must_be(200);
        assert_eq!(next(world).1.question("need_now").and_then(|q| q.max_chars), Some(2000));
        // Who is no officer does neither.
        let finn = world.staff("Finn", FundRole::FinanceOfficer);
        assert_ne!(answers(&finn, "need_now").status, 200);
        let typed = [("max_chars", "5"), ("optional", "yes"), ("version", "3")];
        assert_ne!(finn.post(&at("/revision/answers/need_now"), &typed).status, 200);
        assert_eq!(next(world).1.question("need_now").and_then(|q| q.max_chars), Some(2000));
    });
}

#[test]
fn the_terms_ask_which_of_two_hours_is_meant_and_until_when_questions_are_taken() {
    on_both(|world| {
        fund_of(
            world,
            &ROUND.replacen("decisions_by = \"2027-05-28\"", "decisions_by = \"2027-12-10\"", 1).replacen(
                "performance_starts = \"2027-07-01\"",
                "performance_starts = \"2027-12-15\"",
                1,
            ),
            100_000,
        );
        let oscar = begun(world, "Oscar");
        let terms = oscar.get(&at("/revision/terms"));
        let night = [("closes_month", "11"), ("closes_day", "7"), ("closes_year", "2027"), ("closes_at", "1:30 AM")];
        let asked = oscar.press(&terms, "Save", &night);
        asked.must_be(422);
        let sentence =
            "Error: The clocks show 1:30 AM twice on that night. Enter 1:30 AM EDT for the first, or 1:30 AM EST for the second.";
        assert_eq!(asked.one("#closes_at-error"), sentence);
        let saved = oscar.press(&asked, "Save", &[("closes_at", "1:30 am edt")]);
        saved.must_be(200);
        assert_eq!(row(&saved, "Closes"), ["March 12, 2027, 5:00 PM", "November 7, 2027, 1:30 AM EDT"]);
        assert!(next(world).0.contains("closes = \"2027-11-07 01:30 EDT\""));
        assert_eq!(next(world).1.dates.deadline().expect("a deadline").at.iso(), "2027-11-07T05:30:00.000000Z");
        let terms = oscar.get(&at("/revision/terms"));
        oscar.press(&terms, "Save", &[("closes_at", "1:30 AM EST")]).must_be(200);
        assert_eq!(next(world).1.dates.deadline().expect("a deadline").at.iso(), "2027-11-07T06:30:00.000000Z");
        let spring = [("closes_month", "3"), ("closes_day", "14"), ("closes_at", "2:30 AM")];
        oscar.press(&oscar.get(&at("/revision/terms")), "Save", &spring).must_be(422).must_say("The clocks skip this time on that night.");
        oscar
            .press(&oscar.get(&at("/revision/terms")), "Save", &[("closes_month", "3"), ("closes_day", "12"), ("closes_at", "5 PM EST")])
            .must_be(200);
        assert!(next(world).0.contains("closes = \"2027-03-12 17:00\""), "letters that say nothing more are left out");

        let terms = oscar.get(&at("/revision/terms"));
        let late = [("questions_until_month", "3"), ("questions_until_day", "20"), ("questions_until_year", "2027")];
        let wrong = oscar.press(&terms, "Save", &late);
        wrong.must_be(422);
        assert!(wrong.one("#questions_until-error").contains("Choose a day that is not after the deadline."));
        let saved = oscar.press(&wrong, "Save", &[("questions_until_month", "2"), ("questions_until_day", "19")]);
        saved.must_be(200).must_say("Questions about it are taken until").must_say("February 19, 2027");
        oscar.press(&saved, "Publish", &[("password", PASSWORD)]).must_be(200);
        world.browser().get(&format!("/opportunities/{SLUG}/answers")).must_say("February 19, 2027");
        oscar.press(&oscar.get(&at("")), "Change this opportunity", &[]).must_be(200);
        let empty = [("questions_until_month", ""), ("questions_until_day", ""), ("questions_until_year", "")];
        oscar.press(&oscar.get(&at("/revision/terms")), "Save", &empty).must_be(200);
        assert_eq!(next(world).1.dates.questions_until, None);
    });
}

#[test]
fn the_shipped_round_asks_for_the_councils_support_only_above_25_000_dollars() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 100_000);
        let madison = city(world, "Madison");
        let case = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
        world
            .db
            .write(|tx| {
                grant::write_everything(world, tx, &madison.official, (case.id, 30_000));
                Ok::<_, urban_diplomacy_fund::db::Error>(())
            })
            .expect("written");
        let ada = signed_in(world, &madison.official);
        let base = format!("/portal/applications/{}", case.reference);
        let question = |id: &str| ada.get(&format!("{base}/questions/{id}"));
        question("council_support").must_be(200).must_say("resolution of your council");
        question("partner_shares").must_say("What it brings");
        question("no_lobbying").must_say("No part of the grant will be used to influence a member");
        ada.press(&question("over_25000"), "Save and continue", &[("answer", "no")]).must_be(200);
        question("council_support").must_say("Your earlier answer is kept.").must_say("quote.pdf");
        ada.get(&format!("{base}/check")).must_say("You ask for more than $25,000, but answered that you will not.");
        ada.press(&question("over_25000"), "Save and continue", &[("answer", "yes")]).must_be(200);
        let check = ada.get(&format!("{base}/check"));
        assert!(!check.says("but answered that you will not"));
        world.browser().get(&format!("/opportunities/{SLUG}/questions")).must_say("Add the resolution of your council");
    });
}
