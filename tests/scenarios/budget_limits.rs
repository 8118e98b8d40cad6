//! What a whole budget must keep: the cap of the round over all activities, a share that the city pays
//! itself; and what is read of it: every line of form SF-424A, and the share of each of several cities.

use crate::applying::{home, preparer};
use crate::grant::{self, City, city, fund, fund_of, signed_in, write_everything};
use crate::joint::{self, TYPED, joint_round, lead, name_sitka, partner, portal};
use crate::support::{Browser, Page, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::process::{self, ProcessError};

/// A complete draft of Madison's that asks for so many dollars, with a clerk who writes in it.
fn written(world: &World, fund: &grant::Fund, dollars: i64) -> (City, Browser, String) {
    let madison = city(world, "Madison");
    let who = madison.official.clone();
    let draft = world.db.write(|tx| {
        let id: Id<Application> = process::start_case(tx, &who, fund.round, madison.id)?.id;
        write_everything(world, tx, &who, (id, dollars));
        Ok::<_, ProcessError>(id)
    });
    let base = portal(world, draft.expect("a draft"));
    let clerk = preparer(world, &madison, "Clara");
    (madison, clerk, base)
}

/// A second activity with somebody who goes; the page of its costs.
fn second_activity(clerk: &Browser, base: &str) -> Page {
    let new = clerk.get(&format!("{base}/activities/new"));
    let typed = [
        ("kind", "training"),
        ("title", "Study visit"),
        ("place", "Graz"),
        ("country", "Austria"),
        ("starts_on_month", "6"),
        ("starts_on_day", "7"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "6"),
        ("ends_on_day", "9"),
        ("ends_on_year", "2027"),
    ];
    let people = clerk.press(&new, "Save and continue", &typed);
    let list = clerk.press(&people, "Save and continue", &[("name_0", "Ana"), ("job_0", "Planner"), ("standing_0", "career")]);
    clerk.follow(&list, "Budget of Study visit")
}

#[track_caller]
fn save(clerk: &Browser, page: &Page, typed: &[(&str, &str)]) -> Page {
    let saved = clerk.press(page, "Save and add up", typed);
    saved.must_be(200);
    saved
}

#[test]
fn the_cap_is_of_the_whole_budget_and_not_of_each_activity() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, clerk, base) = written(world, &fund, 8_000);
        let costs = second_activity(&clerk, &base);
        costs.must_say("$15,000.00");
        let over = save(&clerk, &costs, &[("category_0", "travel"), ("what_0", "Flights"), ("each_0", "7,000.01")]);
        let said = "Your budget is $15,000.01. The largest grant is $15,000.00. Take $0.01 out.";
        over.must_say(said);
        assert!(!over.says("Your budget keeps every rule."));
        clerk.get(&format!("{base}/budget")).must_say(said);
        clerk.get(&format!("{base}/check")).must_say("This is still missing").must_say(said);
        let official = signed_in(world, &madison.official);
        official.get(&format!("{base}/certify")).must_say("This is still missing");
        let name = madison.official.name.clone();
        let refused = official.post(&format!("{base}/certify"), &[("typed_name", &name), ("agree", "yes"), ("version", "1")]);
        refused.must_say("This is still missing").must_say(said);
        let reference = base.rsplit('/').next().expect("a number").to_owned();
        let received = world.db.read(|conn| intake::by_reference(conn, &reference)).expect("the draft");
        assert!(received.is_draft(), "nothing is received over the cap");

        // What the city pays itself is not asked for: at the cap to the cent the budget is fine.
        let costs = clerk.follow(&over, "Study visit");
        let fine = save(&clerk, &costs, &[("each_0", "7,500.00"), ("city_pays_0", "500.00")]);
        fine.must_say("Your budget keeps every rule.").must_say("$15,000.00");
        let certify = official.get(&format!("{base}/certify"));
        official.press(&certify, "Certify and submit", &[("typed_name", &name), ("agree", "yes")]).must_be(200).must_say("submitted");
    });
}

