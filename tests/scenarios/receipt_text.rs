//! The receipt on its page, in its letter and as PDF: an application that answers every kind of question, and every
//! question and answer in all three, word for word; drawn from what was received and not from what is written now.

use crate::grant::{self, City, Fund, fund_of, signed_in};
use crate::joint::{CONFIRM, asked, joint_round, lead, name_sitka, partner, portal};
use crate::support::{Browser, World, on_both_with_its_own_mail, pdf};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application, AttendeeInput, CostInput};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::opportunity::QuestionKind;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};

const EVERY_KIND: &str = r#"
[[sections]]
id = "every_kind"
title = "Answer every kind of question"

[[sections.questions]]
id = "k_short"
label = "What is it called?"
kind = "short_text"

[[sections.questions]]
id = "k_long"
label = "What is it about?"
kind = "long_text"

[[sections.questions]]
id = "k_number"
label = "How many people see it?"
kind = "number"

[[sections.questions]]
id = "k_money"
label = "How much money does your city put in?"
kind = "money"

[[sections.questions]]
id = "k_date"
label = "When does it begin?"
kind = "date"

[[sections.questions]]
id = "k_choice"
label = "Where is it?"
kind = "choice"
options = ["North", "South"]

[[sections.questions]]
id = "k_several"
label = "Which topics does it serve?"
kind = "several"
options = ["Trade", "Schools", "Ports"]

[[sections.questions]]
id = "k_yes"
label = "Did your city have a grant before?"
kind = "yes_no"
detail_if = "yes"
detail_label = "Which one?"

[[sections.questions]]
id = "k_file"
label = "Attach the resolution of the council"
kind = "file"
types = ["pdf"]

[[sections.questions]]
id = "k_uei"
label = "What is your UEI?"
kind = "uei"

[[sections.questions]]
id = "k_ein"
label = "What is your EIN?"
kind = "ein"

[[sections.questions]]
id = "k_address"
label = "Where is your city hall?"
kind = "address"

[[sections.questions]]
id = "k_person"
label = "Who answers our questions?"
kind = "person"

[[sections.questions]]
id = "k_table"
label = "Who helps, and what does it cost?"
kind = "table"
[[sections.questions.columns]]
id = "helper"
label = "Helper"
kind = "short_text"
[[sections.questions.columns]]
id = "cost"
label = "Cost"
kind = "money"
[[sections.questions.columns]]
id = "since"
label = "Since"
kind = "date"
optional = true

[[sections.questions]]
id = "k_certified"
label = "Certify that no money is used for lobbying"
kind = "certification"
statement = "No part of the grant is used for lobbying."

[activities]
"#;

/// What is typed, and how it reads.
const ANSWERS: &[(&str, &str, &[&str])] = &[
    ("k_short", "Café <b>Zürich</b> & *friends* #1", &["Café <b>Zürich</b> & *friends* #1"]),
    ("k_long", "It begins in May.\n\nIt costs $5 _each_; “quoted”.", &["It begins in May.", "It costs $5 _each_; “quoted”."]),
    ("k_number", "21,888", &["21,888"]),
    ("k_money", "1,234.56", &["$1,234.56"]),
    ("k_date", "2027-05-09", &["May 9, 2027"]),
    ("k_choice", "South", &["South"]),
    ("k_several", "Trade\nPorts", &["Trade", "Ports"]),
    ("k_yes", "yes\nThe grant of 2019.", &["Yes", "The grant of 2019."]),
    ("k_uei", "ABC123DEFGH4", &["ABC123DEFGH4"]),
    ("k_ein", "12-3456789", &["12-3456789"]),
    ("k_address", "1 Main Street\nElmira\nNY\n14901", &["1 Main Street", "Elmira, NY 14901"]),
    ("k_person", "Cleo Clark\nClerk\ncleo@elmira.example\n607-555-0100", &["Cleo Clark, Clerk", "cleo@elmira.example", "607-555-0100"]),
    (
        "k_table",
        "Port of Lyon\t1,200\t2027-03-01\nSchool\t0.50\t",
        &["Helper: Port of Lyon; Cost: $1,200.00; Since: March 1, 2027", "Helper: School; Cost: $0.50", "Sum of Cost: $1,200.50"],
    ),
    ("k_certified", "yes", &["Certified: No part of the grant is used for lobbying."]),
];

/// The plan, the certification and the rest of what a receipt tells.
const REST: &[&str] = &[
    // The activity with its people and what it costs, to the row.
    "Protocol course",
    "Lyon, France",
    "Cleo Clerk",
    "Mayor of the city",
    "Name open",
    "Political appointee or elected official",
    "Flights: 2 × $4,000.00, of which the city pays $500.00",
    "Rooms: 5 nights × $100.00, put down to Sitka, AK",
    "$7,500.00",
    "$500.00",
    "$8,000.00",
    // The cities that apply together.
    "Sitka, AK",
    "Sitka sends two planners to the course.",
    "Ines Diaz, City manager",
    "Elmira, NY (lead)",
    EFFECT,
    KEPT,
    AGREE,
    "quote.pdf",
];

