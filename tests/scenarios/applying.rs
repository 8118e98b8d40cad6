//! A city applies: from the eligibility check without an account to the receipt,
//! in browsers without JavaScript; and everything that must be refused on the way.

use crate::grant::{City, application, city, fund, person, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake;

pub const ROUND: &str = "training-and-conference-support-2027";
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n";

/// A clerk who prepares for the city.
pub fn preparer(world: &World, city: &City, name: &str) -> Browser {
    let clerk = world.db.write(|tx| {
        let clerk = person(tx, name, &[]);
        use schema::memberships as m;
        let account = clerk.account.expect("an account").text();
        let now = tx.now().naive();
        diesel::insert_into(m::table)
            .values((m::account_id.eq(account), m::organisation_id.eq(city.id.text()), m::role.eq("preparer"), m::granted_at.eq(now)))
            .execute(&mut **tx)?;
        Ok::<_, Error>(clerk)
    });
    signed_in(world, &clerk.expect("a clerk"))
}

const FITTING: &[(&str, &str)] = &[
    ("is_local_government", "yes"),
    ("population", "9,000"),
    ("purpose", "Training or a conference"),
    ("can_start_in_period", "yes"),
    ("has_official", "yes"),
];

/// The clerk starts after the check; the task list of the draft.
pub fn started(clerk: &Browser) -> Page {
    let check = clerk.get(&format!("/opportunities/{ROUND}/check"));
    let fits = clerk.submit(&check, FITTING);
    fits.must_be(200).must_say("Your city can apply");
    let start = clerk.follow(&fits, "Start your application");
    clerk.press(&start, "Start now", &[])
}

pub fn home(tasks: &Page) -> String {
    tasks.path.split('?').next().expect("a path").to_owned()
}

/// Answers question after question until the task list is back.
pub fn answer_all(clerk: &Browser, base: &str) {
    let (short, long) = (("answer", "Trade training for two"), ("answer", "Two people learn to host delegations."));
    let rows: [(&str, &[(&str, &str)]); 11] = [
        ("project_title", &[short]),
        ("need_now", &[long]),
        ("staff_abroad", &[("answer", "2")]),
        ("contact_with_government", &[("answer", "Never")]),
        ("skills", &[long]),
        ("keeping_skills", &[long]),
        ("people_reached", &[("answer", "1,200")]),
        ("has_partner", &[("answer", "no")]),
        ("partner_names", &[("answer", "")]),
        ("other_money", &[("answer", "")]),
        ("ready_on", &[("answer_month", "4"), ("answer_day", "5"), ("answer_year", "2027")]),
    ];
    for (question, typed) in rows {
        let page = clerk.get(&format!("{base}/questions/{question}"));
        clerk.press(&page, "Save and continue", typed).must_be(200);
    }
}

/// Plans a course, its people and its budget; attaches the quote.
pub fn plan(clerk: &Browser, base: &str) {
    let days = [
        ("starts_on_month", "5"),
        ("starts_on_day", "10"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "5"),
        ("ends_on_day", "14"),
        ("ends_on_year", "2027"),
    ];
    let new = clerk.get(&format!("{base}/activities/new"));
    let typed = [&[("kind", "training"), ("title", "Protocol course"), ("place", "Lyon"), ("country", "France")][..], &days[..]].concat();
    let people = clerk.press(&new, "Save and continue", &typed);
    people.must_be(200).must_say("Who takes part in Protocol course?");
    let list = clerk.press(&people, "Save and continue", &[("name_0", "Cleo"), ("job_0", "Clerk"), ("standing_0", "career")]);
    list.must_be(200).must_say("Cleo, Clerk (career staff)");
    let budget = clerk.follow(&list, "Budget of Protocol course");
    let small = clerk.press(&budget, "Save and add up", &[("amount_travel", "$3,000"), ("note_travel", "Two flights")]);
    small.must_be(200).must_say("The smallest grant is $5,000.00. Add $2,000.00 more.");
    let budget = clerk.follow(&small, "Protocol course");
    clerk
        .press(&budget, "Save and add up", &[("amount_training", "4,000.50")])
        .must_be(200)
        .must_say("Your budget keeps every rule.")
        .must_say("$7,000.50");
    let files = clerk.get(&format!("{base}/attachments"));
    let stored = clerk.attach(&files, &[], &[("quote", "C:\\plans\\Kraków offer.pdf", PDF)]);
    stored.must_be(200).must_say("Kraków offer.pdf").must_say("SHA-256");
}

#[test]
fn a_city_applies_from_the_check_to_the_receipt() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let (clerk, official) = (preparer(world, &madison, "Clara"), signed_in(world, &madison.official));
        clerk
            .get("/opportunities")
            .must_be(200)
            .must_say("Training and Conference Support 2027")
            .must_say("February 26, 2027, 5:00 PM EST");
        let tasks = started(&clerk);
        tasks.must_be(200).must_say("UDF-2027-0001").must_say("February 26, 2027, 4:00 PM CST").must_say("Cannot start yet");
        let base = home(&tasks);
        clerk.get(&format!("{base}/check")).must_say("This is still missing").must_say("Answer: What is the name of your plan?");
        answer_all(&clerk, &base);
        plan(&clerk, &base);
        let check = clerk.get(&format!("{base}/check"));
        check.must_be(200).must_say("Trade training for two").must_say("Not provided").must_say("April 5, 2027");
        assert!(!check.says("This is still missing") && !check.says("Certify and submit"), "{}", check.text());
        clerk.get(&format!("{base}/certify")).must_be(403);
        clerk.press(&check, "Ask to sign", &[]).must_be(200).must_say("We asked your official to sign.");
        clerk.get("/portal").must_say("“Trade training for two” waits for your official’s signature").must_say("Asked to sign by Clara");
        let waits = official.get("/portal");
        waits.must_say("Certify and submit “Trade training for two”");
        official.follow(&waits, "Certify and submit").must_be(200).must_say("Check your answers");
        let certify = official.get(&format!("{base}/certify"));
        official
            .press(&certify, "Certify and submit", &[("typed_name", "Somebody else")])
            .must_be(422)
            .must_say("Type your name as it is in your account")
            .must_say("Check the box");
        let pressed = certify.fill(Some("Certify and submit"), &[("typed_name", &madison.official.name), ("agree", "yes")]);
        let receipt = official.send_form(&pressed, &[]);
        receipt
            .must_be(200)
            .must_say("Application submitted")
            .must_say("UDF-2027-0001")
            .must_say("EST")
            .must_say("CST")
            .must_say("$7,000.50");
        official.send_form(&pressed, &[]).must_be(200).must_say("Application submitted");

        let submission = world.db.read(|conn| {
            let id = intake::by_reference(conn, "UDF-2027-0001")?.id;
            let all = intake::submissions(conn, id)?;
            assert_eq!(all.len(), 1, "a double click submits once");
            intake::latest_submission(conn, id)
        });
        let submission = submission.expect("a submission");
        receipt.must_say(&submission.sha256);
        let content = submission.content().expect("a document");
        assert_eq!((content["total_cents"].as_i64(), content["answers"]["has_partner"]["value"].as_bool()), (Some(700_050), Some(false)));
        let told = world
            .db
            .read(|conn| urban_diplomacy_fund::outbox::list(conn, None, 50))
            .map(|all| all.into_iter().filter(|m| m.fact == "application.submitted").map(|m| m.to_address).collect::<Vec<_>>());
        let mut told = told.expect("messages");
        told.sort();
        assert_eq!(told, ["clara@demo.example", "official-madison@demo.example"]);
        clerk.get(&base).must_be(200).must_say("Submitted");
        clerk.post(&format!("{base}/questions/skills"), &[("answer", "Later"), ("version", "1")]).must_be(409);
        signed_in(world, &fund.officer).get(&base).must_be(404);
    });
}

