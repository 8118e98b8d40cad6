//! Answers of one part decide what another asks, and must fit those of another: each page tells it as it is now.

use crate::grant::{self, city, fund_of, signed_in};
use crate::support::{Browser, Page, World, on_both};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::process;

const PARTS: &str = r#"
[[sections]]
id = "first"
title = "Say how many"

[[sections.questions]]
id = "wants_more"
label = "Do more people go?"
kind = "yes_no"

[[sections.questions]]
id = "extra_people"
label = "How many more?"
kind = "number"

[[sections]]
id = "second"
title = "Say where"

[[sections.questions]]
id = "has_host"
label = "Is there a host?"
kind = "yes_no"

[[sections.questions]]
id = "host_name"
label = "Who hosts them?"
kind = "short_text"
asked_if = "has_host && wants_more"

[[sections.questions]]
id = "why_more"
label = "Why do more go?"
kind = "short_text"
asked_if = "wants_more"

[[sections]]
id = "third"
title = "Say more of them"
asked_if = "wants_more"

[[sections.questions]]
id = "third_one"
label = "Who are they?"
kind = "short_text"

[[rules]]
must_hold = "!wants_more || extra_people >= 3"
message = "More people go, so at least 3 must. Change one of the two."

[activities]
"#;

/// A draft of the round with these parts, its address and a browser of its official.
fn begun(world: &World) -> (intake::Application, Browser, String) {
    let fund = fund_of(world, &grant::ROUND.replacen("[activities]\n", PARTS, 1), 100_000);
    let madison = city(world, "Madison");
    let started = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("started");
    let base = format!("/portal/applications/{}", started.reference);
    (started, signed_in(world, &madison.official), base)
}

fn answer(browser: &Browser, base: &str, question: &str, typed: &str) -> Page {
    browser.press(&browser.get(&format!("{base}/questions/{question}")), "Save and continue", &[("answer", typed)])
}

/// What the page is told while this is typed.
fn asked(browser: &Browser, base: &str, question: &str, typed: &str) -> Vec<String> {
    let page = browser.get(&format!("{base}/questions/{question}"));
    let mut form = page.fill(Some("Save and continue"), &[("answer", typed)]);
    form.action = format!("{base}/questions/{question}/asked");
    let told: serde_json::Value = serde_json::from_str(&browser.send_form(&form, &[]).body).expect("JSON");
    told["asked"].as_array().expect("a list").iter().map(|id| id.as_str().expect("a name").to_owned()).collect()
}

fn shown(page: &Page) -> Vec<String> {
    page.all("[data-question]:not([hidden])")
}

#[test]
fn a_condition_over_another_part_is_right_on_every_page() {
    on_both(|world| {
        let (_, ada, base) = begun(world);
        let host = || ada.get(&format!("{base}/questions/has_host"));
        assert_eq!(shown(&host()), ["Is there a host?"], "nothing is answered elsewhere");
        assert_eq!(asked(&ada, &base, "has_host", "yes"), ["has_host"], "the other part decides too");
        assert!(!ada.get(&base).says("Say more of them"));

        answer(&ada, &base, "wants_more", "yes").must_be(200);
        assert_eq!(shown(&host()), ["Is there a host?", "Why do more go?"], "the answer of the other part counts as the page is drawn");
        assert_eq!(asked(&ada, &base, "has_host", "yes"), ["has_host", "host_name", "why_more"], "and with it what is typed here");
        assert_eq!(asked(&ada, &base, "has_host", "no"), ["has_host", "why_more"]);
        assert_eq!(asked(&ada, &base, "wants_more", "no"), ["wants_more", "extra_people"], "a page lists its own part");
        ada.get(&base).must_say("Say more of them");

        answer(&ada, &base, "wants_more", "no").must_be(200);
        assert_eq!(shown(&host()), ["Is there a host?"]);
        assert_eq!(asked(&ada, &base, "has_host", "yes"), ["has_host"]);
        let why = ada.get(&format!("{base}/questions/why_more"));
        why.must_say("This question is not asked because of your answer to");
        ada.follow(&why, "Do more people go?").must_be(200);
        assert!(!ada.get(&base).says("Say more of them") && !ada.get(&format!("{base}/check")).says("Who are they?"));
    });
}

const BROKEN: &str = "More people go, so at least 3 must. Change one of the two.";

#[test]
fn a_broken_rule_is_told_on_the_page_of_each_question_that_it_names() {
    on_both(|world| {
        let (started, ada, base) = begun(world);
        let saved = |question: &str| {
            let draft = world.db.read(|conn| intake::draft(conn, started.id)).expect("a draft");
            draft.saved.get(question).map(|saved| saved.answer.typed())
        };
        let next = answer(&ada, &base, "wants_more", "yes");
        next.must_be(200).must_say("How many more?");
        assert!(!next.says(BROKEN), "half of it is not answered yet");

        let told = answer(&ada, &base, "extra_people", "1");
        told.must_be(200).must_say("Your answer is saved.").must_say("Your answers do not fit together").must_say(BROKEN);
        assert_eq!((told.heading().as_str(), saved("extra_people").as_deref()), ("How many more?", Some("1")), "it is saved all the same");
        ada.get(&format!("{base}/questions/wants_more")).must_say(BROKEN);
        assert!(!ada.get(&format!("{base}/questions/has_host")).says(BROKEN));
        ada.follow(&told, "Go on").must_be(200).must_say("Say where");

        // Nobody is held up twice.
        let on = answer(&ada, &base, "extra_people", "2");
        assert!(!on.says(BROKEN), "{}", on.text());
        assert_eq!(saved("extra_people").as_deref(), Some("2"));
        ada.get(&format!("{base}/check")).must_say(BROKEN);

        answer(&ada, &base, "extra_people", "5").must_be(200);
        assert!(!ada.get(&format!("{base}/questions/extra_people")).says(BROKEN));
        // On the way from the page to check, that page tells it.
        let from_check = ada.get(&format!("{base}/questions/extra_people?from=check"));
        let check = ada.press(&from_check, "Save and continue", &[("answer", "1")]);
        check.must_be(200).must_say("Check your answers").must_say(BROKEN);
    });
}
