//! Nothing typed is lost on pages of many fields: forms with files, sheets of rows, a partner's part.

use crate::applying::{home, started};
use crate::budgets::{ROWS, costs, plan_course, value};
use crate::grant::{fund, fund_of, signed_in};
use crate::joint::{draft, joint_round, lead, name_sitka, partner, portal};
use crate::losing::{JSON, PASSWORD, in_field, typed_on};
use crate::support::{Browser, Page, Person, World, on_both, on_both_with, on_both_with_its_own_mail};
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::people::CityRole;

/// What programs trip over, in one line.
const ODD_ROOMS: &str = "“Rooms” & <b>'beds'</b>, E\u{301}te\u{301} \u{e9}t\u{e9} 👩‍🚀 100%26 +1 {{x}} ?a=b#c";

fn an_hour(settings: &mut Settings) {
    settings.sessions.city_idle_minutes = 60;
}

/// A clerk with a password, and her draft with one activity.
fn writer(world: &World) -> (Person, String) {
    fund(world, 100_000);
    let ada = world.citizen("Ada Ames", "Elmira, NY", CityRole::Preparer);
    world.give_password(&ada, PASSWORD);
    world.sign_in(&ada);
    let base = home(&started(&ada));
    plan_course(&ada, &base, ("Graz", "Austria"));
    (ada, base)
}

#[test]
fn a_sheet_with_a_place_for_a_file_outlives_its_session() {
    on_both_with(an_hour, |world| {
        let (ada, base) = writer(world);
        let page = costs(&ada, &base);
        world.at("2027-01-11T18:00:00Z");
        let mut form = page.fill(Some("Save and add up"), ROWS);
        form.fields.iter_mut().filter(|(name, _)| name == "what_0").for_each(|(_, typed)| ODD_ROOMS.clone_into(typed));
        assert!(form.is_multipart);
        let sheet = vec![b'x'; 3_000_000];
        let out = ada.send_form(&form, &[("sheet", "rows & more.csv", sheet.as_slice())]);
        out.must_be(401).must_say("Sign in to save what you typed").must_say("choose them again").must_say("rows & more.csv");
        let typed = typed_on(&out);
        assert!(typed.contains(&ODD_ROOMS.to_owned()) && typed.contains(&"2,500.25".to_owned()), "{typed:?}");
        let again = ada.submit(&out, &[("email", &ada.email), ("password", "not this one at all")]);
        again.must_be(422).must_say("rows & more.csv");
        let back = ada.submit(&again, &[("email", &ada.email), ("password", PASSWORD)]);
        back.must_be(200).must_say("You are signed in again").must_say("rows & more.csv");
        assert_eq!(typed_on(&back), typed);
        ada.press(&back, "Save it now", &[]).must_be(200).must_say("$5,302.00");
        let page = costs(&ada, &base);
        let rows = ["what_0", "quantity_0", "each_0", "what_1", "each_1", "city_pays_1"].map(|field| value(&page, field));
        assert_eq!(rows, [ODD_ROOMS, "6", "217.00", "Fee", "2500.25", "1000.50"]);
    });
}

#[test]
fn a_file_alone_is_told_to_be_chosen_again() {
    on_both_with(an_hour, |world| {
        let (ada, base) = writer(world);
        let page = ada.get(&format!("{base}/attachments"));
        world.at("2027-01-11T18:00:00Z");
        let out = ada.attach(&page, &[], &[("quote", "Offer.pdf", crate::applying::PDF)]);
        out.must_be(401).must_say("Sign in to save what you typed").must_say("Offer.pdf");
        let back = ada.submit(&out, &[("email", &ada.email), ("password", PASSWORD)]);
        let again = ada.press(&back, "Save it now", &[]);
        again.must_be(422);
        ada.attach(&again, &[], &[("quote", "Offer.pdf", crate::applying::PDF)]).must_be(200).must_say("Offer.pdf");
    });
}

/// The names under which the browser keeps what is typed in the forms of a page.
fn kept_forms(page: &Page) -> Vec<String> {
    let form = scraper::Selector::parse("form[data-keep]").expect("a selector");
    page.html().select(&form).filter_map(|form| form.attr("data-keep").map(str::to_owned)).collect()
}

#[test]
fn forms_that_people_write_in_are_kept_by_the_browser_until_they_are_saved() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        let part = partner(world, id).id.text();
        let city = format!("/portal/cities/{}", elmira.id.text());
        for (path, name) in [
            (format!("{base}/partners/new/network"), "part"),
            (format!("{base}/partners/{part}"), "part"),
            (format!("{base}/partners/{part}/remove"), "reason"),
            (format!("{base}/withdraw"), ""),
            (format!("{city}/official"), "official"),
            (city.clone(), "invitation"),
            ("/help".to_owned(), "trouble"),
        ] {
            let page = ada.get(&path);
            page.must_be(200);
            assert_eq!(kept_forms(&page), [name], "{path}");
        }
        // What was saved is acknowledged by the key of its press: only then the browser lets go of it.
        let edit = ada.get(&format!("{base}/partners/{part}"));
        let form = edit.fill(Some("Save"), &[("part", "Sitka hosts the guests.")]);
        let body = serde_urlencoded::to_string(&form.fields).expect("a form");
        let head = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        let (saved, _) = ada.request_once("POST", &form.action, &head, body.as_bytes());
        let key = form.fields.iter().find(|(name, _)| name == "idempotency_key").map(|(_, key)| key.clone()).expect("a key");
        assert!(saved.header("set-cookie").contains(&format!("udf_saved={key}")), "{:?}", saved.headers);
    });
}