#[test]
fn the_check_gives_a_clear_reason() {
    on_both(|world| {
        fund(world, 100_000);
        let public = world.browser();
        let check = public.get(&format!("/opportunities/{ROUND}/check"));
        let large: Vec<(&str, &str)> = FITTING.iter().map(|(n, v)| if *n == "population" { (*n, "250000") } else { (*n, *v) }).collect();
        public.submit(&check, &large).must_be(200).must_say("This round is for places with up to 50,000 people.");
        let wrong = public.submit(&check, &[("population", "many")]);
        wrong.must_be(422);
        assert_eq!(wrong.errors().len(), 5);
    });
}

#[test]
fn typed_mistakes_are_named_and_kept() {
    on_both(|world| {
        fund(world, 100_000);
        let clerk = preparer(world, &city(world, "Madison"), "Clara");
        let base = home(&started(&clerk));
        let refused = |path: &str, typed: &[(&str, &str)], says: &str| {
            let page = clerk.get(&format!("{base}/{path}"));
            let again = clerk.press(&page, "Save and continue", typed);
            again.must_be(422).must_say(says);
            assert!(again.title().starts_with("Error: "), "{}", again.title());
        };
        let long = "x".repeat(101);
        refused("questions/project_title", &[("answer", &long)], "It has 1 too many.");
        refused("questions/staff_abroad", &[("answer", "-1")], "Enter a number of 0 or more.");
        refused("questions/staff_abroad", &[("answer", "1e9")], "Enter a whole number");
        refused("questions/ready_on", &[("answer_month", "2"), ("answer_day", "30"), ("answer_year", "2027")], "Enter a date that exists");
        let days = |end: &'static str| {
            [
                ("starts_on_month", "5"),
                ("starts_on_day", "10"),
                ("starts_on_year", "2027"),
                ("ends_on_month", "5"),
                ("ends_on_day", end),
                ("ends_on_year", "2027"),
            ]
        };
        let named = [("kind", "training"), ("title", "Course"), ("place", "Lyon"), ("country", "France")];
        refused("activities/new", &[&named[..], &days("9")[..]].concat(), "The last day must be the same as or after the first day.");
        let page = clerk.get(&format!("{base}/activities/new"));
        clerk.press(&page, "Save and continue", &[&named[..], &days("14")[..]].concat()).must_be(200);
        let list = clerk.get(&format!("{base}/activities"));
        let budget = clerk.follow(&list, "Budget of Course");
        for (typed, says) in [
            ("1e9", "using only digits"),
            ("12.345", "at most two digits"),
            ("$1,0", "using only digits"),
            ("-5", "using only digits"),
            ("999999999", "more than the largest grant"),
        ] {
            let again = clerk.press(&budget, "Save and add up", &[("amount_travel", typed)]);
            again.must_be(422).must_say(says);
            assert_eq!(
                again.html().select(&scraper::Selector::parse("#amount_travel").expect("a selector")).next().and_then(|f| f.attr("value")),
                Some(typed)
            );
        }
        let files = clerk.get(&format!("{base}/attachments"));
        for (name, bytes, says) in [
            ("a.exe", &b"MZ"[..], "must be a PDF"),
            ("a.pdf", &b""[..], "is empty"),
            ("a.pdf", &b"\x89PNG\r\n\x1a\n"[..], "its content is something else"),
        ] {
            clerk.attach(&files, &[], &[("quote", name, bytes)]).must_be(422).must_say(says);
        }
        clerk.post_bytes(&format!("{base}/questions/need_now"), "application/x-www-form-urlencoded", b"answer=%ff".to_vec()).must_be(400);
    });
}