/// What is certified, word for word: its legal effect, one of the statements, the sentence beside the box.
const EFFECT: &str = "By submitting you apply in the name of your city. A false statement can cost the city the grant and can be punished under federal law (18 U.S.C. 1001).";
const KEPT: &str =
    "The city will use the money only for the activities and costs shown here, and will keep records and receipts for three years.";
const AGREE: &str = "I certify all of this for my city.";

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

/// A complete joint draft that answers every kind, by Elmira with Sitka, whose part is confirmed.
fn draft(world: &World) -> (Fund, City, Id<Application>, Browser) {
    let fund = fund_of(world, &joint_round().replacen("[activities]\n", EVERY_KIND, 1), 100_000);
    let elmira = lead(world);
    let who = &elmira.official;
    let started = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, elmira.id)?.id;
        grant::write_everything(world, tx, who, (id, 8_000));
        for (question, typed, _) in ANSWERS {
            let version = intake::draft(tx, id)?.saved.get(*question).map_or(0, |saved| saved.version);
            intake::save_answer(tx, who, id, question, (typed, version)).unwrap_or_else(|e| panic!("{question}: {e}"));
        }
        Ok::<_, ProcessError>(id)
    });
    let id = started.expect("a draft");
    let (ada, base) = (signed_in(world, who), portal(world, id));
    name_sitka(&ada, &base).must_be(200);
    let sitka = partner(world, id).id.text();
    let planned = world.db.write(|tx| {
        let activity = intake::draft(tx, id)?.activities[0].clone();
        let people = [("Cleo Clerk", "Clerk", "career"), ("", "Mayor of the city", "appointee")];
        let people = people.map(|(name, job, standing)| AttendeeInput { name: name.into(), job: job.into(), standing: standing.into() });
        intake::change_attendees(tx, who, activity.id, activity.version, &people).expect("they go");
        let version = intake::activity(tx, activity.id)?.version;
        let cost = |[what, quantity, unit, each, city_pays, partner]: [&str; 6]| CostInput {
            category: "travel".into(),
            what: what.into(),
            quantity: quantity.into(),
            unit: unit.into(),
            each: each.into(),
            city_pays: city_pays.into(),
            partner: partner.into(),
        };
        let costs = [["Flights", "2", "", "4,000", "500", ""], ["Rooms", "5", "nights", "100", "", sitka.as_str()]].map(cost);
        intake::save_costs(tx, who, activity.id, version, &costs).expect("they cost");
        Ok::<_, Error>(())
    });
    planned.expect("a plan");
    let (link, stranger) = (asked(world, &ada, &base, "Ask to confirm"), world.browser());
    stranger.press(&stranger.get(&link), "Send the answer", CONFIRM).must_be(200);
    (fund, elmira, id, ada)
}

