//! The kinds of question that take more than a line: tables, certifications and files; and the
//! list of what is asked, which follows the answers.

use crate::grant::{self, city, fund_of, signed_in};
use crate::support::{Browser, Page, World, on_both};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::{intake, opportunity, process};

pub const KINDS: &str = r#"
[[sections]]
id = "more"
title = "Say more"

[[sections.questions]]
id = "partners_table"
label = "Who takes part, and what does it cost?"
kind = "table"
min = 2
max = 7
[[sections.questions.columns]]
id = "partner"
label = "Partner"
kind = "short_text"
[[sections.questions.columns]]
id = "sort"
label = "Sort"
kind = "choice"
options = ["Firm", "School"]
optional = true
[[sections.questions.columns]]
id = "people"
label = "People"
kind = "number"
[[sections.questions.columns]]
id = "cost"
label = "Cost"
kind = "money"
[[sections.questions.columns]]
id = "on"
label = "On"
kind = "date"
optional = true

[[sections.questions]]
id = "no_lobbying"
label = "Certify that no money is used for lobbying"
kind = "certification"
statement = """
No part of the grant is used for lobbying.

We keep the receipts for three years."""

[activities]
"#;

#[test]
fn a_table_and_a_certification_are_answered() {
    on_both(|world| {
        let fund = fund_of(world, &grant::ROUND.replacen("[activities]\n", KINDS, 1), 100_000);
        let madison = city(world, "Madison");
        let started = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
        let ada = signed_in(world, &madison.official);
        let base = format!("/portal/applications/{}", started.reference);
        let table = format!("{base}/questions/partners_table");
        let page = ada.get(&table);
        page.must_be(200).must_say("Row 3").must_say("Sum of Cost");
        assert!(!page.says("Row 4"));
        let typed = [("answer_0_partner", "Lyon"), ("answer_0_people", "1,2"), ("answer_0_cost", "1,200"), ("answer_0_sort", "School")];
        let longer = ada.press(&page, "Add rows", &typed);
        longer.must_be(200).must_say("Row 6");
        let wrong = ada.press(&longer, "Save and continue", &[("answer_5_partner", "Kraków"), ("answer_5_cost", "$1e3")]);
        wrong.must_be(422).must_say("Row 6: fill in “People”, or empty the whole row.");
        assert!(wrong.one("#answer_5_people-error").contains("Row 6"), "the mistake stands at its cell");
        assert!(wrong.one("#answer_5_cost-error").contains("Row 6, Cost"));
        let wrong = ada.press(
            &wrong,
            "Save and continue",
            &[
                ("answer_5_people", "3"),
                ("answer_5_cost", "0.50"),
                ("answer_5_on_month", "2"),
                ("answer_5_on_day", "30"),
                ("answer_5_on_year", "2028"),
            ],
        );
        wrong.must_be(422);
        assert!(!wrong.one("#answer_5_on-error").is_empty());
        let last = ada.press(&wrong, "Add rows", &[("answer_5_on_day", "28")]);
        last.must_say("Row 7");
        assert!(last.all("button").iter().all(|b| b != "Add rows"), "there are no more");
        ada.press(&last, "Save and continue", &[]).must_be(200).must_say("Certify that no money is used for lobbying");
        let again = ada.get(&table);
        again.must_say("Sum of Cost: $1,200.50").must_say("Sum of People: 15");
        assert_eq!(again.all("main fieldset legend").iter().filter(|l| l.starts_with("Row")).count(), 5, "two rows and three blank ones");

        let certify = ada.get(&format!("{base}/questions/no_lobbying"));
        certify.must_say("No part of the grant is used for lobbying.").must_say("We keep the receipts for three years.");
        ada.press(&certify, "Save and continue", &[("answer", "yes")]).must_be(200);
        let saved = world.db.read(|conn| intake::draft(conn, started.id)).expect("a draft");
        let json = serde_json::to_value(&saved.saved["no_lobbying"].answer).expect("JSON");
        assert_eq!(json["value"], "No part of the grant is used for lobbying.\n\nWe keep the receipts for three years.");
        let check = ada.get(&format!("{base}/check"));
        check
            .must_say("Partner: Lyon; Sort: School; People: 12; Cost: $1,200.00")
            .must_say("Sum of Cost: $1,200.50")
            .must_say("Certified: No part");
        let undone = ada.press(&ada.get(&format!("{base}/questions/no_lobbying")), "Save and continue", &[("answer", "")]);
        undone.must_be(200);
        ada.get(&format!("{base}/check")).must_say("Certify that no money is used for lobbying");
        let saved = world.db.read(|conn| intake::draft(conn, started.id)).expect("a draft").saved;
        assert!(!saved.contains_key("no_lobbying"));
    });
}