#[test]
fn two_people_on_one_answer_lose_nothing() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let (clara, carl) = (preparer(world, &madison, "Clara"), preparer(world, &madison, "Carl"));
        let base = home(&started(&clara));
        let (hers, his) = (clara.get(&format!("{base}/questions/skills")), carl.get(&format!("{base}/questions/skills")));
        clara.press(&hers, "Save and continue", &[("answer", "Her text")]).must_be(200);
        let clash = carl.press(&his, "Save and continue", &[("answer", "His text")]);
        clash.must_be(422).must_say("Her text").must_say("His text").must_say("Somebody else saved this part");
        carl.press(&clash, "Save and continue", &[("answer", "Both texts")]).must_be(200);
        clara.get(&format!("{base}/questions/skills")).must_say("Both texts");
    });
}

#[test]
fn another_city_sees_nothing() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let (madison, salem) = (city(world, "Madison"), city(world, "Salem"));
        let id = application(world, &fund, &madison, 8_000);
        let file = world.db.read(|conn| intake::attachments(conn, id)).expect("files").remove(0).id;
        let stranger = signed_in(world, &salem.official);
        for page in
            ["", "/status", "/check", "/receipt", "/activities", "/budget", "/attachments", "/questions/skills", "/certify", "/withdraw"]
        {
            stranger.get(&format!("/portal/applications/UDF-2027-0001{page}")).must_be(404);
        }
        stranger.get(&format!("/files/{file}")).must_be(404);
        stranger.post("/portal/applications/UDF-2027-0001/questions/skills", &[("answer", "x")]).must_be(404);
        let own = signed_in(world, &madison.official);
        let (download, _) = own.request_once("GET", &format!("/files/{file}"), &[], b"");
        download.must_be(200);
    });
}

#[test]
fn after_the_instant_of_the_deadline_nothing_is_received() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara");
        let base = home(&started(&clerk));
        answer_all(&clerk, &base);
        plan(&clerk, &base);
        world.at("2027-02-26T21:50:00Z");
        let official = signed_in(world, &madison.official);
        let certify = official.get(&format!("{base}/certify"));
        // Each request takes a second: this one arrives a second late, the next exactly in time.
        let signed = [("typed_name", madison.official.name.as_str()), ("agree", "yes")];
        world.at("2027-02-26T22:00:00Z");
        official.press(&certify, "Certify and submit", &signed).must_be(409).must_say("The deadline has passed");
        world.at("2027-02-26T21:59:58Z");
        let again = official.get(&format!("{base}/certify"));
        official.press(&again, "Certify and submit", &signed).must_be(200).must_say("Application submitted");
    });
}