#[test]
fn rows_that_were_read_from_a_sheet_are_known_to_be_unsaved() {
    on_both(|world| {
        let (ada, base) = writer(world);
        let page = costs(&ada, &base);
        let is_unsaved = |page: &Page| page.html().select(&scraper::Selector::parse("form[data-unsaved]").expect("one")).count() == 1;
        assert!(!is_unsaved(&page));
        let read = ada.press(&page, "Read into rows", &[("pasted", "Travel\tRooms\t6\tnights\t217")]);
        read.must_be(200).must_say("Nothing is saved yet");
        assert!(is_unsaved(&read));
    });
}

#[test]
fn a_short_answer_says_how_long_it_may_be() {
    on_both(|world| {
        let (ada, base) = writer(world);
        let page = ada.get(&format!("{base}/questions/project_title"));
        let field =
            scraper::Selector::parse("input#answer[data-count='answer-count'][aria-describedby~='answer-count']").expect("a selector");
        let html = page.html();
        let limit = html.select(&field).next().and_then(|field| field.attr("data-limit").map(str::to_owned)).expect("a counted field");
        assert_eq!(page.one("#answer-count"), format!("Up to {limit} characters"));
        let most: usize = limit.parse().expect("a number");
        let refused = ada.press(&page, "Save and continue", &[("answer", &"x".repeat(most + 1))]);
        refused.must_be(422);
        ada.press(&refused, "Save and continue", &[("answer", &"x".repeat(most))]).must_be(200);
    });
}

/// What a page that keeps what its owner types is told: the status and the JSON.
fn types(who: &Browser, page: &Page, (button, values): (&str, &[(&str, &str)])) -> (u16, serde_json::Value) {
    let selector = scraper::Selector::parse("form[data-autosave]").expect("a selector");
    let address = page.html().select(&selector).next().and_then(|form| form.attr("data-autosave").map(str::to_owned)).expect("an address");
    let body = serde_urlencoded::to_string(page.fill(Some(button), values).fields).expect("a form");
    let (told, _) = who.request_once("POST", &address, JSON, body.as_bytes());
    (told.status, serde_json::from_str(&told.body).unwrap_or_default())
}

const OFFERED: &str = "You typed what is in the fields below";
const ADD: &str = "Save and add up";

#[test]
fn costs_are_kept_as_typed_for_their_writer_until_they_are_saved_or_thrown_away() {
    on_both(|world| {
        let (ada, base) = writer(world);
        let ben = world.citizen("Ben Bly", "Elmira, NY", CityRole::Preparer);
        let wrong = [("what_0", ODD_ROOMS), ("each_0", "1e9"), ("quantity_2", "2"), ("pasted", "Travel\tFlights\t900")];
        let (status, told) = types(&ada, &costs(&ada, &base), (ADD, &wrong));
        assert_eq!((status, told["kept"].as_str()), (200, Some("Press the button to save it.")), "{told}");
        assert!(told["saved_at"].as_str().is_some_and(|at| at.ends_with("EST")), "{told}");
        // On the next day, in any browser of hers.
        world.at("2027-01-12T15:00:00Z");
        let page = costs(&ada, &base);
        page.must_say(OFFERED).must_say("January 11, 2027");
        let fields = ["what_0", "each_0", "quantity_2", "quantity_0"].map(|name| value(&page, name));
        assert_eq!(fields, [ODD_ROOMS, "1e9", "2", ""]);
        assert_eq!(in_field(&page, "#pasted").trim(), "Travel\tFlights\t900");
        ada.get(&format!("{base}/check")).must_say("The costs of “Protocol course”").must_say("would not be submitted");
        ada.get(&format!("{base}/budget")).must_say("No cost is entered yet.");
        // It is hers alone.
        let his = costs(&ben, &base);
        assert!(!his.says(OFFERED) && value(&his, "what_0").is_empty());
        assert!(!ben.get(&format!("{base}/check")).says("would not be submitted"));
        let stranger = world.citizen("Vi Vance", "Ithaca, NY", CityRole::Preparer);
        assert_eq!(types(&stranger, &page, (ADD, &[])).0, 404, "another city's");
        // Saved, it is gone; what says the same as what is saved is not kept.
        let right = [("category_0", "travel"), ("what_0", "Rooms"), ("each_0", "217"), ("quantity_2", ""), ("pasted", "")];
        ada.press(&page, ADD, &right).must_be(200).must_say("$217.00");
        let page = costs(&ada, &base);
        assert!(!page.says(OFFERED) && !ada.get(&format!("{base}/check")).says("would not be submitted"));
        assert_eq!(types(&ada, &page, (ADD, &[])).0, 200);
        assert!(!costs(&ada, &base).says(OFFERED));
        assert_eq!(types(&ada, &page, (ADD, &[("each_0", "218")])).0, 200);
        let offered = costs(&ada, &base);
        assert_eq!(value(&offered, "each_0"), "218");
        let thrown = ada.press(&offered, "Throw away what I typed", &[]);
        thrown.must_be(200).must_say("thrown away");
        assert_eq!((value(&thrown, "each_0"), thrown.says(OFFERED)), ("217.00".into(), false));
    });
}