#[test]
fn tables_and_certifications_are_checked_with_their_lines() {
    let text = grant::ROUND.replacen("[activities]\n", KINDS, 1);
    opportunity::read("round.toml", &text).expect("sound");
    for (from, to, says) in [
        ("id = \"sort\"", "id = \"partner\"", "used once in its table"),
        ("label = \"Sort\"", "label = \"\"", "The column has no heading"),
        ("[\"Firm\", \"School\"]", "[\"Firm\"]", "A choice needs at least two options."),
        ("kind = \"date\"\noptional = true", "kind = \"person\"", "unknown variant `person`"),
        ("max = 7", "max = 51", "A table has 1 to 50 rows."),
        ("kind = \"certification\"\n", "kind = \"short_text\"\n", "Only a certification has a statement."),
        ("kind = \"table\"", "kind = \"long_text\"", "Only a table has columns."),
    ] {
        assert!(text.contains(from), "{from}");
        let wrong = text.replacen(from, to, 1);
        let mistakes = opportunity::read("round.toml", &wrong).expect_err(to).mistakes;
        assert!(mistakes.iter().any(|m| m.message.contains(says) && m.line > 100), "{to}: {mistakes:?}");
    }
}

pub const LETTER: &str = r#"
[[sections]]
id = "more"
title = "Say more"

[[sections.questions]]
id = "has_letter"
label = "Do you have a letter of support?"
kind = "yes_no"

[[sections.questions]]
id = "letter"
label = "Attach the letter"
hint = "Signed, as PDF."
kind = "file"
types = ["pdf"]
max_mb = 1
asked_if = "has_letter"

[[sections.questions]]
id = "letter_from"
label = "Who wrote the letter?"
kind = "short_text"
asked_if = "has_letter"

[activities]
"#;

/// An application in a round with `more`, its official's browser and its address.
pub fn begun(world: &World, more: &str) -> (grant::Fund, grant::City, intake::Application, Browser, String) {
    let fund = fund_of(world, &grant::ROUND.replacen("[activities]\n", more, 1), 100_000);
    let madison = city(world, "Madison");
    let started = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
    let ada = signed_in(world, &madison.official);
    let base = format!("/portal/applications/{}", started.reference);
    (fund, madison, started, ada, base)
}

pub fn draft(world: &World, application: &intake::Application) -> intake::Draft {
    world.db.read(|conn| intake::draft(conn, application.id)).expect("a draft")
}