#[test]
fn a_share_that_the_round_asks_of_the_city_is_said_counted_and_kept() {
    on_both_with_its_own_mail(|world| {
        let rule = "[[budget.rules]]\nmust_hold = \"city_pays * 4 >= total\"\nmessage = \"Your city has to pay a quarter of what it asks for. Raise what it pays.\"\nexplanation = \"Your city pays at least a quarter of what it asks for.\"\n\n[[budget.rules]]\n";
        let round = grant::ROUND.replacen("[[budget.rules]]\n", rule, 1);
        let fund = fund_of(world, &round, 100_000);
        let (madison, clerk, base) = written(world, &fund, 8_000);
        let (explained, said) = ("Your city pays at least a quarter of what it asks for.", "Raise what it pays.");
        let budget = clerk.get(&format!("{base}/budget"));
        budget.must_say(&format!("{explained} Not kept yet.")).must_say(said);
        assert!(!budget.says("Who pays"), "the city pays nothing yet");
        clerk.get(&format!("{base}/check")).must_say("This is still missing").must_say(said);

        let costs = clerk.follow(&budget, "Protocol course");
        costs.must_say(explained);
        // 8,000 whole, of which the city pays 1,599.99: a cent less than a quarter of the 6,400.01 asked for.
        let short = save(&clerk, &costs, &[("city_pays_0", "1,599.99")]);
        short.must_say(&format!("{explained} Not kept yet.")).must_say("Who pays");
        let costs = clerk.follow(&short, "Protocol course");
        let kept = save(&clerk, &costs, &[("city_pays_0", "1,600.00")]);
        kept.must_say(&format!("{explained} Kept.")).must_say("Your budget keeps every rule.");
        let rows = kept.rows();
        let wanted = ["Travel and rooms", "$6,400.00", "$1,600.00", "$8,000.00"];
        assert!(rows.iter().any(|row| row == &wanted), "{rows:?}");
        let official = signed_in(world, &madison.official);
        let certify = official.get(&format!("{base}/certify"));
        let name = madison.official.name.as_str();
        official.press(&certify, "Certify and submit", &[("typed_name", name), ("agree", "yes")]).must_be(200).must_say("submitted");
        let costs = clerk.get(&format!("{base}/budget"));
        assert!(!costs.says("Not kept yet."));
    });
}

#[test]
fn every_line_of_form_sf_424a_stands_on_the_page_with_its_sums() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (_, clerk, base) = written(world, &fund, 1_000);
        let costs = clerk.follow(&clerk.get(&format!("{base}/budget")), "Protocol course");
        let more = clerk.press(&costs, "Save and add more rows", &[("city_pays_0", "100")]);
        let typed = [
            ("category_1", "training"),
            ("what_1", "Fee"),
            ("each_1", "2,000"),
            ("category_2", "speaker_fees"),
            ("what_2", "Speaker"),
            ("each_2", "300.30"),
            ("city_pays_2", "0.30"),
        ];
        let more = clerk.press(more.must_be(200), "Save and add more rows", &typed);
        let typed = [
            ("category_3", "materials"),
            ("what_3", "Books"),
            ("each_3", "50"),
            ("category_4", "translation"),
            ("what_4", "Papers"),
            ("each_4", "700"),
        ];
        let more = clerk.press(more.must_be(200), "Save and add more rows", &typed);
        let page = save(&clerk, more.must_be(200), &[("category_5", "indirect"), ("what_5", "Overhead"), ("each_5", "395")]);
        page.must_say("The same by object class of form SF-424A");
        let lines: Vec<Vec<String>> = page.rows().into_iter().filter(|row| row[0].starts_with('6')).collect();
        let wanted = [
            ["6a Personnel", "$0.00", "$0.00", "$0.00"],
            ["6b Fringe benefits", "$0.00", "$0.00", "$0.00"],
            ["6c Travel", "$900.00", "$100.00", "$1,000.00"],
            ["6d Equipment", "$0.00", "$0.00", "$0.00"],
            ["6e Supplies", "$50.00", "$0.00", "$50.00"],
            ["6f Contractual", "$1,000.00", "$0.30", "$1,000.30"],
            ["6h Other", "$2,000.00", "$0.00", "$2,000.00"],
            ["6i Total direct charges", "$3,950.00", "$100.30", "$4,050.30"],
            ["6j Indirect charges", "$395.00", "$0.00", "$395.00"],
            ["6k Total", "$4,345.00", "$100.30", "$4,445.30"],
        ];
        assert_eq!(lines, wanted);
    });
}