#[test]
fn what_was_typed_is_compared_with_what_was_saved_there_meanwhile_and_nothing_else() {
    on_both(|world| {
        let (ada, base) = writer(world);
        let ben = world.citizen("Ben Bly", "Elmira, NY", CityRole::Preparer);
        let row = [("category_0", "travel"), ("what_0", "Rooms"), ("each_0", "217")];
        assert_eq!(types(&ada, &costs(&ada, &base), (ADD, &row)).0, 200);
        let people = ben.get(&format!("{}/people", costs(&ben, &base).path.replace("/budget/", "/activities/")));
        ben.press(&people, "Save and continue", &[("job_0", "City clerk")]).must_be(200);
        let page = costs(&ada, &base);
        page.must_say(OFFERED);
        ada.press(&page, ADD, &[]).must_be(200).must_say("$217.00");
        let page = costs(&ada, &base);
        assert_eq!(types(&ada, &page, (ADD, &[("each_0", "218")])).0, 200);
        ben.press(&costs(&ben, &base), ADD, &[("each_0", "219")]).must_be(200);
        let (status, told) = types(&ada, &page, (ADD, &[("each_0", "220")]));
        assert_eq!((status, told["changed"].as_bool()), (409, Some(true)), "{told}");
        let offered = costs(&ada, &base);
        assert_eq!(value(&offered, "each_0"), "218");
        ada.press(&offered, ADD, &[]).must_be(422).must_say("Two versions").must_say("$218.00").must_say("$219.00");
    });
}

#[test]
fn an_activity_and_its_people_are_kept_as_typed() {
    on_both(|world| {
        let (ada, base) = writer(world);
        let save = "Save and continue";
        let new = format!("{base}/activities/new");
        assert_eq!(types(&ada, &ada.get(&new), (save, &[("title", "Cours <b>"), ("starts_on_month", "13")])).0, 200);
        ada.get(&format!("{base}/check")).must_say("A new activity");
        let page = ada.get(&new);
        page.must_say(OFFERED);
        assert_eq!((in_field(&page, "#title"), in_field(&page, "#starts_on")), ("Cours <b>".into(), "13".into()));
        let days = [
            ("starts_on_month", "6"),
            ("starts_on_day", "1"),
            ("starts_on_year", "2027"),
            ("ends_on_month", "6"),
            ("ends_on_day", "4"),
            ("ends_on_year", "2027"),
        ];
        let rest = [("kind", "training"), ("place", "Lyon"), ("country", "France")];
        // Without scripts, what a mistake kept from being saved is kept too.
        ada.press(&page, save, &rest).must_be(422);
        let page = ada.get(&new);
        assert_eq!((in_field(&page, "#place"), in_field(&page, "#title")), ("Lyon".into(), "Cours <b>".into()));
        let people = ada.press(&page, save, &[&days[..], &rest[..]].concat());
        people.must_be(200).must_say("Who takes part in Cours <b>");
        assert!(!ada.get(&new).says(OFFERED), "it is saved");
        ada.press(&people, save, &[("name_0", "Ana")]).must_be(422);
        let path = people.path.split('?').next().expect("a path").to_owned();
        let page = ada.get(&path);
        page.must_say(OFFERED);
        assert_eq!(in_field(&page, "#name_0"), "Ana");
        let edit = ada.get(path.trim_end_matches("/people"));
        assert_eq!(types(&ada, &edit, (save, &[("place", "Lille")])).0, 200);
        let edit = ada.get(path.trim_end_matches("/people"));
        assert_eq!((edit.says(OFFERED), in_field(&edit, "#place")), (true, "Lille".into()));
        // With the activity goes what was typed about it.
        let reference = base.rsplit('/').next().expect("a reference");
        let actor = world.actor(&ada);
        let kept = || {
            let found = world.db.read(|conn| {
                let id = intake::by_reference(conn, reference)?.id;
                intake::list_typed_sheets(conn, &actor, id)
            });
            found.expect("read").len()
        };
        assert_eq!(kept(), 2);
        let id = path.trim_end_matches("/people").rsplit('/').next().expect("an identifier");
        let gone = ada.post(&format!("{base}/activities/{id}/remove"), &[("idempotency_key", "remove-it")]);
        gone.must_be(200);
        assert_eq!(kept(), 0);
    });
}