#[test]
fn a_question_is_answered_by_a_file() {
    on_both(|world| {
        let (fund, madison, started, ada, base) = begun(world, LETTER);
        let question = |id: &str| ada.get(&format!("{base}/questions/{id}"));
        question("letter").must_say("asked only after certain answers");
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "yes")]).must_say("Attach the letter");
        let page = question("letter");
        page.must_say("Signed, as PDF.").must_say("A PDF of less than 1 MB.");
        let send = |page: &Page, name: &str, bytes: &[u8]| ada.send_form(&page.fill(Some("Upload"), &[]), &[("letter", name, bytes)]);
        send(&page, "letter.png", &crate::support::samples::png(9, 9)).must_be(422).must_say("must be a PDF").must_say("Attach the letter");
        ada.press(&page, "Upload", &[]).must_be(422).must_say("Select a file.");
        let kept = send(&page, "letter.pdf", &crate::support::samples::pdf("We support it"));
        kept.must_be(200).must_say("The file is attached.").must_say("letter.pdf");
        assert_eq!(draft(world, &started).attachments.len(), 1);
        ada.get(&format!("{base}/check")).must_say("letter.pdf");
        assert!(!ada.get(&format!("{base}/attachments")).says("Attach the letter"), "it has its own page");
        let again = send(&kept, "second.pdf", &crate::support::samples::pdf("We support it more"));
        again.must_be(200).must_say("second.pdf");
        assert_eq!(draft(world, &started).attachments.len(), 1, "in its place");
        ada.follow(&again, "Continue").must_say("Who wrote the letter?");

        // What is not asked is kept and is no part of what is received.
        world
            .db
            .write(|tx| {
                grant::write_everything(world, tx, &madison.official, (started.id, 8_000));
                Ok::<_, Error>(())
            })
            .expect("written");
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "no")]).must_be(200);
        let draft = draft(world, &started);
        assert!(intake::gaps(&draft).is_empty(), "{:?}", intake::gaps(&draft));
        assert_eq!((draft.attachments.len(), draft.attachments_asked_for().count()), (2, 1));
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "yes")]).must_be(200);
        let removed = ada.press(&question("letter"), "Remove the file", &[]);
        removed.must_be(200).must_say("The file is removed.");
        assert_eq!(intake::gaps(&self::draft(world, &started)).len(), 1, "it is required");
        send(&removed, "letter.pdf", &crate::support::samples::pdf("We support it")).must_be(200);
        world
            .db
            .write(|tx| {
                let version = intake::application(tx, started.id)?.version;
                let certification = intake::Certification { typed_name: madison.official.name.clone(), has_agreed: true, version };
                process::submit(tx, &madison.official, started.id, &certification, &process::Press::default()).map(drop)
            })
            .expect("received");
        let received = world.db.read(|conn| intake::latest_submission(conn, started.id)).expect("it").content().expect("JSON");
        assert_eq!(received["answers"]["letter"]["value"]["name"], "letter.pdf");
        assert_eq!(received["attachments"].as_array().map(Vec::len), Some(2));
        let olive = signed_in(world, &fund.officer);
        olive.get(&format!("/desk/applications/{}", started.reference)).must_be(200).must_say("letter.pdf").must_say("Attach the letter");
    });
}

#[test]
fn a_page_is_told_what_is_asked_by_the_rules_of_the_server() {
    on_both(|world| {
        let (_, _, started, ada, base) = begun(world, LETTER);
        let asked = |answer: &str| {
            let page = ada.get(&format!("{base}/questions/has_letter"));
            let mut form = page.fill(Some("Save and continue"), &[("answer", answer)]);
            form.action = format!("{base}/questions/has_letter/asked");
            let told: serde_json::Value = serde_json::from_str(&ada.send_form(&form, &[]).body).expect("JSON");
            told["asked"].as_array().expect("a list").iter().map(|id| id.as_str().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(asked("yes"), ["has_letter", "letter", "letter_from"]);
        assert_eq!(asked("no"), ["has_letter"]);
        assert!(!draft(world, &started).saved.contains_key("has_letter"), "nothing is saved");
        let page = ada.get(&format!("{base}/questions/has_letter"));
        assert_eq!(page.all("[data-question]:not([hidden])").len(), 1);
        assert_eq!(page.all("[data-question][hidden]").len(), 2);
        ada.press(&page, "Save and continue", &[("answer", "yes")]).must_be(200);
        let page = ada.get(&format!("{base}/questions/letter_from"));
        assert_eq!(page.all("[data-question]:not([hidden])").len(), 3);
        let stranger = world.citizen("Sam Stranger", "Elmira, NY", urban_diplomacy_fund::people::CityRole::Preparer);
        stranger.post(&format!("{base}/questions/has_letter/asked"), &[("answer", "yes")]).must_be(404);
    });
}