#[test]
fn the_budget_of_several_cities_and_a_network_is_split_to_the_cent() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = joint::draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        let network = ada.get(&format!("{base}/partners/new/network"));
        let named = [TYPED, &[("name", "River Towns Network")]].concat();
        ada.press(&network, "Name this partner", &named).must_be(200).must_say("River Towns Network");
        let partners = world.db.read(|conn| intake::partners(conn, id)).expect("the partners");
        let [sitka, rivers] = ["Sitka, AK", "River Towns Network"]
            .map(|name| partners.iter().find(|partner| partner.name == name).expect("it is named").id.text());
        assert_eq!(partner(world, id).name, "Sitka, AK");

        // Each cost is put down to one of them; what the lead keeps is its own.
        let costs = ada.follow(&ada.get(&format!("{base}/budget")), "Protocol course");
        assert_eq!(costs.all("#partner_0 option").len(), 3, "the lead and its two partners");
        let typed = [
            ("each_0", "5,000.01"),
            ("category_1", "travel"),
            ("what_1", "Flights from Sitka"),
            ("each_1", "2,000.03"),
            ("city_pays_1", "500.01"),
            ("partner_1", sitka.as_str()),
        ];
        let more = ada.press(&costs, "Save and add more rows", &typed);
        let typed = [("category_2", "translation"), ("what_2", "Interpreters"), ("each_2", "1,000.00"), ("partner_2", rivers.as_str())];
        let page = save(&ada, more.must_be(200), &typed);
        page.must_say("Budget by city");
        let wanted = [
            ["Elmira (lead)", "$5,000.01", "66.67%", "$0.00"],
            ["Sitka, AK", "$1,500.02", "20%", "$500.01"],
            ["River Towns Network", "$1,000.00", "13.33%", "$0.00"],
            ["Total", "$7,500.03", "", "$500.01"],
        ];
        let rows = page.rows();
        for row in &wanted[1..] {
            assert!(rows.iter().any(|found| found == row), "{row:?}: {rows:?}");
        }
        let own = rows.iter().find(|row| row[0].contains("(lead)")).expect("the lead");
        assert_eq!(own[1..], wanted[0][1..], "{rows:?}");
        // The same split stands where the answers are checked, and where the officers read it once it is received.
        ada.get(&format!("{base}/check")).must_say("Budget by city").must_say("River Towns Network");
        // A partner that is removed gives its costs back to the lead, and the sum is the same.
        let leave = ada.get(&format!("{base}/partners/{rivers}/remove"));
        leave.must_say("1 cost, $1,000.00 asked for, is put down to it and goes back to Elmira");
        ada.press(&leave, "Remove this partner", &[("reason", "It takes no part.")]).must_be(200);
        let rows = ada.get(&format!("{base}/budget")).rows();
        let own = rows.iter().find(|row| row[0].contains("(lead)")).expect("the lead");
        assert_eq!(own[1], "$6,000.01", "{rows:?}");
        assert!(rows.iter().any(|row| row[0] == "Total" && row[1] == "$7,500.03"), "{rows:?}");
        assert_eq!(home(&page), format!("{base}/budget"));
    });
}