/// What the page, the letter and the PDF say, without spaces.
fn told(world: &World, who: &City, (id, ada): (Id<Application>, &Browser)) -> [(&'static str, String); 3] {
    let base = portal(world, id);
    let letters = world.mail_to(&who.official.email);
    let letter = letters.iter().find(|letter| letter.body_text.contains("Keep this letter as your receipt")).expect("the newest receipt");
    let page = ada.get(&format!("{base}/receipt"));
    page.must_be(200);
    [
        ("the page", squeezed(&page.text())),
        ("the letter", squeezed(&letter.body_text)),
        ("the PDF", pdf::words(&ada.get(&format!("{base}/receipt.pdf")).bytes)),
    ]
}

#[test]
fn every_question_and_answer_stands_on_the_page_in_the_letter_and_in_the_pdf() {
    on_both_with_its_own_mail(|world| {
        let (_, elmira, id, ada) = draft(world);
        let base = portal(world, id);
        // The statement of legal effect is shown where the official certifies, and what is signed is what was shown.
        let certify = ada.get(&format!("{base}/certify"));
        certify.must_say(EFFECT).must_say(KEPT).must_say(AGREE);
        ada.press(&certify, "Certify and submit", &[("typed_name", &elmira.official.name), ("agree", "yes")]).must_be(200);

        let (draft, submission) = world
            .db
            .read(|conn| Ok::<_, Error>((intake::draft(conn, id)?, intake::latest_submission(conn, id)?)))
            .expect("it was received");
        let kinds: BTreeSet<String> = draft.definition.questions().map(|question| question.kind.to_string()).collect();
        let all: BTreeSet<String> = <QuestionKind as strum::VariantArray>::VARIANTS.iter().map(ToString::to_string).collect();
        assert_eq!(kinds, all, "the round asks every kind of question");

        let mut wanted: Vec<String> = ANSWERS.iter().flat_map(|(_, _, lines)| lines.iter().map(ToString::to_string)).collect();
        wanted.extend(REST.iter().map(ToString::to_string));
        let answers = draft.answers_asked_for();
        let asked = draft.asked();
        let eligibility = draft.definition.eligibility.iter().map(|question| (&question.id, &question.text));
        for (id, label) in eligibility.chain(asked.questions().map(|question| (&question.id, &question.label))) {
            wanted.push(label.clone());
            let answer = answers.get(id).unwrap_or_else(|| panic!("{id} is answered")).shown();
            wanted.extend(answer.lines().map(str::to_owned));
        }
        for file in &draft.attachments {
            wanted.extend([file.name.clone(), file.sha256.clone()]);
        }
        let official = format!("Certified by {}", elmira.official.name);
        // Received at 10 in the morning of Eastern time, told in the city's time too.
        let times = ["January 11, 2027, 10:", "AM EST (January 11, 2027, 9:", "AM CST)"];
        wanted.extend([submission.sha256.clone(), elmira.official.name.clone()].into_iter().chain(times.map(str::to_owned)));
        wanted.extend(draft.partners.iter().filter_map(|partner| Some(partner.answer.as_ref()?.sha256.clone())));
        assert!(wanted.len() > 90, "{}", wanted.len());
        for (place, said) in told(world, &elmira, (id, &ada)) {
            for text in &wanted {
                assert!(said.contains(&squeezed(text)), "{place} does not say “{text}”:\n{said}");
            }
        }
        ada.get(&format!("{base}/receipt")).must_say(&official);
        let document = submission.content().expect("JSON");
        let certified = &document["certification"];
        assert_eq!([certified["effect"].as_str(), certified["agree"].as_str()], [Some(EFFECT), Some(AGREE)]);
        assert_eq!(certified["statements"][2], KEPT);
        // The record of the fund names the digest; the words stay in the application.
        let recorded = world.db.read(|conn| {
            let subject = urban_diplomacy_fund::kernel::Subject::new("application", id.text());
            urban_diplomacy_fund::audit::list_for(conn, &subject, 200)
        });
        let recorded = format!("{:?}", recorded.expect("the record"));
        assert!(recorded.contains(&submission.sha256) && !recorded.contains("The grant of 2019."), "{recorded}");
    });
}

#[test]
fn a_receipt_is_drawn_from_what_was_received_while_answers_are_open_again() {
    on_both_with_its_own_mail(|world| {
        let (fund, elmira, id, ada) = draft(world);
        let (base, who) = (portal(world, id), &elmira.official);
        let certify = |ada: &Browser| {
            let page = ada.get(&format!("{base}/certify"));
            ada.press(&page, "Certify and submit", &[("typed_name", &who.name), ("agree", "yes")]).must_be(200);
        };
        certify(&ada);
        let first = told(world, &elmira, (id, &ada));
        let found = Screened { checks: vec![], note: "Say when.".into() };
        let (parts, until) = (["k_long".to_owned(), "project_title".to_owned()], world.clock.now().plus(TimeDelta::days(10)));
        let back =
            world.db.write(|tx| process::return_for_changes(tx, &fund.officer, id, (&found, &parts, until), &Press::default()).map(drop));
        back.expect("it is sent back");
        for (question, typed) in [("k_long", "It begins in September."), ("project_title", "Another name")] {
            let page = ada.get(&format!("{base}/questions/{question}"));
            ada.press(&page, "Save and continue", &[("answer", typed)]).must_be(200);
        }

        let page = ada.get(&format!("{base}/receipt"));
        page.must_say("Some answers are open again.").must_say("It begins in May.").must_say("What was received");
        let open = told(world, &elmira, (id, &ada));
        for ((place, before), (_, now)) in first.iter().zip(&open) {
            assert!(now.contains(&squeezed("It begins in May.")), "{place}");
            assert!(!now.contains(&squeezed("It begins in September.")) && !now.contains("Anothername"), "{place} tells what is not sent");
            assert!(place == &"the page" || before == now, "{place} stays the same");
        }

        certify(&ada);
        for (place, said) in told(world, &elmira, (id, &ada)) {
            assert!(said.contains(&squeezed("It begins in September.")) && said.contains("Anothername"), "{place}");
            assert!(!said.contains(&squeezed("It begins in May.")), "{place}");
            assert!(said.contains(&squeezed("Number 2 of this application")), "{place}");
        }
    });
}
